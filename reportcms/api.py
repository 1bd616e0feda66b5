"""What all endpoints of the read-only API share: answers, errors, pages, caching."""

import base64
import binascii
import json
from http import HTTPStatus

from django.conf import settings
from django.db.models import Q
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
            "406": _("The API speaks JSON."),
        }
        for status, words in said.items():
            response = OpenApiResponse(Problem, description=str(words))
            bodies.setdefault(
                status, self._get_response_for_code(response, status, media_types=[PROBLEM])
            )
        return bodies


class PublicView(APIView):
    """An endpoint for everybody: no accounts, no cookies, the same answer for all."""

    http_method_names = ["get", "head"]
    authentication_classes = ()
    permission_classes = ()
    schema = Schema()

    @classmethod
    def as_view(cls, **initkwargs):
        return gzip_page(conditional_page(super().as_view(**initkwargs)))

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", PAGE)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        patch_vary_headers(response, ["Accept"])
        return response

    def refuse_unknown(self, known):
        """Refuse parameters that are not ``known``: a misspelt filter must not filter nothing."""
        unknown = [name for name in self.request.query_params if name not in known]
        if unknown:
            message = _("Not a parameter here. Known: %s.") % (", ".join(sorted(known)) or "–")
            raise ValidationError({name: [message] for name in unknown})

    def filtered(self, filterset_class, queryset, *, besides=()):
        """Return ``queryset`` as the request's filters narrow it; refuse what they cannot read."""
        filters = filterset_class(self.request.query_params, queryset=queryset)
        self.refuse_unknown({*filters.filters, *besides})
        if not filters.is_valid():
            raise ValidationError(filters.errors)
        return filters.qs


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
    after the keys that its cursor holds.
    """

    cursor_parameter = "cursor"
    size_parameter = "page_size"
    parameters = (cursor_parameter, size_parameter)

    def __init__(self, keys):
        self.keys = keys

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        size = self.size()
        if cursor := request.query_params.get(self.cursor_parameter):
            queryset = queryset.filter(self.after(self.decoded(cursor)))
        ordered = queryset.order_by(*(f"{'-' * down}{name}" for name, down in self.keys))
        rows = list(ordered[: size + 1])
        self.has_more = len(rows) > size
        self.rows = rows[:size]
        return self.rows

    def size(self):
        asked = self.request.query_params.get(self.size_parameter, str(ROWS))
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= MOST_ROWS):
            message = _("Write a whole number from 1 to %s.") % MOST_ROWS
            raise ValidationError({self.size_parameter: [message]})
        return int(asked)

    def after(self, values):
        """The rows after ``values``; the first key alone lets the database use its index."""
        condition, equal = Q(), Q()
        for (name, down), value in zip(self.keys, values, strict=True):
            beyond = Q(**{f"{name}__{'lt' if down else 'gt'}": value})
            condition |= equal & beyond
            equal &= Q(**{name: value})
        (name, down), first = self.keys[0], values[0]
        return Q(**{f"{name}__{'lte' if down else 'gte'}": first}) & condition

    def decoded(self, cursor):
        fields = self.model_fields()
        try:
            values = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
            if not isinstance(values, list) or len(values) != len(self.keys):
                raise ValueError
            return [field.clean_cursor(value) for field, value in zip(fields, values, strict=True)]
        except (ValueError, binascii.Error, UnicodeError):
            raise ValidationError(
                {self.cursor_parameter: [_("Take the cursor from “next” of an earlier answer.")]}
            ) from None

    def model_fields(self):
        return [CursorKey(name) for name, _down in self.keys]

    def next_link(self):
        if not self.has_more:
            return None
        values = [str(getattr(self.rows[-1], name)) for name, _down in self.keys]
        cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
        query = self.request.query_params.copy()
        query[self.cursor_parameter] = cursor
        return address(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response(self, data):
        return Response(about_data() | {"next": self.next_link(), "results": data})


class CursorKey:
    """One value inside a cursor, checked by the kind of its field."""

    checks = {
        "as_of": serializers.DateField(),
        "publication_date": serializers.DateField(),
        "id": serializers.UUIDField(),
        "pk": serializers.IntegerField(min_value=1, max_value=2**62),
        "code": serializers.CharField(max_length=60),
    }

    def __init__(self, name):
        self.check = self.checks[name]

    def clean_cursor(self, value):
        try:
            return self.check.run_validation(value)
        except ValidationError:
            raise ValueError from None


PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="From “next” of an earlier answer."),
    OpenApiParameter("page_size", int, description=f"1 to {MOST_ROWS}, else {ROWS}."),
]


def filter_parameters(filterset_class):
    """Describe the filters of ``filterset_class`` as parameters of the OpenAPI document."""
    kinds = {"DateFilter": "date", "NumberFilter": "integer"}
    described = []
    for name, found in filterset_class.base_filters.items():
        kind = kinds.get(type(found).__name__)
        choices = found.extra.get("choices")
        values = list(getattr(choices, "values", [])) if choices else None
        described.append(
            OpenApiParameter(
                name,
                {"date": OpenApiTypes.DATE, "integer": int}.get(kind, str),
                description=str(found.label or ""),
                enum=values or None,
            )
        )
    return described


def listing(serializer, name):
    """Return a serializer of one page of ``serializer``."""
    return type(
        f"{name}Page",
        (serializers.Serializer,),
        {
            "licence": serializers.CharField(),
            "licence_url": serializers.CharField(),
            "attribution": serializers.CharField(),
            "next": serializers.URLField(allow_null=True),
            "results": serializer(many=True),
        },
    )
