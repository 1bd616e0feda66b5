"""Numbers typed into the texts of an issue that the ledger contradicts.

Found are numbers that were true once (of a vintage since corrected, or of the observation
before), numbers close to a figure in a sentence that speaks of it, and withheld small counts.
Honest rounding is none, nor is an earlier number beside the present one or with its own month.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from issues.prose_numbers import Sentence, TypedNumber, month_names, sentences_of
from issues.references import IssueLedger, Passage, passages, translated_passages
from missions.models import AssistanceFigure

# The code of a `StatedReason` for a number that stays as it is.
PROSE_NUMBER = "prose_number"
# Below it, equal numbers are likelier to count different things: only words tell.
TELLING_BY_ITSELF = 100
# What is wrong with a number: it is withheld, was corrected since, is that of the observation
# before, or is just beside the figure. The gravest is told.
RANKS = ["withheld", "superseded", "previous", "near"]

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    [
        *("about", "been", "from", "have", "into", "more", "number", "other", "over", "people"),
        *("person", "persons", "since", "that", "their", "them", "they", "this", "those"),
        *("total", "were", "which", "with"),
        *("более", "были", "было", "всего", "которые", "людей", "люди", "общее", "человек"),
        *("человека", "этого", "этом", "число"),
    ]
)


@dataclass(frozen=True)
class Contradiction:
    """A typed number that says otherwise than ``figure``, or more than the public may know.

    ``kind`` is one of `RANKS`.
    """

    passage: Passage
    sentence: Sentence
    number: TypedNumber
    figure: AssistanceFigure
    label: str
    kind: str

    @property
    def subject(self):
        """What names this finding as long as its sentence and the figure's value stay the same."""
        told = f"{self.sentence.text}|{self.figure.observation}|{self.figure.value.normalize():f}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:12]
        return f"{self.passage.key} {self.number.written[:40]} {digest}"


@dataclass(frozen=True)
class Known:
    """A figure of the issue: how it is named, and the values it had or follows."""

    figure: AssistanceFigure
    label: str
    names: tuple[frozenset[str], ...]
    superseded: set[Decimal] = field(default_factory=set)
    previous: AssistanceFigure | None = None

    def is_named_in(self, stems):
        """Whether a sentence with these stems speaks of the figure: it shares two telling words."""
        return any(
            sum(any(is_same(stem, other) for other in stems) for stem in name) >= min(2, len(name))
            for name in self.names
            if name
        )

    def exact_values(self):
        """The values that are all true of the figure now."""
        figure = self.figure
        parts = [part.value for part in figure.breakdown.all()]
        return {
            v for v in (figure.value, figure.target, figure.base_value, *parts) if v is not None
        }


def contradictions(texts, ledger):
    """Return the `Contradiction` list of ``texts`` (`Passage`), in reading order."""
    known = known_figures(ledger)
    found = []
    for passage in texts if known else ():
        for sentence in sentences_of(passage.html, passage.language):
            found += in_sentence(sentence, passage, known)
    return found


def answered(issue):
    """Return (contradiction, reason) of each typed number in ``issue`` that stays for a reason."""
    reasons = stated_reasons(issue)
    if not reasons:
        return []
    return [
        (found, reasons[found.subject])
        for found in contradictions_of(issue)
        if found.subject in reasons
    ]


def contradictions_of(issue):
    """Return the `Contradiction` list of ``issue`` as it is stored, answered or not."""
    sections = list(
        issue.sections.prefetch_related(
            "articles", "placements__figure", "placements__compared_with"
        )
    )
    texts = passages(issue, sections)
    texts += translated_passages(texts, issue.series.languages)
    placements = [p for section in sections for p in section.placements.all()]
    return contradictions(texts, IssueLedger(issue, placements, texts))


def stated_reasons(issue):
    """Map the subjects of typed numbers that stay as they are to the reasons why."""
    reasons = issue.stated_reasons.filter(code=PROSE_NUMBER)
    return dict(reasons.values_list("subject", "reason"))


