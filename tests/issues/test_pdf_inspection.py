"""Pages laid out with one fault each, and what is said of it; and pages laid out well."""

import copy
import re

import pypdfium2
import pytest
from django.utils import translation
from weasyprint import CSS, HTML

from issues.pdf import Form
from issues.pdf.inspection import inspect, missing_letters
from issues.pdf.layout import PRINTINGS, Pictures, sheets_of
from issues.pdf.press import Press, write
from issues.pdf.proofreading import proofread
from tests.issues import content as tree
from tests.issues.content import PlainPictures

pytestmark = pytest.mark.pdf

PAGE = (
    "@page { size: 100mm 100mm; margin: 10mm } * { font: 10pt/1.4 'Source Sans 3' } p { margin: 0 }"
)
PICTURE = '<svg width="{}" height="20mm" aria-label="A map"><rect width="9" height="9"/></svg>'
LINES = "<p>Line.</p>" * 6


def laid_out(body, css=""):
    document = HTML(string=f'<html lang="en"><body>{body}</body></html>')
    return document.render(stylesheets=[CSS(string=PAGE + css)])


def said_of(body, css=""):
    with translation.override("en"):
        return [complaint.message for complaint in inspect(laid_out(body, css).pages)]


def test_what_leaves_the_margins_is_named():
    [said] = said_of("<h2>News</h2><p>Unbreakable" + "e" * 60 + "</p>")
    assert re.fullmatch(
        "Page 1, under “News”: “Unbreakable.*…” runs over the edge of the page. "
        "Shorten or divide it.",
        said,
    )


def test_a_picture_of_300_mm_is_named():
    [said] = said_of("<h2>News</h2><p>" + PICTURE.format("300mm") + "</p>")
    assert said == (
        "Page 1, under “News”: the picture “A map” runs over the edge of the page. "
        "Shorten or divide it."
    )


def test_text_drawn_up_over_the_edge_is_named():
    assert said_of('<p style="margin-top: -8mm">High up</p><p>Below</p>') == [
        "Page 1: “High up” runs over the edge of the page. Shorten or divide it."
    ]


def test_text_that_a_box_cuts_off_is_named():
    assert said_of('<div style="overflow: hidden; height: 5mm"><p>Seen</p><p>Unseen</p></div>') == [
        "Page 1: “Unseen” is cut off. Shorten it."
    ]


@pytest.mark.parametrize(
    ("body", "first", "second"),
    [
        ('<p>One line</p><p style="margin-top: -4mm">Another</p>', "“Another”", "“One line”"),
        (
            f'<div>{PICTURE.format("40mm")}</div><p style="margin-top: -12mm">Words</p>',
            "“Words”",
            "the picture “A map”",
        ),
    ],
)
def test_one_thing_over_another_is_named(body, first, second):
    assert said_of(body) == [
        f"Page 1: {first} and {second} lie one over the other. Shorten one of them."
    ]


def test_lines_set_tight_and_floats_do_not_overlap():
    body = (
        f'<div style="float: left; width: 30mm">{PICTURE.format("28mm")}<p>Caption</p></div>'
        + "<p>Text beside it, which then runs on below.</p>" * 4
        + '<h2 style="font-size: 20pt; line-height: 1">Two tight lines of a long title</h2>'
    )
    assert said_of(body) == []


def test_a_heading_at_the_foot_is_named():
    body = LINES * 2 + '<h2 style="font-size: 12pt">Alone</h2><div class="one">Its text.</div>'
    css = "p { height: 5.6mm } h2 { margin: 0; break-after: page }"
    lost = [said for said in said_of(body + LINES, css) if "nearly" not in said]
    assert " ".join(lost) == (
        "Page 1, under “Alone”: “Alone” stands alone at the foot of the page, apart from its text. "
        "Shorten the text before it, or start it on a new page."
    )


def test_a_heading_without_text_under_it_is_not_lost():
    body = LINES + "<h2>Empty</h2>" + '<h2 style="break-before: page">Next</h2>' + LINES
    assert said_of(body) == []


@pytest.mark.parametrize("name", ["callout", "statement", "helpline", "contact", "photo"])
def test_what_belongs_together_is_not_torn(name):
    body = LINES * 2 + f'<div class="{name}">{LINES}</div>' + LINES
    assert said_of(body) == [
        "Page 1: “Line.” and what belongs to it are on two pages. Shorten it or the text before."
    ]


