"""The part of a text that answers a question, as written, with the words found marked."""

from typing import NamedTuple

from django.utils.html import format_html, format_html_join

from issues.search.questions import Term
from reportcms.folding import WORD, fold

BEFORE, AROUND = 60, 220  # characters shown before the first word found, and in all


class Place(NamedTuple):
    """Where a word stands that was found, and the part of the question it answers."""

    start: int
    end: int
    term: Term


def marked(text, question):
    """Return ``text`` as HTML with every word marked that ``question`` asks for."""
    pieces, at = [], 0
    for place in places(text, question):
        pieces.append((text[at : place.start], text[place.start : place.end]))
        at = place.end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:])


def excerpt(text, question):
    """Return the part of ``text`` with the most words of ``question``, marked; else its beginning."""
    text = " ".join(text.split())
    found = places(text, question)
    first = max((place.start for place in found), key=lambda at: density(found, at), default=0)
    start = whole_words(text, max(0, first - BEFORE), first)
    end = start + AROUND
    if end < len(text):
        end = max(text.rfind(" ", start, end), min(first + 1, len(text)))
    part = marked(text[start:end], question)
    return format_html("{}{}{}", "… " if start else "", part, " …" if end < len(text) else "")


def density(found, first):
    """Rate the part that begins at ``first``: by different words found in it, then by earliness."""
    within = [place for place in found if first <= place.start < first + AROUND - BEFORE]
    return len({place.term for place in within}), -first


def places(text, question):
    """Return the Places of the words in ``text`` that ``question`` asks for."""
    found, terms = [], question.terms
    for match in WORD.finditer(text):
        folded = fold(match[0])
        term = next((term for term in terms if term.fits(folded)), None)
        if term:
            found.append(Place(*match.span(), term))
    return found


def whole_words(text, start, first):
    """Return the place at or after ``start``, before ``first``, where a word begins."""
    if not start:
        return 0
    space = text.find(" ", start, first)
    return space + 1 if space >= 0 else first
