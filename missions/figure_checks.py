"""What about an observation asks for a fix, or for a reason that readers are told.

Sources of the rules: figures of situation reports that jumped, fell or changed their definition
without a word are what re-users of such reports complain of most; counts of people so small that
they show who is meant are a matter of statistical disclosure control.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, gettext

from missions.models import Indicator
from reportcms.numbers import format_number


@dataclass(frozen=True)
class Check:
    """One question about a figure: its code, the field that answers it, and the words to ask it."""

    code: str
    field: str
    message: str


def open_checks(figure, *, covers, parts=(), previous=None):
    """Return the `Check` list of ``figure`` that neither a fix nor a reason has answered.

    ``covers`` are the missions it covers, ``parts`` its FigureBreakdown rows (saved or not),
    ``previous`` the observation before it (its ``covers`` are read).
    """
    checks = []
    if not figure.source.strip() and figure.value is not None:
        checks.append(Check("source", "source", gettext("Say where this number comes from.")))
    if previous is not None and not figure.break_note:
        checks += continuity_checks(figure, previous, covers)
    checks += part_checks(figure, parts)
    checks += small_count_checks(figure, parts)
    return checks


def continuity_checks(figure, previous, covers):
    """Whether ``figure`` goes on where ``previous`` ended.

    Numbers that count something else, or elsewhere, are not compared: one sentence explains both.
    """
    if previous.definition_id != figure.definition_id:
        yield Check(
            "definition",
            "break_note",
            gettext("The definition has changed since %(date)s: explain it in one sentence.")
            % dated(previous),
        )
    elif {m.pk for m in previous.covers.all()} != {m.pk for m in covers}:
        yield Check(
            "coverage",
            "break_note",
            gettext("It covers other missions than on %(date)s: explain it in one sentence.")
            % dated(previous),
        )
    elif figure.value is not None and previous.value is not None:
        yield from value_checks(figure, previous)


def value_checks(figure, previous):
    """Whether the number of ``figure`` is one that ``previous`` lets expect."""
    numbers = dated(previous) | {"old": shown(previous.value), "new": shown(figure.value)}
    if figure.indicator.kind == Indicator.Kind.CUMULATIVE and figure.value < previous.value:
        yield Check(
            "falls",
            "break_note",
            gettext(
                "A cumulative number fell from %(old)s (%(date)s) to %(new)s: correct it or "
                "explain it in one sentence."
            )
            % numbers,
        )
    elif is_jump(figure, previous):
        yield Check(
            "jump",
            "break_note",
            gettext(
                "It went from %(old)s (%(date)s) to %(new)s, more than %(threshold)s%%: correct "
                "it or explain it in one sentence."
            )
            % (numbers | {"threshold": shown(figure.indicator.jump_threshold)}),
        )


def is_jump(figure, previous):
    """Whether the change is larger than the indicator's threshold, in per cent of the earlier."""
    threshold = figure.indicator.jump_threshold
    if threshold is None or previous.value == 0:
        return False
    return abs(figure.value - previous.value) * 100 > threshold * previous.value


def part_checks(figure, parts):
    """Whether the parts of each dimension add up to the total."""
    if figure.value is None or figure.parts_note:
        return
    for dimension, rows in by_dimension(parts).items():
        if any(part.value is None for part in rows):
            continue
        total = sum(part.value for part in rows)
        if total != figure.value:
            yield Check(
                "parts",
                "parts_note",
                gettext(
                    "The parts by %(dimension)s add up to %(total)s, the figure is %(whole)s: "
                    "correct them or say why."
                )
                % {
                    "dimension": dimension,
                    "total": shown(total),
                    "whole": shown(figure.value),
                },
            )


def small_count_checks(figure, parts):
    """Whether every small count is withheld, banded or approved, and none can be worked out."""
    threshold = figure.indicator.disclosure_threshold
    if not threshold or figure.indicator.measure != Indicator.Measure.COUNT:
        return
    if is_small(figure.value, threshold) and not figure.disclosure:
        yield Check(
            "small",
            "disclosure",
            gettext(
                "%(value)s is a small count: it could show who is meant. Withhold it, show it as "
                "“fewer than %(threshold)s”, or approve it with a reason."
            )
            % {"value": shown(figure.value), "threshold": shown(threshold)},
        )
    for dimension, rows in by_dimension(parts).items():
        for part in rows:
            if is_small(part.value, threshold) and not part.disclosure:
                yield Check(
                    "small_part",
                    "breakdown",
                    gettext(
                        "“%(part)s” is a small count (%(value)s): withhold it, show it as “fewer "
                        "than %(threshold)s”, or approve it with a reason."
                    )
                    % {
                        "part": part.label,
                        "value": shown(part.value),
                        "threshold": shown(threshold),
                    },
                )
        hidden = [part for part in rows if part.value is not None and part.public_value is None]
        if len(hidden) == 1 and len(rows) > 1 and figure.public_value is not None:
            yield Check(
                "small_part",
                "breakdown",
                gettext(
                    "“%(part)s” can be worked out from the total and the other parts by "
                    "%(dimension)s: withhold one more part, or the total."
                )
                % {"part": hidden[0].label, "dimension": dimension},
            )


def is_small(value, threshold):
    return value is not None and 0 < value < threshold


def by_dimension(parts):
    rows = defaultdict(list)
    for part in parts:
        rows[part.dimension].append(part)
    return rows


def dated(figure):
    return {"date": f"{figure.as_of:%Y-%m-%d}"}


def shown(number):
    return format_number(Decimal(number), get_language())
