"""The endpoints of series, issues and articles."""

import django_filters
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from issues.delivery.api.answers import (
    ArticleAnswer,
    ArticleListed,
    IssueAnswer,
    IssueDetailAnswer,
    SeriesAnswer,
    SeriesDetailAnswer,
    about_content,
    article_address,
    article_answer,
    citing,
    issue_address,
    issue_answer,
    of_one_issue,
    since_last_edition,
    site_address,
    with_parts,
)
from issues.delivery.reading import content_of, read
from issues.models.edition import Edition, EditionSubject, Page, Rendition
from issues.search.finding import matching_editions, matching_pages
from issues.search.questions import LONGEST, Question, question
from reportcms.api import (
    PAGE_PARAMETERS,
    KeysetPagination,
    PublicView,
    about_data,
    address,
    filter_parameters,
    listing,
    whole_list,
)
from reportcms.filters import IsoDateFilter, WholeNumberFilter

NEWEST_FIRST = [("publication_date", True), ("pk", True)]
WHOLE_NUMBER = {"type": "integer", "minimum": 1, "maximum": 9999}
VERSION = OpenApiParameter("version", WHOLE_NUMBER, description="1 for the first edition.")


class IssueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="containing", max_length=LONGEST, label="Words that stand in the issue, all of them"
    )
    series = django_filters.CharFilter(
        method="of_series", max_length=80, label="Series (slug, also a former one)"
    )
    year = WholeNumberFilter(label="Year of the issue")
    number = WholeNumberFilter(label="Number in its year")
    language = django_filters.CharFilter(
        method="published_in", max_length=10, label="Published in this language"
    )
    mission = django_filters.CharFilter(method="about", max_length=60, label="Mission (slug)")
    theme = django_filters.CharFilter(method="about", max_length=60, label="Theme (slug)")
    indicator = django_filters.CharFilter(
        method="showing", max_length=60, label="Shows a figure of this indicator (code)"
    )
    published_after = IsoDateFilter(
        field_name="publication_date", lookup_expr="gte", label="Published this day or later"
    )
    published_before = IsoDateFilter(
        field_name="publication_date", lookup_expr="lte", label="Published this day or earlier"
    )

    class Meta:
        model = Edition
        fields = []

    def containing(self, queryset, name, words):
        return queryset.filter(pk__in=matching_editions(question(words)))

    def showing(self, queryset, name, code):
        return queryset.filter(pk__in=matching_editions(Question().narrowed(indicator=code)))

    def of_series(self, queryset, name, slug):
        return queryset.of_series(slug)

    def published_in(self, queryset, name, language):
        renditions = Rendition.objects.standing().filter(language=language)
        return queryset.filter(Exists(renditions.filter(edition=OuterRef("pk"))))

    def about(self, queryset, kind, slug):
        """Editions that speak of a mission or theme; the filter has the name of the kind."""
        subjects = EditionSubject.objects.filter(kind=kind, slug=slug, edition=OuterRef("pk"))
        return queryset.filter(Exists(subjects))


class ArticleFilter(django_filters.FilterSet):
    """Articles, each once in every language, by what they say and the issue they stand in."""

    q = django_filters.CharFilter(
        method="containing",
        max_length=LONGEST,
        label="Words that stand in the article, all of them",
    )
    mission = django_filters.CharFilter(method="about", max_length=60, label="Mission (slug)")
    theme = django_filters.CharFilter(method="about", max_length=60, label="Theme (slug)")
    series = django_filters.CharFilter(
        method="of_series", max_length=80, label="Series (slug, also a former one)"
    )
    year = WholeNumberFilter(field_name="rendition__edition__year", label="Year of the issue")
    number = WholeNumberFilter(
        field_name="rendition__edition__number", label="Number of the issue in its year"
    )
    language = django_filters.CharFilter(
        field_name="rendition__language", max_length=10, label="Language of the rendition"
    )
    published_after = IsoDateFilter(
        field_name="publication_date", lookup_expr="gte", label="Published this day or later"
    )
    published_before = IsoDateFilter(
        field_name="publication_date", lookup_expr="lte", label="Published this day or earlier"
    )

    class Meta:
        model = Page
        fields = []

    def containing(self, queryset, name, words):
        asked = question(words)
        return queryset if asked.is_open else queryset.filter(pk__in=matching_pages(asked))

    def about(self, queryset, kind, slug):
        """Articles that speak of a mission or theme; the filter has the name of the kind."""
        asked = Question().narrowed(**{kind: slug})
        return queryset.filter(pk__in=matching_pages(asked))

    def of_series(self, queryset, name, slug):
        editions = Edition.objects.of_series(slug).filter(pk=OuterRef("rendition__edition"))
        return queryset.filter(Exists(editions))


def series_answer(slug, title):
    return {
        "url": address(reverse("api:one_series", args=[slug])),
        "slug": slug,
        "title": title,
        "page": site_address("archive", slug),
        "issues": address(f"{reverse('api:issues')}?series={slug}"),
    }