def known_figures(ledger):
    """Return a `Known` for each figure that the issue shows with a value."""
    labels, compared = {}, {}
    for placement in ledger.placements:
        observation = placement.figure.observation
        labels.setdefault(observation, []).append(placement.label)
        compared[observation] = ledger.compared(placement) or compared.get(observation)
    figures = [figure for figure in ledger.shown if figure.value is not None]
    spoken = {
        figure: [
            stems_of(name)
            for name in (figure.indicator.name, *labels.get(figure.observation, []))
            if name
        ]
        for figure in figures
    }
    usual = usual_stems(spoken)
    return [
        Known(
            figure,
            next(filter(None, labels.get(figure.observation, [])), figure.indicator.name),
            # What nearly every figure is called tells nothing, unless it is the whole name.
            tuple((stems - usual) or stems for stems in names),
            ledger.superseded[figure.observation] - {figure.value, None},
            compared.get(figure.observation) or ledger.before(figure),
        )
        for figure, names in spoken.items()
    ]


def usual_stems(spoken):
    """Return the stems that stand in the names of more than half of all indicators."""
    by_indicator = {
        figure.indicator_id: frozenset().union(*names) for figure, names in spoken.items()
    }
    counts = Counter(stem for stems in by_indicator.values() for stem in stems)
    return {stem for stem, n in counts.items() if n > 1 and 2 * n > len(by_indicator)}


def in_sentence(sentence, passage, known):
    """Yield the contradictions of one sentence, at most one for each number."""
    stems = stems_of(sentence.text)
    typed = {number.value for number in sentence.numbers}
    told = {
        k.figure.pk
        for k in known
        if k.figure.observation in sentence.references or k.figure.value in typed
    }
    for number in sentence.numbers:
        candidates = [k for k in known if can_be(number, k.figure)]
        named = [k for k in candidates if k.is_named_in(stems)]
        if any(is_borne_out(number, k, is_named=k in named) for k in candidates):
            continue
        verdicts = [
            (verdict, k)
            for k in candidates
            if (k.figure.pk not in told or k.figure.is_withheld)
            and (verdict := verdict_on(number, k, sentence, passage, is_named=k in named))
        ]
        if verdicts:
            verdict, k = min(verdicts, key=lambda pair: RANKS.index(pair[0]))
            yield Contradiction(passage, sentence, number, k.figure, k.label, verdict)


def is_borne_out(number, known, *, is_named):
    """Whether the number is one of the figure's own, or its honest rounding where it is named."""
    if known.figure.is_withheld:
        return False
    if number.value in known.exact_values():
        return True
    return is_named and number.agrees_with(known.figure.value)


def verdict_on(number, known, sentence, passage, *, is_named):
    """Return what is wrong with ``number`` if it is meant for ``known``, or nothing."""
    figure = known.figure
    may_be_meant = is_named or number.value >= TELLING_BY_ITSELF
    if figure.is_withheld:
        return "withheld" if is_named and number.value == figure.value else ""
    if may_be_meant and number.value in known.superseded:
        return "superseded"
    previous = known.previous
    if (
        may_be_meant
        and previous is not None
        and previous.value == number.value
        and not is_dated(sentence, previous, figure, passage.language)
    ):
        return "previous"
    return "near" if is_named and number.is_near(figure.value) else ""


def can_be(number, figure):
    """Whether the number may be one of the figure's kind: money is no count of people."""
    measure = figure.indicator.measure
    return number.measure == ("count" if measure == "rate" else measure)


def is_dated(sentence, previous, figure, language):
    """Whether the sentence names the month of the earlier observation, as honest ones do."""
    months = month_names(previous.as_of.month, language) - month_names(figure.as_of.month, language)
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", sentence.text)}
    return bool(words & months)


def stems_of(text):
    """Return the beginnings of the telling words of ``text``, by which forms of a word are equal."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[: max(4, len(word) * 2 // 3)] for word in words if word not in _COMMON)


def is_same(stem, other):
    return stem.startswith(other) or other.startswith(stem)
