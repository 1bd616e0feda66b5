"""What the API tells of an edition: the shapes for its document, and the functions that fill them."""

from django.db.models import Max, Prefetch
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import override
from rest_framework import serializers

from issues.delivery.citation import citation_of
from issues.delivery.reading import content_of, content_sha256
from issues.models.edition import Edition, Rendition
from reportcms.api import AboutData, address

# The links are for programs, so they lead to the pages in one language.
LINK_LANGUAGE = "en"


class FileAnswer(serializers.Serializer):
    url = serializers.URLField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class FigureFiles(serializers.Serializer):
    csv = serializers.URLField()
    json = serializers.URLField()
    xlsx = serializers.URLField()


class RenditionAnswer(serializers.Serializer):
    language = serializers.CharField()
    page = serializers.URLField()
    content = serializers.URLField(help_text="The whole content as JSON.")
    content_sha256 = serializers.CharField()
    text = serializers.URLField(help_text="The whole content as plain text.")
    figures = FigureFiles()
    pdf = FileAnswer()
    pdf_light = FileAnswer(allow_null=True)
    pdf_print = FileAnswer(allow_null=True)
    cover = FileAnswer(allow_null=True)


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


class Version(serializers.Serializer):
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    note = serializers.CharField(help_text="What this edition corrects.")


class ArticleLink(serializers.Serializer):
    url = serializers.URLField()
    slug = serializers.CharField()
    title = serializers.CharField()


class Cited(serializers.Serializer):
    permanent_url = serializers.URLField(help_text="Of this very edition; it stays for ever.")
    citation = serializers.CharField(help_text="As a reference list says it.")
    bibtex = serializers.CharField()
    ris = serializers.CharField()


class IssueDetailAnswer(AboutData, Cited, IssueAnswer):
    versions = Version(many=True)
    articles = ArticleLink(many=True)


class ArticleListed(ArticleLink):
    language = serializers.CharField()
    issue = serializers.URLField()
    publication_date = serializers.DateField()


class ArticleAnswer(AboutData, Cited):
    url = serializers.URLField()
    page = serializers.URLField()
    issue = serializers.URLField()
    version = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    missions = Subject(many=True)
    themes = Subject(many=True)
    body = serializers.CharField(help_text="HTML of a small set of tags.")
    sources = serializers.CharField()


class SeriesAnswer(serializers.Serializer):
    url = serializers.URLField()
    slug = serializers.CharField()
    title = serializers.CharField()
    page = serializers.URLField()
    issues = serializers.URLField()


class SeriesDetailAnswer(AboutData, SeriesAnswer):
    pass


def site_address(name, *args):
    with override(LINK_LANGUAGE):
        return address(reverse(f"issues:{name}", args=args))


def place(edition):
    return edition.series_slug, edition.year, edition.number


def issue_address(edition):
    return address(reverse("api:issue", args=place(edition)))


def article_address(edition, slug):
    return address(reverse("api:article", args=[*place(edition), slug]))


def with_parts(editions):
    """Load ``editions`` with what `issue_answer` reads."""
    renditions = (
        Rendition.objects.standing()
        .with_state()
        .defer("content", "text", "palette_css", "pictures")
    )
    renditions = renditions.order_by("language").prefetch_related("files")
    return editions.prefetch_related("subjects", Prefetch("renditions", renditions))


def issue_answer(edition):
    subjects = edition.subjects.all()

    def of(kind):
        return [{"slug": s.slug, "name": s.name} for s in subjects if s.kind == kind]

    return {
        "url": issue_address(edition),
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


def rendition_answer(edition, rendition):
    """The files of one language, by the addresses of this very edition: their bytes stay."""

    def link(name):
        page = site_address(name, *place(edition), edition.version)
        return f"{page}?language={rendition.language}"

    def further(name, file):
        return file and {"url": link(name), "bytes": file.size, "sha256": file.sha256}

    return {
        "language": rendition.language,
        "page": link("issue"),
        "content": link("json"),
        "content_sha256": content_sha256(rendition),
        "text": link("text"),
        "figures": {
            "csv": link("figures"),
            "json": link("figures_json"),
            "xlsx": link("figures_xlsx"),
        },
        "pdf": {
            "url": link("pdf"),
            "bytes": rendition.pdf_size,
            "sha256": rendition.pdf_sha256,
        },
        "pdf_light": further("pdf_light", rendition.light),
        "pdf_print": further("pdf_print", rendition.for_printing),
        "cover": further("cover", rendition.cover),
    }


def about_content(content):
    """The licence of a published text is that of its series."""
    series = content["series"]
    return {
        "licence": series["licence"],
        "licence_url": series["licence_url"],
        "attribution": series["organisation"],
    }


def article_answer(reading, article):
    """Return an article of a content tree with its addresses."""
    edition = reading.edition
    return {
        "url": article_address(edition, article["slug"]),
        "page": site_address("article", *place(edition), edition.version, article["slug"]),
        "issue": issue_address(edition),
        "version": edition.version,
        **{key: article[key] for key in ("slug", "title", "language", "body", "sources")},
        "missions": [{"slug": m["slug"], "name": m["name"]} for m in article["missions"]],
        "themes": [{"slug": t["slug"], "name": t["name"]} for t in article["themes"]],
        **about_content(content_of(reading.rendition)),
        **citing(reading, article=article),
    }


def citing(reading, *, article=None):
    """Return how the issue of ``reading``, or ``article`` (a node) in it, is cited."""
    with override(LINK_LANGUAGE):
        citation = citation_of(reading, content_of(reading.rendition), article=article)
        return {
            "permanent_url": citation.url,
            "citation": citation.plain,
            "bibtex": citation.bibtex,
            "ris": citation.ris,
        }


def of_one_issue(edition):
    """All editions of the issue of ``edition``, the withdrawn ones too: they date the answer."""
    return Edition.objects.filter(issue=edition.issue_id)


def since_last_edition(response, editions=None):
    """Date ``response`` by what happened last to ``editions`` (all by default)."""
    editions = Edition.bare.all() if editions is None else editions
    days = editions.order_by().aggregate(
        published=Max("published_at"),
        redacted=Max("redactions__withdrawal__recorded_at"),
        withdrawn=Max("withdrawal__withdrawn_at"),
    )
    if known := [day for day in days.values() if day]:
        response.headers["Last-Modified"] = http_date(max(known).timestamp())
    return response
