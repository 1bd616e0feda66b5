"""Files into rows of text: what is understood, and what is refused as a whole."""

import datetime as dt
import io

import openpyxl
import pytest

from missions.imports import Unreadable, read_table
from tests.missions.imports.files import GOOD, HEAD, as_csv, as_xlsx, saved, with_part

pytestmark = pytest.mark.one_engine

LETTERS = dict(zip(["indicator", "mission", "as_of", "value", "source"], "ABCDE", strict=True))
CELLS = dict(zip(LETTERS, GOOD, strict=True))


@pytest.mark.parametrize(
    "data",
    [
        as_csv(HEAD, GOOD),
        as_csv(HEAD, GOOD, delimiter=";"),
        as_csv(HEAD, GOOD, delimiter="\t"),
        as_csv(HEAD, GOOD, encoding="utf-8-sig"),
        as_csv(HEAD, GOOD, encoding="utf-16"),
        as_xlsx(HEAD, GOOD),
        as_xlsx(HEAD, GOOD, sheet="Лист1"),
    ],
)
def test_many_kinds_of_files_say_the_same(data):
    table = read_table(data, "f.xlsx" if data[:2] == b"PK" else "f.csv")
    assert table.rows == [[1, LETTERS], [2, CELLS]]
    assert table.remarks == []


def test_titles_and_blank_rows_keep_the_numbers_of_the_rows():
    rows = [["Report of November; final, as sent"], [], HEAD, [], GOOD]
    for data, name in ((as_csv(*rows), "f.csv"), (as_xlsx(*rows), "f.xlsx")):
        assert read_table(data, name).rows == [[3, LETTERS], [5, CELLS]]


def test_a_line_break_inside_a_cell_does_not_shift_the_rows():
    broken = [*GOOD[:4], "Mission\nreports"]
    rows = read_table(as_csv(HEAD, broken, GOOD), "f.csv").rows
    assert [number for number, _cells in rows] == [1, 2, 3]


def test_cells_of_a_workbook_are_read_as_they_are_shown():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Indicator", "Data as of", "Value"])
    shown = [(7801.0, "7801"), (0.1 + 0.2, "0.3"), (1.234, "1.2340"), (330528, "330528")]
    for value, _text in shown:
        sheet.append(["assisted", dt.datetime(2020, 11, 28), value])
    sheet.append(["share", dt.date(2020, 11, 28), 0.125])
    sheet["C6"].number_format = "0.0%"
    sheet.append(["huge", "28.11.2020", 1e30])
    rows = read_table(saved(book), "f.xlsx").rows[1:]
    assert [cells["value"] for _n, cells in rows] == [
        *[text for _value, text in shown],
        "12.5",
        "1" + "0" * 30,
    ]
    assert {cells["as_of"] for _n, cells in rows} == {"2020-11-28", "28.11.2020"}


def test_russian_headings_in_any_order_and_case():
    head = ["ЗНАЧЕНИЕ", " дата ", "Показатель"]
    rows = read_table(as_csv(head, ["5", "1.11.2020", "assisted"]), "f.csv").rows
    assert rows[0] == [1, {"value": "A", "as_of": "B", "indicator": "C"}]


def test_a_file_in_windows_1251_is_read_and_said_so():
    head = ["Показатель", "Миссия", "Дата", "Значение", "Источник"]
    row = ["assisted", "Таджикистан", "28.11.2020", "7 801", "Отчёты миссий"]
    table = read_table(as_csv(head, row, delimiter=";", encoding="cp1251"), "f.csv")
    assert table.rows[1][1]["source"] == "Отчёты миссий"
    assert table.remarks == [
        (
            "The file is not in UTF-8 and was read as Windows-1251: look at the names below. In Excel, "
            "save as “CSV UTF-8” to be sure."
        )
    ]


def test_of_several_sheets_ours_is_read_or_the_first_with_a_remark():
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(HEAD)
    book.active.append([*GOOD[:3], "1", "Notes"])
    data = book.create_sheet("Data")
    data.append(HEAD)
    data.append(GOOD)
    table = read_table(saved(book), "f.xlsx")
    assert (table.rows[1][1]["source"], table.remarks) == (
        "Notes",
        ["Only the first sheet was read: Notes"],
    )
    data.title = "Figures"
    table = read_table(saved(book), "f.xlsx")
    assert (table.rows[1][1]["source"], table.remarks) == ("Mission reports", [])


