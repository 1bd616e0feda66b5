"""The grid of figures: what one mission reports for one issue, entered on one page.

A figure stands *for* an issue when its date lies in the issue's days (`days_of`). Only rows that
somebody touched are recorded, all of them or none.
"""

from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from issues.figure_days import days_of, standing_figures, usual_day
from issues.models import Issue
from issues.rounds import take_up
from missions.admin.figure_form import PREFILLED, value_text
from missions.ledger import last_figures, record
from missions.models import AssistanceFigure, FigureRelease, Indicator, Mission
from missions.models.mission import writes_everywhere

from .access import screen_context
from .figure_row import FigureRow

# In the place of a mission's slug: the figures that the regional office reports itself.
REGIONAL = "regional-office"


@dataclass
class Row:
    """One indicator of the grid: what was, what stands, and the form for what comes."""

    indicator: Indicator
    last: AssistanceFigure | None
    standing: AssistanceFigure | None
    form: FigureRow
    seen: str  # the id of the figure that stood here when the page was loaded
    touched: bool = False
    conflict: bool = False
    definition: object = None

    @property
    def newest(self):
        return str(self.standing.pk) if self.standing else ""

    @property
    def last_text(self):
        return value_text(self.last)

    @property
    def standing_text(self):
        return value_text(self.standing)

    @property
    def standing_by(self):
        who = self.standing.recorded_by
        return who.get_full_name() or who.username if who else _("somebody")

    @property
    def last_typed(self):
        """The last number as the box of the value shows it."""
        cell = self.form["value"]
        return (
            cell.field.widget.format_value(self.last.value) if self.last.value is not None else ""
        )

    @property
    def covers(self):
        example = self.standing or self.last
        return list(example.covers.all()) if example else []

    @property
    def is_unsaved(self):
        """Whether the page comes back with what was typed here."""
        return self.touched and self.form.is_bound

    @property
    def is_wrong(self):
        return self.conflict or bool(self.touched and self.form.errors)


@dataclass
class Grid:
    """All rows of one mission (None: the regional office) for one issue."""

    issue: Issue
    mission: Mission | None
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self):
        self.days = days_of(self.issue)

    @property
    def answered(self):
        return sum(row.standing is not None for row in self.rows)

    @property
    def covers(self):
        return [self.mission] if self.mission else list(self.issue.series.missions.all())

    def read(self, data=None):
        """Fill the rows from the ledger, and from what was sent."""
        days = self.days
        last = last_figures(self.mission, before=days[0])
        standing = {}
        found = standing_figures(self.issue, days).filter(mission=self.mission)
        for figure in found.prefetch_related("covers", "breakdown").select_related("recorded_by"):
            standing.setdefault(figure.indicator_id, figure)
        known = set(
            FigureRelease.objects.standing()
            .filter(figure__observation__in=[figure.observation for figure in standing.values()])
            .values_list("figure__observation", flat=True)
        )
        asked = set(self.issue.series.indicators.values_list("pk", flat=True))
        indicators = Indicator.objects.filter(pk__in=asked | last.keys() | standing.keys())
        day = usual_day(self.issue, days)
        for indicator in indicators.prefetch_related("definitions"):
            before, stands = last.get(indicator.pk), standing.get(indicator.pk)
            definitions = {definition.pk: definition for definition in indicator.definitions.all()}
            newest = list(definitions.values())[-1] if definitions else None
            example = blank(indicator, self.mission, newest, before, day)
            if stands:
                example = correction(indicator, stands)
            prefix = f"f{indicator.pk}"
            facts = {"last": before, "standing": stands, "days": days, "known": known}
            form = FigureRow(data, instance=example, prefix=prefix, **facts)
            row = Row(indicator, before, stands, form, "")
            row.definition = definitions[stands.definition_id] if stands else newest
            row.seen = data.get(f"{prefix}-seen", "") if data else row.newest
            row.touched = data is not None and form.has_changed()
            if data is not None and not row.touched:
                # What somebody else has recorded meanwhile shows where nothing was typed.
                row.form = FigureRow(
                    instance=correction(indicator, stands) if stands else example,
                    prefix=prefix,
                    **facts,
                )
            self.rows.append(row)
        return self

    def check(self):
        """Check the touched rows; drop those that say what the ledger says already."""
        for row in self.rows:
            if not row.touched:
                continue
            if row.form.is_valid():
                if row.form.repeats_standing:
                    row.touched = False
                    continue
                row.form.ask(row.covers or self.covers)
            row.conflict = row.seen != row.newest

    def record(self, user):
        """Record the touched rows; return them, none of them if something is wrong with one."""
        self.check()
        touched = [row for row in self.rows if row.touched]
        if any(row.is_wrong for row in touched):
            return []
        try:
            with transaction.atomic():
                for row in touched:
                    record(
                        row.form.instance,
                        covers=row.covers or self.covers,
                        parts=row.form.parts,
                        by=user,
                    )
                    take_up(row.form.instance, self.issue)
        except ValidationError as refusal:
            row.form.add_error(None, refusal.messages)
            return []
        return touched


