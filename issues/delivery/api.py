"""The API of what was published: series, issues and articles, from editions only."""

import django_filters
from django.db.models import Prefetch
from django.http import Http404
from django.urls import path, register_converter, reverse
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from issues.delivery import converters
from issues.delivery.reading import read
from issues.models.edition import Edition, Rendition
from reportcms.api import (
    PAGE_PARAMETERS,
    KeysetPagination,
    PublicView,
    about_data,
    address,
    filter_parameters,
    listing,
)
from reportcms.caching import FOR_EVER

register_converter(converters.Year, "apiyear")
register_converter(converters.Count, "apicount")
register_converter(converters.UnicodeSlug, "apislug")

NEWEST_FIRST = [("publication_date", True), ("pk", True)]
SITE_LANGUAGE = "en"


class FileAnswer(serializers.Serializer):
    url = serializers.URLField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class RenditionAnswer(serializers.Serializer):
    language = serializers.CharField()
    page = serializers.URLField()
    content = serializers.URLField(help_text="The whole content as JSON.")
    content_sha256 = serializers.CharField()
    figures_csv = serializers.URLField()
    text = serializers.URLField()
    pdf = FileAnswer()


class Subject(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class IssueAnswer(serializers.Serializer):
    url = serializers.URLField()
    series = serializers.CharField()
    series_title = serializers.CharField()
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    version = serializers.IntegerField()
    publication_date = serializers.DateField()
    published_at = serializers.DateTimeField()
    correction_note = serializers.CharField()
    missions = Subject(many=True)
    themes = Subject(many=True)
    languages = RenditionAnswer(many=True)


class Correction(serializers.Serializer):
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    note = serializers.CharField()


class ArticleLink(serializers.Serializer):
    url = serializers.URLField()
    slug = serializers.CharField()
    title = serializers.CharField()


class IssueDetailAnswer(IssueAnswer):
    versions = Correction(many=True)
    articles = ArticleLink(many=True)
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()


class ArticleAnswer(serializers.Serializer):
    url = serializers.URLField()
    page = serializers.URLField()
    issue = serializers.URLField()
    slug = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    missions = Subject(many=True)
    themes = Subject(many=True)
    body = serializers.CharField(help_text="HTML of a small set of tags.")
    sources = serializers.CharField()
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()


class SeriesAnswer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    page = serializers.URLField()
    issues = serializers.URLField()


class IssueFilter(django_filters.FilterSet):
    series = django_filters.CharFilter(field_name="series_slug", label="Series (slug)")
    year = django_filters.NumberFilter(min_value=1, max_value=9999, label="Year of the issue")
    number = django_filters.NumberFilter(min_value=1, max_value=9999, label="Number in its year")
    language = django_filters.CharFilter(
        field_name="renditions__language", max_length=10, label="Published in this language"
    )
    mission = django_filters.CharFilter(method="about", max_length=60, label="Mission (slug)")
    theme = django_filters.CharFilter(method="about", max_length=60, label="Theme (slug)")
    published_after = django_filters.DateFilter(
        field_name="publication_date", lookup_expr="gte", label="Published this day or later"
    )
    published_before = django_filters.DateFilter(
        field_name="publication_date", lookup_expr="lte", label="Published this day or earlier"
    )

    class Meta:
        model = Edition
        fields = []

    def about(self, queryset, name, slug):
        return queryset.filter(subjects__kind=name, subjects__slug=slug)


def site_path(name, *args):
    with override(SITE_LANGUAGE):
        return reverse(f"issues:{name}", args=args)


def place(edition):
    return edition.series_slug, edition.year, edition.number


def rendition_answer(edition, rendition):
    def link(name):
        path = site_path(name, *place(edition), edition.version)
        return address(f"{path}?language={rendition.language}")

    return {
        "language": rendition.language,
        "page": link("issue"),
        "content": link("json"),
        "content_sha256": rendition.content_sha256,
        "figures_csv": link("figures"),
        "text": link("text"),
        "pdf": {
            "url": link("pdf"),
            "bytes": rendition.pdf_size,
            "sha256": rendition.pdf_sha256,
        },
    }


def issue_answer(edition):
    subjects = edition.subjects.all()

    def of(kind):
        return [{"slug": s.slug, "name": s.name} for s in subjects if s.kind == kind]

    return {
        "url": address(reverse("api:issue", args=place(edition))),
        "series": edition.series_slug,
        "series_title": edition.series_title,
        "year": edition.year,
        "number": edition.number,
        "version": edition.version,
        "publication_date": edition.publication_date.isoformat(),
        "published_at": edition.published_at.isoformat(),
        "correction_note": edition.note,
        "missions": of("mission"),
        "themes": of("theme"),
        "languages": [rendition_answer(edition, r) for r in edition.renditions.all()],
    }


def with_parts(editions):
    renditions = Rendition.objects.defer("content", "text", "palette_css", "pictures")
    return editions.prefetch_related("subjects", Prefetch("renditions", renditions.order_by("pk")))


class SeriesList(PublicView):
    @extend_schema(
        operation_id="series",
        summary="Series with a published issue",
        responses=listing(SeriesAnswer, "Series"),
    )
    def get(self, request):
        self.refuse_unknown(())
        titles = {}
        for slug, title in Edition.objects.order_by("publication_date", "pk").values_list(
            "series_slug", "series_title"
        ):
            titles[slug] = title
        found = [
            {
                "slug": slug,
                "title": title,
                "page": address(site_path("archive", slug)),
                "issues": address(f"{reverse('api:issues')}?series={slug}"),
            }
            for slug, title in sorted(titles.items())
        ]
        return Response(about_data() | {"next": None, "results": found})


class IssueList(PublicView):
    @extend_schema(
        operation_id="issues",
        summary="Published issues, each by its latest edition, newest first",
        parameters=[*filter_parameters(IssueFilter), *PAGE_PARAMETERS],
        responses=listing(IssueAnswer, "Issues"),
    )
    def get(self, request):
        pages = KeysetPagination(NEWEST_FIRST)
        found = self.filtered(
            IssueFilter, Edition.objects.latest_versions(), besides=pages.parameters
        )
        rows = pages.paginate_queryset(with_parts(found), request)
        return pages.get_paginated_response([issue_answer(row) for row in rows])


class IssueDetail(PublicView):
    @extend_schema(
        operation_id="issue",
        summary="One issue: its latest edition, or the one asked for",
        parameters=[OpenApiParameter("version", int, description="1 for the first edition.")],
        responses=IssueDetailAnswer,
    )
    def get(self, request, series, year, number):
        self.refuse_unknown({"version"})
        version = asked_version(request)
        editions = list(with_parts(Edition.objects.numbered(series, year, number)))
        edition = next((e for e in editions if version in (None, e.version)), None)
        if edition is None:
            raise Http404
        rendition = read(series, year, number, edition.version).rendition
        articles = [
            {
                "url": address(reverse("api:article", args=[*place(edition), page.slug])),
                "slug": page.slug,
                "title": page.title,
            }
            for page in rendition.pages.exclude(slug="").defer("html").order_by("pk")
        ]
        answer = issue_answer(edition) | about_content(rendition.content) | {"articles": articles}
        answer["versions"] = [
            {
                "version": other.version,
                "published_at": other.published_at.isoformat(),
                "note": other.note,
            }
            for other in editions
        ]
        response = Response(answer)
        if version:
            response.headers["Cache-Control"] = FOR_EVER
        return response


def asked_version(request):
    """Return the edition asked for, None for the latest."""
    text = request.query_params.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 9999):
        raise ValidationError({"version": ["Write a whole number from 1."]})
    return int(text)


