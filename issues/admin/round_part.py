"""A mission's part in an issue: what is asked of it, what came back, what is there, its answer."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues import rounds
from issues.models import Contribution
from issues.review import Refused
from missions.models.mission import is_regional

from .access import screen_context
from .figure_grid import grid_url
from .round import CHIPS, due_of, part_url

State = Contribution.State


class RemarkForm(forms.Form):
    """The answer of a mission."""

    remark = forms.CharField(
        label=gettext_lazy("Remark to the editor"),
        required=False,
        max_length=Contribution._meta.get_field("remark").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What the editor should know; readers do not see it."),
    )
    with_articles = forms.BooleanField(
        label=gettext_lazy("Send the articles that are not sent yet for review, too"),
        required=False,
    )


def contribution_for(request, pk, slug):
    """Return the part of the mission called ``slug`` in issue ``pk``; 404 where it is not theirs."""
    if not request.user.has_perm("issues.view_contribution"):
        raise Http404
    found = (
        Contribution.objects.visible_to(request.user)
        .filter(issue=pk, mission__slug=slug)
        .select_related("issue__series", "mission", "answered_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


@never_cache
def part_page(request, pk, slug):
    """Show the part; on POST answer for the mission, or take the answer back."""
    contribution = contribution_for(request, pk, slug)
    may_answer = (
        request.user.has_perm("issues.change_contribution")
        and Contribution.objects.editable_by(request.user).filter(pk=contribution.pk).exists()
    )
    form = RemarkForm(
        request.POST or None,
        label_suffix="",
        initial={"remark": contribution.remark, "with_articles": True},
    )
    status = 200
    if request.method == "POST":
        if not may_answer:
            raise Http404
        if not form.is_valid():
            status = 422
        else:
            try:
                messages.success(request, answer(contribution, request, form.cleaned_data))
                return HttpResponseRedirect(part_url(contribution))
            except Refused as refusal:
                messages.error(request, str(refusal))
                status = 409
                contribution = contribution_for(request, pk, slug)
    return shown(request, contribution, form, may_answer, status)


def answer(contribution, request, data):
    """Do the act whose button was pressed; return what to say about it."""
    by = request.user
    match request.POST.get("act"):
        case "submit":
            rounds.submit_contribution(
                contribution, by=by, remark=data["remark"], with_articles=data["with_articles"]
            )
            return _("Your part is sent for review.")
        case "nothing":
            rounds.answer_nothing(contribution, by=by, remark=data["remark"])
            return _("Noted: there is nothing to report this time. Readers will see that.")
        case "take_back":
            rounds.take_back_contribution(contribution, by=by)
            return _("Your part is yours again.")
    raise Http404


def shown(request, contribution, form, may_answer, status):
    issue, mission = contribution.issue, contribution.mission
    part = rounds.parts_of(issue, [mission])[mission.pk]
    regional = is_regional(request.user)
    return render(
        request,
        "admin/issues/round_part.html",
        {
            **screen_context(request, admin.site, issue, _("My mission’s part")),
            "title": str(mission) if regional else _("My mission’s part"),
            "contribution": contribution,
            "mission": mission,
            "chip": CHIPS.get(contribution.state, ""),
            "due": due_of(contribution, timezone.get_current_timezone()),
            "part": part,
            "sections": contribution.sections.all(),
            "figures_answered": part.figures_asked - len(part.figures_due),
            "grid_url": grid_url(issue, mission),
            "form": form,
            "may_answer": may_answer,
            "is_owed": contribution.state in Contribution.OWED,
            "may_take_back": contribution.state in (State.SUBMITTED, State.NOTHING),
            "regional": regional,
        },
        status=status,
    )
