"""The addresses of the API, version 1."""

from django.http import Http404
from django.urls import include, path, re_path, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.response import Response

from reportcms.api import AboutData, OpenToAll, PublicView, about_data, address

app_name = "api"

ENDPOINTS = (
    *("series", "issues", "articles", "missions", "hotlines", "indicators", "observations"),
    "schema",
)


class Index(AboutData):
    endpoints = serializers.DictField(child=serializers.URLField())


class IndexView(PublicView):
    @extend_schema(operation_id="index", summary="What there is", responses=Index)
    def get(self, request):
        self.refuse_unknown(())
        links = {name: address(reverse(f"api:{name}")) for name in ENDPOINTS}
        return Response(about_data() | {"endpoints": links})


class SchemaView(OpenToAll, SpectacularAPIView):
    """The OpenAPI document, as YAML, or as JSON where the Accept header asks for it."""


class NothingHere(PublicView):
    """Whatever else is asked for below the API: an error that programs can read."""

    @extend_schema(exclude=True)
    def get(self, request, **_path):
        raise Http404


urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("", include("missions.api")),
    path("", include("issues.delivery.api.urls")),
    re_path(r"", NothingHere.as_view()),
]
