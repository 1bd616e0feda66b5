"""The API of live records: missions, hotlines, indicators, and the public part of the ledger."""

import django_filters
from django.db.models import Prefetch
from django.http import Http404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from missions.filters import IndicatorFilter, ObservationFilter, StrictFilterSet
from missions.models import AssistanceFigure, Contact, Hotline, Indicator, Mission
from missions.models.figure import WITHHELD
from missions.observations import loaded, observation_row
from reportcms.api import (
    PAGE_PARAMETERS,
    AboutData,
    KeysetPagination,
    PublicView,
    about_data,
    address,
    filter_parameters,
    listing,
    whole_list,
)
from reportcms.filters import IsoDateFilter

NEWEST_FIRST = [("as_of", True), ("id", False)]


# --- What the answers hold ----------------------------------------------------------------------


class PrintedIn(serializers.Serializer):
    series = serializers.CharField()
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    version = serializers.IntegerField()


class Part(serializers.Serializer):
    dimension = serializers.CharField()
    category = serializers.CharField()
    value = serializers.CharField(allow_null=True, help_text="Decimal as text.")
    disclosure = serializers.ChoiceField(["", *WITHHELD])
    below = serializers.CharField(allow_null=True)


class Observation(serializers.Serializer):
    """One observation. Decimals are text, so that no digit is lost."""

    url = serializers.URLField()
    observation = serializers.UUIDField(help_text="Stays through corrections.")
    figure = serializers.UUIDField(help_text="This vintage.")
    vintage = serializers.IntegerField()
    indicator = serializers.CharField()
    indicator_name = serializers.CharField()
    indicator_measure = serializers.ChoiceField(Indicator.Measure.values)
    kind = serializers.ChoiceField(Indicator.Kind.values)
    unit = serializers.CharField()
    per = serializers.IntegerField(allow_null=True)
    base = serializers.CharField()
    definition_version = serializers.IntegerField()
    definition_comparable = serializers.BooleanField()
    definition = serializers.CharField()
    mission = serializers.CharField(allow_null=True)
    value = serializers.CharField(
        allow_null=True, help_text="null: see status and disclosure; it is not zero."
    )
    qualifier = serializers.ChoiceField(AssistanceFigure.Qualifier.values)
    status = serializers.ChoiceField(AssistanceFigure.Status.values)
    disclosure = serializers.ChoiceField(["", *WITHHELD])
    below = serializers.CharField(allow_null=True)
    target = serializers.CharField(allow_null=True)
    base_value = serializers.CharField(allow_null=True)
    period_start = serializers.DateField(allow_null=True)
    as_of = serializers.DateField()
    covers = serializers.ListField(child=serializers.CharField())
    coverage = serializers.ListField(child=serializers.CharField())
    coverage_count = serializers.IntegerField()
    source = serializers.CharField()
    footnote = serializers.CharField()
    parts_note = serializers.CharField()
    break_cause = serializers.ChoiceField(["", *AssistanceFigure.Break.values])
    break_note = serializers.CharField()
    correction_reason = serializers.CharField()
    public_since = serializers.DateField(allow_null=True)
    printed_in = PrintedIn(many=True)
    parts = Part(many=True)


class ObservationHistory(AboutData):
    observation = Observation()
    earlier_vintages = Observation(many=True)


class Definition(serializers.Serializer):
    version = serializers.IntegerField()
    text = serializers.CharField()
    is_comparable = serializers.BooleanField()


class IndicatorAnswer(serializers.Serializer):
    url = serializers.URLField()
    page = serializers.URLField()
    observations = serializers.URLField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Indicator.Kind.values)
    measure = serializers.ChoiceField(Indicator.Measure.values)
    unit = serializers.CharField()
    per = serializers.IntegerField(allow_null=True)
    base = serializers.CharField()
    definitions = Definition(many=True)


class IndicatorDetailAnswer(AboutData, IndicatorAnswer):
    pass


