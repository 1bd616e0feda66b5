"""What the proofreader takes for printed: texts that are odd, and never a false alarm on them."""

import pytest
from django.utils import translation

from issues.pdf import Form, print_edition
from issues.pdf.layout import PRINTINGS, Pictures, sheets_of
from issues.pdf.leaves import EXCERPT, Reader, excerpt
from issues.pdf.manuscript import manuscript
from issues.pdf.press import Press
from issues.pdf.proofreading import differences, in_layout, printed_parts
from tests.issues import content as tree
from tests.issues.content import PlainPictures

pytestmark = pytest.mark.pdf

PHONE = "+77172123456"
LONG_EMAIL = "migration-resource-centre-almaty@mail.iom.int"
LONGER_EMAIL = "regional-migration-resource-centre@kazakhstan.iom.int.world"


def news(body, **fields):
    return tree.content(tree.section("news", articles=[tree.article("a", body=body, **fields)]))


def office(**fields):
    person = {"name": "", "title": "", "email": "", "phone": ""} | fields
    return tree.content(
        tree.section(
            "contacts", contacts=[{"mission": tree.mission("kazakhstan"), "people": [person]}]
        )
    )


def complaints(content):
    with translation.override("en"):
        return print_edition(content, pictures=PlainPictures()).complaints


def not_on_paper(printed, written):
    """What the pages of ``printed`` lack of what ``written`` says."""
    document = Press(printed).lay_out(
        sheets_of(printed), Pictures(PRINTINGS[Form.STANDARD]), PlainPictures()
    )
    parts = manuscript(written)
    regions = {part.name for part in parts if part.name}
    with translation.override("en"):
        found = in_layout(parts, printed_parts(Reader(regions=regions).read(document.pages)))
        return [complaint.message for complaint in found]


# --- Texts of which nothing is left -----------------------------------------------------------


@pytest.mark.parametrize("sign", ["-", "--", "\u00ad", "\u200b", "\u2060"])
def test_a_text_without_letters_is_not_looked_for(sign):
    row = f"<tr><th>Kazakhstan</th><td>{sign}</td></tr>"
    content = news(f"<table><tbody>{row}</tbody></table><p>{sign}</p>")
    content["sections"].append(
        tree.section(
            "help",
            facts=[{"label": "Deaths", "value": sign}],
            hotlines=[tree.hotline("kazakhstan", "11616", hours=sign, works_from=sign)],
        )
    )
    assert complaints(content) == ()


# --- Addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "Aigul"])
@pytest.mark.parametrize("title", ["", "Head of office"])
@pytest.mark.parametrize("email", ["", "a@iom.int", LONG_EMAIL, LONGER_EMAIL])
@pytest.mark.parametrize("phone", [PHONE, "+7 7172 12-34-56"])
def test_addresses_of_a_contact_are_found_wherever_lines_break(name, title, email, phone):
    content = office(name=name, title=title, email=email, phone=phone)
    assert not_on_paper(content, content) == []


def test_a_phone_broken_over_two_lines_stops_nothing():
    content = office(name="Aigul", title="Head of office", email=LONG_EMAIL, phone=PHONE)
    assert complaints(content) == ()


@pytest.mark.parametrize(
    ("field", "printed", "written"),
    [
        ("phone", f"{PHONE}7", PHONE),
        ("phone", PHONE, f"{PHONE}7"),
        ("email", "kz@iom.int", "z@iom.int"),
        ("email", "kz@iom.int", "kz@iom.in"),
    ],
)
def test_an_address_is_not_found_inside_another(field, printed, written):
    fields = {"name": "Aigul", "title": "Head of office"}
    [said] = not_on_paper(
        office(**fields, **{field: printed}), office(**fields, **{field: written})
    )
    assert said == f"From page 1, “contacts”: “{written}” is not on paper."


# --- From right to left -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_latin_words_in_an_article_from_right_to_left_stop_nothing(language):
    body = (
        "<p>متن <a href='https://x.org'>LINK one</a> و باز <strong>ABC</strong> متن "
        "<em>DEF ghi</em> پایان 12 و 34.</p><p><strong>IOM</strong> و <strong>UN</strong></p>"
        "<ul><li><a href='mailto:a@b.org'>a@b.org</a>, "
        "<a href='tel:+992900800800'>+992900800800</a></li></ul>"
    )
    found = complaints(news(body, title="سلام دنیا", language=language))
    assert not [each.message for each in found if each.blocks]
    assert {each.message for each in found} <= {
        "Page 1: a search in the file would not find “+992900800800”."
    }


# --- Marks over and under letters -------------------------------------------------------------


@pytest.mark.parametrize("end", ["", " is odd.", " o\u0307\u0323 and e\u0301."])
def test_several_marks_on_one_letter_stop_nothing(end):
    found = complaints(news(f"<p>The letter q\u0307\u0323{end}</p>"))
    assert not [each.message for each in found if each.blocks]
    assert len(found) <= 1


def test_one_mark_on_a_letter_is_found():
    assert complaints(news("<p>За\u0301мок, и\u0306, Ma\u0308rz, o\u0323\u0302.</p>")) == ()


def test_an_excerpt_is_short_and_on_one_line():
    assert excerpt(" one\n two ") == "one two"
    assert excerpt("x" * EXCERPT) == "x" * EXCERPT
    assert excerpt("x" * EXCERPT + "y") == "x" * EXCERPT + "…"


def test_another_form_is_held_to_the_pages_that_were_proofread():
    one, other = (
        Press(content).lay_out(sheets_of(content), Pictures(PRINTINGS[Form.LIGHT])).pages
        for content in (news("<p>As it was.</p>"), news("<p>As it came out.</p>"))
    )
    with translation.override("en"):
        assert list(differences(Form.LIGHT, one, one)) == []
        [fault] = differences(Form.LIGHT, other, one)
        [missing] = differences(Form.LIGHT, [*one, *one], one)
    assert fault.blocks
    assert fault.message == "Page 1 of the PDF “light” is not laid out as it was proofread."
    assert missing.page == 2
