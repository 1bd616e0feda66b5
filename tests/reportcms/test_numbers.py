from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reportcms.numbers import (
    NumberField,
    NumberInput,
    format_number,
    parse_number,
    with_own_digits,
)

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"
LANGUAGES = ["en", "ru", "kk", "ky", "tg", "uz", "uz-cyrl", "tk", "fa", "ar"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("330, 528", "330528"),
        ("330,528", "330528"),
        ("7 500", "7500"),
        ("37 269", "37269"),
        (f"37{NBSP}269", "37269"),
        (f"37{NARROW}269", "37269"),
        (f"1{THIN}234{THIN}567", "1234567"),
        ("1'234'567", "1234567"),
        ("1’234’567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1, 234, 567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1.234.567,25", "1234567.25"),
        ("7 500,25", "7500.25"),
        ("7 500.25", "7500.25"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1.2340", "1.234"),
        ("1234.567", "1234.567"),
        ("4378", "4378"),
        ("007", "7"),
        ("0", "0"),
        ("  18 \n", "18"),
        ("٣٣٠٥٢٨", "330528"),
        ("۳۳۰٬۵۲۸", "330528"),
        ("١٢٫٥", "12.5"),
        ("３１２０", "3120"),
        ("99999999999999", "99999999999999"),
    ],
)
def test_numbers_people_type(typed, value):
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "   ", NBSP])
def test_nothing_typed(typed):
    assert parse_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("12O", "“O” at place 3 is a Latin letter, not a digit."),
        ("12О", "“О” at place 3 is a Cyrillic letter, not a digit."),
        ("З12", "“З” at place 1 is a Cyrillic letter, not a digit."),
        (" l2", "“l” at place 2 is a Latin letter, not a digit."),
        ("1e5", "“e” at place 2 is a Latin letter, not a digit."),
        ("12β", "“β” at place 3 is a letter, not a digit."),
        ("twelve", "Write the number in digits, such as 330528."),
        ("двенадцать", "Write the number in digits, such as 330528."),
        (
            "45%",
            (
                "“%” at place 3 is not part of a number. Units, signs and remarks have fields of "
                "their own."
            ),
        ),
        (
            "7801²",
            (
                "“²” at place 5 is not part of a number. Units, signs and remarks have fields of "
                "their own."
            ),
        ),
        (
            "12-14",
            (
                "“-” at place 3 is not part of a number. Units, signs and remarks have fields of "
                "their own."
            ),
        ),
        ("-5", "This number cannot be negative. Leave out the minus sign."),
        ("−5", "This number cannot be negative. Leave out the minus sign."),
        ("1" + "0" * 30, "This number is too large: at most 14 digits before the decimals."),
        ("1.23456", "This number is too exact: at most 4 decimals."),
        (
            "1.234",
            "“1.234” can mean two numbers. Write 1234 for thousands or 1.2340 for decimals.",
        ),
        (
            "12,34,56",
            (
                "“12,34,56” cannot be read as one number. Write it like 330528, 330 528 or 330,528; "
                "with decimals like 12.5."
            ),
        ),
    ],
)
def test_refused_with_the_reason(typed, message):
    with pytest.raises(ValidationError) as refusal:
        parse_number(typed)
    assert refusal.value.messages == [message]


@pytest.mark.parametrize(
    "typed",
    ["12 34", "1 23", "330, 52", "12 500, 300", "0 500", "1,234 567", "1.234.56", "5.", ".5", ","]
    + ["1,2,3", "1..5", "7  500 1", "1,234.567,8", "12, 5"],
)
def test_what_is_not_one_number(typed):
    with pytest.raises(ValidationError) as refusal:
        parse_number(typed)
    assert refusal.value.error_list[0].code == "unreadable"