class ContactAnswer(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class MissionAnswer(serializers.Serializer):
    url = serializers.URLField()
    page = serializers.URLField()
    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    city = serializers.CharField()
    contacts = ContactAnswer(many=True)


class MissionDetailAnswer(AboutData, MissionAnswer):
    pass


class HotlineAnswer(serializers.Serializer):
    page = serializers.URLField(help_text="Stays, and says when the number has ended.")
    mission = serializers.CharField()
    country = serializers.CharField()
    name = serializers.CharField()
    number = serializers.CharField(help_text="As it is dialled.")
    international_number = serializers.CharField()
    works_from = serializers.CharField()
    hours = serializers.CharField()
    languages = serializers.CharField()
    cost = serializers.ChoiceField(Hotline.Cost.values)
    purpose = serializers.CharField()
    needs = serializers.ListField(child=serializers.ChoiceField(Hotline.Need.values))
    last_tested_on = serializers.DateField(allow_null=True)
    is_stale = serializers.BooleanField(help_text="Nobody has called it for 90 days.")


class ApiObservationFilter(ObservationFilter):
    """The filters of observations, and as the public knew them on a day."""

    known_on = IsoDateFilter(method="as_known", label="As the public knew them on this day")

    def filter_queryset(self, queryset):
        known_on = self.form.cleaned_data["known_on"]
        return super().filter_queryset(queryset.public(known_on=known_on))

    def as_known(self, queryset, _name, _day):
        return queryset  # which figures are public was asked for that day already


class HotlineFilter(StrictFilterSet):
    mission = django_filters.ModelChoiceFilter(
        queryset=Mission.objects.public(), to_field_name="slug", label="Mission (slug)"
    )

    class Meta:
        model = Hotline
        fields = ["mission"]


# --- Endpoints ----------------------------------------------------------------------------------


def observation_answer(figure):
    row = observation_row(figure)
    url = address(reverse("api:observation", args=[figure.observation]))
    return {"url": url} | row


class ObservationList(PublicView):
    @extend_schema(
        operation_id="observations",
        summary="Public observations, newest first",
        parameters=[*filter_parameters(ApiObservationFilter), *PAGE_PARAMETERS],
        responses=listing(Observation, "Observations"),
    )
    def get(self, request):
        pages = KeysetPagination(NEWEST_FIRST)
        figures = self.filtered(
            ApiObservationFilter, AssistanceFigure.objects.all(), besides=pages.parameters
        )
        rows = pages.paginate_queryset(loaded(figures), request)
        return pages.get_paginated_response([observation_answer(row) for row in rows])


class ObservationDetail(PublicView):
    @extend_schema(
        operation_id="observation",
        summary="One observation with its earlier public vintages",
        responses=ObservationHistory,
    )
    def get(self, request, observation):
        self.refuse_unknown(())
        released = AssistanceFigure.objects.filter(observation=observation).released()
        vintages = [observation_answer(f) for f in loaded(released.order_by("-vintage"))]
        if not vintages:
            raise Http404
        newest, *earlier = vintages
        return Response(about_data() | {"observation": newest, "earlier_vintages": earlier})


def indicator_answer(indicator):
    observations = reverse("api:observations")
    return {
        "url": address(reverse("api:indicator", args=[indicator.code])),
        "page": address(indicator.get_absolute_url()),
        "observations": address(f"{observations}?indicator={indicator.code}"),
        **{key: getattr(indicator, key) for key in ("code", "name", "kind", "measure", "unit")},
        **{key: getattr(indicator, key) for key in ("per", "base")},
        "definitions": [
            {"version": d.version, "text": d.text, "is_comparable": d.is_comparable}
            for d in indicator.definitions.all()
        ],
    }


def public_indicators():
    return AssistanceFigure.objects.public().indicators().prefetch_related("definitions")


class IndicatorList(PublicView):
    @extend_schema(
        operation_id="indicators",
        summary="Indicators with public observations",
        parameters=[*filter_parameters(IndicatorFilter), *PAGE_PARAMETERS],
        responses=listing(IndicatorAnswer, "Indicators"),
    )
    def get(self, request):
        pages = KeysetPagination([("code", False)])
        found = self.filtered(IndicatorFilter, public_indicators(), besides=pages.parameters)
        rows = pages.paginate_queryset(found, request)
        return pages.get_paginated_response([indicator_answer(row) for row in rows])


class IndicatorDetail(PublicView):
    @extend_schema(
        operation_id="indicator", summary="One indicator", responses=IndicatorDetailAnswer
    )
    def get(self, request, code):
        self.refuse_unknown(())
        indicator = public_indicators().filter(code=code).first()
        if indicator is None:
            raise Http404
        return Response(about_data() | indicator_answer(indicator))


def mission_answer(mission):
    return {
        "url": address(reverse("api:mission", args=[mission.slug])),
        "page": address(mission.get_absolute_url()),
        **{key: getattr(mission, key) for key in ("slug", "name", "city")},
        "country": mission.country.code,
        "contacts": [
            {key: getattr(contact, key) for key in ("name", "title", "email", "phone")}
            for contact in mission.open_contacts
        ],
    }


def public_missions():
    contacts = Prefetch("contacts", Contact.objects.public(), to_attr="open_contacts")
    return Mission.objects.public().prefetch_related(contacts)


class MissionList(PublicView):
    @extend_schema(
        operation_id="missions", summary="Missions", responses=listing(MissionAnswer, "Missions")
    )
    def get(self, request):
        self.refuse_unknown(())
        return whole_list([mission_answer(mission) for mission in public_missions()])


class MissionDetail(PublicView):
    @extend_schema(operation_id="mission", summary="One mission", responses=MissionDetailAnswer)
    def get(self, request, slug):
        self.refuse_unknown(())
        mission = public_missions().filter(slug=slug).first()
        if mission is None:
            raise Http404
        return Response(about_data() | mission_answer(mission))


HOTLINE_KEYS = (
    *("name", "number", "international_number", "works_from", "hours", "languages", "cost"),
    *("purpose", "needs", "last_tested_on", "is_stale"),
)


class HotlineList(PublicView):
    @extend_schema(
        operation_id="hotlines",
        summary="Hotlines that answer today",
        parameters=filter_parameters(HotlineFilter),
        responses=listing(HotlineAnswer, "Hotlines"),
    )
    def get(self, request):
        hotlines = self.filtered(HotlineFilter, Hotline.objects.public())
        found = [
            {
                "page": address(hotline.get_absolute_url()),
                "mission": hotline.mission.slug,
                "country": hotline.mission.country.code,
                **{key: getattr(hotline, key) for key in HOTLINE_KEYS},
            }
            for hotline in hotlines.select_related("mission")
        ]
        return whole_list(found)


urlpatterns = [
    path("missions/", MissionList.as_view(), name="missions"),
    path("missions/<slug:slug>/", MissionDetail.as_view(), name="mission"),
    path("hotlines/", HotlineList.as_view(), name="hotlines"),
    path("indicators/", IndicatorList.as_view(), name="indicators"),
    path("indicators/<slug:code>/", IndicatorDetail.as_view(), name="indicator"),
    path("observations/", ObservationList.as_view(), name="observations"),
    path("observations/<uuid:observation>/", ObservationDetail.as_view(), name="observation"),
]