def test_what_no_page_can_hold_is_named_and_not_what_comes_of_it():
    gap = '<div style="break-before: page">Before.</div>'
    body = f'{LINES}{gap}<div class="photo" style="break-before: page">{LINES * 3}</div>'
    assert said_of(body) == [
        "Page 3: “Line.” and what belongs to it are on two pages. Shorten it or the text before."
    ]


def test_a_nearly_empty_page_that_is_not_next_to_it_is_still_named():
    gap = '<div style="break-before: page">Alone.</div>'
    full = f'<div style="break-before: page">{LINES}</div>'
    body = f'{LINES}{gap}{full}<div class="photo" style="break-before: page">{LINES * 3}</div>'
    assert [said[:7] for said in said_of(body)] == ["Page 4:", "Page 2 "]


def test_a_row_may_go_on_unless_no_page_could_hold_it():
    def table(lines):
        return f"<table><tr><td>Row</td><td>{LINES * lines}</td></tr></table>"

    assert said_of(LINES * 2 + table(1) + LINES) == []
    [said] = said_of(table(4))
    assert said.startswith("Page 1: “Row” and what belongs to it are on two pages.")


def test_signs_of_no_width_need_not_be_seen():
    assert said_of("<p>Text</p><p>\u200b</p><p>\u2060</p>") == []


def test_a_box_of_hotlines_longer_than_a_page_may_go_on():
    assert said_of(f'<div class="hotlines">{LINES * 4}</div>') == []
    assert len(said_of(LINES * 2 + f'<div class="hotlines">{LINES}</div>' + LINES)) == 1


def test_a_nearly_empty_page_is_named_with_the_way_out():
    assert said_of(LINES * 2 + '<div style="break-before: page">The end.</div>') == [
        "Page 2 is nearly empty. Shorten what stands before it by about 2 lines."
    ]
    assert said_of(LINES * 2 + '<h2 style="break-before: page">Contacts</h2>') == [
        "Page 2 is nearly empty. Let “Contacts” follow on the page before, or give it more to say."
    ]
    assert said_of("<p>One short page may stand alone.</p>") == []


@pytest.mark.parametrize("style", ["font-size: 0.1px", "visibility: hidden"])
def test_what_cannot_be_seen_is_named(style):
    [said] = said_of(f'<h2 style="{style}">Title</h2><p>Text</p>')
    assert said == "Page 1, under “Title”: “Title” cannot be seen: it has no size."


# --- Whole issues -----------------------------------------------------------------------------


def printed(content):
    pictures = Pictures(PRINTINGS[Form.STANDARD])
    document = Press(content).lay_out(sheets_of(content), pictures, PlainPictures())
    return document, write(document, content)


def news(*bodies, **fields):
    articles = [tree.article(f"a{n}", body=body) for n, body in enumerate(bodies)]
    return tree.content(tree.section("news", articles=articles, **fields))


def test_letters_of_no_font_are_named():
    document, _pdf = printed(news("<p>The sign ꙮ and 中国 are rare.</p>"))
    [complaint] = missing_letters(document)
    assert complaint.message == (
        "Page 1, under “A0”: the letters “ꙮ” (U+A66E), “中” (U+4E2D), “国” (U+56FD) in "
        "“ꙮ and 中国 are rare.” are in none of the fonts. Write them in another way."
    )
    assert complaint.blocks


def faults(content, written):
    """What is said of the pages of ``content`` if ``written`` should have been printed."""
    document, pdf = printed(content)
    with translation.override("en"):
        return [complaint.message for complaint in proofread(document, pdf, written)]


FIRST = "The missions agreed on a timetable for the winter months."
SECOND = "The authorities promised a hall, two interpreters and a doctor."


def test_the_seed_issue_is_printed_as_it_is_written():
    content = tree.issue_8()
    assert faults(content, content) == []


def test_a_sentence_that_is_missing_is_named():
    assert faults(news(f"<p>{FIRST}</p>"), news(f"<p>{FIRST}</p><p>{SECOND}</p>")) == [
        f"From page 1, “A0”: “{SECOND[:60]}…” is not on paper."
    ]


def test_a_sentence_printed_twice_is_named():
    written = news(f"<p>{FIRST}</p>", f"<p>{SECOND}</p>")
    twice = news(f"<p>{FIRST}</p>", f"<p>{SECOND}</p><p>{FIRST}</p>")
    assert faults(twice, written) == [f"From page 1, “A0”: “{FIRST}” is printed twice."]


