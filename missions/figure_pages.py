"""The public pages of figures: every indicator, and one with its history."""

import datetime as dt
from collections import namedtuple

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from missions.embed_code import oembed_address, snippet
from missions.filters import IndicatorFilter
from missions.models import AssistanceFigure, FigureRelease, Indicator
from missions.observations import iso, loaded, observation_row
from reportcms.caching import public_page
from reportcms.charts import Point, line_chart
from reportcms.figure_columns import LEDGER

INDICATORS_ON_A_PAGE = 30
OBSERVATIONS_ON_A_PAGE = 50
POINTS_OF_A_LINE = 60
CORRECTIONS_SHOWN = 20
YEAR = dt.timedelta(days=366)
Place = namedtuple("Place", ["pk", "mission", "as_of"])
# Of two figures of one day the region's own comes before a mission's.
NEWEST_FIRST = ("-as_of", F("mission").asc(nulls_first=True), "-recorded_at", "pk")


def as_node(figure):
    """Return ``figure`` as the templates of figures read it, its value as far as it is public."""
    row = observation_row(figure)
    indicator = figure.indicator
    return row | {
        "id": row["figure"],
        "label": "",
        "language": settings.LANGUAGE_CODE,
        "indicator": {
            key: getattr(indicator, key)
            for key in ("code", "name", "unit", "kind", "measure", "per", "base", "scale")
        },
        "mission": figure.mission,
        "missions": list(figure.covers.all()),
        "breakdown": [part | {"label": part["category"]} for part in row["parts"]],
        "change_reason": figure.break_note,
    }


def newest_of(indicators):
    """Map the id of each of ``indicators`` to its newest public figure."""
    newest = (
        AssistanceFigure.objects.public().filter(indicator=OuterRef("pk")).order_by(*NEWEST_FIRST)
    )
    pairs = Indicator.objects.filter(pk__in=indicators).annotate(
        newest=Subquery(newest.values("pk")[:1])
    )
    ids = dict(pairs.values_list("pk", "newest"))
    figures = loaded(AssistanceFigure.objects.filter(pk__in=ids.values())).in_bulk()
    return {pk: figures[newest] for pk, newest in ids.items() if newest}


@public_page
def figures(request):
    """Every indicator of which something is public, with its newest number."""
    filters = IndicatorFilter(request.GET, queryset=AssistanceFigure.objects.public().indicators())
    page = Paginator(filters.qs, INDICATORS_ON_A_PAGE).get_page(request.GET.get("page"))
    newest = newest_of([indicator.pk for indicator in page])
    entries = [
        {"indicator": indicator, "figure": as_node(newest[indicator.pk])}
        for indicator in page
        if indicator.pk in newest
    ]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filters": filters,
        "page": page,
        "entries": entries,
        "asked": any(request.GET.get(name) for name in filters.filters),
        "query": query.urlencode(),
        "nav": "figures",
    }
    return render(request, "public/figures.html", context)


