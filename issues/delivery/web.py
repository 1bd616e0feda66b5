"""The public pages of editions. What they show was frozen at publication."""

import re

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from issues.delivery.citation import citation_of
from issues.delivery.metadata import HomeMetadata, Metadata
from issues.delivery.reading import (
    around,
    articles_of,
    content_of,
    identity,
    in_reader_language,
    listed,
    page_of,
    read,
)
from issues.delivery.related import related
from issues.models.edition import Edition
from issues.rendering import render as render_block
from issues.templatetags.report import language_of
from reportcms.caching import public_page
from reportcms.prose import plain_text

RECENT_ISSUES = 6
KEY_FIGURES = 4
DESCRIPTION_LENGTH = 200
PICTURE = re.compile(r"<picture>.*?</picture>", re.DOTALL)


@require_safe
def choose_language(request):
    """Lead from the bare address to the pages in the language the visitor's browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponseRedirect(reverse("issues:home"))


@public_page
def home(request):
    """The latest issue, its key figures, and the way to everything else."""
    editions = in_reader_language(
        list(listed(Edition.objects.latest_versions())[: RECENT_ISSUES + 1])
    )
    context = {"recent": editions[1:]}
    if editions:
        latest = editions[0]
        page = page_of(latest.shown, "")
        content = content_of(latest.shown)
        context |= {
            "edition": latest,
            "content": content,
            "identity": identity(content),
            "series": content["series"] | {"slug": latest.series_slug},
            "figures": key_figures(content),
            "picture": first_picture(page.html),
            "metadata": HomeMetadata(latest, content, page),
        }
    return render(request, "public/home.html", context)


def key_figures(content):
    """The first figures of an issue in reading order, as its own page shows them."""
    figures = [figure for section in content["sections"] for figure in section["figures"]]
    return figures and render_block(
        "edition/blocks/callouts.html", content, figures=figures[:KEY_FIGURES]
    )


def first_picture(html):
    """Return the first picture of a frozen page, as it stands there, or nothing."""
    found = PICTURE.search(html)
    return mark_safe(found[0]) if found else ""  # noqa: S308 -- a part of a published page


@public_page
def issue(request, series, year, number, version=None):
    """One edition of an issue, whole."""
    reading = read(series, year, number, version, language=request.GET.get("language"))
    context = around(reading)
    content = context["content"]
    previous, following = reading.neighbours()
    page = page_of(reading.rendition, "")
    description = opening_words(content["issue"]["summary"]) or " · ".join(
        section["title"] for section in content["sections"]
    )
    context |= {
        "page": page,
        "metadata": Metadata(reading, content, page, description=description),
        "citation": citation_of(reading, content),
        "articles": articles_of(content),
        "previous": previous,
        "following": following,
    }
    return render(request, "public/issue.html", context)


@public_page
def article(request, series, year, number, slug, version=None):
    """One article of an edition, at an address of its own."""
    reading = read(series, year, number, version, language=request.GET.get("language"))
    pages = list(reading.rendition.pages.exclude(slug="").defer("html").order_by("pk"))
    position = next((n for n, page in enumerate(pages) if page.slug == slug), None)
    if position is None:
        raise Http404("No such article.")
    page = page_of(reading.rendition, slug)
    context = around(reading)
    content = context["content"]
    articles = {a["slug"]: a for a in articles_of(content)}
    node = articles[slug]
    for one in pages:
        one.language = language_of(articles[one.slug], "title")
    description = opening_words(node["body"])
    context |= {
        "page": page,
        "metadata": Metadata(reading, content, page, article=node, description=description),
        "citation": citation_of(reading, content, article=node),
        "article": node,
        "related": related(reading, node),
        "previous": pages[position - 1] if position else None,
        "following": pages[position + 1] if position + 1 < len(pages) else None,
    }
    return render(request, "public/article.html", context)


def opening_words(html):
    """Return the opening words of rich text, as search engines and messengers show them."""
    return Truncator(plain_text(html).replace("\n", " ")).chars(DESCRIPTION_LENGTH)
