"""Numbers that people typed into sentences: where they stand, what they say, how exactly.

Only numbers that count something are found. Dates, years, times, telephone numbers, ordinals,
ranges and names such as COVID-19 are none of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT

from reportcms.numbers import parse_number
from reportcms.prose import plain_text

# What takes the place of a reference to a figure in the text of a sentence.
REFERENCE = "\ufffc"
YEARS = range(1900, 2101)

_REFERENCE = re.compile(f"{REFERENCE}([0-9a-f-]{{36}}){REFERENCE}")
_SENTENCE_END = re.compile(r"(?<=[.!?…؟])\s+")
_NO_COUNT = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+"
    r"|\+\d[\d\s().\-]{5,}\d|\(\d{2,5}\)\s?\d[\d\s\-]{4,}\d"  # telephone numbers
    r"|\d+(?:[-‐‑–—/:]\d+)+"  # ranges, times, dates, other numbers in parts
    r"|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b"
)
_NUMBER = re.compile(
    r"(?<![\w.,/:#№\-‐‑–])"
    r"(\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,٫]\d+)?)"
    r"(?![\w/:\-‐‑]|[.,]\d)"
)
_SCALES = {
    re.compile(r"\s?(?:thousand|тыс)", re.IGNORECASE): 3,
    re.compile(r"\s?(?:million|млн|миллион)", re.IGNORECASE): 6,
    re.compile(r"\s?(?:billion|млрд|миллиард)", re.IGNORECASE): 9,
}
_PERCENT = re.compile(r"\s?(?:%|٪|per\s?cent|процент)", re.IGNORECASE)
_CURRENCY = (
    r"(?:US\$|\$|€|£|₽|₸|(?:USD|EUR|GBP|CHF|RUB|KZT|KGS|TJS|TMT|UZS|AFN)\b"
    r"|(?i:dollar|euro|tenge|долл|евро|тенге|сомони|рубл))"
)
_CURRENCY_BEFORE = re.compile(rf"{_CURRENCY}\w*\s?$")
_CURRENCY_AFTER = re.compile(rf"\s?{_CURRENCY}")
_UP_TO = re.compile(
    r"\b(?:up to|(?:less|fewer) than|under|below|nearly|almost|(?:not|no) more than|at most"
    r"|не более(?: чем)?|не больше|менее(?: чем)?|меньше|почти|не превы\w+)\s+(?:\S{1,4}\s?)?$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:more than|over|above|at least|exceed\w*|not less than|upwards of"
    r"|свыше|более(?: чем)?|больше(?: чем)?|не менее(?: чем)?|превы\w+)\s+(?:\S{1,4}\s?)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TypedNumber:
    """A number in a sentence.

    ``quantum`` is the place of its last digit that says something: 10,000 for 330,000.
    ``bound`` is ``over`` or ``up_to`` if the words before it say so; ``measure`` is that of an
    indicator: count, percent or money.
    """

    written: str
    value: Decimal
    quantum: Decimal
    measure: str = "count"
    bound: str = ""

    def agrees_with(self, value: Decimal) -> bool:
        """Say whether the number, or its honest rounding, is ``value``."""
        if self.bound == "over":
            return self.value <= value
        if self.bound == "up_to":
            return self.value >= value
        return 2 * abs(self.value - value) <= self.quantum or self.value == value

    def is_near(self, value: Decimal) -> bool:
        """Say whether the number differs from ``value`` by a tenth of it at most."""
        return value > 0 and 10 * abs(self.value - value) <= value


@dataclass(frozen=True)
class Sentence:
    """A sentence, with the observations it refers to and the numbers typed into it."""

    text: str
    references: tuple[UUID, ...] = ()
    numbers: tuple[TypedNumber, ...] = field(default=())


def sentences_of(html: str, language: str) -> Iterator[Sentence]:
    """Yield the sentences of a rich text in ``language`` that hold a number."""
    lines = plain_text(html, shown=lambda figure: f"{REFERENCE}{figure}{REFERENCE}").split("\n")
    for line in lines:
        for text in split(line):
            references = tuple(UUID(found) for found in _REFERENCE.findall(text))
            bare = _REFERENCE.sub(REFERENCE, text)
            if numbers := tuple(numbers_in(bare, language)):
                yield Sentence(bare, references, numbers)


def split(line: str) -> list[str]:
    """Part a line into sentences; what goes on in small letters or digits is none of its own."""
    parts: list[str] = []
    for part in _SENTENCE_END.split(line):
        if parts and (part[:1].islower() or part[:1].isdigit()):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def numbers_in(text: str, language: str) -> Iterator[TypedNumber]:
    """Yield the numbers in ``text`` that count something."""
    for pattern in (_NO_COUNT, days(language)):
        # As long as it was, so that what stands before a number stays in its place.
        text = pattern.sub(lambda found: "·" * len(found[0]), text)
    for found in _NUMBER.finditer(text):
        written = found[1]
        try:
            value = parse_number(written)
        except ValidationError:  # it can be read in two ways, or is no number
            continue
        is_year = written.isdigit() and len(written) == 4 and int(written) in YEARS
        before, after = text[: found.start()], text[found.end() :]
        scale = next((power for word, power in _SCALES.items() if word.match(after)), 0)
        if value is None or (is_year and not scale):
            continue
        yield TypedNumber(
            written,
            value.scaleb(scale),
            quantum_of(value).scaleb(scale),
            measure_of(before, after),
            bound_of(before),
        )


def quantum_of(value: Decimal) -> Decimal:
    """Return the place of the last digit of ``value`` that is no trailing zero: 330,000 → 10,000."""
    return Decimal(1).scaleb(value.normalize().as_tuple().exponent)


def measure_of(before: str, after: str) -> str:
    if _PERCENT.match(after):
        return "percent"
    for word in _SCALES:
        if found := word.match(after):
            after = re.sub(r"^\w*\.?", "", after[found.end() :])
    return "money" if _CURRENCY_BEFORE.search(before) or _CURRENCY_AFTER.match(after) else "count"


def bound_of(before: str) -> str:
    # “not more than” ends like “more than”: the longer words are asked first.
    if _UP_TO.search(before):
        return "up_to"
    return "over" if _OVER.search(before) else ""


@lru_cache(maxsize=16)
def days(language: str) -> re.Pattern:
    """Return what finds days with the name of their month, in ``language`` or English."""
    names = "|".join(
        re.escape(name)
        for month in range(1, 13)
        for name in sorted(month_names(month, language), key=len, reverse=True)
    )
    day = r"\d{1,2}(?:\s?[–-]\s?\d{1,2})?(?:st|nd|rd|th)?"
    return re.compile(
        rf"\b{day}\s+(?:{names})\b(?:,?\s+\d{{4}}\b)?|\b(?:{names})\s+{day}\b(?:,?\s+\d{{4}}\b)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=256)
def month_names(month: int, language: str) -> frozenset[str]:
    """Return how ``month`` is named, in ``language`` and in English, in small letters."""
    names = set()
    for spoken in {language, "en"}:
        with translation.override(spoken):
            names |= {str(names_of[month]) for names_of in (MONTHS, MONTHS_ALT, MONTHS_3)}
    return frozenset(name.casefold() for name in names if name)