@public_page
def indicator(request, code):
    """One indicator: its newest number, its line, every observation, definitions, corrections."""
    known_on, problem = day_asked(request.GET.get("known_on", ""))
    observations = indicator_observations(code, known_on)
    # All of them by a few columns: what stands where is found without asking again.
    found = [
        Place(*row)
        for row in observations.order_by(*NEWEST_FIRST).values_list("pk", "mission", "as_of")
    ]
    if not found:
        return nothing_known(request, code, known_on)
    newest = found[0]
    page = Paginator([row.pk for row in found], OBSERVATIONS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    same = [row for row in found if row.mission == newest.mission]
    earlier = next((row.pk for row in same if row.as_of < newest.as_of), None)
    bar_ids = newest_of_missions(found)
    # What the page says in full, loaded in one go; of the line's points only what is drawn.
    shown = loaded(AssistanceFigure.objects.all()).in_bulk(
        {newest.pk, *page.object_list, *bar_ids} | ({earlier} if earlier else set())
    )
    newest, earlier = shown[newest.pk], shown.get(earlier)
    line = points_of([row.pk for row in same[:POINTS_OF_A_LINE]])
    rows = [as_node(shown[pk]) for pk in page.object_list]
    context = {
        "indicator": newest.indicator,
        "figure": as_node(newest),
        "before": before(newest, earlier),
        "last_reported": last_reported(newest),
        "line": drawn(line),
        "parts": bars([shown[pk] for pk in bar_ids]),
        "page": page,
        "rows": rows,
        "definitions": newest.indicator.definitions.order_by("-version"),
        "sources": list(dict.fromkeys(row["source"] for row in rows if row["source"])),
        "corrections": corrections(newest.indicator, known_on),
        "known_on": iso(known_on),
        "problem": problem,
        "snippet": snippet(newest.indicator),
        "oembed_address": oembed_address(newest.indicator),
        "query": f"known_on={known_on:%Y-%m-%d}" if known_on else "",
        "nav": "figures",
    }
    return render(request, "public/indicator.html", context)


def nothing_known(request, code, known_on):
    """The page of an indicator of which nothing was public on the day ``known_on``."""
    if known_on is None or not indicator_observations(code, None).exists():
        raise Http404("Nothing is public of this indicator.")
    context = {
        "indicator": Indicator.objects.get(code=code),
        "known_on": iso(known_on),
        "nav": "figures",
    }
    return render(request, "public/indicator.html", context)


def indicator_observations(code, known_on):
    return AssistanceFigure.objects.public(known_on=known_on).filter(indicator__code=code)


def day_asked(text):
    """Return the day of an address (None if none is asked for) and what is wrong with it."""
    if not text:
        return None, ""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        return None, _("“%s” is no date: write it like 2020-12-03.") % text[:40]
    return day, ""


def before(newest, earlier):
    """The observation ``earlier`` than ``newest`` with the change since, as templates read it."""
    if earlier is None:
        return None
    node = as_node(newest)
    change = None
    if newest.public_value is not None and earlier.public_value is not None:
        change = f"{newest.public_value - earlier.public_value:f}"
    return node | {
        "change": change,
        "previous": {
            "value": observation_row(earlier)["value"],
            "as_of": earlier.as_of.isoformat(),
            "definition_changed": earlier.definition_id != newest.definition_id,
            "coverage_changed": {m.pk for m in earlier.covers.all()}
            != {m.pk for m in newest.covers.all()},
            "revised_from": None,
        },
        "earlier": as_node(earlier),
    }


def last_reported(newest):
    """The day an indicator was reported last, if the series that printed it has gone on since.

    None while it is still reported.
    """
    first = next((release for release in newest.releases.all() if release.series_slug), None)
    if first is None:
        return None
    # The newest issue stands at the end of the index; its editions do not make it a later one.
    latest = (
        FigureRelease.objects.standing()
        .filter(series_slug=first.series_slug)
        .order_by("-series_slug", "-year", "-number")
        .values_list("year", "number")
        .first()
    )
    return iso(first.released_on) if latest > (first.year, first.number) else None


def points_of(ids):
    """The observations with these ``ids``, oldest first, loaded with what `drawn` reads."""
    return list(
        AssistanceFigure.objects.filter(pk__in=ids)
        .select_related("definition")
        .prefetch_related("covers")
        .order_by("as_of", "recorded_at", "-pk")
    )


def drawn(line):
    """The line of ``line`` (oldest first) as a chart with what stands beside it."""
    points, notes, earlier = [], [], None
    for figure in line:
        covers = {mission.pk for mission in figure.covers.all()}
        breaks = earlier is not None and (
            (figure.definition_id != earlier[0] and not figure.definition.is_comparable)
            or covers != earlier[1]
        )
        if breaks:
            notes.append(
                {
                    "day": iso(figure.as_of),
                    "definition": figure.definition_id != earlier[0],
                    "reason": figure.break_note,
                }
            )
        points.append(Point(figure.as_of, figure.public_value, breaks=breaks))
        earlier = (figure.definition_id, covers)
    chart = line_chart(points)
    return {
        "chart": chart,
        "first": iso(line[0].as_of),
        "last": iso(line[-1].as_of),
        "top": str(chart.grid[-1][1]) if chart.grid else None,
        "notes": notes,
        "is_drawn": len(chart.dots) > 1,
        "short_description": _("A line from %(first)s to %(last)s.")
        % {"first": date_format(line[0].as_of), "last": date_format(line[-1].as_of)},
        "description": _("A line from %(first)s to %(last)s; its numbers are in the table below.")
        % {"first": date_format(line[0].as_of), "last": date_format(line[-1].as_of)},
    }


def newest_of_missions(found):
    """Return the ids of the newest number of each mission, of the year before the newest of all."""
    newest = {}
    for row in found:
        if row.mission and row.as_of > found[0].as_of - YEAR:
            newest.setdefault(row.mission, row.pk)
    return list(newest.values()) if len(newest) > 1 else []


def bars(figures):
    """``figures`` of several missions with the length of their bars in per cent, longest first."""
    longest = max((figure.public_value or 0 for figure in figures), default=0)
    lengths = [(figure.public_value or 0) * 100 / (longest or 1) for figure in figures]
    ordered = sorted(zip(lengths, figures, strict=True), key=lambda bar: -bar[0])
    return [{"figure": as_node(figure), "length": f"{length:.1f}"} for length, figure in ordered]


def corrections(indicator, known_on):
    """The newest corrections the public has been shown: pairs of old and new."""
    releases = FigureRelease.objects.standing().filter(
        figure__indicator=indicator, figure__vintage__gt=1
    )
    if known_on:
        releases = releases.filter(released_on__lte=known_on)
    new = loaded(
        AssistanceFigure.objects.filter(pk__in=releases.values("figure")).order_by(
            "-as_of", "-vintage"
        )
    )[:CORRECTIONS_SHOWN]
    observations = [figure.observation for figure in new]
    released = loaded(
        AssistanceFigure.objects.filter(observation__in=observations).released().order_by("vintage")
    )
    chains = {}
    for figure in released:
        chains.setdefault(figure.observation, []).append(figure)
    pairs = []
    for figure in new:
        older = [f for f in chains.get(figure.observation, []) if f.vintage < figure.vintage]
        if older:
            pairs.append({"old": as_node(older[-1]), "new": as_node(figure)})
    return pairs


@public_page
def dictionary(request):
    """What every column of the downloads says."""
    return render(request, "public/figures_dictionary.html", {"columns": LEDGER, "nav": "figures"})
