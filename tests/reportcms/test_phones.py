import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reportcms.phones import dial_string, format_phone, normalise_phone, validate_phone


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("11616", "11616"),
        ("1899", "1899"),
        ("103", "103"),
        ("15", "15"),
        ("116 16", "11616"),
        ("123456", "123456"),
        ("+992900800800", "+992900800800"),
        ("+992 900 800 800", "+992900800800"),
        ("+992\u00a0(900)\u00a080-08-00", "+992900800800"),
        ("00992 900 800 800", "+992900800800"),
        ("＋９９２９００８００８００", "+992900800800"),
        ("+٩٩٢٩٠٠٨٠٠٨٠٠", "+992900800800"),
        ("\u202a+992900800800\u202c", "+992900800800"),
        ("+992 90–080–0800", "+992900800800"),
        ("8 800 080 77 77", "88000807777"),
        ("(44) 600-00-00", "446000000"),
        ("*8585", "*8585"),
        ("*100#", "*100#"),
    ],
)
def test_numbers_people_write(typed, dialled):
    validate_phone(typed)
    assert normalise_phone(typed) == dialled


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1", "This number has too few digits."),
        ("+1", "This number has too few digits."),
        ("+99312", "This number has too few digits."),
        ("+992", "This number has too few digits."),
        ("+99290080080012", "This number has too many digits."),
        ("+9929008008001234567890", "This number has too many digits."),
        ("1234567890123456", "This number has too many digits."),
        ("+999123456789", "No country has the code this number begins with."),
        ("11б16", "“б” is a letter."),
        ("1O3", "“O” is a letter."),
        ("+992900800800 ext. 5", "“e” is a letter."),
        ("+992900800800, +992900800801", "Give one telephone number, such as"),
        ("11616; 1899", "Give one telephone number, such as"),
        ("", "Give one telephone number, such as"),
        ("++992900800800", "Give one telephone number, such as"),
        ("<b>", "“b” is a letter."),
    ],
)
def test_refused_with_the_reason(typed, message):
    with pytest.raises(ValidationError) as refusal:
        validate_phone(typed)
    assert refusal.value.messages[0].startswith(message)


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("+992900800800", "+992\u00a090\u00a0080\u00a00800"),
        ("+442079460958", "+44\u00a020\u00a07946\u00a00958"),
        ("11616", "11616"),
        ("446000000", "446000000"),
        ("ask at the office", "ask at the office"),
    ],
)
def test_format_for_reading(number, read):
    assert format_phone(number) == read


def test_dial_string_of_service_code_and_of_old_record():
    assert dial_string("*100#") == "*100%23"
    assert dial_string("+992 900 800 800 (Tajikistan)") == "+992900800800"


@given(st.integers(min_value=10, max_value=999_999))
def test_every_short_code_is_accepted(code):
    assert normalise_phone(str(code)) == dial_string(str(code)) == format_phone(str(code))


@given(st.text(max_size=60))
def test_dialling_and_reading_never_fail(text):
    assert re.fullmatch(r"\+?(?:[0-9*]|%23)*", dial_string(text))
    format_phone(text)


@given(st.from_regex(r"\+(?:7|992|993|996|998|44|1)[0-9]{9,10}", fullmatch=True))
def test_reading_form_keeps_every_digit(number):
    assert dial_string(format_phone(number)) == dial_string(number)
    try:
        dialled = normalise_phone(number)
    except ValidationError:
        return
    assert normalise_phone(dialled) == dialled
