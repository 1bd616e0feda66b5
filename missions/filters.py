"""What public figures can be filtered by, on pages and in the API alike."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from missions.models import AssistanceFigure, FigureRelease, Indicator, Mission
from missions.models.address import every_slug
from reportcms.filters import IsoDateFilter, WholeNumberFilter


class StrictFilterSet(django_filters.FilterSet):
    """Filters that know no other parameters than their own: a misspelt one is an error."""

    other_parameters = frozenset()

    def unknown_parameters(self):
        """Return the names in the address that are no filter, in order."""
        return [n for n in self.data if n not in self.filters and n not in self.other_parameters]


class IndicatorFilter(StrictFilterSet):
    """Indicators that have public figures."""

    q = django_filters.CharFilter(method="search", label=_("Search"))
    mission = django_filters.ModelChoiceFilter(
        method="reported_by",
        queryset=Mission.objects.public(),
        to_field_name="slug",
        label=_("Mission"),
        empty_label=_("All missions"),
    )
    kind = django_filters.ChoiceFilter(
        choices=Indicator.Kind, label=_("Counts"), empty_label=_("Any way")
    )

    class Meta:
        model = Indicator
        fields = ["q", "mission", "kind"]

    def search(self, queryset, _name, text):
        for word in text.split()[:8]:
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(code__icontains=word)
                | Q(definitions__text__icontains=word)
            )
        return queryset.distinct()

    def reported_by(self, queryset, _name, mission):
        figures = AssistanceFigure.objects.public().filter(covers=mission)
        return queryset.filter(pk__in=figures.values("indicator"))


class ObservationFilter(StrictFilterSet):
    """Public observations."""

    indicator = django_filters.ModelChoiceFilter(
        queryset=Indicator.objects.all(), to_field_name="code", label=_("Indicator (code)")
    )
    mission = django_filters.ModelChoiceFilter(
        queryset=Mission.objects.public(),
        to_field_name="slug",
        label=_("Mission that reported it (slug)"),
    )
    covers = django_filters.ModelChoiceFilter(
        queryset=Mission.objects.public(),
        to_field_name="slug",
        label=_("Mission whose country it includes (slug)"),
    )
    kind = django_filters.ChoiceFilter(
        field_name="indicator__kind", choices=Indicator.Kind, label=_("What the indicator counts")
    )
    status = django_filters.ChoiceFilter(
        choices=AssistanceFigure.Status, label=_("Status of the figure")
    )
    as_of_after = IsoDateFilter(
        field_name="as_of", lookup_expr="gte", label=_("Data as of this day or later")
    )
    as_of_before = IsoDateFilter(
        field_name="as_of", lookup_expr="lte", label=_("Data as of this day or earlier")
    )
    series = django_filters.CharFilter(
        method="printed_in", label=_("Series that printed it (slug)"), max_length=80
    )
    year = WholeNumberFilter(method="printed_in", label=_("Year of the issue that printed it"))
    number = WholeNumberFilter(method="printed_in", label=_("Number of that issue"))

    class Meta:
        model = AssistanceFigure
        fields = []

    def printed_in(self, queryset, _name, _value):
        """Series, year and number speak of one and the same issue."""
        asked = {
            column: self.form.cleaned_data.get(name)
            for name, column in (("series", "series_slug"), ("year", "year"), ("number", "number"))
        }
        wanted = {column: value for column, value in asked.items() if value not in (None, "")}
        if slug := wanted.pop("series_slug", None):
            wanted["series_slug__in"] = every_slug(slug)
        releases = FigureRelease.objects.standing().filter(**wanted)
        return queryset.filter(pk__in=releases.exclude(series_slug="").values("figure"))
