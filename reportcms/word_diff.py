"""Two sequences of words, and what was taken out of the first and put into the second.

Pure functions: they know words and the marks they carry, no blocks and no models.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

from django.utils.safestring import SafeString

from reportcms.prose import LINK_REL

_APART = r"\s.,:;!?…()\[\]«»“”„\"—–"
_WORD = re.compile(rf"[^{_APART}]+(?:[.,:;][^{_APART}]+)*|[^\s]")
# Sequences longer than this many words are compared with their commonest words left aside.
_LONG = 1_500


@dataclass(frozen=True)
class Word:
    """A word, a punctuation mark, a line break or a figure.

    ``key`` is what is compared; ``marks`` are the tags around it with their link, outermost
    first; ``spaced`` says whether a space stands before it.
    """

    text: str
    key: str
    marks: tuple[tuple[str, str], ...] = ()
    spaced: bool = False
    is_figure: bool = False

    @property
    def identity(self):
        return (self.key, self.marks, self.spaced)

    @property
    def is_break(self):
        return self.text == "\n"

    @property
    def counts(self):
        return any(character.isalnum() for character in self.text)


@dataclass(frozen=True)
class TextDiff:
    """Two texts in one: safe ``html`` with ``<ins>`` and ``<del>``, and how many words of each."""

    html: SafeString
    added: int
    removed: int
    is_changed: bool


def words_of(text: str, marks=(), *, spaced=True) -> list[Word]:
    """Part plain ``text``; ``spaced`` says whether a space, or nothing, stands before it."""
    found, end = [], 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        is_spaced = bool(gap) or (spaced and match.start() == 0)
        found.append(Word(match[0], match[0], tuple(marks), is_spaced))
        end = match.end()
    return found


def stretches(old: Sequence[Word], new: Sequence[Word]) -> list[tuple[str, list[Word]]]:
    """Return what leads from ``old`` to ``new``, in reading order.

    Each is ``(operation, words)``: “=” stands in both, “-” in the old only, “+” in the new only.
    A lone punctuation mark between two changes counts as changed too: it reads better.
    """
    matcher = SequenceMatcher(
        None,
        [word.identity for word in old],
        [word.identity for word in new],
        autojunk=max(len(old), len(new)) > _LONG,
    )
    codes = matcher.get_opcodes()
    found, taken, put = [], [], []

    def settle():
        found.extend(("-+"[n], words[:]) for n, words in enumerate((taken, put)) if words)
        taken.clear()
        put.clear()

    for place, (kind, a, b, c, d) in enumerate(codes):
        is_inner = 0 < place < len(codes) - 1
        is_slight = kind == "equal" and is_inner and not any(w.counts for w in new[c:d])
        if kind != "equal" or is_slight:
            taken += old[a:b]
            put += new[c:d]
        else:
            settle()
            found.append(("=", list(new[c:d])))
    settle()
    return found


def as_html(parts) -> str:
    """Return stretches as HTML; a space stands outside of what is marked, where it may."""
    html = []
    for n, (operation, words) in enumerate(parts):
        tag = {"-": "del", "+": "ins"}.get(operation)
        if not tag:
            html.append(run_html(words))
            continue
        after = parts[n + 1][1][0] if n + 1 < len(parts) else None
        is_outside = after is None or after.spaced or not after.counts
        inner = run_html(words, first_space=not is_outside)
        space = " " if words[0].spaced and is_outside else ""
        html.append(f"{space}<{tag}>{inner}</{tag}>")
    return "".join(html)


def run_html(words, *, first_space=True):
    """Return words that share one fate, with their marks opened and closed as needed."""
    html, open_marks = [], ()
    for n, word in enumerate(words):
        kept = common_length(open_marks, word.marks)
        html += [f"</{tag}>" for tag, _href in reversed(open_marks[kept:])]
        if word.spaced and (n or first_space):
            html.append(" ")
        html += [opening(*mark) for mark in word.marks[kept:]]
        open_marks = word.marks
        html.append(word_html(word))
    html += [f"</{tag}>" for tag, _href in reversed(open_marks)]
    return "".join(html)


def common_length(first, second):
    n = 0
    while n < min(len(first), len(second)) and first[n] == second[n]:
        n += 1
    return n


def opening(tag, href):
    return f'<a href="{escape(href)}" rel="{LINK_REL}">' if tag == "a" else f"<{tag}>"


def word_html(word):
    if word.is_break:
        return "<br>"
    text = escape(word.text)
    return f'<span class="figure-named">{text}</span>' if word.is_figure else text


def counted(parts, operation):
    """Return how many words (not punctuation) have the fate ``operation``."""
    return sum(word.counts for kind, words in parts if kind == operation for word in words)


def plain_diff(old: str, new: str) -> TextDiff:
    """Compare two texts without formatting, such as titles and captions."""
    parts = stretches(words_of(old), words_of(new))
    return TextDiff(
        SafeString(as_html(parts).strip()),
        counted(parts, "+"),
        counted(parts, "-"),
        any(operation != "=" for operation, _words in parts),
    )
