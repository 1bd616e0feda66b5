"""Which edition and which rendition a reader gets, and what stands around it."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import get_language

from issues import rendering
from issues.models.edition import Edition, Page, Rendition
from issues.photo_files import public_name
from issues.redaction import redacted
from issues.templatetags.report import language_of
from reportcms.canonical import digest
from reportcms.errors import Gone
from reportcms.storage import PublicFiles

# What a list, a title or a download needs of a rendition: not its text.
SUMMARY = {
    # Trees of old schemas know no translations.
    "original": Coalesce(KT("content__translation__from"), KT("content__series__language")),
    "title": KT("content__issue__title"),
    "title_language": Coalesce(
        KT("content__issue__text_languages__title"), KT("content__issue__language")
    ),
    "texts": KT("content__translation__texts"),
    "translated": KT("content__translation__translated"),
    "period_start": KT("content__issue__period_start"),
    "period_end": KT("content__issue__period_end"),
}


def summaries():
    """Renditions without their text and content, but with what lists say of them."""
    return (
        Rendition.objects.standing()
        .with_state()
        .defer("content", "text", "palette_css", "pictures")
        .annotate(**SUMMARY)
        .prefetch_related("files")
    )


def content_of(rendition):
    """Return the content tree readers get: at once without the pictures that were withdrawn."""
    if not rendition.is_unredacted:
        return rendition.content
    return redacted(rendition.content, rendition.withdrawn_pictures())


def content_sha256(rendition):
    """Return the checksum of what ``content_of`` gives."""
    if not rendition.is_unredacted:
        return rendition.content_sha256
    return digest(content_of(rendition))


def published_url(photo, variant):
    """Return the address of a picture that was published."""
    return PublicFiles().url(public_name(photo, variant))


def page_of(rendition, slug):
    """Return the Page ``slug`` of a rendition as readers get it, None if there is none.

    While the rendition waits to be replaced, the page is rendered without what was withdrawn.
    """
    page = Page.objects.filter(rendition=rendition, slug=slug).first()
    if page and rendition.is_unredacted:
        content = content_of(rendition)
        page.html = (
            rendering.article_html(content, slug, photo_url=published_url)
            if slug
            else rendering.document_html(content, photo_url=published_url)
        )
    return page


def preferred(renditions, language):
    """Return the rendition in ``language``, else in the language the issue was written in."""
    by_language = {rendition.language: rendition for rendition in renditions}
    first = next(iter(by_language.values()))
    return by_language.get(language) or by_language.get(first.original) or first


@dataclass
class Reading:
    """One edition in one language, and the other editions and languages of the same issue.

    ``version`` and ``language`` are what the reader asked for: None means the latest edition,
    and the language of the site where there is a rendition in it.
    """

    edition: Edition
    rendition: Rendition
    editions: list[Edition]
    renditions: list[Rendition] = field(default_factory=list)
    version: int | None = None
    language: str | None = None

    @property
    def newest(self):
        return self.editions[0]

    @property
    def is_latest(self):
        return self.edition.pk == self.newest.pk

    def neighbours(self):
        """Return the previous and the next issue of the series (editions or None)."""
        others = (
            Edition.objects.latest_versions()
            .filter(series_slug=self.edition.series_slug)
            .exclude(issue=self.edition.issue_id)
        )
        day, number = self.edition.publication_date, self.edition.number
        earlier = Q(publication_date__lt=day) | Q(publication_date=day, number__lt=number)
        order = ("publication_date", "number")
        return (
            others.filter(earlier).order_by(*(f"-{name}" for name in order)).first(),
            others.exclude(earlier).order_by(*order).first(),
        )


def read(series, year, number, version=None, *, language=None):
    """Return the Reading of an issue: edition ``version``, or the latest one.

    ``language`` is one the reader chose; without it, the site's language or, failing that, the
    original. Raises ``Http404`` if there is no such edition or no rendition in ``language``, and
    ``Gone`` if it was withdrawn.
    """
    editions = list(Edition.objects.numbered(series, year, number))
    edition = next((e for e in editions if version in (None, e.version)), None)
    if edition is None:
        raise missing(series, year, number, version, replacement=next(iter(editions), None))
    renditions = list(summaries().filter(edition=edition))
    if language and language not in {r.language for r in renditions}:
        raise Http404("Not published in this language.")
    rendition = preferred(renditions, language or get_language())
    return Reading(edition, rendition, editions, renditions, version, language)


def missing(series, year, number, version, *, replacement):
    """Return the error for an edition that is not public: withdrawn (`Gone`), or never there.

    ``replacement`` is the edition that readers get instead, if any.
    """
    withdrawn = Edition.objects.of_issue(series, year, number).withdrawn()
    if version:
        withdrawn = withdrawn.filter(version=version)
    edition = withdrawn.select_related("withdrawal", "issue__series").first()
    if edition is None:
        return Http404("No such edition.")
    return Gone(
        edition.withdrawal.reason,
        template="public/tombstone.html",
        context={
            "edition": edition,
            "withdrawal": edition.withdrawal,
            "language": edition.issue.language,
            "replacement": replacement,
            "series": {"slug": edition.series_slug, "title": edition.series_title},
        },
    )


def listed(editions):
    """Load with ``editions`` what a list shows: dates, PDF, subjects, titles of the articles."""
    articles = Page.objects.exclude(slug="").defer("html").order_by("pk")
    return editions.prefetch_related(
        "subjects", Prefetch("renditions", summaries()), Prefetch("renditions__pages", articles)
    )


def in_reader_language(editions):
    """Give each of ``editions`` (loaded by ``listed``) its rendition for the reader: ``shown``."""
    for edition in editions:
        edition.shown = preferred(edition.renditions.all(), get_language())
        edition.shown.words_language = words_language(edition.shown)
    return editions


def words_language(rendition):
    """Return the language of most of a rendition's texts; lists do not load them one by one."""
    if rendition.texts is None:  # of an old schema
        return rendition.title_language
    is_translated = int(rendition.texts) <= 2 * int(rendition.translated)
    return rendition.language if is_translated else rendition.title_language


def reporters(content):
    """Return the missions that reported; without a round (old schemas have none), all of them."""
    given = content.get("contributions", [])
    reported = [one["mission"] for one in given if one["answer"] == "reported"]
    return reported if given else content["issue"]["missions"]


def identity(content):
    """Return what a reader must know of an issue before reading: its name, dates and reporters."""
    issue = content["issue"]
    dates = {
        name: dt.date.fromisoformat(issue[name]) if issue[name] else None
        for name in (
            "period_start",
            "period_end",
            "data_as_of",
            "publication_date",
            "next_issue_date",
        )
    }
    return {
        **dates,
        "year": issue["year"],
        "number": issue["number"],
        "title": issue["title"] or content["series"]["title"],
        "title_language": language_of(issue if issue["title"] else content["series"], "title"),
        "series": content["series"],
        "missions": reporters(content),
        "language": content["language"],
        "sections": [s for s in content["sections"] if s["title"]],
    }


def articles_of(content):
    """Return the articles of a content tree in reading order, each with its section."""
    return [
        article | {"section": section}
        for section in content["sections"]
        for article in section["articles"]
    ]


def around(reading):
    """Return the context that every page of an edition needs."""
    rendition, content = reading.rendition, content_of(reading.rendition)
    return {
        "reading": reading,
        "edition": reading.edition,
        "rendition": rendition,
        "content": content,
        "identity": identity(content),
        "series": content["series"] | {"slug": reading.edition.series_slug},
    }
