"""Sections: their texts, pictures, figures and facts."""

from django import forms
from django.contrib import admin
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from issues.models import Fact, FigurePlacement, Issue, Section
from missions.admin.figure import value_text
from missions.admin.scoping import ScopedAdmin, ScopedStackedInline, ScopedTabularInline, StaffForm
from missions.models import AssistanceFigure

from .photo import PhotoInline


def figure_label(figure):
    """Name a figure so that it can be picked from a list."""
    return f"{figure.indicator}: {value_text(figure)} ({figure.as_of:%d.%m.%Y})"


class FigureChoice(forms.ModelChoiceField):
    def label_from_instance(self, figure):
        return figure_label(figure)


class PlacementForm(StaffForm):
    """A figure of the ledger in a section; the last issue's figure is found by itself."""

    class Meta:
        model = FigurePlacement
        fields = [
            *("figure", "style", "label", "statement", "compared_with", "change_reason", "order"),
        ]
        widgets = {"statement": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "style": _(
                "A table puts all figures of the section that are shown so side by side, a row for "
                "each mission: it takes the breakdown by country, or figures of one mission each. "
                "A chart draws a bar for each part of the breakdown."
            ),
            "compared_with": _("Empty: the figure of the last issue that had this indicator."),
        }

    def save(self, commit=True):
        placement = self.instance
        if "figure" in self.changed_data:  # somebody has chosen it for this issue
            placement.is_confirmed = True
            placement.compared_with = placement.compared_with or last_figure(placement)
        return super().save(commit)


def last_figure(placement):
    """Return what the newest earlier issue of the series said for the same indicator, or None."""
    issue = placement.section.issue
    earlier = (
        FigurePlacement.objects.filter(
            section__issue__series=issue.series_id,
            section__issue__publication_date__lt=issue.publication_date,
            figure__indicator=placement.figure.indicator_id,
        )
        .select_related("figure")
        .order_by("-section__issue__publication_date", "-section__issue__number", "order")
        .first()
    )
    figure = earlier.figure.latest_vintage() if earlier else None
    return None if figure == placement.figure.latest_vintage() else figure


class PlacementInline(ScopedStackedInline):
    model = FigurePlacement
    form = PlacementForm
    fk_name = "section"
    fieldsets = [
        (None, {"fields": ["figure", "style", "label", "statement"]}),
        (
            _("Change since the last issue"),
            {"fields": ["compared_with", "change_reason", "order"], "classes": ["collapse"]},
        ),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is AssistanceFigure:
            kwargs["form_class"] = FigureChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def choices(self, db_field, request):
        rows = super().choices(db_field, request)
        if db_field.name == "figure":
            placed = FigurePlacement.objects.values("figure")
            rows = rows.filter(Q(superseded_by=None) | Q(pk__in=placed))
        return rows.select_related("indicator").order_by("-as_of", "indicator__name")


class FactInline(ScopedTabularInline):
    model = Fact
    fields = ["label", "value", "order"]


class SectionForm(StaffForm):
    class Meta:
        model = Section
        fields = ["issue", "kind", "title", "intro", "accent", "starts_page", "fit_page"]
        help_texts = {
            "accent": _("Empty: the series' main colour. For a feature, such as #d45b07."),
            "fit_page": _(
                "On paper the text is set a little tighter, within readable bounds, until the "
                "section fits; if it cannot, the proof says by how many lines it is over."
            ),
        }


@admin.register(Section)
class SectionAdmin(ScopedAdmin):
    """Reached through its issue; the lists of the whole site do not need it."""

    form = SectionForm
    fields = ["issue", "title", "kind", "intro", "accent", "starts_page", "fit_page"]
    inlines = [PlacementInline, PhotoInline, FactInline]
    list_display = ["title", "issue", "kind", "order"]
    list_filter = [("issue", admin.RelatedOnlyFieldListFilter), "kind"]
    list_select_related = ["issue__series"]
    search_fields = ["title"]
    ordering = ["-issue__publication_date", "order"]

    def get_readonly_fields(self, request, obj=None):
        return ["issue"] if obj else []

    def choices(self, db_field, request):
        rows = super().choices(db_field, request)
        return rows.select_related("series") if db_field.name == "issue" else rows

    def save_model(self, request, obj, form, change):
        if not change:
            put_last(obj)
        super().save_model(request, obj, form, change)


def put_last(section):
    """Give a new section the place after the others, and tell those who arrange."""
    last = Section.objects.filter(issue=section.issue).aggregate(last=Max("order"))["last"]
    section.order = (last or 0) + 1
    Issue.objects.filter(pk=section.issue_id).update(order_stamp=F("order_stamp") + 1)