def test_columns_nobody_knows_are_named():
    table = read_table(as_csv([*HEAD, "Colour"], [*GOOD, "red"]), "f.csv")
    assert table.remarks == ["These columns are not known and were left out: Colour"]


def test_cells_beside_the_table_are_not_lost():
    data = b"Indicator,Data as of,Value\nassisted,28.11.2020,330, 528\n"
    assert read_table(data, "f.csv").rows[1][1][""] == "528"


def test_the_apostrophe_before_what_looks_like_a_formula_is_not_part_of_it():
    rows = read_table(as_csv(HEAD, [*GOOD[:4], "'=SUM of all"]), "f.csv").rows
    assert rows[1][1]["source"] == "=SUM of all"


def merged():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(HEAD, GOOD)))
    book["Figures"].merge_cells("A3:B4")
    return saved(book)


DAMAGED = "This is no Excel workbook, or it is damaged. Save it once more."
OLD = (
    "This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password "
    "and try again."
)
NO_HEAD = (
    "No row with the names of the columns was found. Needed are: Indicator, Data as of, Value."
)
TOO_MANY = "The file has more than 5,000 rows. Split it into several."
TOO_LARGE = "The workbook is too large. Take the template and fill it."


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            merged(),
            "f.xlsx",
            (
                "Cells A3:B4 of the sheet “Figures” are merged. Separate them: each row needs its own "
                "values."
            ),
        ),
        (
            with_part(as_xlsx(HEAD, GOOD), "xl/vbaProject.bin", b"Sub"),
            "f.xlsm",
            "The workbook contains macros. Save it as .xlsx without macros.",
        ),
        (with_part(as_xlsx(HEAD), "xl/media/big.bin", bytes(30_000_000)), "f.xlsx", TOO_LARGE),
        (b"\xd0\xcf\x11\xe0old", "f.xls", OLD),
        (b"PK\x03\x04broken", "f.xlsx", DAMAGED),
        (with_part(b"", "mimetype", b"application/ods"), "f.ods", DAMAGED),
        (b"no workbook", "f.xlsx", DAMAGED),
        (b"", "f.csv", NO_HEAD),
        (b"a,b\n1,2\n", "f.csv", NO_HEAD),
        (
            as_csv(["Indicator", "Source"], GOOD[:2]),
            "f.csv",
            "These columns are missing: Data as of, Value.",
        ),
        (as_csv([*HEAD, "value"], GOOD), "f.csv", "These columns stand there twice: Value."),
        (as_csv(HEAD), "f.csv", "There is no row below the names of the columns."),
        (as_csv(HEAD, *[["a", "b", "c", "1", ""]] * 100_000), "f.csv", TOO_MANY),
        (as_csv(HEAD, *[["a", "b", "c", "1", ""]] * 5_001), "f.csv", TOO_MANY),
        (as_xlsx(HEAD, *[["a", "b", "c", 1]] * 5_020), "f.xlsx", TOO_MANY),
        (b"x" * 5_300_000, "f.csv", "The file is larger than 5 MB. Split it into several."),
        (
            b"\x00\x01\x02",
            "f.csv",
            "This is neither a workbook nor a CSV file. Save it as .xlsx or .csv.",
        ),
        (
            b'Indicator,Value\n"People,5\n',
            "f.csv",
            "Line 2 cannot be read: a quotation mark may be missing.",
        ),
        (
            as_xlsx(HEAD, [*GOOD[:3], "=SUM(A1:A9)", GOOD[4]]),
            "f.xlsx",
            (
                "Cell D2 holds a formula without a result. Open the file in Excel, save it, and upload "
                "it again."
            ),
        ),
        (
            as_xlsx(HEAD, GOOD, [*GOOD[:3], "#REF!", GOOD[4]]),
            "f.xlsx",
            "Cell D3 shows #REF!: mend its formula, or write the number.",
        ),
    ],
    ids=range(20),
)
def test_files_that_are_refused_as_a_whole(data, name, message):
    with pytest.raises(Unreadable) as refused:
        read_table(data, name)
    assert str(refused.value) == message


def test_a_workbook_with_entities_is_no_workbook():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    book = with_part(b"", "xl/workbook.xml", bomb)
    with pytest.raises(Unreadable, match="damaged"):
        read_table(book, "f.xlsx")


def test_five_thousand_rows_are_read():
    assert len(read_table(as_csv(HEAD, *[GOOD] * 5_000), "f.csv").rows) == 5_001
