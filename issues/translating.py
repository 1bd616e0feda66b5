"""Translating: who may, and the one act that stores the translation of one text."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from issues.figure_nodes import newest_vintages
from issues.models import Article, Translation
from issues.models.translation import Kind
from issues.references import passages
from issues.translations import Text, texts_of
from missions.models.mission import is_regional, mission_ids, translates_everywhere
from reportcms import versions
from reportcms.canonical import digest
from reportcms.prose import MAX_LENGTH, clean_prose, figure_references

CHANGE = "issues.change_translation"
NUMBER = "{figure}"


class Stale(Exception):
    """Somebody else saved this translation since it was shown; ``standing`` is theirs."""

    def __init__(self, standing):
        self.standing = standing
        super().__init__(_("Somebody else saved this translation meanwhile."))


@dataclass
class Written:
    """What became of a save: the row (None: there is none any more), and why it is not done."""

    row: Translation | None
    complaints: list[str] = field(default_factory=list)


def texts_for(issue, user) -> list[Text]:
    """Return the texts of ``issue`` that ``user`` may read, in reading order.

    The regional office reads all, a mission those of its articles and of those it shares in.
    """
    sections = list(
        issue.sections.prefetch_related(
            *("photos", "facts", "placements__figure", "articles__photos", "articles__themes")
        )
    )
    placed = {p.figure.observation for s in sections for p in s.placements.all()}
    named = {found for text in passages(issue, sections) for found in text.references}
    texts = texts_of(issue, sections, newest_vintages(placed | named).values())
    if is_regional(user):
        return texts
    mine = set(issue.articles.visible_to(user).values_list("pk", flat=True))
    return [text for text in texts if isinstance(text.part, Article) and text.part.pk in mine]


def may_translate(text, user, *, is_published):
    """Say whether ``user`` may translate ``text`` of an issue that is published or not."""
    if not user.has_perm(CHANGE):
        return False
    if translates_everywhere(user):
        return True
    mine = isinstance(text.part, Article) and text.part.mission_id in mission_ids(user)
    return mine and not is_published


def stamp_of(row):
    """Return what tells one state of a translation from the next; empty where there is none."""
    return row.changed_at.isoformat() if row else ""


def source_stamp(text):
    """Return what tells the original that was shown from what it says later."""
    return digest(text.source)[:16]


@transaction.atomic
def write(text, language, words, *, done, by, seen, original):
    """Store ``words`` as the translation of ``text`` into ``language``; return `Written`.

    ``seen`` and ``original`` are the stamps of the translation and of the original that the person
    had before them. What cannot stand for the original is kept as a draft, with the reasons. Empty
    words take the translation away. Raises `Stale` and, for words that are too long,
    ``ValidationError``.
    """
    words = cleaned(text, words)
    key = {"kind": text.kind, "object_id": text.row.pk, "field": text.field, "language": language}
    row = Translation.objects.select_for_update(of=["self"]).filter(**key).first()
    if stamp_of(row) != seen:
        raise Stale(row)
    if not words:
        if row:
            versions.keep_stored(row)
            row.delete()
        return Written(None, [_("There is no translation yet.")] if done else [])
    complaints = complaints_about(text, words, text.source) if done else []
    if done and original != source_stamp(text):
        complaints.append(
            _("The original was changed while you were translating: compare, then mark it again.")
        )
    if row:
        versions.keep_stored(row)
    else:
        row = Translation(**key, source=text.source)
    row.text, row.is_done = words, done and not complaints
    if row.is_done:
        row.source = text.source  # until then the difference to what it said can be shown
    row.changed_by, row.changed_at = by, timezone.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # two people began the same text at once
        raise Stale(Translation.objects.filter(**key).first()) from error
    versions.keep(row, by=by)
    return Written(row, complaints)


def cleaned(text, words):
    """Return ``words`` as they are stored; raise ``ValidationError`` if there are too many."""
    if text.is_rich:
        if len(words) > MAX_LENGTH:
            raise ValidationError(
                _("This text is too long. Split it into several, or paste it without formatting.")
            )
        return clean_prose(words)
    is_line = "\n" not in text.source
    words = " ".join(words.split()) if is_line else words.replace("\r\n", "\n").strip()
    if text.longest and len(words) > text.longest:
        raise ValidationError(
            _("Too long: %(length)s characters; at most %(limit)s fit.")
            % {"length": len(words), "limit": text.longest}
        )
    return words


def complaints_about(text, words, source) -> list[str]:
    """Return what keeps ``words`` from standing for ``text`` where it says ``source``.

    The figures of both must be the same: they come from the ledger.
    """
    if text.is_rich:
        own, theirs = set(figure_references(words)), set(figure_references(source))
        found = []
        if theirs - own:
            found.append(
                _("A figure of the original is missing: copy it, or insert it with “Figure”.")
            )
        if own - theirs:
            found.append(_("There is a figure that the original does not have: take it out."))
        return found
    if text.kind == Kind.PLACEMENT and text.field == "statement" and words.count(NUMBER) != 1:
        return [_("Write {figure} once in the sentence, where the number stands.")]
    return []
