"""Tables: exact cells, no formulas, every column described."""

import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcms.figure_columns import EDITION, LEDGER
from reportcms.tables import (
    Column,
    as_csv,
    as_json,
    as_xlsx,
    cell_text,
    csvw,
    dictionary_csv,
    letter,
)

COLUMNS = [
    Column("name", "what it is called"),
    Column("value", "how many", "number"),
    Column("known", "whether it is", "boolean"),
]
ROWS = [
    {"name": "Meals", "value": "330528", "known": True},
    {"name": "=cmd|' /C calc'!A0", "value": "0.7", "known": False},
    {"name": "A, “B”\nC", "value": None},
    {"name": "Long", "value": "1234567890123456.5"},
]


def cells(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_a_csv_file():
    assert cells(b"".join(as_csv(COLUMNS, ROWS))) == [
        ["name", "value", "known"],
        ["Meals", "330528", "true"],
        ["'=cmd|' /C calc'!A0", "0.7", "false"],
        ["A, “B”\nC", "", ""],
        ["Long", "1234567890123456.5", ""],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_is_a_text(text):
    assert cell_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-4", "-4.25", "4", "a=b", "", "x-1"])
def test_numbers_and_plain_texts_stay(text):
    assert cell_text(text) == text


@given(st.text(max_size=40))
def test_any_text_comes_back_from_a_csv_file(text):
    [_head, [found]] = cells(b"".join(as_csv([Column("t", "")], [{"t": text}]))) or [None, [""]]
    assert found in {text, f"'{text}"}


def workbook(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_workbook_holds_numbers_and_describes_its_columns():
    book = workbook(as_xlsx(COLUMNS, ROWS, title="Figures", about=["The report", "=evil()"]))
    assert book.sheetnames == ["Figures", "Dictionary"]
    rows = [[cell.value for cell in row] for row in book["Figures"]]
    assert rows == [
        ["name", "value", "known"],
        ["Meals", 330528, True],
        ["'=cmd|' /C calc'!A0", 0.7, False],
        ["A, “B”\nC", None, None],
        ["Long", "1234567890123456.5", None],
    ]
    assert all(cell.data_type != "f" for row in book["Figures"] for cell in row)
    words = [[cell.value for cell in row] for row in book["Dictionary"]]
    assert words[-3:] == [
        ["name", "string", "what it is called"],
        ["value", "number", "how many"],
        ["known", "boolean", "whether it is"],
    ]
    assert all(cell.data_type != "f" for row in book["Dictionary"] for cell in row)


def test_characters_no_workbook_holds_are_left_out():
    book = workbook(as_xlsx(COLUMNS, [{"name": "a\x0bb"}], title="T"))
    assert book["T"]["A2"].value == "ab"


def test_json_and_descriptions():
    document = json.loads(as_json(ROWS[:1], licence="CC0"))
    assert document == {"licence": "CC0", "observations": ROWS[:1]}
    assert cells(dictionary_csv(COLUMNS))[2] == ["value", "number", "how many"]
    described = csvw(COLUMNS, url="https://x.org/a.csv", title="T", licence_url="https://l")
    assert described["tableSchema"]["columns"][1] == {
        "name": "value",
        "titles": "value",
        "dc:description": "how many",
        "datatype": "decimal",
    }
    assert described["dc:license"] == {"@id": "https://l"}


def test_letters_of_columns():
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"),
    ]


@pytest.mark.parametrize("columns", [EDITION, LEDGER])
def test_every_column_is_named_once_and_described(columns):
    names = [column.name for column in columns]
    assert len(names) == len(set(names))
    assert all(column.description for column in columns)
