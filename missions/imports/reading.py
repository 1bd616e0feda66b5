"""From an uploaded file to rows of text, each with its place."""

import csv
import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reportcms.tables import FORMULA_STARTS, letter

from .columns import BY_KEY, COLUMNS, DOWNLOADED, column_of, normal
from .limits import (
    HEAD_WITHIN,
    LONGEST_CELL,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Unreadable,
    Unresolved,
    limited,
    too_many,
)
from .workbook import damaged, workbook_lines

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NUMBERS = {"value", "target", "base_value"}
# 12.125 is twelve and an eighth in a file of this site, which never groups digits; people may
# mean either, so with one decimal more it says which.
THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}")
BESIDE = ""  # the key of cells that stand under no heading


@dataclass
class Table:
    """Rows of a file: the first as (its number, {column key: letter of the column}), then
    (row number in the file, {column key: text}); and remarks on the whole."""

    rows: list = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(data, name):
    """Return the `Table` in the bytes of a file called ``name``.

    Raises ``Unreadable``.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Split it into several."))
    if data.startswith(OLD_EXCEL):
        raise Unreadable(
            _(
                "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without "
                "a password and try again."
            )
        )
    if data.startswith(b"PK"):
        lines, remarks = workbook_lines(data)
    elif name.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable(damaged())
    else:
        lines, remarks = csv_lines(data)
    return table(lines, remarks)


# --- CSV ----------------------------------------------------------------------------------------


def csv_lines(data):
    """Return the lines of a CSV file, counted as a spreadsheet counts its rows, and remarks."""
    text, remarks = decoded(data)
    if "\x00" in text:
        raise Unreadable(_("This is neither a workbook nor a CSV file. Save it as .xlsx or .csv."))
    beginning = list(io.StringIO(text, newline=""))[:HEAD_WITHIN]
    delimiter = max(",;\t", key=lambda sign: most_headings(beginning, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = limited(
            (number, [csv_cell(cell) for cell in row[:MOST_COLUMNS]])
            for number, row in enumerate(reader, start=1)
        )
    except csv.Error as error:
        raise Unreadable(
            _("Line %s cannot be read: a quotation mark may be missing.") % reader.line_num
        ) from error
    return lines, remarks


def most_headings(lines, delimiter):
    """Return how many known headings the best of ``lines`` has when split at ``delimiter``."""
    try:
        return max(
            (
                sum(column_of(cell.strip(), ()) is not None for cell in row)
                for row in csv.reader(lines, delimiter=delimiter)
            ),
            default=0,
        )
    except csv.Error:
        return 0


def csv_cell(text):
    """Return a cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    text = text[:LONGEST_CELL].strip()
    return text[1:] if text.startswith(tuple(f"'{sign}" for sign in FORMULA_STARTS)) else text


def decoded(data):
    """Return the text of a file and what must be said about its encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise Unreadable(_("The file is damaged. Save it once more as CSV UTF-8.")) from error
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")
        return text, [
            _(
                "The file is not in UTF-8 and was read as Windows-1251: look at the names below. "
                "In Excel, save as “CSV UTF-8” to be sure."
            )
        ]


# --- Both ---------------------------------------------------------------------------------------


def find_head(lines):
    """Return how many lines end with the header, its number, its cells, and the column of each."""
    best = (0, None)
    for count, (number, cells) in enumerate(lines[:HEAD_WITHIN], start=1):
        headings = {normal(cell) for cell in cells}
        keys = [column_of(cell, headings) for cell in cells]
        known = sum(key is not None for key in keys)
        if known > best[0]:
            best = (known, (count, number, cells, keys))
    if best[0] < 2:
        names = ", ".join(column.name for column in COLUMNS if column.is_needed)
        raise Unreadable(
            _("No row with the names of the columns was found. Needed are: %s.") % names
        )
    return best[1]


def table(lines, remarks):
    """Name the cells below the header, which stands among the first ``lines``."""
    below, number, head, keys = find_head(lines)
    check_head(head, keys, remarks)
    last = max(place for place, heading in enumerate(head) if heading)
    letters = {key: letter(place) for place, key in enumerate(keys) if key}
    is_own = set(head) >= DOWNLOADED
    rows = [[number, letters]]
    for row_number, cells in lines[below:]:
        row = {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell}
        for key, cell in row.items():
            if isinstance(cell, Unresolved):
                raise Unreadable(unresolved(cell, f"{letters[key]}{row_number}"))
            if is_own and key in NUMBERS and THREE_DECIMALS.fullmatch(cell):
                row[key] = f"{cell}0"
        if beside := [cell for cell in cells[last + 1 :] if cell]:
            row[BESIDE] = ", ".join(beside)
        if row:
            rows.append([row_number, row])
    if len(rows) == 1:
        raise Unreadable(_("There is no row below the names of the columns."))
    if len(rows) - 1 > MOST_ROWS:
        raise Unreadable(too_many())
    return Table(rows, remarks)


def check_head(head, keys, remarks):
    missing = [c.name for c in COLUMNS if c.is_needed and c.key not in keys]
    if missing:
        raise Unreadable(_("These columns are missing: %s.") % ", ".join(missing))
    twice = {key for key in keys if key and keys.count(key) > 1}
    if twice:
        names = ", ".join(BY_KEY[key].name for key in sorted(twice))
        raise Unreadable(_("These columns stand there twice: %s.") % names)
    unknown = [
        cell
        for key, cell in zip(keys, head, strict=True)
        if key is None and cell and cell not in DOWNLOADED
    ]
    if unknown:
        remarks.append(_("These columns are not known and were left out: %s") % ", ".join(unknown))


def unresolved(cell, place):
    if cell == "=":
        return (
            _(
                "Cell %s holds a formula without a result. Open the file in Excel, save it, and "
                "upload it again."
            )
            % place
        )
    return _("Cell %(place)s shows %(error)s: mend its formula, or write the number.") % {
        "place": place,
        "error": cell,
    }
