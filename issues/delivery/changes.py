"""What a correction changed: every figure and text that differs from the edition before."""

import re
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from issues.delivery.reading import (
    around,
    articles_of,
    content_of,
    preferred,
    read,
    summaries,
)
from issues.text import contact_lines, hotline_lines
from reportcms.caching import public_page
from reportcms.prose_diff import plain_diff, prose_diff

DATA = re.compile(r"</?data[^>]*>")
PHOTO_TEXTS = ("alt", "caption", "credit", "place", "text_equivalent")


@dataclass(frozen=True)
class Change:
    """One text that differs. ``where`` is its place; ``html`` shows both with ins and del.

    ``fate`` is changed, added or removed; only a changed text has ``html``.
    """

    where: str
    fate: str
    language: str
    html: str = ""
    is_prose: bool = False


def words_changed(where, old, new, language, *, is_prose=False):
    """Yield the `Change` of one text, if it changed."""
    old, new = DATA.sub("", old), DATA.sub("", new)
    if old == new:
        return
    found = prose_diff(old, new) if is_prose else plain_diff(old, new)
    if found.is_changed:
        yield Change(where, "changed", language, found.html, is_prose)


def text_changes(old, new):
    """Yield the changes of texts from the content tree ``old`` to ``new``, in reading order."""
    before, after = old["issue"], new["issue"]
    language = after["language"]
    yield from words_changed(_("Title"), before["title"], after["title"], language)
    yield from words_changed(
        _("Summary"), before["summary"], after["summary"], language, is_prose=True
    )
    sections = {section["id"]: section for section in old["sections"]}
    for section in new["sections"]:
        yield from section_changes(sections.pop(section["id"], None), section)
    for section in sections.values():
        yield Change(section["title"], "removed", section["language"])
    articles = {article["slug"]: article for article in articles_of(old)}
    for article in articles_of(new):
        yield from article_changes(articles.pop(article["slug"], None), article)
    for article in articles.values():
        yield Change(article["title"], "removed", article["language"])


def section_changes(old, new):
    title, language = new["title"], new["language"]
    if old is None:
        yield Change(title, "added", language)
        return
    yield from words_changed(title, old["title"], title, language)
    yield from words_changed(title, old["intro"], new["intro"], language, is_prose=True)
    yield from photo_changes(title, old["photos"], new["photos"])
    for words in (fact_words, hotline_words, contact_words):
        yield from words_changed(title, words(old), words(new), language)


def fact_words(section):
    return "; ".join(f"{fact['label']}: {fact['value']}" for fact in section["facts"])


def hotline_words(section):
    return "; ".join(" ".join(hotline_lines(one).split()) for one in section["hotlines"])


def contact_words(section):
    return "; ".join(" ".join(contact_lines(one).split()) for one in section["contacts"])


def article_changes(old, new):
    title, language = new["title"], new["language"]
    if old is None:
        yield Change(title, "added", language)
        return
    yield from words_changed(title, old["title"], title, language)
    yield from words_changed(title, old["body"], new["body"], language, is_prose=True)
    yield from words_changed(title, old["sources"], new["sources"], language)
    yield from photo_changes(title, old["photos"], new["photos"])


def photo_changes(place, old, new):
    """Yield what was changed about pictures; one that was withdrawn is no correction."""
    where = _("%(place)s: picture") % {"place": place}
    before = {photo["sha256"]: photo for photo in old if not photo.get("withdrawn")}
    for photo in new:
        if photo.get("withdrawn"):
            continue
        earlier = before.pop(photo["sha256"], None)
        if earlier is None:
            yield Change(where, "added", photo["language"], plain_diff("", photo["alt"]).html)
            continue
        for name in PHOTO_TEXTS:
            yield from words_changed(where, earlier[name], photo[name], photo["language"])
    if any(photo.get("withdrawn") for photo in new):
        return
    for photo in before.values():
        yield Change(where, "removed", photo["language"], plain_diff(photo["alt"], "").html)


@public_page
def changes(request, series, year, number, version=None):
    """The page of what an edition changed of the one before; the first edition has none."""
    reading = read(series, year, number, version, language=request.GET.get("language"))
    version = reading.edition.version
    before = next((e for e in reading.editions if e.version < version), None)
    if before is None:
        raise Http404("Nothing was corrected.")
    old = preferred(list(summaries().filter(edition=before)), reading.rendition.language)
    context = around(reading)
    context |= {
        "before": before,
        "is_same_language": old.language == reading.rendition.language,
        "changes": list(text_changes(content_of(old), context["content"])),
    }
    return render(request, "public/changes.html", context)