def test_a_sentence_written_twice_may_be_printed_twice():
    written = news(f"<p>{FIRST}</p>", f"<p>{SECOND}</p><p>{FIRST}</p>")
    assert faults(written, written) == []


def test_sentences_in_another_order_are_named():
    changed = news(f"<p>{SECOND}</p><p>{FIRST}</p>")
    assert faults(changed, news(f"<p>{FIRST}</p><p>{SECOND}</p>")) == [
        f"From page 1, “A0”: “{SECOND[:60]}…” is not in its place on paper."
    ]


def test_articles_in_another_order_are_named():
    written = news(f"<p>{FIRST}</p>", f"<p>{SECOND}</p>")
    changed = copy.deepcopy(written)
    changed["sections"][0]["articles"].reverse()
    assert faults(changed, written) == [
        "From page 1, “news”: “article--a1” is not in its place on paper."
    ]


def test_a_whole_article_that_is_missing_is_named():
    assert faults(news(f"<p>{FIRST}</p>"), news(f"<p>{FIRST}</p>", "<p>Two</p>")) == [
        "From page 1, “news”: “article--a1” is not on paper.",
        "A1: “A1” is not on paper.",
    ]


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        (("sections", 0, "figures", 1, "value"), "330529", "330,529"),
        (("sections", 0, "figures", 1, "value"), "33052", "33,052"),
        (("sections", 0, "figures", 0, "statement"), "Instead {figure}", "Instead"),
        (("sections", 0, "photos", 1, "caption"), "Another caption.", "Another caption."),
        (("sections", 0, "photos", 1, "alt"), "Another picture", "Another picture"),
        (("sections", 0, "figures", 2, "source"), "Another source", "Another source"),
        (("sections", 1, "articles", 3, "sources"), "Other minutes", "Other minutes"),
        (("sections", 3, "hotlines", 0, "number"), "11617", "11617"),
        (("sections", 3, "hotlines", 2, "works_from"), "Nowhere", "Nowhere"),
        (("sections", 4, "contacts", 4, "people", 0, "email"), "uz@iom.int", "uz@iom.int"),
    ],
)
def test_every_kind_of_text_is_looked_for(issue_8, path, value, shown):
    written = tree.issue_8()
    target = written
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    document, pdf = issue_8
    said = [complaint.message for complaint in proofread(document, pdf, written)]
    assert any(f"“{shown}” is not" in sentence for sentence in said), said


@pytest.fixture(scope="module")
def issue_8():
    return printed(tree.issue_8())


def test_a_text_layer_out_of_order_is_named():
    """What floats without being positioned is written before the text that it stands below."""
    content = news(f"<p>{FIRST}</p><div style='float: right; position: static'>Aside</div>")
    assert faults(content, content) == ["Page 1: “Aside” is read out of its order in the file."]


def test_what_a_search_would_not_find_is_named():
    content = news("<p>About COVID-19 here.</p>")
    document, _pdf = printed(content)
    _document, pdf = printed(news("<p>About COVID 19 here.</p>"))
    said = [complaint.message for complaint in proofread(document, pdf, content)]
    assert said == ["Page 1: a search in the file would not find “About COVID-19 here.”."]


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011", "-"])
def test_hyphens_of_every_kind_can_be_searched_for(hyphen):
    content = news(f"<p>The COVID{hyphen}19 desk.</p><p>A desk for COVID-19.</p>")
    document, pdf = printed(content)
    assert list(proofread(document, pdf, content)) == []
    page = pypdfium2.PdfDocument(pdf)[0]
    assert page.get_textpage().get_text_range().count("COVID-19") == 2


def test_rich_text_is_compared_block_by_block():
    content = news(
        "<h3>Heading</h3><ul><li>One</li><li>Two <strong>and a half</strong></li></ul>"
        "<blockquote><p>Said so.</p></blockquote><p>A<br>B</p>"
        "<table><thead><tr><th>Where</th><th>What</th></tr></thead>"
        "<tbody><tr><td>Here</td><td>1</td></tr><tr><td>12</td><td>3</td></tr></tbody></table>"
    )
    assert faults(content, content) == []


def test_the_head_of_a_long_table_is_repeated_and_not_a_double():
    head = "What every one of the missions was asked to report on"
    rows = "".join(f"<tr><td>Row {n}</td><td>{n}</td></tr>" for n in range(90))
    table = (
        f"<table><thead><tr><th>{head}</th><th>No.</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    content = news(table)
    assert faults(content, content) == []
