"""The Round screen of an issue: where each mission stands, and what the editor does about it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues import rounds
from issues.models import Contribution, Issue
from issues.review import Refused
from missions.admin.figure_form import value_text
from missions.models import AssistanceFigure
from missions.models.mission import is_regional
from reportcms.typed import typed_text

from .access import issue_for, screen_context
from .figure_grid import grid_url
from .moments import Moment

State = Contribution.State
CHIPS = {
    State.SUBMITTED: "good",
    State.APPROVED: "good",
    State.RETURNED: "warn",
    State.NO_UPDATE: "stop",
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=Contribution._meta.get_field("return_reason").max_length,
        error_messages={"required": gettext_lazy("Say what should be changed.")},
    )


class DeadlineForm(forms.Form):
    due_on = forms.DateField(
        error_messages={"required": gettext_lazy("Choose the day.")},
    )


@dataclass
class Line:
    """One mission of the round: its contribution (None when it was not asked) and what is there."""

    mission: object
    contribution: Contribution | None
    part: rounds.Part
    due: Moment | None = None
    typed: str = ""
    fault: str = ""

    @property
    def row(self):
        """The name of the line in its form."""
        given = self.contribution
        return f"part:{given.pk}" if given else f"mission:{self.mission.pk}"

    @property
    def anchor(self):
        return self.row.replace(":", "-")

    @property
    def chip(self):
        return CHIPS.get(self.contribution.state, "")

    @property
    def is_expected(self):
        """Whether there is anything more to come from the mission."""
        closed = (State.NOTHING, State.NO_UPDATE)
        return self.contribution is not None and self.contribution.state not in closed

    @property
    def is_owed(self):
        return self.contribution.state in Contribution.OWED

    @property
    def is_answered(self):
        return self.contribution.state in (State.SUBMITTED, State.NOTHING, State.APPROVED)

    @property
    def may_reopen(self):
        return self.contribution.state in (State.NO_UPDATE, State.NOTHING, State.APPROVED)


def lines_of(issue):
    """Return a `Line` for each mission of the series, and for each other one that was asked."""
    given = {
        c.mission_id: c
        for c in issue.contributions.select_related("mission", "answered_by").prefetch_related(
            "sections"
        )
    }
    missions = list(issue.series.missions.all())
    missions += [c.mission for c in given.values() if c.mission not in missions]
    parts = rounds.parts_of(issue, missions)
    here = timezone.get_current_timezone()
    return [
        Line(mission, given.get(mission.pk), parts[mission.pk], due_of(given.get(mission.pk), here))
        for mission in missions
    ]


def due_of(contribution, here):
    """Return the deadline of ``contribution`` on both clocks, None where there is none."""
    if contribution is None or contribution.due_at is None:
        return None
    return Moment(contribution.due_at, ZoneInfo(contribution.mission.time_zone), here)


@dataclass
class Carried:
    """One figure that was only carried over, and what there is to do about it."""

    placement: object
    newer: AssistanceFigure | None
    grid: str

    @property
    def figure(self):
        return self.placement.figure

    @property
    def value(self):
        return value_text(self.figure)

    @property
    def newer_value(self):
        return value_text(self.newer)


def carried_over(issue):
    placements = list(rounds.unconfirmed(issue))
    newer = rounds.newer_of(placements)
    return [
        Carried(placement, newer.get(placement.pk), grid_url(issue, placement.figure.mission))
        for placement in placements
    ]


@never_cache
def round_page(request, pk):
    """Show the round; on POST do one act on one mission's part, or on one carried figure."""
    if not is_regional(request.user):
        return to_own_part(request, pk)
    issue = issue_for(request, pk, "issues.view_contribution")
    if request.method == "POST":
        if not request.user.has_perm("issues.add_contribution"):
            raise PermissionDenied
        return acted(request, issue)
    return shown(request, issue)


def to_own_part(request, pk):
    """Lead a contributor to the mission's own part; to others there is no round."""
    own = Contribution.objects.filter(issue=pk).visible_to(request.user)
    contribution = own.select_related("mission").first()
    if contribution is None or not request.user.has_perm("issues.view_contribution"):
        raise Http404
    return HttpResponseRedirect(part_url(contribution))


def part_url(contribution):
    return reverse(
        "admin:issues_issue_part", args=[contribution.issue_id, contribution.mission.slug]
    )


