"""The texts of an issue, and what has become of them in another language.

A translation stands for its original only while it is done and the original still says what it
was made from. Everything else falls back to the original, which carries its own language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model, TextChoices
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from issues.models import Translation
from issues.models.series import LANGUAGES
from issues.models.translation import FIELDS, KINDS, Kind, column_of, is_rich

# What stays the same when a text is copied.
CARRIED = ("field", "language", "text", "source", "is_done", "changed_by", "changed_at")


class State(TextChoices):
    """Where the translation of one text stands."""

    MISSING = "missing", _("missing")
    DRAFT = "draft", _("draft")
    OUTDATED = "outdated", _("outdated")
    DONE = "done", _("done")


def state_of(source, translation):
    """Return the `State` of ``translation`` (None: there is none) of a text that says ``source``."""
    if translation is None:
        return State.MISSING
    if not translation.is_done:
        return State.DRAFT
    return State.DONE if translation.source == source else State.OUTDATED


@dataclass(frozen=True)
class Text:
    """One text: the ``field`` of ``row``, written in ``language``; ``part`` holds it.

    ``part`` is the row under which it is read: an article with its photos, a section with its
    figures, the issue, or the series for what is used in every issue.
    """

    row: Model
    field: str
    language: str
    part: Model

    @property
    def kind(self):
        return KINDS[type(self.row)]

    @property
    def key(self):
        """What names the text in addresses and forms."""
        return f"{self.kind}-{self.row.pk}-{self.field}"

    @property
    def source(self):
        return getattr(self.row, self.field)

    @property
    def is_rich(self):
        return is_rich(self.kind, self.field)

    @property
    def longest(self):
        """How many characters a translation may have, as many as the original; None: no limit."""
        return column_of(self.kind, self.field).max_length

    @property
    def name(self):
        """What it is called on its form."""
        return capfirst(column_of(self.kind, self.field).verbose_name)


def texts_of(issue, sections, figures=()) -> list[Text]:
    """Return the texts of ``issue`` that are not empty, in reading order.

    ``sections`` are its sections with all they hold; ``figures`` those placed or referred to, whose
    indicators and definitions come with the texts of the series at the end.
    """
    own = issue.language
    found = texts_in(issue, own, issue)
    themes = {}
    for section in sections:
        found += texts_in(section, own, section)
        for photo in section.photos.all():
            found += texts_in(photo, photo.language, section)
        for row in (*section.placements.all(), *section.facts.all()):
            found += texts_in(row, own, section)
        for article in section.articles.all():
            found += article_texts(article)
            themes |= {theme.pk: theme for theme in article.themes.all()}
    series = issue.series
    found += texts_in(series, series.language, series)
    indicators = {figure.indicator_id: figure.indicator for figure in figures}
    definitions = {figure.definition_id: figure.definition for figure in figures}
    for row in (*themes.values(), *by_key(indicators), *by_key(definitions)):
        found += texts_in(row, own, series)
    return found


def article_texts(article) -> list[Text]:
    """Return the texts of ``article`` and its photos that are not empty."""
    found = texts_in(article, article.language, article)
    for photo in article.photos.all():
        found += texts_in(photo, photo.language, article)
    return found


def texts_in(row, language, part):
    texts = [Text(row, field, language, part) for field in FIELDS[KINDS[type(row)]]]
    return [text for text in texts if text.source and is_words(text)]


def is_words(text):
    """Say whether there is anything to translate: “%”, “USD” and “people” are written by rule."""
    if text.kind == Kind.INDICATOR and text.field == "unit":
        return text.row.measure in ("count", "rate") and text.source != "people"
    return True


def carry_translations(pairs):
    """Give copies the translations of their originals, as far as they say the same.

    ``pairs`` are rows of one kind each, (original, copy).
    """
    copies = {(KINDS[type(row)], row.pk): copy for row, copy in pairs}
    Translation.objects.bulk_create(
        Translation(
            kind=row.kind,
            object_id=copy.pk,
            **{name: getattr(row, name) for name in CARRIED},
        )
        for row in Translation.objects.of(*(row for row, _copy in pairs))
        for copy in [copies[row.kind, row.object_id]]
        if getattr(copy, row.field) == row.source
    )


def name_of(language):
    """Return the name of a language in the words of the person who reads, else in its own."""
    try:
        known = get_language_info(language)
    except KeyError:
        return dict(LANGUAGES)[language]
    # Of a language in a second script (uz-cyrl) Django knows the first only.
    return str(known["name_translated"]) if known["code"] == language else dict(LANGUAGES)[language]


def by_key(rows):
    return [rows[key] for key in sorted(rows)]


class Translations:
    """The translations into one language of the texts of some rows, as far as they are shown."""

    def __init__(self, language: str, rows: Iterable[Model]):
        self.language = language
        self.rows = rows

    @cached_property
    def found(self):
        """The finished translations by what they translate."""
        done = Translation.objects.of(*self.rows).filter(language=self.language, is_done=True)
        return {(row.kind, row.object_id, row.field): row for row in done}

    def of(self, row, field):
        """Return what stands for a text of ``row`` in this language, None if nothing does."""
        found = self.found.get((KINDS[type(row)], row.pk, field))
        return found.text if found and found.source == getattr(row, field) else None

    def texts(self, row, language, *, left=()):
        """Return the texts of ``row``, written in ``language``, as the node of a content tree.

        ``language`` of the node is this language if all of them are translated. Those in another
        one than the node are named in ``text_languages``, as are those of ``left``: fields of the
        node that are never translated, given by name if they say anything.
        """
        texts = {field: getattr(row, field) for field in FIELDS[KINDS[type(row)]]}
        if language == self.language:
            return texts | {"language": language}
        counted = [text.field for text in texts_in(row, language, row)]
        translated = {field: words for field in counted if (words := self.of(row, field))}
        if counted and len(translated) == len(counted):
            node, others = self.language, dict.fromkeys(left, language)
        else:
            node, others = language, dict.fromkeys(translated, self.language)
        languages = {"text_languages": others} if others else {}
        return texts | translated | {"language": node} | languages
