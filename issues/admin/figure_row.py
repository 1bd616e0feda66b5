"""One row of the grid of figures: what a mission reports of one indicator for one issue."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from missions.admin.figure_form import check_not_future, check_whole, value_text
from missions.admin.scoping import DayInput, StaffForm
from missions.figure_checks import open_checks
from missions.ledger import previous_of
from missions.models import AssistanceFigure, FigureBreakdown, Indicator
from missions.models.figure import WITHOUT_VALUE
from reportcms.numbers import NumberField

Status = AssistanceFigure.Status
SAME = "same"
STATUSES = [
    *((value, label) for value, label in Status.choices if value not in WITHOUT_VALUE),
    (
        _("without a number"),
        [(value, label) for value, label in Status.choices if value in WITHOUT_VALUE],
    ),
]
# Asked only where a check wants to know, or where they were answered before.
REASONS = [
    *("correction_reason", "break_cause", "break_note", "parts_note"),
    *("disclosure", "disclosure_reason"),
]
MORE = ["base_value", "period_start", "source", "footnote"]
# What a correction, or the answer “same as last time”, takes over unseen.
CARRIED = ["qualifier", "base_value", "target", "parts_note", "disclosure", "disclosure_reason"]


def copy_parts(figure):
    """Return unsaved copies of a figure's breakdown."""
    return [
        FigureBreakdown(
            dimension=part.dimension,
            label=part.label,
            value=part.value,
            disclosure=part.disclosure,
        )
        for part in figure.breakdown.all()
    ]


class FigureRow(StaffForm):
    """The cells of one indicator.

    ``instance`` is the new row of the ledger, prefilled; ``last`` the figure reported before
    this issue; ``standing`` the one that stands for this issue, which the new one corrects;
    ``days`` the first and the last day the issue's figures may describe. The hidden initial
    values tell what somebody typed from what the page had put there.
    """

    class Meta:
        model = AssistanceFigure
        fields = ["value", "qualifier", "status", "as_of", *MORE, *REASONS]
        field_classes = {"value": NumberField, "base_value": NumberField}
        widgets = {"as_of": DayInput, "period_start": DayInput}

    status = forms.ChoiceField(label=_("status"), choices=[])

    def __init__(self, *args, last, standing, days, known, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.last, self.standing, self.days, self.known = last, standing, days, known
        self.parts = []
        self.fields["status"].choices = [
            *STATUSES,
            *([(SAME, _("same as last time"))] if last else []),
        ]
        for name in ("as_of", "source", "qualifier"):
            self.fields[name].required = False
        if self.instance.indicator.measure not in {
            Indicator.Measure.PERCENT,
            Indicator.Measure.RATE,
        }:
            del self.fields["base_value"]
        for field in self.fields.values():
            field.show_hidden_initial = True
            field.widget.attrs["autocomplete"] = "off"
        self.fields["value"].widget.attrs["class"] = "figure-value"

    @property
    def indicator(self):
        return self.instance.indicator

    def more(self):
        """The cells that are folded away."""
        return [self[name] for name in MORE if name in self.fields]

    @property
    def opens_more(self):
        return any(cell.errors for cell in self.more())

    def reasons(self):
        """The cells that give reasons: those asked for now, and those answered before."""
        return [
            self[name]
            for name in self.fields
            if name in REASONS and (name in self.asked() or self[name].value())
        ]

    def asked(self):
        """The names of the cells that the questions about this row are answered in."""
        asked = {name for name in REASONS if self.errors.get(name)}
        if "break_note" in asked:
            asked.add("break_cause")
        if "disclosure" in asked:
            asked.add("disclosure_reason")
        return asked

    def clean_as_of(self):
        day, (first, last) = self.cleaned_data["as_of"], self.days
        if day is None:
            raise ValidationError(gettext("Give the date the number describes."))
        check_not_future(day)
        if not first <= day <= last:
            raise ValidationError(
                gettext("Figures of this issue describe %(first)s to %(last)s.")
                % {"first": date_format(first), "last": date_format(last)}
            )
        return day

    def clean_qualifier(self):
        return self.cleaned_data["qualifier"] or AssistanceFigure.Qualifier.EXACT

    def clean(self):
        cleaned = super().clean()
        if "value" not in self.errors and "status" not in self.errors:
            self.settle_answer(cleaned)
        value = cleaned.get("value")
        if value is None:
            if cleaned.get("status") in WITHOUT_VALUE:
                cleaned["qualifier"] = AssistanceFigure.Qualifier.EXACT
                cleaned["disclosure"] = cleaned["disclosure_reason"] = ""
                cleaned["source"] = cleaned.get("source") or self.who
        elif not cleaned.get("source", "").strip() and "source" not in self.errors:
            self.add_error("source", gettext("Say where this number comes from."))
        try:
            check_whole(self.indicator, value)
        except ValidationError as fault:
            self.add_error("value", fault)
        if self.instance.definition_id is None:
            self.add_error(
                "value",
                gettext("This indicator has no definition yet: ask the editor to add one."),
            )
        self.give_reason(cleaned)
        return cleaned

    @property
    def who(self):
        return str(self.instance.mission or gettext("regional office"))

    def settle_answer(self, cleaned):
        """Let a number and a status agree: of the two, the one that somebody changed counts."""
        status, value = cleaned["status"], cleaned["value"]
        value_typed = "value" in self.changed_data and value is not None
        if status == SAME:
            self.repeat_last(cleaned, typed=value if value_typed else None)
        elif status in WITHOUT_VALUE:
            if value_typed and "status" in self.changed_data:
                self.add_error(
                    "value",
                    gettext("Here is a number, and beside it “%s”: take one of them away.")
                    % Status(status).label,
                )
            elif value_typed:
                cleaned["status"] = Status.VERIFIED
            else:
                cleaned["value"] = None
        elif value is None:
            self.add_error(
                "value",
                gettext("Give a number, or choose an answer without one, such as “not reported”."),
            )

    def repeat_last(self, cleaned, *, typed):
        """Report the last figure again, for the new date."""
        if typed is not None and typed != self.last.value:
            self.add_error(
                "value",
                gettext("Last time it was %s: choose another status for a new number.")
                % value_text(self.last),
            )
            return
        cleaned |= {"value": self.last.value, "status": self.last.status}
        for name in CARRIED:
            if name not in self.fields:
                setattr(self.instance, name, getattr(self.last, name))
            elif name not in self.changed_data:
                cleaned[name] = getattr(self.last, name)
        self.parts = copy_parts(self.last)

    def give_reason(self, cleaned):
        """A correction says why; before readers have seen the number, the reason is known."""
        if self.standing is None or cleaned.get("correction_reason"):
            return
        if self.standing.observation in self.known:
            self.add_error(
                "correction_reason",
                gettext("Readers know %s already: say why it is corrected.")
                % value_text(self.standing),
            )
        else:
            cleaned["correction_reason"] = gettext("Corrected before publication.")

    def ask(self, covers):
        """Put what `open_checks` wants to know beside the cells that answer it."""
        figure = self.instance
        if self.standing and figure.value is not None and not self.parts:
            self.parts = copy_parts(self.standing)
        previous = previous_of(figure)
        for check in open_checks(figure, covers=covers, parts=self.parts, previous=previous):
            if check.field in self.fields:
                self.add_error(check.field, check.message)
            else:
                self.add_error(None, check.message)

    @property
    def repeats_standing(self):
        """Whether this row says what stands in the ledger already."""
        return self.standing is not None and all(
            getattr(self.instance, name) == getattr(self.standing, name)
            for name in self.fields
            if name != "correction_reason"
        )
