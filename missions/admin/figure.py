"""The ledger of figures: rows are added, and corrected by a newer row; never overwritten."""

from decimal import Decimal

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from missions.models import AssistanceFigure, FigureBreakdown, Mission
from missions.models.mission import is_regional
from reportcms.numbers import format_number

from .scoping import ScopedAdmin, ScopedTabularInline, StaffForm, only_mission

# What a correction takes over from the row it corrects.
PREFILLED = [
    *("indicator", "definition", "mission", "value", "qualifier", "status"),
    *("period_start", "as_of", "source", "footnote"),
]


def value_text(figure):
    """Return a figure's value as people read it."""
    if figure.value is None:
        return gettext("not reported")
    return format_number(figure.value, get_language())


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
                "As you would write it: 330,528 or 7 500. "
                "Leave it empty and set the status to “not reported” if there is no number."
            )
        if self.corrects:
            self.fields["correction_reason"].required = True
            # A correction stays in its series of observations.
            self.fields["indicator"].disabled = True
            self.fields["indicator"].initial = self.corrects.indicator_id

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
        if value is not None and indicator.is_whole and value != value.to_integral_value():
            self.add_error("value", _("“%s” is counted in whole numbers.") % indicator)
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


class BreakdownFormSet(forms.BaseInlineFormSet):
    """Parts of a figure: along one dimension they never exceed the whole."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.initial and not form.instance.pk:
            # A prefilled part is meant, even when nobody touched it.
            form.has_changed = lambda: True

    def clean(self):
        super().clean()
        sums = {}
        for form in self.forms:
            part = getattr(form, "cleaned_data", {})
            if part.get("value") is not None and not part.get("DELETE"):
                dimension = part.get("dimension", "")
                sums[dimension] = sums.get(dimension, Decimal(0)) + part["value"]
        whole = self.instance.value
        for dimension, total in sums.items():
            if whole is None or total > whole:
                raise forms.ValidationError(
                    gettext(
                        "The parts by %(dimension)s add up to %(total)s, the figure is %(whole)s."
                    )
                    % {
                        "dimension": dimension,
                        "total": format_number(total, get_language()),
                        "whole": value_text(self.instance),
                    }
                )


class BreakdownInline(ScopedTabularInline):
    model = FigureBreakdown
    formset = BreakdownFormSet
    fields = ["dimension", "label", "value"]

    def get_extra(self, request, obj=None, **kwargs):
        corrected = getattr(request, "corrected_figure", None)
        return corrected.breakdown.count() if corrected else 0


class StandingFilter(admin.SimpleListFilter):
    """Corrected rows are out of the way unless asked for."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("all", _("with corrected ones"))]

    def choices(self, changelist):
        found = list(super().choices(changelist))
        found[0]["display"] = gettext("as they stand today")
        return found

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.current()


@admin.register(AssistanceFigure)
class FigureAdmin(ScopedAdmin):
    """Add a figure; “change” one by adding the row that corrects it."""

    added_in_rows = True
    form = FigureForm
    inlines = [BreakdownInline]
    navigation_order = 30
    list_display = ["indicator", "value_for_reading", "as_of", "mission", "status", "source"]
    list_filter = [
        StandingFilter,
        ("indicator", admin.RelatedOnlyFieldListFilter),
        ("mission", admin.RelatedOnlyFieldListFilter),
        "status",
    ]
    list_select_related = ["indicator", "mission"]
    search_fields = ["indicator__name", "source", "footnote"]
    actions = None

    @admin.display(description=_("value"), ordering="value")
    def value_for_reading(self, figure):
        return value_text(figure)

    def has_change_permission(self, request, obj=None):
        superseded = obj is not None and hasattr(obj, "superseded_by")
        return super().has_change_permission(request, obj) and not superseded

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        correcting = getattr(request, "corrected_figure", None)
        parts = [
            (None, {"fields": ["indicator", "value", "qualifier", "status"]}),
            (_("When and where"), {"fields": ["period_start", "as_of", "mission", "covers"]}),
            (_("Where it comes from"), {"fields": ["source", "footnote", "definition"]}),
        ]
        if correcting:
            parts.insert(0, (_("Correction"), {"fields": ["correction_reason"]}))
        elif obj is not None:
            parts.append((_("History of this figure"), {"fields": ["vintages"]}))
        return parts

    def get_readonly_fields(self, request, obj=None):
        return ["vintages"] if obj is not None else []

    @admin.display(description=_("corrections"))
    def vintages(self, figure):
        """List the rows this one replaced and the one that replaced it."""
        chain, row = [], figure.latest_vintage()
        while row is not None:
            chain.append(row)
            row = row.supersedes
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                '<li><a href="{}">{}</a> {}</li>',
                (
                    (
                        reverse("admin:missions_assistancefigure_change", args=[row.pk]),
                        f"{value_text(row)}, {row.recorded_at:%Y-%m-%d}",
                        row.correction_reason,
                    )
                    for row in chain
                ),
            ),
        )

    def choices(self, db_field, request):
        if db_field.name == "covers" and not is_regional(request.user):
            # Names of missions are no secret; a number may include a neighbour's country.
            own = Mission.objects.editable_by(request.user)
            return Mission.objects.filter(Q(pk__in=own) | Q(series__missions__in=own)).distinct()
        return super().choices(db_field, request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.corrects = getattr(request, "corrected_figure", None)
        return form

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if corrected := getattr(request, "corrected_figure", None):
            initial |= {name: getattr(corrected, name) for name in PREFILLED}
            return initial | {"covers": list(corrected.covers.all())}
        if own := only_mission(request.user):
            initial = {"mission": own.pk, "covers": [own.pk]} | initial
        return initial

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        corrected = getattr(request, "corrected_figure", None)
        if corrected and isinstance(inline, BreakdownInline):
            kwargs["initial"] = list(corrected.breakdown.values("dimension", "label", "value"))
        return kwargs

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a corrected figure as it was; any other in a form that adds its correction."""
        figure = self.get_object(request, object_id)
        correcting_late = (
            request.method == "POST"
            and figure is not None
            and super().has_change_permission(request, figure)
        )
        if figure is None or not (correcting_late or self.has_change_permission(request, figure)):
            return super().change_view(request, object_id, form_url, extra_context)
        request.corrected_figure = figure
        return self.changeform_view(
            request,
            None,
            form_url,
            (extra_context or {})
            | {
                "title": gettext("Correct a figure"),
                "subtitle": str(figure),
                "corrected_figure": figure,
            },
        )

    def save_model(self, request, obj, form, change):
        obj.recorded_by = request.user
        obj.supersedes = getattr(request, "corrected_figure", None)
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        if corrected := obj.supersedes:
            messages.success(
                request,
                gettext("%(indicator)s: corrected from %(old)s to %(new)s.")
                % {
                    "indicator": obj.indicator,
                    "old": value_text(corrected),
                    "new": value_text(obj),
                },
            )
            return HttpResponseRedirect(reverse("admin:missions_assistancefigure_changelist"))
        return super().response_add(request, obj, post_url_continue)
