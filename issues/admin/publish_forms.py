"""The forms of Review & publish."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """What is asked from the second edition on: what it corrects."""

    note = forms.CharField(
        label=_("What does this edition correct?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see this sentence above the issue."),
        error_messages={"required": _("Say what this new edition corrects: readers will see it.")},
    )

    def __init__(self, *args, asks_note, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_note:
            del self.fields["note"]


class PublishForm(NoteForm):
    """The confirmation to publish at once."""


class ScheduleForm(NoteForm):
    """When to publish, and whether the press may read it before."""

    at = forms.DateTimeField(
        label=_("Publish at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Choose day and time."),
            "invalid": _("This is no day with a time: choose both, such as 1 December, 09:00."),
        },
    )
    embargoed = forms.BooleanField(
        label=_("Under embargo until then"),
        required=False,
        help_text=_(
            "The press may read a copy before: a PDF that says on every page until when it may "
            "not be published. Nothing is public before."
        ),
    )
    field_order = ["at", "embargoed", "note"]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ClearForm(NoteForm):
    """The word of the clearer on what they have before them."""

    reason = forms.CharField(
        label=_("Why may the warnings stand?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with the warnings; readers do not see it."),
        error_messages={"required": _("There are warnings: say why they may stand.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["reason", "note", "seen"]

    def __init__(self, *args, asks_reason, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]
