"""The form of one observation: what it refuses, what it asks a reason for."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from missions.figure_checks import open_checks, part_checks, small_count_checks
from missions.ledger import previous_of
from missions.models import AssistanceFigure
from reportcms.numbers import format_number

from .scoping import StaffForm

# What a correction takes over from the row it corrects.
PREFILLED = [
    *("indicator", "definition", "mission", "value", "qualifier", "status"),
    *("target", "base_value", "period_start", "as_of", "source", "footnote"),
    *("break_cause", "break_note", "parts_note", "disclosure", "disclosure_reason"),
]


def value_text(figure):
    """Return a figure's value as staff read it: the number, or the answer given in its place."""
    if figure.value is None:
        return figure.get_status_display()
    return format_number(figure.value, get_language())


def check_whole(indicator, value):
    """Raise ``ValidationError`` if ``value`` has decimals and ``indicator`` allows none."""
    if value is not None and indicator.is_whole and value != value.to_integral_value():
        raise ValidationError(gettext("“%s” is counted in whole numbers.") % indicator)


def check_not_future(day):
    """Raise ``ValidationError`` if the date data describe lies in the future."""
    if day and day > timezone.localdate():
        raise ValidationError(gettext("This date is in the future: give the last day counted."))


class FigureForm(StaffForm):
    """One observation; ``corrects`` (set by the admin) is the row it supersedes, if any."""

    corrects = None

    class Meta:
        model = AssistanceFigure
        fields = [*PREFILLED, "covers", "correction_reason"]
        widgets = {"covers": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "definition" in self.fields:
            self.fields["definition"].required = False
            self.fields["definition"].help_text = _("Empty: the indicator's newest definition.")
        if "value" in self.fields:
            self.fields["value"].help_text = _(
                "As you would write it: 330,528 or 7 500. Leave it empty if there is no number, "
                "and say with the status which it is: “not reported”, “nothing to report” or "
                "“no update received”."
            )
        if self.corrects:
            self.instance.supersedes = self.corrects
            self.fields["correction_reason"].required = True
            # A correction stays in its series of observations.
            self.fields["indicator"].disabled = True
            self.fields["indicator"].initial = self.corrects.indicator_id

    def clean_as_of(self):
        check_not_future(self.cleaned_data["as_of"])
        return self.cleaned_data["as_of"]

    def clean(self):
        cleaned = super().clean()
        self.check_nobody_was_faster()
        indicator, value = cleaned.get("indicator"), cleaned.get("value")
        if indicator is None:
            return cleaned
        if not cleaned.get("definition"):
            cleaned["definition"] = indicator.current_definition
        if cleaned["definition"] is None:
            self.add_error(
                "indicator", _("This indicator has no definition yet: ask the editor to add one.")
            )
        elif cleaned["definition"].indicator_id != indicator.pk:
            self.add_error("definition", _("This definition belongs to another indicator."))
        try:
            check_whole(indicator, value)
        except ValidationError as fault:
            self.add_error("value", fault)
        return cleaned

    def check_nobody_was_faster(self):
        """Refuse a second correction of one figure; the lock makes two saves wait in line."""
        if self.corrects is None:
            return
        list(AssistanceFigure.objects.select_for_update().filter(pk=self.corrects.pk))
        newer = AssistanceFigure.objects.filter(supersedes=self.corrects).first()
        if newer:
            self.add_error(
                None,
                _("Somebody has corrected this figure meanwhile to %(value)s: correct that one.")
                % {"value": value_text(newer)},
            )

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            checks = open_checks(
                self.instance,
                covers=self.cleaned_data["covers"],
                previous=previous_of(self.instance),
            )
            for check in checks:
                self.add_error(check.field, check.message)


class BreakdownFormSet(BaseInlineFormSet):
    """Parts of a figure, checked against the whole and against showing who is meant."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.initial and not form.instance.pk:
            # A prefilled part is meant, even when nobody touched it.
            form.has_changed = lambda: True

    def clean(self):
        super().clean()
        if any(self.errors) or self.instance.indicator_id is None:
            return
        parts = [
            form.instance
            for form in self.forms
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]
        if self.instance.value is None and parts:
            raise ValidationError(
                gettext("The figure has no number, so it has no parts: take them out.")
            )
        small = small_count_checks(self.instance, parts)
        checks = [
            *part_checks(self.instance, parts),
            *(check for check in small if check.field == "breakdown"),
        ]
        if checks:
            raise ValidationError([check.message for check in checks])