def test_negative_where_allowed():
    assert parse_number("-1 250,5", allow_negative=True) == Decimal("-1250.5")
    assert parse_number("− 5", allow_negative=True) == Decimal(-5)
    assert str(parse_number("-0", allow_negative=True)) == "0"


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (330528, "en", "330,528"),
        (Decimal("330528.0000"), "en", "330,528"),
        (Decimal("1234.50"), "en-gb", "1,234.5"),
        (Decimal("1234.50"), "ru", f"1{NBSP}234,5"),
        (7500, "kk", f"7{NBSP}500"),
        (7500, "uz-cyrl", f"7{NBSP}500"),
        (Decimal("1E+3"), "tg", f"1{NBSP}000"),
        (Decimal("-0.00"), "en", "0"),
        (Decimal("-1234.5"), "ky", f"−1{NBSP}234,5"),
        (470, "tk", "470"),
        (1234567, "de", "1.234.567"),
        (Decimal("330528.25"), "fa", "۳۳۰٬۵۲۸٫۲۵"),
        (Decimal("330528.25"), "ar", "٣٣٠٬٥٢٨٫٢٥"),
        (Decimal(-5), "fa", "\u200e−۵"),
        (0, "ar", "٠"),
    ],
)
def test_written_as_the_language_does(value, language, written):
    assert format_number(value, language) == written


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (4615, "en", "+4,615"),
        (-114, "en", "−114"),
        (0, "en", "0"),
        (4615, "fa", "\u200e+۴٬۶۱۵"),
        (-114, "ar", "\u200e−١١٤"),
    ],
)
def test_a_change_has_its_sign(value, language, written):
    assert format_number(value, language, signed=True) == written


def test_digits_of_the_language_or_as_they_are():
    assert with_own_digits("8–15", "fa") == "۸–۱۵"
    assert with_own_digits("8–15", "ar") == "٨–١٥"
    assert with_own_digits("8–15", "uz-cyrl") == "8–15"


def test_writing_ignores_the_active_language():
    with translation.override("ru"):
        assert format_number(4378, "en") == "4,378"
    with translation.override("en"):
        assert format_number(4378, "ru") == f"4{NBSP}378"


amounts = st.decimals(
    min_value=0, max_value=Decimal("99999999999999.9999"), places=4, allow_nan=False
)


@given(amounts, st.sampled_from(LANGUAGES))
def test_what_the_box_shows_comes_back_unchanged(value, language):
    with translation.override(language.partition("-")[0]):
        shown = NumberInput().format_value(value)
    assert parse_number(shown) == value


@given(st.integers(min_value=0, max_value=10**14 - 1), st.sampled_from(LANGUAGES))
def test_whole_numbers_survive_reading_and_typing(value, language):
    assert parse_number(format_number(value, language)) == value
    negative = parse_number(format_number(-value, language), allow_negative=True)
    assert negative == -value


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_message(text):
    try:
        value = parse_number(text)
    except ValidationError:
        return
    assert value is None or 0 <= value < Decimal(10) ** 14


class FigureForm(forms.Form):
    value = NumberField()
    target = NumberField(required=False, max_digits=6, decimal_places=2)


class TestNumberField:
    def test_cleans_to_decimals(self):
        form = FigureForm({"value": "330, 528", "target": ""})
        assert form.is_valid()
        assert form.cleaned_data == {"value": Decimal(330528), "target": None}

    def test_messages(self):
        form = FigureForm({"value": "", "target": "12345"})
        assert form.errors == {
            "value": ["Give a number."],
            "target": ["This number is too large: at most 4 digits before the decimals."],
        }

    def test_shows_a_stored_value_in_groups(self):
        box = str(FigureForm(initial={"value": Decimal("330528.0000")})["value"])
        assert 'value="330,528"' in box
        assert 'inputmode="decimal"' in box
        assert 'type="text"' in box

    def test_shows_again_what_was_typed_wrongly(self):
        assert 'value="12O"' in str(FigureForm({"value": "12O"})["value"])

    @pytest.mark.parametrize(
        ("initial", "typed", "changed"),
        [
            (Decimal("330528.0000"), "330,528", False),
            (Decimal("330528.0000"), "330529", True),
            (Decimal(0), "0", False),
            (None, "", False),
            (None, "0", True),
            (Decimal(0), "", True),
            (Decimal(5), "five", True),
            (Decimal("1.2340"), "1.2340", False),
        ],
    )
    def test_notices_changes(self, initial, typed, changed):
        assert NumberField().has_changed(initial, typed) is changed
