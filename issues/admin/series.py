"""Series and themes."""

from django import forms
from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from issues.models import Series, Theme
from issues.models.series import LANGUAGES
from issues.moving import move_series
from missions.admin.scoping import ScopedAdmin, StaffForm

from .logo import WithLogo, series_logo


class SeriesForm(WithLogo, StaffForm):
    may_move = False  # whether the person may change an address that was published

    languages = forms.MultipleChoiceField(
        label=_("languages"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The series is published in each of them."),
    )
    licence_url = forms.URLField(label=_("licence address"), required=False, assume_scheme="https")
    original = forms.ChoiceField(label=_("original language"), choices=LANGUAGES)

    class Meta:
        model = Series
        fields = [
            *("title", "slug", "organisation", "organisation_short", "region", "running_title"),
            *("missions", "indicators", "languages", "logo", "brand_color", "accent_color"),
            *("licence", "licence_url", "disclaimer", "reliefweb_format"),
        ]
        widgets = {
            "missions": forms.CheckboxSelectMultiple,
            "indicators": forms.CheckboxSelectMultiple,
            "brand_color": forms.TextInput(attrs={"type": "color"}),
            "accent_color": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        published = self.instance.pk and self.instance.issues.exclude(editions=None).exists()
        if published and "slug" in self.fields:
            self.fields["slug"].disabled = not self.may_move
            self.fields["slug"].help_text = (
                _("Readers are led from the old address to the new one, for good.")
                if self.may_move
                else _("Issues are published here: only an administrator changes it.")
            )
        if self.instance.languages:
            self.initial.setdefault("original", self.instance.language)

    def clean(self):
        cleaned = super().clean()
        original, languages = cleaned.get("original"), cleaned.get("languages")
        if original and languages:
            others = [code for code in languages if code != original]
            cleaned["languages"] = [original, *others]
        return cleaned


@admin.register(Series)
class SeriesAdmin(ScopedAdmin):
    form = SeriesForm
    list_display = ["title", "region", "organisation_short"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "running_title"]}),
        (_("Who"), {"fields": ["organisation", "organisation_short", "region", "missions"]}),
        (_("Figures"), {"fields": ["indicators"]}),
        (_("Languages"), {"fields": ["original", "languages"]}),
        (_("Look"), {"fields": ["logo", ("brand_color", "accent_color")]}),
        (
            _("Small print"),
            {"fields": ["licence", "licence_url", "disclaimer", "reliefweb_format"]},
        ),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.may_move = request.user.is_superuser
        return form

    def save_model(self, request, obj, form, change):
        moved_to = obj.slug if change and "slug" in form.changed_data else None
        if moved_to:
            obj.slug = Series.objects.values_list("slug", flat=True).get(pk=obj.pk)
        super().save_model(request, obj, form, change)
        if moved_to:
            move_series(obj, moved_to, by=request.user)

    def to_look_at(self, name):
        return "logo_shown" if name == "logo" else super().to_look_at(name)

    @admin.display(description=_("logo"))
    def logo_shown(self, series):
        if not series.logo:
            return "–"
        return format_html(
            '<img class="photo-shown logo-shown" src="{}" alt="{}" width="{}" height="{}">',
            reverse("admin:issues_series_logo", args=[series.pk]),
            series.organisation,
            series.logo_width,
            series.logo_height,
        )

    def get_urls(self):
        view = self.admin_site.admin_view(series_logo)
        return [path("<int:pk>/logo.png", view, name="issues_series_logo"), *super().get_urls()]


@admin.register(Theme)
class ThemeAdmin(ScopedAdmin):
    added_in_rows = True
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
