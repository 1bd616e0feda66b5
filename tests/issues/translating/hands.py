"""Translating as somebody does who has just opened the screen."""

from issues.models import Translation
from issues.translating import source_stamp, stamp_of, write
from issues.translations import texts_of


def text_of(issue, row, field):
    """Return the `Text` of one field."""
    texts = texts_of(issue, issue.sections.all())
    return next(text for text in texts if text.row == row and text.field == field)


def translate(issue, row, field, words, *, by, language="ru", done=True, **seen):
    """Store a translation as somebody does who has just opened the screen."""
    text = text_of(issue, row, field)
    key = {"kind": text.kind, "object_id": row.pk, "field": field, "language": language}
    stored = Translation.objects.filter(**key).first()
    stamps = {"seen": stamp_of(stored), "original": source_stamp(text)} | seen
    return write(text, language, words, done=done, by=by, **stamps)


def sections_by_title(tree):
    return {section["id"]: section for section in tree["sections"]}
