"""Indicators and the versions of their definitions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from missions.models import Indicator, IndicatorDefinition

from .scoping import ScopedAdmin, ScopedStackedInline, StaffForm


class DefinitionForm(StaffForm):
    """A definition that figures were counted by keeps its words; a new one gets a new version."""

    class Meta:
        model = IndicatorDefinition
        fields = ["version", "text", "is_comparable"]
        help_texts = {
            "text": _(
                "Figures keep the definition they were counted by. When it changes, add a version."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.figures.exists():
            for field in self.fields.values():
                field.disabled = True


class DefinitionInline(ScopedStackedInline):
    model = IndicatorDefinition
    form = DefinitionForm
    min_num = 1
    can_delete = False


@admin.register(Indicator)
class IndicatorAdmin(ScopedAdmin):
    list_display = ["name", "code", "unit", "kind", "jump_threshold", "disclosure_threshold"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    prepopulated_fields = {"code": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "code", "kind", "order"]}),
        (
            _("How it is measured and written"),
            {"fields": [("measure", "unit"), ("per", "base"), "scale", "is_whole"]},
        ),
        (
            _("When a number asks for a second look"),
            {"fields": ["jump_threshold", "disclosure_threshold"]},
        ),
    ]
    inlines = [DefinitionInline]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields
