"""Plain text of an edition: everything that is said, in order, readable in a message."""

import re

import pytest

from issues.rendering import plain_text
from issues.text import as_plain_text
from tests.issues import content as tree
from tests.issues import languages


def text_of(content):
    """The text with plain spaces where it has those that keep a number or a date together."""
    return as_plain_text(content).replace("\u00a0", " ")


@pytest.fixture
def issue_8():
    return text_of(tree.issue_8())


def test_it_opens_with_name_number_and_dates(issue_8):
    assert issue_8.startswith(
        "International Organization for Migration\n"
        "CENTRAL ASIA REGIONAL RESPONSE REPORT\n"
        "================================\n"
        "Issue 8 · 1 December 2020\n"
        "Covers November 2020 · Figures as of 28 November 2020\n"
    )


def test_everything_stands_in_the_order_of_the_page(issue_8):
    marks = [
        "DIRECT ASSISTANCE\n=================",
        "helped 3,120 stranded people home by land",
        "registered: 330,528\n  +253,830 since 10 July 2020 (76,698)\n",
        "PARTNERSHIP IN ACTION\n=====================",
        "TRAINING MANUAL ON RETURN MIGRATION\n--------------------------------\nKazakhstan, ",
        "- No silence about violence, at home or at work.\n- Crisis centres",
        "HOTLINES\n========",
        "Kazakhstan: 11616\n  National hotline\n",
        "Tajikistan: +992 90 080 0800\n",
        "IOM Uzbekistan\n  iomuz@iom.int",
    ]
    places = [issue_8.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)


def test_pictures_are_told_in_words(issue_8):
    assert (
        "[Picture: Picture of land-route – Coaches on the road at first light. – IOM partners]"
        in issue_8
    )


def test_dates_and_numbers_are_in_the_language_of_the_edition():
    text = text_of(tree.issue_8() | {"language": "ru"})
    assert "Выпуск 8 · 1 декабря 2020" in text
    assert "330 528" in text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One.</p><p>Two<br>lines.</p>", "One.\n\nTwo\nlines."),
        ("<h3>Next steps</h3><p>Go.</p>", "NEXT STEPS\n\nGo."),
        ("<ol><li>First</li><li>Second</li></ol>", "1. First\n2. Second"),
        ("<ul><li>One<ul><li>Inner</li></ul></li></ul>", "- One\n  - Inner"),
        ("<blockquote><p>We came home.</p><p>— Madina, nurse</p></blockquote>",
         "> We came home.\n>\n> — Madina, nurse"),
        (("<table><thead><tr><th>Country</th><th>People</th></tr></thead>"
         "<tbody><tr><td>Kazakhstan</td><td>18</td></tr></tbody></table>"),
         "Country | People\nKazakhstan | 18"),
        ('<p>See <a href="https://example.org/plan/">the plan</a>.</p>',
         "See the plan (https://example.org/plan/)."),
        (('<p><a href="https://example.org/">example.org</a>, '
         '<a href="mailto:a@example.org">a@example.org</a></p>'),
         "example.org, a@example.org"),
        ("<p>5 &lt; 6 &amp; <strong>bold</strong></p>", "5 < 6 & bold"),
    ],
)  # fmt: skip
def test_rich_text(html, expected):
    article = tree.article("plan", body=html)
    text = text_of(tree.content(tree.section("plans", articles=[article])))
    assert f"Plan\n----\nTajikistan\n\n{expected}\n\n\n---" in text


def test_a_corrected_edition_says_so():
    text = text_of(tree.content() | {"edition": tree.edition(2, "Deaths corrected.")})
    assert "[Corrected edition 2: Deaths corrected.]" in text


def test_a_figure_tells_its_parts_and_what_is_not_known():
    parts = [
        {"dimension": "sex", "label": "women", "value": "4000"},
        {"dimension": "sex", "label": "men", "value": None},
    ]
    figures = [
        tree.figure("assisted", "7801", qualifier="over", breakdown=parts, status="preliminary"),
        tree.figure("returned", None),
    ]
    text = text_of(tree.content(tree.section("numbers", kind="figures", figures=figures)))
    assert "Assisted: over 7,801\n  By sex: women 4,000; men not reported\n" in text
    assert "  Preliminary · As of 28 November 2020 · All 5 missions\n" in text
    assert "Returned: not reported\n" in text


def letters(text):
    """Only the letters: numbers are written for people, each language in its own way."""
    return "".join(letter for letter in text.casefold() if letter.isalpha())


@pytest.mark.parametrize(
    "content",
    [
        languages.every_kind(),
        *(languages.issue_in(code) for code in ("ar", "fa", "kk", "ky", "ru", "tg", "tk", "uz")),
    ],
    ids=lambda content: content["language"],
)
def test_nothing_that_is_written_is_left_out(content):
    told = letters(re.sub(r" \(https?://[^)]*\)", "", text_of(content)))
    lines = plain_text(content).splitlines()
    assert [line for line in lines if letters(line) not in told] == []
    assert len(lines) > 50


def test_an_edition_of_the_first_schema_has_a_text_too():
    content = tree.issue_8()
    address = content["edition"].pop("url")
    assert address not in text_of(content)
    assert "11616" in text_of(content)