def blank(indicator, mission, definition, last, day):
    """Return a new observation, filled with what usually stays the same."""
    return AssistanceFigure(
        indicator=indicator,
        mission=mission,
        definition=definition,
        as_of=day,
        source=last.source if last else "",
        period_start=last.period_start if last else None,
    )


def correction(indicator, figure):
    """Return a new vintage of ``figure``, still equal to it."""
    carried = {
        f"{name}_id" if name in {"definition", "mission"} else name: getattr(
            figure, f"{name}_id" if name in {"definition", "mission"} else name
        )
        for name in PREFILLED
        if name != "indicator"
    }
    return AssistanceFigure(indicator=indicator, supersedes=figure, **carried)


def issue_for_figures(request, pk):
    """Return issue ``pk`` for somebody who enters figures; raise 403 or 404 for others."""
    if not request.user.has_perm("missions.add_assistancefigure"):
        raise PermissionDenied
    issues = Issue.objects.visible_to(request.user).select_related("series")
    issue = issues.filter(pk=pk).first()
    if issue is None:
        raise Http404
    return issue


def missions_for(issue, user):
    """Return the missions of the issue's series that ``user`` enters figures for."""
    return list(issue.series.missions.editable_by(user))


@never_cache
def missions_page(request, pk):
    """Let people choose the mission, and see how far each one is; skip it for a single one."""
    issue = issue_for_figures(request, pk)
    missions = missions_for(issue, request.user)
    regional = writes_everywhere(request.user)
    if len(missions) == 1 and not regional:
        return HttpResponseRedirect(grid_url(issue, missions[0]))
    if not missions and not regional:
        raise Http404
    choices = [*missions, None] if regional else missions
    return render(
        request,
        "admin/issues/figure_missions.html",
        {
            **screen_context(request, admin.site, issue, _("Figures")),
            "lines": progress_lines(issue, choices),
        },
    )


def progress_lines(issue, missions):
    """Say for each mission how many of its rows are answered, in a fixed number of queries."""
    days = days_of(issue)
    asked = set(issue.series.indicators.values_list("pk", flat=True))
    pairs = AssistanceFigure.objects.current().order_by().values_list("mission", "indicator")
    reported = set(pairs.filter(as_of__lte=days[1]).distinct())
    answered = set(pairs.filter(as_of__range=days).distinct())
    lines = []
    for mission in missions:
        key = mission.pk if mission else None
        rows = asked | {indicator for who, indicator in reported if who == key}
        done = sum(who == key for who, _indicator in answered)
        lines.append(
            {
                "mission": mission,
                "url": grid_url(issue, mission),
                "answered": done,
                "all": len(rows),
            }
        )
    return lines


def grid_url(issue, mission):
    slug = mission.slug if mission else REGIONAL
    return reverse("admin:issues_issue_figures", args=[issue.pk, slug])


@never_cache
def grid_page(request, pk, slug):
    """Show the grid of one mission; on POST record what was typed, all of it or nothing."""
    issue = issue_for_figures(request, pk)
    missions = missions_for(issue, request.user)
    mission = mission_of(request, missions, slug)
    grid = Grid(issue, mission)
    status = 200
    if request.method == "POST":
        with transaction.atomic():
            # Two people who save at once wait in line here; the second then meets the first.
            list(Issue.objects.select_for_update().filter(pk=issue.pk))
            recorded = grid.read(request.POST).record(request.user)
        if not any(row.is_wrong for row in grid.rows):
            return saved(request, grid, recorded)
        status = 409 if any(row.conflict for row in grid.rows) else 422
    else:
        grid.read()
    return render(
        request,
        "admin/issues/figure_grid.html",
        {
            **screen_context(request, admin.site, issue, _("Figures")),
            "grid": grid,
            "mission": mission,
            "who": mission or _("regional office"),
            "wrong": [row for row in grid.rows if row.is_wrong],
            "may_choose": len(missions) > 1 or writes_everywhere(request.user),
        },
        status=status,
    )


def mission_of(request, missions, slug):
    """Return the one of ``missions`` called ``slug``, None for the regional office; else 404."""
    if slug == REGIONAL and writes_everywhere(request.user):
        return None
    mission = next((mission for mission in missions if mission.slug == slug), None)
    if mission is None:
        raise Http404
    return mission


def saved(request, grid, recorded):
    """Say what was recorded, and show the grid afresh."""
    if recorded:
        figure_admin = admin.site.get_model_admin(AssistanceFigure)
        for row in recorded:
            figure_admin.log_addition(request, row.form.instance, [{"added": {}}])
        messages.success(
            request,
            ngettext(
                "%(count)s figure is recorded.", "%(count)s figures are recorded.", len(recorded)
            )
            % {"count": len(recorded)},
        )
    else:
        messages.info(request, _("Nothing was changed, so nothing was recorded."))
    return HttpResponseRedirect(grid_url(grid.issue, grid.mission))
