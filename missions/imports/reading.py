"""From an uploaded file to rows of text, with its place for each."""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal

import openpyxl
from django.utils.translation import gettext as _

from .columns import BY_KEY, COLUMNS, HEADINGS, normal

MOST_BYTES = 5 * 1024 * 1024
# Workbooks are packed; one that unpacks to more than this is no table of figures.
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
LONGEST_CELL = 2000
HEAD_WITHIN = 15  # rows: titles above the table are skipped
SHEET = "Figures"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


class Unreadable(Exception):
    """A file cannot be read as a table of figures; ``str()`` says why and what to do."""


@dataclass
class Table:
    """Rows of a file: (row number in the file, {column: text}), and remarks on the whole."""

    rows: list = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(data, name):
    """Return the `Table` in the bytes of a file called ``name``.

    Raises ``Unreadable``.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Split it into several."))
    if data.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old Excel file (.xls). Save it as .xlsx and try again."))
    if data.startswith(b"PK"):
        lines, remarks = workbook_lines(data)
    elif name.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable(_("This is no Excel workbook, or it is damaged. Save it once more."))
    else:
        lines, remarks = csv_lines(data)
    return table(lines, remarks)


# --- Excel --------------------------------------------------------------------------------------


def workbook_lines(data):
    check_package(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        lines = limited(
            (number, [cell_text(cell) for cell in row[:MOST_COLUMNS]])
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        )
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file provokes
        raise Unreadable(
            _("This is no Excel workbook, or it is damaged. Save it once more.")
        ) from error
    remarks = []
    if len(book.sheetnames) > 1 and SHEET not in book.sheetnames:
        remarks.append(_("Only the first sheet was read: %s") % sheet.title)
    return lines, remarks


def check_package(data):
    """Refuse workbooks that unpack to too much, carry macros, or merge cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(_("The workbook is too large. Take the template and fill it."))
            names = {part.filename for part in parts}
            if any("vbaproject" in name.lower() for name in names):
                raise Unreadable(
                    _("The workbook contains macros. Save it as .xlsx without macros.")
                )
            for name in sorted(names):
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with package.open(name) as sheet:
                        merged = MERGED.search(sheet.read(MOST_UNPACKED))
                    if merged:
                        raise Unreadable(
                            _("Cells %s are merged. Separate them: each row needs its own values.")
                            % merged[1].decode()
                        )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable(
            _("This is no Excel workbook, or it is damaged. Save it once more.")
        ) from error


def cell_text(value):
    """Return what a cell of a workbook says, as text."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        # The shortest text that means the same number: 7801.0 is 7801, 0.1 is 0.1.
        number = Decimal(repr(value))
        return f"{number.to_integral_value() if number == number.to_integral_value() else number:f}"
    return str(value)[:LONGEST_CELL].strip()


# --- CSV ----------------------------------------------------------------------------------------


def csv_lines(data):
    text, remarks = decoded(data)
    if "\x00" in text:
        raise Unreadable(_("This is neither a workbook nor a CSV file. Save it as .xlsx or .csv."))
    beginning = "\n".join(text.split("\n", HEAD_WITHIN)[:HEAD_WITHIN])
    delimiter = max(";,\t", key=beginning.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = limited(
            (reader.line_num, [cell[:LONGEST_CELL].strip() for cell in row[:MOST_COLUMNS]])
            for row in reader
        )
    except csv.Error as error:
        raise Unreadable(
            _("Line %s cannot be read: a quotation mark may be missing.") % reader.line_num
        ) from error
    return lines, remarks


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


def limited(lines):
    """Return ``lines`` with something in them, unless they are too many."""
    found = []
    for number, cells in lines:
        if any(cells):
            found.append((number, cells))
        if len(found) > MOST_ROWS + HEAD_WITHIN:
            raise Unreadable(
                _("The file has more than %s rows. Split it into several.") % f"{MOST_ROWS:,}"
            )
    return found


def find_head(lines):
    """Return how many lines end with the header, its cells, and the column of each cell."""
    for count, (_number, cells) in enumerate(lines[:HEAD_WITHIN], start=1):
        keys = [HEADINGS.get(normal(cell)) for cell in cells]
        if "indicator" in keys and sum(key is not None for key in keys) > 1:
            return count, cells, keys
    names = ", ".join(column.name for column in COLUMNS if column.is_needed)
    raise Unreadable(_("No row with the names of the columns was found. Needed are: %s.") % names)


def table(lines, remarks):
    """Name the cells below the header, which stands among the first ``lines``."""
    below, head, keys = find_head(lines)
    missing = [c.name for c in COLUMNS if c.is_needed and c.key not in keys]
    if missing:
        raise Unreadable(_("These columns are missing: %s.") % ", ".join(missing))
    twice = {key for key in keys if key and keys.count(key) > 1}
    if twice:
        names = ", ".join(BY_KEY[key].name for key in sorted(twice))
        raise Unreadable(_("These columns stand there twice: %s.") % names)
    unknown = [cell for key, cell in zip(keys, head, strict=True) if key is None and cell]
    if unknown:
        remarks.append(_("These columns are not known and were left out: %s") % ", ".join(unknown))
    rows = [
        [number, {key: cell for key, cell in zip(keys, row, strict=False) if key and cell}]
        for number, row in lines[below:]
    ]
    rows = [row for row in rows if row[1]]
    if not rows:
        raise Unreadable(_("There is no row below the names of the columns."))
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            _("The file has more than %s rows. Split it into several.") % f"{MOST_ROWS:,}"
        )
    return Table(rows, remarks)
