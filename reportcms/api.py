"""What all endpoints of the read-only API share: answers, errors, pages, caching."""

import base64
import json
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from reportcms.caching import PAGE
from reportcms.errors import Gone
from reportcms.filters import IsoDateFilter, WholeNumberFilter

PROBLEM = "application/problem+json"
ROWS, MOST_ROWS = 50, 200


class Problem(serializers.Serializer):
    """An error as RFC 9457 words it; ``errors`` names each parameter at fault."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(), required=False)


def problem(exc, context):
    """Answer an exception as ``application/problem+json`` (RFC 9457)."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, Gone):
        response.status_code, response.data = 410, {"detail": str(exc)}
    errors = response.data if isinstance(exc, ValidationError) else None
    detail = _("Some parameters are not right.") if errors else str(response.data.get("detail", ""))
    body = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        "detail": detail,
    }
    response.data = body | ({"errors": errors} if errors else {})
    response.content_type = PROBLEM
    return response


class Schema(AutoSchema):
    """Documents the answers that every endpoint can give besides its own."""

    def _get_response_bodies(self, *args, **kwargs):
        bodies = super()._get_response_bodies(*args, **kwargs)
        shared = {"304": _("Not changed since the ETag the request named.")}
        for status, words in shared.items():
            bodies.setdefault(status, {"description": str(words)})
        said = {
            "400": _("A parameter is not known or not right."),
            "404": _("There is no such thing, or it is not public."),
            "405": _("The API can be read only."),
            "410": _("It was public and has been withdrawn; “detail” says why."),
            "406": _("The API speaks JSON."),
        }
        for status, words in said.items():
            response = OpenApiResponse(Problem, description=str(words))
            bodies.setdefault(
                status, self._get_response_for_code(response, status, media_types=[PROBLEM])
            )
        return bodies


class OpenToAll:
    """Makes an APIView public: no accounts, no cookies, any origin, the same answer for all."""

    http_method_names = ["get", "head", "options"]
    authentication_classes = ()
    permission_classes = ()

    @classmethod
    def as_view(cls, **initkwargs):
        return gzip_page(conditional_page(super().as_view(**initkwargs)))

    def dispatch(self, request, *args, **kwargs):
        # One answer for all readers: not in the language that a browser happens to ask for.
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def options(self, request, *args, **kwargs):
        """Tell browsers that scripts of other sites may ask, with an ETag they know (CORS)."""
        return Response(
            status=204,
            headers={
                "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
                "Access-Control-Max-Age": "86400",
            },
        )

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", PAGE)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        patch_vary_headers(response, ["Accept"])
        return response


class PublicView(OpenToAll, APIView):
    """One endpoint of the API."""

    schema = Schema()

    def refuse_unknown(self, known):
        """Refuse parameters that are not ``known``: a misspelt filter must not filter nothing.

        A parameter given twice is refused too, for only one of its values would count.
        """
        params = self.request.query_params
        message = _("Not a parameter here. Known: %s.") % (", ".join(sorted(known)) or "–")
        faults = {name: [message] for name in params if name not in known}
        for name in params:
            if name in known and len(params.getlist(name)) > 1:
                faults[name] = [_("Give this parameter once.")]
        if faults:
            raise ValidationError(faults)

    def filtered(self, filterset_class, queryset, *, besides=()):
        """Return ``queryset`` as the request's filters narrow it; refuse what they cannot read."""
        filters = filterset_class(self.request.query_params, queryset=queryset)
        self.refuse_unknown({*filters.filters, *besides})
        if not filters.is_valid():
            fields = filters.form.fields
            raise ValidationError(
                {
                    name: [better_words(fields[name]) or str(word) for word in words]
                    for name, words in filters.errors.items()
                }
            )
        return filters.qs


def better_words(field):
    """Say what a filter can be, where the words for people at a form do not."""
    if isinstance(field, forms.ModelChoiceField):
        return _("There is none of this name here.")
    if isinstance(field, forms.ChoiceField):
        known = ", ".join(str(value) for value, _label in field.choices if value)
        return _("Write one of: %s.") % known
    if isinstance(field, forms.DateField):
        return _("Write a day as 2020-12-31.")
    if isinstance(field, forms.IntegerField):
        return _("Write a whole number from 1 to 9999.")
    return ""


class AboutData(serializers.Serializer):
    """What `about_data` says, in the OpenAPI document."""

    licence = serializers.CharField()
    licence_url = serializers.URLField()
    attribution = serializers.CharField()


def about_data():
    """Whose data an answer carries, and under which licence it may be used again."""
    return {
        "licence": settings.DATA_LICENCE,
        "licence_url": settings.DATA_LICENCE_URL,
        "attribution": settings.DATA_ATTRIBUTION,
    }


