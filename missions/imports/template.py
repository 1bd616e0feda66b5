"""The workbook people fill: one sheet with lists to choose from, an example, a sheet that explains."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from missions.models import AssistanceFigure, Indicator
from reportcms.tables import letter

from .columns import BY_KEY, COLUMNS
from .limits import MOST_ROWS
from .workbook import SHEET

POSITION = {column.key: number for number, column in enumerate(COLUMNS)}


def template(missions):
    """Return the bytes of the workbook, with the indicators there are and ``missions``."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS):
        cell = sheet.cell(1, number + 1, column.name)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF9" if column.is_needed else "F5F5F5")
        sheet.column_dimensions[letter(number)].width = max(14, len(column.name) + 3)
    sheet.column_dimensions["A"].width = 48
    lists = book.create_sheet("Lists")
    add_list(book, sheet, lists, 0, "indicator", Indicator.objects.values_list("name", flat=True))
    add_list(book, sheet, lists, 1, "mission", [mission.name for mission in missions])
    figure = AssistanceFigure
    for number, (key, choices) in enumerate(
        [
            ("qualifier", figure.Qualifier),
            ("status", figure.Status),
            ("disclosure", figure.Disclosure),
        ],
        start=2,
    ):
        add_list(book, sheet, lists, number, key, [str(choice.label) for choice in choices])
    explain(book.create_sheet(_("How to fill it")[:31]))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def add_list(book, sheet, lists, number, key, values):
    """Let the column ``key`` be chosen from ``values``, which stand in the sheet of lists."""
    values = [safe(value) for value in values]
    lists.cell(1, number + 1, BY_KEY[key].name).font = Font(bold=True)
    for row, value in enumerate(values, start=2):
        lists.cell(row, number + 1, value)
    if not values:
        return
    where = letter(number)
    rule = DataValidation(
        type="list",
        formula1=f"Lists!${where}$2:${where}${len(values) + 1}",
        allow_blank=True,
        showErrorMessage=False,  # other spellings are understood too
    )
    column = letter(POSITION[key])
    rule.add(f"{column}2:{column}{MOST_ROWS + 1}")
    sheet.add_data_validation(rule)


def explain(sheet):
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 90
    for column in COLUMNS:
        needed = _("needed") if column.is_needed else ""
        sheet.append([column.name, f"{column.help} {needed}".strip()])
    sheet.append([])
    sheet.append(["", _("A part of a figure has a row of its own below the whole.")])


def safe(text):
    """A name that a spreadsheet takes for text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
