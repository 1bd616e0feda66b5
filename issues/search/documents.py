"""What an edition gives the index: the words of each page as readers see them, and its facets."""

import re
from dataclasses import dataclass, field

from django.utils import translation

from issues import text
from issues.models.edition import Page
from issues.models.search import MOST_EDITIONS, PLACES
from issues.redaction import redacted

RULE = re.compile(r"^(?:[=-]+|\* \* \*)$", re.MULTILINE)
MOST_NUMBER = 9_999  # that still counts in the order of a day


@dataclass
class Document:
    """One page, or a whole edition (no rendition): an entry before it is inserted.

    ``facets`` are (kind, value) pairs; ``words`` are texts that are found but never shown.
    """

    id: int
    rendition: int | None
    slug: str
    language: str
    title: str
    text: str
    facets: set
    words: list = field(default_factory=list)


def documents_of(edition, renditions):
    """Return the Documents of ``edition``, the edition as a whole first.

    ``renditions`` are its standing ones, with `Page` rows; what a redaction still waits to take
    out is out already.
    """
    pages, facets = [], {(subject.kind, subject.slug) for subject in edition.subjects.all()}
    subjects = frozenset(facets)
    for rendition in renditions:
        content = redacted(rendition.content, rendition.withdrawn_pictures())
        with translation.override(content["language"]):
            pages += pages_of(edition, rendition, content, subjects)
        facets |= facets_of(edition, rendition.language, content)
    whole = Document(
        id=key(edition, min(edition.number, MOST_NUMBER) * MOST_EDITIONS + edition.pk),
        rendition=None,
        slug="",
        language="",
        title=edition.series_title,
        text="",
        facets=facets | {("kind", "edition")},
        words=[f"{page.title} {page.text}" for page in pages],
    )
    return [whole, *pages]


def key(edition, place):
    """Return the key of an entry of ``edition``: later days are greater, then greater places."""
    return edition.publication_date.toordinal() * PLACES + place


def pages_of(edition, rendition, content, subjects):
    """Yield the Documents of one language: the issue without its articles, and each article."""
    pages = Page.objects.filter(rendition=rendition).only("pk", "slug", "title")
    pages = {page.slug: page for page in pages}

    def document(slug, said, facets):
        return Document(
            # Backwards, so that the issue stands before its articles among the newest.
            id=key(edition, PLACES - 1 - pages[slug].pk),
            rendition=rendition.pk,
            slug=slug,
            language=rendition.language,
            title=pages[slug].title,
            text=RULE.sub("", "\n".join(unbracketed(part) for part in said if part)),
            facets=facets | {("kind", "page")},
        )

    own = base_facets(edition, rendition.language)
    of_issue = facets_of(edition, rendition.language, content)
    yield document("", issue_parts(content), of_issue | subjects)
    for section in content["sections"]:
        for article in section["articles"]:
            if article["slug"] in pages:
                facets = {("mission", mission["slug"]) for mission in article["missions"]}
                facets |= {("theme", theme["slug"]) for theme in article["themes"]}
                facets |= {("indicator", code) for code in codes(section["figures"])}
                yield document(article["slug"], article_parts(article), own | facets)


def unbracketed(part):
    """Return ``part`` without the brackets that set pictures and notes apart in the plain text."""
    return part[1:-1] if part.startswith("[") and part.endswith("]") else part


def article_parts(article):
    """Yield what an article says after its title; its beginning serves as an excerpt."""
    yield from text.prose(article["body"])
    yield from text.notes(article)
    yield article["sources"]
    yield ", ".join(mission["name"] for mission in article["missions"])
    yield from map(text.photo_line, article["photos"])


def issue_parts(content):
    """Yield what the page of an issue says outside its articles."""
    yield content["issue"]["title"]
    yield from text.prose(content["issue"]["summary"])
    for section in content["sections"]:
        yield section["title"]
        yield from text.section_parts(section | {"articles": []})


def base_facets(edition, language):
    return {("series", edition.issue.series_id), ("year", edition.year), ("language", language)}


def facets_of(edition, language, content):
    """Return the facets of the issue in one language."""
    figures = [figure for section in content["sections"] for figure in section["figures"]]
    figures += content.get("text_figures", [])
    return base_facets(edition, language) | {("indicator", code) for code in codes(figures)}


def codes(figures):
    return {figure["indicator"]["code"] for figure in figures}


def choices_of(edition, renditions):
    """Return what lists can be narrowed by because of ``edition``: {(kind, value): name}."""
    names = {("year", str(edition.year)): str(edition.year)}
    for rendition in reversed(list(renditions)):  # the names of the first language count
        content = rendition.content
        names["language", rendition.language] = rendition.language
        figures = [figure for section in content["sections"] for figure in section["figures"]]
        for figure in [*figures, *content.get("text_figures", [])]:
            indicator = figure["indicator"]
            names["indicator", indicator["code"]] = indicator["name"]
    return names | {(s.kind, s.slug): s.name for s in edition.subjects.all()}
