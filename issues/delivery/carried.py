"""An edition outside the site, in feed readers and mail programs: what was published, made to stand alone.

The frozen page is cut down to elements that every program shows, its addresses are whole, and
around it stands what the site says beside the page: name, dates, corrections, licence.
"""

import re
from html import escape, unescape

import nh3
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from issues import rendering
from issues.delivery.reading import content_of, page_of
from issues.models.edition import Page, Rendition

TAGS = {
    *("article", "section", "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "br", "hr"),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "img"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "strong", "em", "sup", "sub", "del", "ins", "time"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "time": {"datetime"},
    **{tag: {"class"} for tag in ("p", "div", "span", "table", "section")},
}
PICTURE = re.compile(r"<picture>.*?</picture>|<img\b[^>]*>", re.DOTALL)
ALTERNATIVE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"', re.DOTALL)
ANCHOR = re.compile(r'<a class="anchor"[^>]*>.*?</a>', re.DOTALL)  # of use on the page only
CHART = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
CHART_WORDS = re.compile(r"<title[^>]*>(.*?)</title>\s*<desc[^>]*>(.*?)</desc>", re.DOTALL)


def load_pages(renditions):
    """Give ``renditions`` their content and the text of their first page, in two queries."""
    keys = [rendition.pk for rendition in renditions]
    contents = dict(Rendition.objects.filter(pk__in=keys).values_list("pk", "content"))
    pages = {page.rendition_id: page for page in Page.objects.filter(rendition__in=keys, slug="")}
    for rendition in renditions:
        rendition.content = contents[rendition.pk]
        page = page_of(rendition, "") if rendition.is_unredacted else pages[rendition.pk]
        rendition.page_title, rendition.page_html = page.title, page.html


def carried_html(rendition, *, url, pictures):
    """Return ``rendition`` (from ``load_pages``) as HTML that needs no style sheet and no site.

    ``url`` is the full address of its page. Without ``pictures`` their alternative texts stand in
    their place.
    """
    content = content_of(rendition)
    with translation.override(content["language"]):
        document = CHART.sub(chart_words, ANCHOR.sub("", rendition.page_html))
        if not pictures:
            document = PICTURE.sub(picture_words, document)
        whole = rendering.render(
            "edition/carried.html", content, document=cleaned(document, url), url=url
        )
    return cleaned(whole, url)


def cleaned(html, url):
    """Return ``html`` made of ``TAGS`` only, with whole addresses; ``url`` is that of its page."""

    def whole(_tag, attribute, value):
        if attribute not in {"href", "src"}:
            return value
        if value.startswith("#"):
            return url.partition("#")[0] + value
        return settings.SITE_URL + value if value.startswith("/") else value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=whole,
        clean_content_tags={"script", "style", "svg"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def chart_words(found):
    """Return what a chart says to those who do not see it; a mere shape says nothing."""
    said = CHART_WORDS.search(found[0])
    return f"<p>{said[1]}. {said[2]}</p>" if said else ""


def picture_words(found):
    """Return the alternative text of a picture; nothing for one that only decorates."""
    said = ALTERNATIVE.search(found[0])
    if not said or not said[1]:
        return ""
    return f'<p class="picture">[{escape(_("Picture"))}: {escape(unescape(said[1]))}]</p>'
