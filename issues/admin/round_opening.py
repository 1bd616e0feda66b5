"""The screen on which the editor opens the next issue and asks its missions."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues import rounds
from issues.models import Contribution, Issue, Section, Series
from issues.review import Refused
from missions.admin.scoping import DayInput

from .moments import Moment

DATES = ("period_start", "period_end", "data_as_of", "publication_date", "next_issue_date")


class NextIssueForm(forms.ModelForm):
    """Number and dates of the issue to be opened."""

    due_on = forms.DateField(
        label=gettext_lazy("Contributions due on"),
        widget=DayInput(),
        help_text=gettext_lazy("Each mission has until 17:00 of that day on its own clock."),
    )

    class Meta:
        model = Issue
        fields = ["year", "number", *DATES]
        widgets = dict.fromkeys(DATES, DayInput())

    def __init__(self, *args, series, **kwargs):
        super().__init__(
            *args,
            instance=Issue(series=series),
            label_suffix="",
            use_required_attribute=False,
            **kwargs,
        )

    def clean(self):
        super().clean()
        due, day = self.cleaned_data.get("due_on"), self.cleaned_data.get("publication_date")
        if due and day and due > day:
            self.add_error("due_on", _("The contributions are due after the publication."))

    def _post_clean(self):
        super()._post_clean()
        # The series is no field of the form, so Django would leave out what it makes unique.
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            if not self.errors:
                self.add_error(None, error.messages)

    @property
    def rows(self):
        """The fields as they stand side by side."""
        return [
            [self["year"], self["number"]],
            [self["period_start"], self["period_end"]],
            [self["data_as_of"], self["publication_date"], self["next_issue_date"]],
            [self["due_on"]],
        ]


class RequestForm(forms.Form):
    """What one mission is asked."""

    asked = forms.BooleanField(required=False)
    sections = forms.ModelMultipleChoiceField(
        Section.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        max_length=Contribution._meta.get_field("request").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data, *, request, sections):
        super().__init__(
            data,
            prefix=f"m{request.mission.pk}",
            label_suffix="",
            initial={"asked": True, "sections": request.sections, "text": request.text},
        )
        self.mission = request.mission
        self.fields["sections"].queryset = sections
        self.fields["asked"].label = request.mission.name
        self.fields["text"].widget.attrs["aria-label"] = _("What is asked of %s, in words") % (
            request.mission
        )
        self.fields["sections"].label = _("Sections asked of %s") % request.mission

    @property
    def request(self):
        data = self.cleaned_data
        return rounds.Request(self.mission, tuple(data["sections"]), data["text"].strip())


@never_cache
def open_page(request):
    """Propose the next issue of a series; on POST show its deadlines, or open it and ask."""
    series = series_for(request)
    if series is None:
        return choice_of_series(request)
    data = request.POST if request.method == "POST" else None
    proposal = rounds.proposed(series)
    form = NextIssueForm(data, series=series, initial=vars(proposal))
    last = rounds.last_issue(series)
    sections = rounds.written(last.sections.all()) if last else Section.objects.none()
    asks = [
        RequestForm(data, request=usual, sections=sections)
        for usual in rounds.usual_requests(series)
    ]
    valid = data is not None and all([form.is_valid(), *(ask.is_valid() for ask in asks)])
    only_look = data is not None and "look" in data
    if valid and not only_look:
        issue = opened(series, form, asks, request.user)
        if issue:
            messages.success(
                request, _("%(issue)s is open, and its missions are asked.") % {"issue": issue}
            )
            return HttpResponseRedirect(reverse("admin:issues_issue_round", args=[issue.pk]))
        valid = False
    due_on = due_day(form, proposal)
    return render(
        request,
        "admin/issues/round_open.html",
        {
            **admin.site.each_context(request),
            "title": _("Open the next issue"),
            "opts": Issue._meta,
            "series": series,
            "last": last,
            "form": form,
            "asks": [(ask, deadline(ask.mission, due_on)) for ask in asks],
            "is_over": due_on is not None and due_on < timezone.localdate(),
            "due_on": due_on,
            "wrong": data is not None and not valid and not (only_look and not form.errors),
        },
        status=200 if data is None or valid or only_look else 422,
    )


def opened(series, form, asks, user):
    """Open the issue that the forms describe; return None after putting a refusal into ``form``."""
    plan = {name: form.cleaned_data[name] for name in ("year", "number", *DATES, "due_on")}
    requests = [ask.request for ask in asks if ask.cleaned_data["asked"]]
    try:
        return rounds.open_issue(series, by=user, requests=requests, **plan)
    except ValidationError as error:
        form.add_error(None, error.messages)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def series_for(request):
    """Return the series the person wants to open an issue of; None when there is a choice."""
    if not request.user.has_perms(["issues.add_issue", "issues.add_contribution"]):
        raise Http404
    visible = Series.objects.visible_to(request.user)
    wanted = request.GET.get("series", "")
    if wanted:
        series = visible.filter(slug=wanted).first()
        if series is None:
            raise Http404
        return series
    found = list(visible[:2])
    return found[0] if len(found) == 1 else None


def choice_of_series(request):
    return render(
        request,
        "admin/issues/round_series.html",
        {
            **admin.site.each_context(request),
            "title": _("Open the next issue"),
            "opts": Issue._meta,
            "choices": Series.objects.visible_to(request.user),
        },
    )


def due_day(form, proposal):
    """Return the day typed as the deadline, the proposed one before; None when it is no date.

    A day that does not fit the other dates is shown all the same.
    """
    if not form.is_bound:
        return proposal.due_on
    try:
        return form.fields["due_on"].clean(form["due_on"].value())
    except ValidationError:
        return None


def deadline(mission, due_on):
    if due_on is None:
        return None
    at = rounds.end_of_work(due_on, mission)
    return Moment(at, at.tzinfo, timezone.get_current_timezone())
