"""Rows into figures: what is understood, what is asked, in which words and at which cell."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missions.imports import Plan, read_table
from missions.imports.matching import plain
from missions.models import AssistanceFigure
from tests.factories import make_indicator, make_mission
from tests.missions.imports.files import (
    GOOD,
    HEAD,
    as_csv,
    as_xlsx,
    good,
    only,
    planned,
    problems,
)

pytestmark = pytest.mark.django_db


def test_a_good_row_is_what_it_says(indicator, tajikistan, editor):
    found = only(planned(editor, GOOD))
    assert (found.figure.indicator, found.figure.mission) == (indicator, tajikistan)
    assert (found.figure.value, found.figure.as_of) == (Decimal(7801), dt.date(2020, 11, 28))
    assert (found.covers, found.row.effect) == ([tajikistan], "new")


EMPTY = "No number? Then say why under “Status”: not reported, nothing to report, or no update received."


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"Value": "twelve"}, "D3", "Write the number in digits, such as 330528."),
        ({"Value": "12O"}, "D3", "“O” at place 3 is a Latin letter, not a digit."),
        ({"Value": "12О"}, "D3", "“О” at place 3 is a Cyrillic letter, not a digit."),
        ({"Value": "1.5"}, "D3", "“People assisted” is counted in whole numbers."),
        (
            {"Value": "1" + "0" * 30},
            "D3",
            "This number is too large: at most 14 digits before the decimals.",
        ),
        (
            {"Value": "-4"},
            "D3",
            "This number cannot be negative. Leave out the minus sign.",
        ),
        ({"Value": ""}, "D3", EMPTY),
        ({"Data_as_of": "31.02.2020"}, "C3", "There is no such day: 31.02.2020."),
        (
            {"Data_as_of": "11/08/2020"},
            "C3",
            (
                "“11/08/2020” can mean two days, as some write the month first. Write it like "
                "28.08.2026 or 2026-08-28."
            ),
        ),
        (
            {"Data_as_of": "28.11.20"},
            "C3",
            "Write the year of “28.11.20” in four digits, like 28.08.2026.",
        ),
        (
            {"Data_as_of": "in November"},
            "C3",
            "“in November” cannot be read as a date. Write it like 28.08.2026 or 2026-08-28.",
        ),
        ({"Data_as_of": "28.11.0202"}, "C3", "The year of 28.11.0202 cannot be right."),
        ({"Data_as_of": "01.01.2199"}, "C3", "This day lies in the future."),
        ({"Data_as_of": ""}, "C3", "Of which day is the number? The cell is empty."),
        (
            {"Indicator": "People asisted"},
            "A3",
            "“People asisted” is not known. Did you mean “People assisted”?",
        ),
        ({"Indicator": ""}, "A3", "Which indicator? The cell is empty."),
        (
            {"Mission": "Atlantis"},
            "B3",
            "“Atlantis” is no mission. Known are: IOM Tajikistan.",
        ),
        (
            {"Mission": "Tajikstan"},
            "B3",
            "“Tajikstan” is not known. Did you mean “IOM Tajikistan”?",
        ),
        ({"Source": ""}, "E3", "Say where this number comes from."),
        (
            {"Source": "x" * 201},
            "E3",
            "At most 200 characters have room here; these are 201.",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_cell(indicator, editor, change, place, message):
    before = good(Data_as_of="1.11.2020")
    assert problems(planned(editor, before, good(**change))) == [(place, message)]
    assert not AssistanceFigure.objects.exists()


def test_all_that_is_wrong_with_a_row_is_said_at_once(indicator, editor):
    plan = planned(editor, ["", "Atlantis", "yesterday", "12O", ""])
    assert [place for place, _message in problems(plan)] == ["A2", "B2", "C2", "D2"]


@pytest.mark.parametrize(
    "name",
    [
        *("tajikistan", " IOM  TAJIKISTAN", "TJ", "tjk", "Таджикистан", "МОМ Таджикистан"),
        *("ТАДЖИКИСТАН", "Tadjikistan", "IOM Mission in Tajikistan"),
        "Tаjikistan",  # its second letter is Cyrillic
        "ТAJIKISTAN",  # its first letter is Cyrillic
        "Tаджикистaн",  # its first and last but one are Latin
    ],
)
def test_missions_are_known_by_many_names(indicator, tajikistan, editor, name):
    assert only(planned(editor, good(Mission=name))).figure.mission == tajikistan


def test_what_several_are_called_must_be_said_more_exactly(indicator, tajikistan, editor):
    make_mission("IOM Khujand", country="TJ", slug="khujand")
    make_indicator("assisted-2", name="people ASSISTED")
    plan = planned(editor, good(Mission="Tajikistan"))
    assert problems(plan) == [
        (
            "A2",
            "“People assisted” may be several: assisted, assisted-2. Write which.",
        ),
        ("B2", "“Tajikistan” may be several: IOM Tajikistan, IOM Khujand. Write which."),
    ]
    assert problems(planned(editor, good(Mission="IOM Khujand", Indicator="assisted-2"))) == []


@pytest.mark.one_engine
def test_names_are_compared_past_case_space_and_look_alikes():
    assert plain("  IOM—Kаzakhstan ") == plain("KAZAKHSTAN") == plain("kazakhstan")
    assert plain("Kazakhstan") != plain("Казахстан")
    assert plain("mission") == "mission"


@pytest.mark.parametrize("typed", ["330, 528", "330 528", "330,528", "330528"])
def test_numbers_as_people_write_them(indicator, editor, typed):
    assert only(planned(editor, good(Value=typed))).figure.value == 330528


def test_a_share_may_carry_its_sign(editor, tajikistan):
    make_indicator("share", name="Share", measure="percent", unit="%", is_whole=False)
    assert only(planned(editor, good(Indicator="Share", Value="12,5 %"))).figure.value == Decimal(
        "12.5"
    )


@pytest.mark.parametrize(
    ("value", "status", "stored"),
    [
        ("", "not reported", "not_reported"),
        ("", "Nothing to report", "nothing_to_report"),
        ("", "no_update", "no_update"),
        ("no update received", "", "no_update"),
        ("нет данных", "", "not_reported"),
    ],
)
def test_answers_without_a_number(indicator, editor, value, status, stored):
    found = only(planned(editor, [*good(Value=value, Source=""), status], head=[*HEAD, "Status"]))
    assert (found.figure.value, found.figure.status) == (None, stored)
    assert found.figure.source == "IOM Tajikistan"


def test_none_is_a_number_and_no_answer_is_none(indicator, editor):
    head = [*HEAD, "Status"]
    assert only(planned(editor, [*good(Value="0"), ""], head=head)).figure.value == 0
    assert problems(planned(editor, [*good(Value="0"), "not reported"], head=head)) == [
        ("F2", "With this status the value stays empty.")
    ]
    assert problems(planned(editor, [*good(Value="no update"), "verified"], head=head)) == [
        ("F2", "The value says something else than the status.")
    ]
    assert problems(planned(editor, [*good(Value=""), "unclear"], head=head))[0][0] == "F2"


def test_rows_that_say_the_same_figure_twice(indicator, editor):
    assert problems(planned(editor, GOOD, good(Value="8000", Mission="TJ"))) == [
        ("A3", "The same figure stands in row 2 already. Keep one of them.")
    ]


def test_a_comma_that_splits_a_number_is_not_overlooked(indicator, editor):
    rows = read_table(
        b"Indicator,Mission,Data as of,Source,Value\nassisted,TJ,28.11.2020,Reports,330, 528\n",
        "f.csv",
    ).rows
    assert problems(Plan(rows, editor)) == [
        (
            "2",
            (
                "There are more cells than headings: 528. In a CSV file put a value with a comma "
                "between quotation marks."
            ),
        )
    ]


# --- Parts --------------------------------------------------------------------------------------

WITH_PARTS = [*HEAD, "Broken down by", "Part", "Small count"]


def part(value, label, small="", *, by="sex"):
    return [*good(Value=value), by, label, small]


def test_parts_have_rows_of_their_own(indicator, editor):
    women, men = part("4000", "Women"), part("3801", "Men")
    plan = planned(editor, women, [*GOOD, "", "", ""], men, head=WITH_PARTS)
    found = only(plan)
    assert [(p.dimension, p.label, p.value) for p in found.parts] == [
        ("sex", "Women", 4000),
        ("sex", "Men", 3801),
    ]
    assert [row.effect for row in plan.rows] == ["part of row 3", "new", "part of row 3"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [part("4000", "Women")],
            ("F2", "The whole of this figure has no row in the file: add one above its parts."),
        ),
        (
            [part("7801", "")],
            ("G2", "A part needs both: what it is broken down by, and which part."),
        ),
        (
            [[*GOOD, "", "", ""], part("7801", "Women"), part("7801", "Women")],
            ("G4", "The same part stands in row 3 already. Keep one of them."),
        ),
        ([[*GOOD, "", "", ""], part("", "Women")], ("D3", EMPTY)),
        (
            [[*GOOD, "", "", ""], part("4000", "Women")],
            (
                "parts_note2",
                "The parts by sex add up to 4,000, the figure is 7,801: correct them or say why.",
            ),
        ),
    ],
)
def test_parts_that_do_not_fit(indicator, editor, rows, expected):
    assert problems(planned(editor, *rows, head=WITH_PARTS)) == [expected]


def test_small_counts_are_asked_about_in_the_row_of_the_part(tajikistan, editor):
    make_indicator(disclosure_threshold=10)
    rows = [[*GOOD, "", "", ""], part("7797", "Women"), part("4", "Men")]
    assert problems(planned(editor, *rows, head=WITH_PARTS)) == [
        (
            "H4",
            (
                "“Men” is a small count (4): withhold it, show it as “fewer than 10”, or approve it "
                "with a reason."
            ),
        )
    ]
    both = [[*GOOD, "", "", ""], part("7797", "Women", "withheld"), part("4", "Men", "withheld")]
    assert [p.disclosure for p in only(planned(editor, *both, head=WITH_PARTS)).parts] == [
        "suppressed",
        "suppressed",
    ]


# Tables of good rows: days, numbers as people write them, answers.
cells = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(10**3, 10**9).map(lambda n: f"{n:,}"),
    st.integers(10**3, 10**9).map(lambda n: f"{n:,}".replace(",", " ")),
    st.sampled_from(["not reported", "nothing to report", "no update received"]),
)
tables = st.dictionaries(
    st.dates(dt.date(1990, 1, 1), dt.date(2020, 12, 1)), cells, min_size=1, max_size=8
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=tables, delimiter=st.sampled_from(",;\t"))
def test_a_workbook_and_a_csv_file_give_the_same_plan(indicator, editor, table, delimiter):
    rows = [good(Data_as_of=f"{day:%d.%m.%Y}", Value=value) for day, value in table.items()]
    read = [
        read_table(as_csv(HEAD, *rows, delimiter=delimiter), "f.csv").rows,
        read_table(as_xlsx(HEAD, *rows), "f.xlsx").rows,
    ]
    assert read[0] == read[1]
    plan = Plan(read[0], editor)
    plan_of = {found.figure.as_of: found.figure for found in plan.figures.values()}
    assert list(plan_of) == list(table)
    for day, value in table.items():
        digits = "".join(sign for sign in value if sign.isdigit())
        assert plan_of[day].value == (Decimal(digits) if digits else None)
        assert plan_of[day].get_status_display() == ("verified" if digits else value)
