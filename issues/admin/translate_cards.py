"""The texts of the Translate screen as cards: what stands in each, and what is told about it."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.html import conditional_escape, linebreaks
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from issues.figure_nodes import newest_vintages
from issues.models import Article, Issue, Series, Translation
from issues.templatetags.report import text_direction
from issues.translating import may_translate, source_stamp, stamp_of, texts_for
from issues.translations import State, Text, name_of, state_of
from missions.admin.figure import value_text
from missions.models import AssistanceFigure
from reportcms.prose import clean_prose, figure_references
from reportcms.prose_diff import prose_diff

LONGEST_LINE = 90  # characters of an original that gets a box of one line
CHIPS = {State.MISSING: "", State.DRAFT: "wait", State.OUTDATED: "warn", State.DONE: "good"}


@dataclass
class Card:
    """One text on the screen; ``typed`` is what could not be stored, ``theirs`` why it could not."""

    text: Text
    row: Translation | None
    may_write: bool
    typed: str | None = None
    complaints: list[str] = field(default_factory=list)
    theirs: Translation | None = None
    suggestion: str = ""

    @property
    def key(self):
        return self.text.key

    @property
    def state(self):
        return state_of(self.text.source, self.row)

    @property
    def waits(self):
        return self.state != State.DONE

    @property
    def chip(self):
        return CHIPS[self.state]

    @property
    def words(self):
        """What stands in the box."""
        if self.typed is not None:
            return self.typed
        return self.row.text if self.row else ""

    @property
    def seen(self):
        return stamp_of(self.row)

    @property
    def original(self):
        return source_stamp(self.text)

    @property
    def is_line(self):
        return len(self.text.source) <= LONGEST_LINE and not self.text.is_rich

    def says(self, words):
        """Say whether ``words``, as they were sent, are what stands here already."""
        before = self.row.text if self.row else ""
        if self.text.is_rich:
            return clean_prose(words) == before
        return words.replace("\r\n", "\n").strip() == before


def cards_of(texts, language, user, *, is_published):
    """Return a card for each of ``texts``, with its translation into ``language``."""
    rows = rows_of(texts, language)
    return [
        Card(
            text,
            rows.get((text.kind, text.row.pk, text.field)),
            may_translate(text, user, is_published=is_published),
        )
        for text in texts
    ]


def rows_of(texts, language):
    found = Translation.objects.of(*{text.row for text in texts}).filter(language=language)
    found = found.select_related("changed_by")
    return {(row.kind, row.object_id, row.field): row for row in found}


def groups_of(cards, user):
    """Return the cards under the part in which each is read, with originals and what is told."""
    namer = figure_namer(cards, user)
    groups = []
    for card in cards:
        part = card.text.part
        if not groups or groups[-1]["part"] != part:
            preview = part.pk if isinstance(part, Article) else None
            groups.append({"part": part, "title": title_of(part), "cards": [], "article": preview})
        groups[-1]["cards"].append(
            {
                **told_of(card, namer),
                "source": shown(card.text, card.text.source, namer),
                "translation": shown(card.text, card.words, namer),
                "source_direction": text_direction(card.text.language),
            }
        )
    return groups


def title_of(part):
    """Name what is read together."""
    if isinstance(part, Issue):
        return _("The issue")
    return _("Used in every issue") if isinstance(part, Series) else str(part)


def told_of(card, namer):
    """What is told of one text beside its box: its state, complaints, and what was changed."""
    told = {"card": card}
    if card.theirs:
        told["theirs"] = compared(card.text, card.theirs.text, card.typed, namer)
    elif card.row and card.row.source != card.text.source:
        told["changed"] = compared(card.text, card.row.source, card.text.source, namer)
    return told


def shown(text, words, namer):
    """Return ``words``, the original or a translation, as HTML to look at, with figures named."""
    if not text.is_rich:
        return SafeString(linebreaks(words, autoescape=True))
    return prose_diff(words, words, shown=namer).html


def compared(text, before, after, namer):
    """Return two texts as one that marks the words that differ."""
    if not text.is_rich:
        before, after = (f"<p>{conditional_escape(words)}</p>" for words in (before, after))
    return prose_diff(before, after, shown=namer).html


def figure_namer(cards, user):
    """Return a function that names an observation which the texts of ``cards`` refer to.

    Who may not see the figure learns that there is one, no more.
    """
    named = {
        observation
        for card in cards
        if card.text.is_rich
        for words in (card.text.source, card.words, card.row.source if card.row else "")
        for observation in figure_references(clean_prose(words))
    }
    newest = newest_vintages(named) if named else {}
    visible = set(
        AssistanceFigure.objects.visible_to(user)
        .filter(pk__in=[figure.pk for figure in newest.values()])
        .values_list("pk", flat=True)
    )

    def name(observation):
        figure = newest.get(observation)
        if figure is None or figure.pk not in visible:
            return _("a figure")
        return f"{figure.indicator}: {value_text(figure)}"

    return name


def suggest(cards, language):
    """Offer, where nothing is written yet, how the same words were translated elsewhere."""
    empty = [card for card in cards if card.row is None and card.may_write]
    known = Translation.objects.filter(
        language=language, is_done=True, source__in={card.text.source for card in empty}
    ).order_by("changed_at")
    words = {row.source: row.text for row in known}
    for card in empty:
        card.suggestion = words.get(card.text.source, "")


def progress(cards):
    return {"done": sum(not card.waits for card in cards), "all": len(cards)}


def progress_of(issue, texts):
    """Return for each language of the series how many of ``texts`` wait to be translated."""
    lines = []
    for code in issue.series.languages:
        foreign = [text for text in texts if text.language != code]
        if not foreign:
            continue
        rows = rows_of(foreign, code)
        waiting = sum(
            state_of(text.source, rows.get((text.kind, text.row.pk, text.field))) != State.DONE
            for text in foreign
        )
        told = {"waiting": waiting, "all": len(foreign), "url": address(issue, code)}
        lines.append({"code": code, "name": name_of(code), **told})
    return lines


def translation_lines(issue, user):
    """Return what the Desk tells of the translations of ``issue`` to somebody who writes them."""
    if len(issue.series.languages) < 2 or not user.has_perm("issues.change_translation"):
        return []
    is_published = issue.is_published
    mine = [
        text
        for text in texts_for(issue, user)
        if may_translate(text, user, is_published=is_published)
    ]
    return progress_of(issue, mine)


def address(issue, language, *, text="", **query):
    """Return the address of the screen, at one text of it."""
    query |= {"text": text} if text else {}
    path = reverse("admin:issues_issue_translate", args=[issue.pk, language])
    asked = f"?{urlencode(query)}" if query else ""
    return f"{path}{asked}#{text}" if text else f"{path}{asked}"


def editor_widget():
    """Return the editor of rich texts, with the buttons that articles have."""
    return Article._meta.get_field("body").formfield().widget


def editor_settings(widget):
    """Return what makes a text box an editor, for the script that does so when it is needed."""
    attrs = widget.get_context("words", "", {})["widget"]["attrs"]
    return next(value for name, value in attrs.items() if name.startswith("data-django-prose"))