def address(path):
    """The whole address of a path on this site, whatever host the request named."""
    return f"{settings.SITE_URL}{path}"


class KeysetPagination(BasePagination):
    """Pages of a long list that stay right while rows are added, and never count all rows.

    ``keys`` are (field, descending) pairs that together order the rows uniquely; a page begins
    after the row whose keys its cursor holds, or ends before it.
    """

    cursor_parameter = "cursor"
    size_parameter = "page_size"
    parameters = (cursor_parameter, size_parameter)

    def __init__(self, keys):
        self.keys = keys

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        size = self.size()
        backwards, values = False, None
        if cursor := request.query_params.get(self.cursor_parameter):
            backwards, values = self.decoded(cursor)
        keys = [(name, down != backwards) for name, down in self.keys]
        if values:
            queryset = queryset.filter(beyond(keys, values))
        ordered = queryset.order_by(*(f"{'-' * down}{name}" for name, down in keys))
        found = list(ordered[: size + 1])
        rows, more = found[:size], len(found) > size
        if backwards:
            rows.reverse()
        self.rows = rows
        self.has_next = bool(rows) and (more or backwards)
        self.has_previous = bool(rows) and (more if backwards else bool(values))
        return rows

    def size(self):
        asked = self.request.query_params.get(self.size_parameter, str(ROWS))
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= MOST_ROWS):
            message = _("Write a whole number from 1 to %s.") % MOST_ROWS
            raise ValidationError({self.size_parameter: [message]})
        return int(asked)

    def decoded(self, cursor):
        """Return whether ``cursor`` leads backwards, and the keys of the row it starts from."""
        try:
            way, *values = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
            if way not in ("after", "before") or len(values) != len(self.keys):
                raise ValueError
            names = [name for name, _down in self.keys]
            return way == "before", [
                KEY_CHECKS[name].run_validation(value)
                for name, value in zip(names, values, strict=True)
            ]
        except (ValueError, TypeError, RecursionError, ValidationError):
            raise ValidationError(
                {self.cursor_parameter: [_("Take “next” or “previous” of an earlier answer.")]}
            ) from None

    def link(self, way, row):
        values = [str(getattr(row, name)) for name, _down in self.keys]
        cursor = base64.urlsafe_b64encode(json.dumps([way, *values]).encode()).decode()
        query = self.request.query_params.copy()
        query[self.cursor_parameter] = cursor.rstrip("=")
        return address(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response(self, data):
        return Response(
            about_data()
            | {
                "next": self.link("after", self.rows[-1]) if self.has_next else None,
                "previous": self.link("before", self.rows[0]) if self.has_previous else None,
                "results": data,
            }
        )


# How the values inside a cursor are read; anybody can write a cursor.
KEY_CHECKS = {
    "as_of": serializers.DateField(),
    "publication_date": serializers.DateField(),
    "id": serializers.UUIDField(),
    "pk": serializers.IntegerField(min_value=1, max_value=2**62),
    "code": serializers.CharField(max_length=60),
}


def beyond(keys, values):
    """The rows after ``values`` in the order of ``keys``.

    The condition on the first key alone lets the database begin in the middle of its index.
    """
    condition, equal = Q(), Q()
    for (name, down), value in zip(keys, values, strict=True):
        condition |= equal & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
        equal &= Q(**{name: value})
    (name, down), first = keys[0], values[0]
    return Q(**{f"{name}__{'lte' if down else 'gte'}": first}) & condition


def whole_list(rows):
    """Answer with a list that is short enough to be given at once."""
    return Response(about_data() | {"next": None, "previous": None, "results": rows})


PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="From “next” or “previous” of an earlier answer."),
    OpenApiParameter("page_size", int, description=f"1 to {MOST_ROWS}, else {ROWS}."),
]


def filter_parameters(filterset_class):
    """Describe the filters of ``filterset_class`` as parameters of the OpenAPI document."""
    return [
        OpenApiParameter(
            name,
            filter_type(found),
            description=str(found.label),
            enum=getattr(found.extra.get("choices"), "values", None),
        )
        for name, found in filterset_class.base_filters.items()
    ]


def filter_type(found):
    if isinstance(found, IsoDateFilter):
        return OpenApiTypes.DATE
    if isinstance(found, WholeNumberFilter):
        return {"type": "integer", "minimum": 1, "maximum": 9999}
    return str


def listing(serializer, name):
    """Return a serializer of one page of ``serializer``."""
    return type(
        f"{name}Page",
        (AboutData,),
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": serializer(many=True),
        },
    )
