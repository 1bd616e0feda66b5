"""The first table of an Excel workbook as lines of text."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
from django.utils.translation import gettext as _

from .limits import LONGEST_CELL, MOST_COLUMNS, Unreadable, Unresolved, limited

# Workbooks are packed; one that unpacks to more than this is no table of figures.
MOST_UNPACKED = 25 * 1024 * 1024
SHEET = "Figures"
EXACT_DIGITS = 15  # of a number in Excel; the digits after them are noise
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
FORMULA = re.compile(rb"<f[ >/]")


def workbook_lines(data):
    """Return the lines of a workbook's table and remarks; formulas count by their results.

    The sheet called “Figures” is read, else the first. Raises ``Unreadable``.
    """
    check_package(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        path = sheet._worksheet_path  # nothing public names the part that a sheet is kept in
        formulas = formula_places(data, sheet.title, path)
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        lines = limited(
            (number, [cell_text(cell, formulas) for cell in row])
            for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1)
        )
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file provokes
        raise Unreadable(damaged()) from error
    remarks = []
    if len(book.sheetnames) > 1 and SHEET not in book.sheetnames:
        remarks.append(_("Only the first sheet was read: %s") % sheet.title)
    return lines, remarks


def damaged():
    return _("This is no Excel workbook, or it is damaged. Save it once more.")


def check_package(data):
    """Refuse what is no workbook, unpacks to too much, or carries macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise Unreadable(damaged()) from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(_("The workbook is too large. Take the template and fill it."))
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise Unreadable(_("The workbook contains macros. Save it as .xlsx without macros."))


def formula_places(data, title, path):
    """Return the places of the sheet's formulas; refuse merged cells, naming them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read(path.removeprefix("/"))
    if merged := MERGED.findall(content):
        raise Unreadable(
            _(
                "Cells %(places)s of the sheet “%(sheet)s” are merged. Separate them: each row "
                "needs its own values."
            )
            % {"places": ", ".join(place.decode() for place in merged[:5]), "sheet": title}
        )
    if not FORMULA.search(content):
        return frozenset()
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    sheet = book[title]
    sheet.reset_dimensions()
    return frozenset(
        cell.coordinate
        for row in sheet.iter_rows(max_col=MOST_COLUMNS)
        for cell in row
        if cell.data_type == "f"
    )


def cell_text(cell, formulas=frozenset()):
    """Return what a cell says, as text; a number as it is shown, so that 0.12 in per cent is 12."""
    value = cell.value
    if value is None:
        unknown = formulas and cell.data_type != "s" and getattr(cell, "coordinate", "") in formulas
        return Unresolved("=") if unknown else ""
    if cell.data_type == "e":
        return Unresolved(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float | int) and not isinstance(value, bool):
        return number_text(value, in_percent="%" in (cell.number_format or ""))
    return str(value)[:LONGEST_CELL].strip()


def number_text(value, *, in_percent):
    """Return a number of a workbook in digits, without the noise behind its exact ones."""
    number = Decimal(f"{value:.{EXACT_DIGITS}g}" if isinstance(value, float) else value)
    if in_percent:
        number *= 100
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    # Three decimals might as well be thousands in a text.
    return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
