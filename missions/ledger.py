"""The acts on the ledger: record an observation, find the one before it, release what was printed."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from missions.models import AssistanceFigure, FigureBreakdown, FigureRelease, ReleaseWithdrawal


@transaction.atomic
def record(figure, *, covers, parts=(), by):
    """Insert ``figure`` with the missions it covers and its ``parts``; return it.

    ``figure`` and ``parts`` (FigureBreakdown) are unsaved. A figure whose ``supersedes`` is set
    corrects that one. Raises ``ValidationError`` if a field or constraint does not hold, among
    them that another correction of the same figure was quicker.
    """
    if figure.supersedes:
        # Two corrections of one figure wait in line here; the second then meets the first.
        list(AssistanceFigure.objects.select_for_update().filter(pk=figure.supersedes.pk))
    figure.recorded_by = by
    figure.full_clean()
    figure.save(force_insert=True)
    figure.covers.set(covers)
    for part in parts:
        part.figure = figure
        part.full_clean(exclude=["figure"])
    FigureBreakdown.objects.bulk_create(parts)
    return figure


def previous_of(figure):
    """Return the observation that ``figure`` follows, None if it is the first.

    It is of the same indicator and mission, describes an earlier date, and stands in the ledger
    today.
    """
    return (
        AssistanceFigure.objects.current()
        .filter(indicator=figure.indicator_id, mission=figure.mission_id, as_of__lt=figure.as_of)
        .exclude(observation=figure.observation)
        .order_by("-as_of", "-recorded_at")
        .first()
    )


def last_figures(mission, *, before=None):
    """Map the id of each indicator to the newest figure ``mission`` reported of it.

    ``mission`` is None for the regional office; ``before`` a date the figures are earlier than.
    """
    figures = AssistanceFigure.objects.current().filter(mission=mission)
    if before:
        figures = figures.filter(as_of__lt=before)
    newest_first = Window(
        RowNumber(),
        partition_by=F("indicator"),
        order_by=[F("as_of").desc(), F("recorded_at").desc()],
    )
    newest = (
        figures.annotate(place=newest_first)
        .filter(place=1)
        .select_related("indicator", "definition")
        .prefetch_related("covers", "breakdown")
    )
    return {figure.indicator_id: figure for figure in newest}


@dataclass(frozen=True)
class Neighbours:
    """The observation just before a figure, and the newest after it; None where there is none."""

    before: AssistanceFigure | None
    last: AssistanceFigure | None


def neighbours(figures, *, until):
    """Map the id of each of ``figures`` to its `Neighbours` up to a day, in two queries for all."""
    figures = list(figures)
    series = defaultdict(list)
    rows = (
        AssistanceFigure.objects.current()
        .filter(indicator__in={figure.indicator_id for figure in figures}, as_of__lte=until)
        .order_by("as_of", "recorded_at")
        .values_list("indicator", "mission", "as_of", "observation", "pk")
    )
    for indicator, mission, as_of, observation, pk in rows:
        series[indicator, mission].append((as_of, observation, pk))
    found = {}
    for figure in figures:
        others = [
            (as_of, pk)
            for as_of, observation, pk in series[figure.indicator_id, figure.mission_id]
            if observation != figure.observation
        ]
        before = [pk for as_of, pk in others if as_of < figure.as_of]
        after = [pk for as_of, pk in others if as_of > figure.as_of]
        found[figure.pk] = (before[-1] if before else None, after[-1] if after else None)
    wanted = {pk for pair in found.values() for pk in pair if pk}
    loaded = AssistanceFigure.objects.prefetch_related("covers").in_bulk(wanted)
    return {
        pk: Neighbours(loaded.get(before), loaded.get(last)) for pk, (before, last) in found.items()
    }


def withdraw_releases(**place):
    """Let the releases of one edition count no longer; ``place`` names it as `release` does."""
    releases = FigureRelease.objects.standing().filter(**place)
    ReleaseWithdrawal.objects.bulk_create(ReleaseWithdrawal(release=one) for one in releases)


def release(figure_ids, *, on, by=None, edition=None):
    """Make figures public from the day ``on``; those released with this edition already stay so.

    ``edition`` names where they are printed: ``series_slug``, ``series_title``, ``year``,
    ``number`` and ``version``; None releases them on their own.
    """
    place = edition or {"series_slug": ""}
    wanted = set(figure_ids)
    released = FigureRelease.objects.filter(figure__in=wanted, **place)
    FigureRelease.objects.bulk_create(
        FigureRelease(figure_id=pk, released_on=on, released_by=by, **place)
        for pk in sorted(wanted - set(released.values_list("figure", flat=True)))
    )
