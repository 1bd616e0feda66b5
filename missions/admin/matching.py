"""Finding rows by words as people type them: any order, any case, any apostrophe.

SQLite's LIKE folds the letters of ASCII only, so that “душанбе” would not find “Душанбе”.
Django gives SQLite Python's regular expressions, which fold every script, and PostgreSQL has its
own: so each word becomes a small expression that both understand, and the database looks it up.
"""

import re
from html import escape
from unicodedata import normalize

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from reportcms.prose import ProseField

LONGEST = 100  # characters of a query that are looked at
# Letters that one person types for another: the apostrophes of Uzbek, and Russian ё.
ALIKE = ["'`\N{ACUTE ACCENT}ʻʼ‘’", "её", "ЕЁ"]
# In rich text: a word, not the name of a tag or what stands inside one.
OUTSIDE_TAGS = "(?![^<>]*>)"


def words_of(query):
    """Split what somebody typed into words, in composed letters and without control characters."""
    printable = "".join(c if c.isprintable() else " " for c in query)
    return normalize("NFC", printable)[:LONGEST].split()


def expression(word):
    """Return the regular expression of a word, as Python and PostgreSQL read it."""
    return "".join(
        next((f"[{group}]" for group in ALIKE if letter in group), re.escape(letter))
        for letter in word
    )


def matching(rows, query, fields):
    """Return those of ``rows`` that hold every word of ``query``, each in any of ``fields``.

    ``fields`` may follow relations to one row (``mission__name``).
    """
    for word in words_of(query):
        either = Q()
        for field in fields:
            if is_prose(rows.model, field):
                found = expression(escape(word, quote=False)) + OUTSIDE_TAGS
            else:
                found = expression(word)
            either |= Q(**{f"{field}__iregex": found})
        rows = rows.filter(either)
    return rows


def is_prose(model, name):
    try:
        return isinstance(model._meta.get_field(name), ProseField)
    except FieldDoesNotExist:  # it follows a relation
        return False
