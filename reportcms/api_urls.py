"""The addresses of the API, version 1."""

from django.http import Http404
from django.urls import include, path, re_path, reverse
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.response import Response

from reportcms.api import PublicView, about_data, address

app_name = "api"

ENDPOINTS = ("series", "issues", "missions", "hotlines", "indicators", "observations", "schema")


class Index(serializers.Serializer):
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()
    endpoints = serializers.DictField(child=serializers.URLField())


class IndexView(PublicView):
    @extend_schema(operation_id="index", summary="What there is", responses=Index)
    def get(self, request):
        self.refuse_unknown(())
        links = {name: address(reverse(f"api:{name}")) for name in ENDPOINTS}
        return Response(about_data() | {"endpoints": links})


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, as YAML, or as JSON where the Accept header asks for it."""

    authentication_classes = ()
    permission_classes = ()
    http_method_names = ["get", "head"]


class NothingHere(PublicView):
    """Whatever else is asked for below the API: an error that programs can read."""

    @extend_schema(exclude=True)
    def get(self, request, **_path):
        raise Http404


urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("", include("missions.api")),
    path("", include("issues.delivery.api")),
    re_path(r"", NothingHere.as_view()),
]
