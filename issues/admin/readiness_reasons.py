"""Stating why a typed number stays as it is, although the ledger says otherwise."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues.contradictions import PROSE_NUMBER, answered, contradictions_of
from issues.models import Issue, StatedReason
from issues.prose_numbers import REFERENCE
from issues.readiness import answer_url, change_url, contradicted

from .access import issue_for, screen_context


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it stays"),
        max_length=StatedReason._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence. Readers see it as a note below the text."),
        error_messages={"required": gettext_lazy("Say why the number stays: readers will see it.")},
    )


@never_cache
def reason_page(request, pk):
    """Show one contradicted number with its sentence; on POST keep or withdraw the reason."""
    issue = issue_for(request, pk, "issues.change_issue")
    subject = request.GET.get("subject", "")
    back = HttpResponseRedirect(reverse("admin:issues_issue_publish", args=[issue.pk]))
    found = next((c for c in contradictions_of(issue) if c.subject == subject), None)
    if found is None:
        messages.info(request, _("The text or the figure has changed since: look again."))
        return back
    stated = issue.stated_reasons.filter(code=PROSE_NUMBER, subject=subject).first()
    form = ReasonForm(
        request.POST or None, initial={"reason": stated.reason if stated else ""}, label_suffix=""
    )
    issue_admin = admin.site.get_model_admin(Issue)
    if request.method == "POST" and stated and "withdraw" in request.POST:
        stated.delete()
        issue_admin.log_change(request, issue, _("Withdrew the reason for a number in a text."))
        messages.success(request, _("The reason is withdrawn."))
        return back
    if request.method == "POST" and form.is_valid():
        issue.stated_reasons.update_or_create(
            code=PROSE_NUMBER,
            subject=subject,
            defaults=form.cleaned_data | {"stated_by": request.user},
        )
        issue_admin.log_change(request, issue, _("Stated a reason for a number in a text."))
        messages.success(request, _("The reason is kept; readers see it below the text."))
        return back
    return render(
        request,
        "admin/issues/reason.html",
        {
            **screen_context(request, admin.site, issue, _("A number that stays")),
            "found": found,
            "sentence": found.sentence.text.replace(REFERENCE, "…"),
            "message": contradicted(found),
            "text_url": change_url(found.passage.owner),
            "form": form,
            "stated": stated,
        },
        status=422 if request.method == "POST" else 200,
    )


def answers_shown(issue):
    """Return (contradiction, reason, address) of each typed number that stays for a reason."""
    return [(found, reason, answer_url(issue, found)) for found, reason in answered(issue)]
