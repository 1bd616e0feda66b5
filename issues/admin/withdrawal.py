"""Withdrawing an edition: what goes, what readers find instead, and the reason they are told."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues.models import EditionWithdrawal
from issues.review import Refused
from issues.withdrawal import WITHDRAW, edition_before, going_with, withdraw_edition

from .access import edition_for, screen_context


class WithdrawForm(forms.ModelForm):
    """The reason, and, where there is an edition before, what readers get from now on."""

    instead = forms.ChoiceField(
        label=gettext_lazy("What readers get instead"), widget=forms.RadioSelect
    )

    class Meta:
        model = EditionWithdrawal
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"reason": {"required": gettext_lazy("Say why: readers will see it.")}}

    def __init__(self, *args, before, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if before is None:
            del self.fields["instead"]
            return
        self.fields["instead"].choices = [
            ("nothing", _("Nothing: the whole issue is withdrawn, with all its editions")),
            ("before", _("Edition %s again, with the mistakes it had") % before.version),
        ]
        self.initial.setdefault("instead", "nothing")

    @property
    def restores(self):
        return self.cleaned_data.get("instead") == "before"


@never_cache
def withdraw_page(request, pk):
    """Say what withdrawing this edition means; on POST do it."""
    edition = edition_for(request, pk, WITHDRAW)
    back = HttpResponseRedirect(reverse("admin:issues_edition_change", args=[pk]))
    if hasattr(edition, "withdrawal"):
        messages.info(request, _("This edition is withdrawn already."))
        return back
    form = WithdrawForm(request.POST or None, before=edition_before(edition))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            withdraw_edition(edition, by=request.user, reason=reason, restore=form.restores)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Withdrawn. Its addresses say so, and its files are gone."))
            return back
    context = screen_context(request, admin.site, edition.issue, _("Withdraw an edition"))
    return render(
        request,
        "admin/issues/withdraw_edition.html",
        {**context, "edition": edition, "going": going_with(edition), "form": form},
        status=422 if request.method == "POST" else 200,
    )
