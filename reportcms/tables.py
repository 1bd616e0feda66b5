"""Tidy tables: one observation a row, every column described, safe to open in a spreadsheet.

Written as CSV (RFC 4180, UTF-8), as an Excel workbook with a sheet that describes the columns, and
as JSON; the description also as metadata that machines read (W3C, *Metadata Vocabulary for
Tabular Data*, 2015).
"""

import csv
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
# More rows than this are slow to open as a workbook and are offered as CSV only.
LONGEST_WORKBOOK = 100_000
# Digits beyond these are lost in a spreadsheet's numbers.
EXACT_DIGITS = 15
CSVW_TYPES = {"number": "decimal", "date": "date", "boolean": "boolean", "integer": "integer"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Column:
    """One column: its ``name``, what stands in it, and its ``type``.

    The type is ``string``, ``number`` (decimal point, no thousands sign), ``integer``, ``date``
    (ISO 8601) or ``boolean`` (true, false). An empty cell means: does not apply, or not known.
    """

    name: str
    description: str
    type: str = "string"


def as_csv(columns, rows):
    """Yield the lines of a CSV file as bytes, the header first.

    ``rows`` are dicts; keys they lack are empty cells.
    """
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    yield line.taken()
    for row in rows:
        writer.writerow([cell_text(row.get(column.name)) for column in columns])
        yield line.taken()


class _Line:
    """A file that holds the line written last."""

    def write(self, text):
        self.text = text

    def taken(self):
        return self.text.encode()


def cell_text(value):
    """Return ``value`` as a CSV cell: empty for None, true or false, never a formula.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if text.startswith(FORMULA_STARTS) and not PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_json(rows, **about):
    """Return ``rows`` with what is said ``about`` them as one JSON document, in bytes."""
    document = about | {"observations": list(rows)}
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


def as_xlsx(columns, rows, *, title, about=()):
    """Return a workbook: a sheet of the rows named ``title``, one that describes its columns.

    ``about`` are lines of text above the descriptions: source, licence, address. Texts are never
    formulas. The same rows always make the same cells; the file says when it was made.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns):
        width = max(len(column.name) + 2, 12 if column.type != "string" else 18)
        sheet.column_dimensions[letter(position)].width = width
    sheet.append([bold(sheet, column.name) for column in columns])
    for row in rows:
        sheet.append([workbook_value(row.get(column.name), column) for column in columns])
    words = book.create_sheet("Dictionary")
    for position, width in enumerate((26, 12, 100)):
        words.column_dimensions[letter(position)].width = width
    for line in about:
        words.append([plain(cell_text(line))])
    words.append([bold(words, name) for name in ("column", "type", "description")])
    for column in columns:
        described = WriteOnlyCell(words, column.description)
        described.alignment = Alignment(wrap_text=True, vertical="top")
        words.append([column.name, column.type, described])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def letter(position):
    """Return the name of a spreadsheet's column: 0 → A, 26 → AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def bold(sheet, text):
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def workbook_value(value, column):
    """A number where a spreadsheet holds it exactly, else text that is no formula."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if column.type in {"number", "integer"}:
        number = Decimal(str(value))
        if len(number.as_tuple().digits) <= EXACT_DIGITS:
            return int(number) if number == number.to_integral_value() else float(number)
    return plain(cell_text(value))


def plain(text):
    """A text without characters that a workbook cannot hold."""
    return _ILLEGAL.sub("", text)


def dictionary_csv(columns):
    """Return the description of the columns as a CSV file."""
    described = [
        Column("column", "name of the column"),
        Column("type", "what its cells hold"),
        Column("description", "what it says"),
    ]
    rows = [{"column": c.name, "type": c.type, "description": c.description} for c in columns]
    return b"".join(as_csv(described, rows))


def csvw(columns, *, url, title, licence_url=""):
    """Return the W3C metadata of a CSV file at ``url`` as a dict."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dc:title": title,
        **({"dc:license": {"@id": licence_url}} if licence_url else {}),
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ","},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "dc:description": column.description,
                    "datatype": CSVW_TYPES.get(column.type, "string"),
                }
                for column in columns
            ]
        },
    }