class SeriesList(PublicView):
    @extend_schema(
        operation_id="series",
        summary="Series with a published issue",
        responses=listing(SeriesAnswer, "Series"),
    )
    def get(self, request):
        self.refuse_unknown(())
        editions = Edition.objects.standing()
        newest = editions.filter(series_slug=OuterRef("series_slug")).order_by("-pk")
        titles = (
            editions.order_by("series_slug")
            .values("series_slug")
            .distinct()
            .annotate(newest_title=Subquery(newest.values("series_title")[:1]))
            .values_list("series_slug", "newest_title")
        )
        return since_last_edition(whole_list([series_answer(*pair) for pair in titles]))


class SeriesDetail(PublicView):
    @extend_schema(
        operation_id="one_series",
        summary="One series, by the title of its newest edition",
        responses=SeriesDetailAnswer,
    )
    def get(self, request, slug):
        self.refuse_unknown(())
        editions = Edition.objects.filter(series_slug=slug)
        newest = editions.standing().order_by("-pk").first()
        if newest is None:
            raise Http404
        answer = about_data() | series_answer(slug, newest.series_title)
        return since_last_edition(Response(answer), editions)


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
        return since_last_edition(
            pages.get_paginated_response([issue_answer(edition) for edition in rows])
        )


class IssueDetail(PublicView):
    @extend_schema(
        operation_id="issue",
        summary="One issue: its latest edition, or the one asked for",
        parameters=[VERSION],
        responses=IssueDetailAnswer,
    )
    def get(self, request, series, year, number):
        self.refuse_unknown({"version"})
        reading = read(series, year, number, asked_version(request))
        numbered = Edition.objects.numbered(series, year, number)
        edition = with_parts(numbered).get(pk=reading.edition.pk)
        pages = reading.rendition.pages.exclude(slug="").defer("html").order_by("pk")
        answer = issue_answer(edition) | {
            **about_content(content_of(reading.rendition)),
            **citing(reading),
            "versions": [
                {
                    "version": other.version,
                    "published_at": other.published_at.isoformat(),
                    "note": other.note,
                }
                for other in reading.editions
            ],
            "articles": [article_link(edition, page) for page in pages],
        }
        return since_last_edition(Response(answer), of_one_issue(edition))


def asked_version(request):
    """Return the edition asked for, None for the latest."""
    text = request.query_params.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text)):
        raise ValidationError({"version": ["Write a whole number from 1 to 9999."]})
    return int(text)


def article_link(edition, page):
    return {
        "url": article_address(edition, page.slug),
        "slug": page.slug,
        "title": page.title,
    }


class ArticleList(PublicView):
    @extend_schema(
        operation_id="articles",
        summary="Articles of the latest editions, each once in every language, newest first",
        parameters=[*filter_parameters(ArticleFilter), *PAGE_PARAMETERS],
        responses=listing(ArticleListed, "Articles"),
    )
    def get(self, request):
        pages = KeysetPagination(NEWEST_FIRST)
        articles = (
            # Asked of each page in turn, from the newest on: a list is soon full.
            Page.objects.filter(
                Exists(Rendition.objects.standing().filter(pk=OuterRef("rendition"))),
                Exists(Edition.objects.latest_versions().filter(pk=OuterRef("rendition__edition"))),
            )
            .exclude(slug="")
            .annotate(
                publication_date=F("rendition__edition__publication_date"),
                language=F("rendition__language"),
                series_slug=F("rendition__edition__issue__series__slug"),
            )
            .select_related("rendition__edition")
            .only("slug", "title", "rendition__edition")
        )
        found = self.filtered(ArticleFilter, articles, besides=pages.parameters)
        rows = [
            self.listed(page, page.rendition.edition)
            for page in pages.paginate_queryset(found, request)
        ]
        return since_last_edition(pages.get_paginated_response(rows))

    def listed(self, page, edition):
        edition.series_slug = page.series_slug
        link = article_link(edition, page)
        return link | {
            "url": f"{link['url']}?language={page.language}",
            "language": page.language,
            "issue": issue_address(edition),
            "publication_date": edition.publication_date.isoformat(),
        }


class ArticleDetail(PublicView):
    @extend_schema(
        operation_id="article",
        summary="One article of an issue",
        parameters=[
            OpenApiParameter("language", str, description="One the issue was published in."),
            VERSION,
        ],
        responses=ArticleAnswer,
    )
    def get(self, request, series, year, number, slug):
        self.refuse_unknown({"language", "version"})
        language = request.query_params.get("language")
        reading = read(series, year, number, asked_version(request), language=language)
        article = next(
            (
                article
                for section in content_of(reading.rendition)["sections"]
                for article in section["articles"]
                if article["slug"] == slug
            ),
            None,
        )
        if article is None:
            raise Http404
        response = Response(article_answer(reading, article))
        return since_last_edition(response, of_one_issue(reading.edition))
