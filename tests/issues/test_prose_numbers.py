from decimal import Decimal
from uuid import UUID

import pytest

from issues.prose_numbers import TypedNumber, numbers_in, sentences_of, split

pytestmark = pytest.mark.one_engine

ID = UUID("0d3f0a52-58a2-4c7e-9f0e-1f6f4f1a2b3c")


def values(text, language="en"):
    return [number.value for number in numbers_in(text, language)]


def only(text, language="en"):
    [number] = numbers_in(text, language)
    return number


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("330,528 people returned.", "en", "330528"),
        ("In all, 7801 were assisted", "en", "7801"),
        ("вернулись 330\u00a0528 человек", "ru", "330528"),
        ("вернулись 330 528 человек", "ru", "330528"),
        ("выросло на 12,5 процента", "ru", "12.5"),
        ("some 1.2 million vaccines", "en", "1200000"),
        ("около 15 тыс. человек", "ru", "15000"),
        ("1,2 млн долларов", "ru", "1200000"),
        ("(7,801)", "en", "7801"),
        ("USD 1.5 million", "en", "1500000"),
        ("۳۳۰ نفر", "fa", "330"),
    ],
)
def test_numbers_are_read_as_people_write_them(text, language, value):
    assert values(text, language) == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("COVID-19 and the G20", "en"),
        ("in 2020 and 1991", "en"),
        ("On 28 November 2020, and on November 3, it rained", "en"),
        ("28 ноября 2020 г. и 5 декабря", "ru"),
        ("28.11.2020, 2020-11-28 at 10:30", "en"),
        ("the 5th and 21st, a 37-year-old, 5-й", "en"),
        ("call +992 37 221 03 02 or (727) 258 26 28", "en"),
        ("between 100–200 and 10-20", "en"),
        ("1.234", "en"),  # a thousand or one and a bit
        ("see https://example.org/2020/7801 and a7801@example.org", "en"),
        ("3/4 of all", "en"),
    ],
)
def test_what_counts_nothing_is_no_number(text, language):
    assert values(text, language) == []


def test_numbers_side_by_side_stay_apart():
    assert values("groups of 100, 200 and 300") == [100, 200, 300]
    assert values("from 3,186 to 7,801.") == [3186, 7801]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("12% of them", "percent"),
        ("12 per cent", "percent"),
        ("12,5 процента", "percent"),
        ("USD 1,200 each", "money"),
        ("$1.2 million", "money"),
        ("1.2 million dollars", "money"),
        ("15 млн сомони", "money"),
        ("1,200 households", "count"),
        ("330 IOM staff", "count"),
    ],
)
def test_what_is_counted_tells_which_figures_are_meant(text, measure):
    assert only(text, "ru" if "млн" in text else "en").measure == measure


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        ("330,528", "330528", True),
        ("330,000", "330528", True),
        ("about 330,000", "330528", True),
        ("more than 330,000", "330528", True),
        ("more than 331,000", "330528", False),
        ("nearly 331,000", "330528", True),
        ("nearly 330,000", "330528", False),
        ("not more than 331,000", "330528", True),
        ("более 330 000", "330528", True),
        ("не более 330 000", "330528", False),
        ("0.33 million", "330528", True),
        ("330,529", "330528", False),
        ("330,000", "338000", False),
        ("12", "12.4", True),
        ("12.5", "12.4", False),
    ],
)
def test_honest_rounding_agrees(text, value, agrees):
    assert only(text).agrees_with(Decimal(value)) is agrees


def test_near_is_a_tenth_at_most():
    number = TypedNumber("900", Decimal(900), Decimal(100))
    assert number.is_near(Decimal(1000))
    assert not number.is_near(Decimal(1001))
    assert not number.is_near(Decimal(0))


def test_a_sentence_knows_what_it_refers_to():
    [sentence] = sentences_of(
        f'<p>It rained. In all <data value="{ID}"></data> of 9,000 came.</p>', "en"
    )
    assert sentence.references == (ID,)
    assert [number.written for number in sentence.numbers] == ["9,000"]
    assert str(ID) not in sentence.text


def test_sentences_end_where_a_new_one_begins():
    assert split("They had ca. 30 tents. The rest came later! Then?") == [
        "They had ca. 30 tents.",
        "The rest came later!",
        "Then?",
    ]
    assert [
        s.text for s in sentences_of("<p>One.</p><ul><li>2 kits</li><li>Ten</li></ul>", "en")
    ] == ["2 kits"]