def shown(request, issue, *, status=200, wrong=None):
    """Render the round; ``wrong`` is (row, what was typed, what is wrong with it)."""
    lines = lines_of(issue)
    for line in lines:
        if wrong and line.row == wrong[0]:
            _row, line.typed, line.fault = wrong
    asked = [line for line in lines if line.contribution]
    return render(
        request,
        "admin/issues/round.html",
        {
            **screen_context(request, admin.site, issue, _("Round")),
            "lines": lines,
            "asked": asked,
            "answered": [line for line in asked if not line.is_owed],
            "late": [line for line in asked if line.contribution.is_late],
            "carried": carried_over(issue),
            "may_act": request.user.has_perm("issues.add_contribution"),
        },
        status=status,
    )


def acted(request, issue):
    """Do the act that was posted, and say so; or show the page again with what was typed."""
    row, act = request.POST.get("row", ""), request.POST.get("act", "")
    kind, _colon, pk = row.partition(":")
    pk = int(pk) if pk.isdecimal() and len(pk) < 18 else 0
    acts = {"part": part_act, "figure": figure_act, "mission": ask_act}
    if kind not in acts:
        raise Http404
    try:
        said = acts[kind](request, issue, pk, act)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return shown(request, issue, status=409, wrong=(row, typed(request), ""))
    except ValidationError as error:
        wrong = (row, typed(request), " ".join(error.messages))
        return shown(request, issue, status=422, wrong=wrong)
    messages.success(request, said)
    return HttpResponseRedirect(
        f"{reverse('admin:issues_issue_round', args=[issue.pk])}#{kind}-{pk}"
    )


def typed(request):
    return typed_text(request, "reason")


def part_act(request, issue, pk, act):
    contribution = issue.contributions.select_related("mission").filter(pk=pk).first()
    if contribution is None:
        raise Http404
    by, mission = request.user, contribution.mission
    match act:
        case "remind":
            rounds.remind(contribution, by=by)
            return _("%s is reminded.") % mission
        case "return":
            rounds.return_contribution(
                contribution, by=by, reason=cleaned(request, ReasonForm)["reason"]
            )
            return _("The part of %s is returned.") % mission
        case "approve":
            rounds.approve_contribution(contribution, by=by)
            return _("The part of %s is approved.") % mission
        case "close":
            rounds.close_without_answer(contribution, by=by)
            return _("Closed: the issue will say that no update was received from %s.") % mission
        case "reopen":
            rounds.reopen(contribution, by=by)
            return _("%s is asked again.") % mission
        case "deadline":
            day = cleaned(request, DeadlineForm)["due_on"]
            rounds.change_deadline(contribution, rounds.end_of_work(day, mission), by=by)
            return _("%s has a new deadline.") % mission
    raise Http404


def cleaned(request, form_class):
    form = form_class(request.POST)
    if not form.is_valid():
        raise ValidationError([message for found in form.errors.values() for message in found])
    return form.cleaned_data


def ask_act(request, issue, pk, act):
    mission = issue.series.missions.filter(pk=pk).first()
    if mission is None:
        raise Http404
    sections = tuple(rounds.written(issue.sections.all()))
    day = cleaned(request, DeadlineForm)["due_on"]
    rounds.ask(issue, rounds.Request(mission, sections), by=request.user, due_on=day)
    return _("%s is asked.") % mission


def figure_act(request, issue, pk, act):
    placement = rounds.unconfirmed(issue).filter(pk=pk).first()
    if placement is None:
        raise Refused(_("This figure has been confirmed or taken out already."))
    name = placement.label or str(placement.figure.indicator)
    match act:
        case "newer":
            rounds.show_newer(placement)
            said = _("“%s” shows the newer number.")
        case "stands":
            rounds.let_stand(placement)
            said = _("“%s” stands as it is.")
        case "last":
            rounds.let_stand(placement, as_last_reported=True)
            said = _("“%s” is said in one line at the end: last reported.")
        case "out":
            rounds.take_out(placement)
            said = _("“%s” is taken out of this issue; the ledger keeps it.")
        case _:
            raise Http404
    issue_admin = admin.site.get_model_admin(Issue)
    issue_admin.log_change(request, issue, said % name)
    return said % name
