"""The columns of a file of figures, and the names people head them with."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reportcms.figure_columns import LEDGER


@dataclass(frozen=True)
class FileColumn:
    """One column: its key, the name in the template, other names it is known by, a help text."""

    key: str
    name: str
    others: tuple[str, ...]
    help: str
    is_needed: bool = False


COLUMNS = [
    FileColumn(
        "indicator", "Indicator", ("показатель", "индикатор"),
        _("Name or code of the indicator."), is_needed=True,
    ),
    FileColumn(
        "mission", "Mission", ("reported by", "country office", "миссия", "представительство"),
        _("Mission or country that reports; empty for the regional office."),
    ),
    FileColumn(
        "as_of", "Data as of", ("as of", "date", "дата", "данные на", "по состоянию на"),
        _("The day the number describes, as 28.08.2026 or 2026-08-28."), is_needed=True,
    ),
    FileColumn(
        "value", "Value", ("number", "значение", "число", "количество"),
        _("The number: 330528, 330 528 or 330,528. Empty only with a status that has none."),
        is_needed=True,
    ),
    FileColumn(
        "qualifier", "Qualifier", ("точность",), _("exactly, about, over, at least, up to"),
    ),
    FileColumn(
        "status", "Status", ("статус",),
        _("verified, preliminary …; not reported, nothing to report, no update received"),
    ),
    FileColumn(
        "period_start", "Counted since", ("since", "period start", "с даты", "начало периода"),
        _("First day that is counted."),
    ),
    FileColumn(
        "covers", "Covers", ("coverage", "охват"),
        _("Missions or countries, by semicolons; empty: the reporting mission's own."),
    ),
    FileColumn("source", "Source", ("источник",), _("Who counted.")),
    FileColumn("footnote", "Footnote", ("note", "примечание", "сноска"), _("What limits the number.")),
    FileColumn("target", "Target", ("план", "цель"), _("What was to be reached.")),
    FileColumn("base_value", "Size of the base", ("база",), _("For a share: how many 100% are.")),
    FileColumn(
        "dimension", "Broken down by", ("разбивка",),
        _("In rows of parts: country, sex, age. The whole stands in a row of its own."),
    ),
    FileColumn("part", "Part", ("category", "часть"), _("In rows of parts: which part.")),
    FileColumn(
        "break_cause", "Kind of change", ("вид изменения",),
        _("Where the number does not simply continue the last one: which of the list it was."),
    ),
    FileColumn(
        "break_note", "Explanation", ("пояснение",),
        _("Why the number falls, jumps, or counts something else; printed."),
    ),
    FileColumn(
        "parts_note", "Why the parts do not add up", ("почему части не складываются",),
        _("Printed below the parts."),
    ),
    FileColumn(
        "disclosure", "Small count", ("малое число",), _("withheld, banded or approved"),
    ),
    FileColumn(
        "disclosure_reason", "Why it may be shown", ("почему можно показать",),
        _("For an approved small count; not printed."),
    ),
    FileColumn(
        "correction_reason", "Reason of the correction", ("correction reason", "причина исправления"),
        _("Needed where the ledger has another number for the same day."),
    ),
]  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
# What the site's own files say besides; it is the ledger's to know and no remark is made of it.
DOWNLOADED = {column.name for column in LEDGER} - set(BY_KEY)


def normal(text):
    """Return a name as names are compared: small letters, single spaces, no punctuation."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


HEADINGS = {
    normal(name): column.key
    for column in COLUMNS
    for name in (column.key, column.name, *column.others)
}


def column_of(heading, headings):
    """Return the key of the column that ``heading`` names among ``headings``, or None.

    In a file that this site has made, a column that only explains another (``coverage`` beside
    ``covers``) is not taken for it.
    """
    key = HEADINGS.get(normal(heading))
    explains = heading in DOWNLOADED and key and normal(key) in headings
    return None if explains else key
