"""The archive of a series: all its issues, narrowed by year, mission, theme and words."""

import re

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from issues.models.edition import Edition, EditionSubject, Rendition

MAX_WORDS = 8


def choices(editions):
    """Return the years, missions and themes of ``editions`` as (value, label) lists."""
    subjects = {kind: {} for kind in EditionSubject.Kind.values}
    rows = EditionSubject.objects.filter(edition__in=editions).order_by("edition__published_at")
    for kind, slug, name in rows.values_list("kind", "slug", "name"):
        subjects[kind][slug] = name  # renamed ones go by their newest name
    years = editions.order_by("-year").values_list("year", flat=True).distinct()
    return {
        "year": [(year, year) for year in years],
        **{
            kind: sorted(names.items(), key=lambda item: item[1].casefold())
            for kind, names in subjects.items()
        },
    }


class ArchiveFilter(django_filters.FilterSet):
    """Narrow the latest editions of a series; all of its state is in the address."""

    q = django_filters.CharFilter(
        method="containing",
        label=_("Words"),
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("All years"))
    mission = django_filters.ChoiceFilter(
        method="about", label=_("Mission"), empty_label=_("All missions")
    )
    theme = django_filters.ChoiceFilter(
        method="about", label=_("Theme"), empty_label=_("All themes")
    )

    class Meta:
        model = Edition
        fields = []

    def __init__(self, data, queryset):
        super().__init__(data, queryset)
        for name, values in choices(queryset).items():
            self.filters[name].extra["choices"] = values

    def about(self, queryset, kind, slug):
        """Editions that speak of a mission or theme; the field has the name of the kind."""
        subject = EditionSubject.objects.filter(edition=OuterRef("pk"), kind=kind, slug=slug)
        return queryset.filter(Exists(subject))

    def containing(self, queryset, name, value):
        """Editions with a rendition that has every word of ``value``, in either case.

        A regular expression compares letters of every alphabet without case on SQLite too,
        where LIKE does so for Latin letters only.
        """
        renditions = Rendition.objects.standing().filter(edition=OuterRef("pk"))
        for word in value.split()[:MAX_WORDS]:
            renditions = renditions.filter(text__iregex=re.escape(word))
        return queryset.filter(Exists(renditions))