def about_content(content):
    """The licence of a published text is that of its series."""
    series = content["series"]
    return {
        "licence": series["licence"],
        "licence_url": series["licence_url"],
        "attribution": series["organisation"],
    }


class ArticleDetail(PublicView):
    @extend_schema(
        operation_id="article",
        summary="One article of an issue",
        parameters=[
            OpenApiParameter("language", str, description="One the issue was published in."),
            OpenApiParameter("version", int, description="1 for the first edition."),
        ],
        responses=ArticleAnswer,
    )
    def get(self, request, series, year, number, slug):
        self.refuse_unknown({"language", "version"})
        language = request.query_params.get("language")
        reading = read(series, year, number, asked_version(request), language=language)
        content = reading.rendition.content
        for section in content["sections"]:
            for article in section["articles"]:
                if article["slug"] == slug:
                    return Response(self.answer(reading, content, article))
        raise Http404

    def answer(self, reading, content, article):
        edition = reading.edition
        return {
            "url": address(reverse("api:article", args=[*place(edition), article["slug"]])),
            "page": address(site_path("article", *place(edition), article["slug"])),
            "issue": address(reverse("api:issue", args=place(edition))),
            **{key: article[key] for key in ("slug", "title", "language", "body", "sources")},
            "missions": [{"slug": m["slug"], "name": m["name"]} for m in article["missions"]],
            "themes": article["themes"],
            **about_content(content),
        }


ISSUE = "issues/<slug:series>/<apiyear:year>/<apicount:number>/"

urlpatterns = [
    path("series/", SeriesList.as_view(), name="series"),
    path("issues/", IssueList.as_view(), name="issues"),
    path(ISSUE, IssueDetail.as_view(), name="issue"),
    path(f"{ISSUE}articles/<apislug:slug>/", ArticleDetail.as_view(), name="article"),
]
