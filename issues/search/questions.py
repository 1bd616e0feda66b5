"""What somebody asks: words as typed → what must stand in an entry, for either database."""

import re
from dataclasses import dataclass, replace

from reportcms.folding import SHORTEST_STEM, WORD, fold, folded_words, spellings, stem

LONGEST = 200  # characters
MOST_WORDS = 8
NO_SLUG = re.compile(r"[^-:\w]", re.ASCII)
SHORTEST_BEGINNING = 3  # letters of the last word, which may be unfinished
QUOTED = re.compile('["“”„«»]([^"“”„«»]+)["“”„«»]')


@dataclass(frozen=True)
class Term:
    """Words that must follow one another; ``is_beginning``: the last may go on."""

    words: tuple[str, ...]
    is_beginning: bool = False

    def fits(self, word):
        """Say whether one folded word of a text is (part of) what is asked for."""
        if self.is_beginning:
            return word.startswith(self.words[-1])
        return word in self.words


@dataclass(frozen=True)
class Asked:
    """One part of a question: any of ``terms`` will do; ``typed`` is how it was written."""

    typed: str
    terms: tuple[Term, ...]

    @property
    def is_quoted(self):
        return not self.terms[0].is_beginning and len(self.terms[0].words) > 1


@dataclass(frozen=True)
class Question:
    """Everything that an entry must have: each of ``asked``, and each of ``facets``.

    It is put to the pages of editions, or with ``whole`` to editions as a whole: then the words
    may stand anywhere in them. ``series`` is the key of the only series that counts, if any.
    """

    asked: tuple[Asked, ...] = ()
    facets: tuple[str, ...] = ()
    whole: bool = False
    series: int | None = None

    @property
    def terms(self):
        return [term for asked in self.asked for term in asked.terms]

    @property
    def is_open(self):
        """Whether every entry of its kind (and series) answers it."""
        return not self.asked and not self.facets

    @property
    def marks(self):
        """All facets, those that say which entries it is put to among them."""
        own = [facet("kind", "edition" if self.whole else "page")]
        if self.series is not None:
            own.append(facet("series", self.series))
        return [*own, *self.facets]

    def in_series(self, series):
        """Return the question put to one series (a key); to all for None."""
        return replace(self, series=series)

    def to_issues(self, series=None):
        """Return the question put to issues as a whole."""
        return replace(self, whole=True, series=self.series if series is None else series)

    def narrowed(self, **facets):
        """Return the question narrowed by ``facets``; empty ones are left out."""
        added = tuple(facet(kind, value) for kind, value in facets.items() if value)
        return replace(self, facets=self.facets + added)


def facet(kind, value):
    """Return the mark of an entry that has ``value``, a slug: no word can be the same."""
    return NO_SLUG.sub("", f"{kind}:{value}")


def question(text):
    """Read what somebody typed; nothing in it is an order to the database.

    Quoted words must stand as they are. Of other words the ending does not matter and they may
    go on, for in most languages of the region much is added to a word's end.
    """
    asked, rest, at = [], "", 0
    for quoted in QUOTED.finditer(text[:LONGEST]):
        rest += text[at : quoted.start()] + " "
        at = quoted.end()
        if words := tuple(folded_words(quoted[1])):
            asked.append(Asked(quoted[0], (Term(words),)))
    rest += text[at:LONGEST]
    loose = [match[0] for match in WORD.finditer(rest) if fold(match[0])]
    # A letter on its own is a preposition in Russian, and everywhere.
    loose = [word for word in loose if len(word) > 1 or word.isdigit()] or loose
    asked += [one_word(word, is_last=n == len(loose)) for n, word in enumerate(loose, start=1)]
    return Question(tuple(asked[:MOST_WORDS]))


def one_word(word, *, is_last=False):
    """Return what is asked by one word of a question."""
    return Asked(word, tuple(term_of(folded, is_last) for folded in spellings(word)))


def term_of(folded, is_last):
    if folded.isdigit():
        return Term((folded,))
    begin = stem(folded)
    if len(begin) >= SHORTEST_STEM or (is_last and len(begin) >= SHORTEST_BEGINNING):
        return Term((begin,), is_beginning=True)
    return Term((folded,))
