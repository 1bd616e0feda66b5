"""How what an issue holds is divided into pages: whole, well filled, nothing left behind."""

import re
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from issues.pdf import Form, print_edition
from issues.pdf.layout import sheets_of
from issues.pdf.press import Press
from tests.issues import content as tree
from tests.issues.content import PlainPictures
from tests.issues.paper import A4_POINTS, paper

pytestmark = pytest.mark.pdf

LEAST_USED = 0.25


def test_a_corrected_edition_says_so_on_every_page():
    content = tree.issue_8()
    earlier = {"version": 2, "date": "2020-12-04", "note": "A number was wrong."}
    content["edition"] = tree.edition(3, "A name was wrong.", [earlier])
    made = paper(content)
    assert made.pdf.faults == ()
    assert "Corrected edition 3" in made.pages[0]
    assert (
        "Corrections Edition 3: A name was wrong. Edition 2, 4 December 2020: A number was wrong."
        in made.pages[0]
    )
    assert all("Report · Edition 3" in page for page in made.pages)
    assert not any("Edition 1" in page for page in made.pages)


@pytest.mark.parametrize("size", [(600, 160), (300, 900), (1600, 100)])
def test_a_logo_stands_in_its_slot(size):
    content = tree.content(tree.section("one", articles=[tree.article("a")]))
    content["series"]["logo"] = tree.logo(*size)
    made = paper(content)
    assert made.pdf.complaints == ()
    [logo] = [n for kind, n in made.tags() if kind == "/Figure" and "QR" not in n["/Alt"]]
    left, bottom, right, top = (float(x) / 72 * 25.4 for x in logo["/A"]["/BBox"])
    assert right - left <= 55.1
    assert top - bottom <= 15.1
    assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1], rel=0.02)
    assert right == pytest.approx(210 - 14, abs=0.2)


def test_tables_charts_and_quotations_print_each_word_once():
    parts = tree.by_country(kazakhstan="211", kyrgyzstan="53", tajikistan=None)
    made = paper(
        tree.content(
            tree.section(
                "numbers",
                "figures",
                figures=[
                    tree.figure("seen", "264", style="chart", breakdown=parts),
                    tree.figure("met", "977", style="table", footnote="Provisional."),
                ],
                articles=[
                    tree.article(
                        "a",
                        body="<blockquote><p>“We waited.”</p><p>— A. Karimova, driver</p>"
                        "</blockquote>",
                    )
                ],
            )
        )
    )
    assert made.pdf.complaints == ()
    for words in ("264", "211", "977", "Provisional.", "“We waited.”", "— A. Karimova, driver"):
        assert made.text.count(words) == 1
    assert "Tajikistan not reported" in made.text
    assert "Total 977" in made.text


def test_the_print_form_has_bleed_and_crop_marks():
    made = print_edition(tree.issue_8(), pictures=PlainPictures(), forms=(Form.PRINT,))
    page = pypdf.PdfReader(BytesIO(made.files[Form.PRINT])).pages[0]
    trim, bleed, media = (
        [float(x) for x in box] for box in (page.trimbox, page.bleedbox, page.mediabox)
    )
    assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx(A4_POINTS, abs=0.1)
    outside = [abs(b - t) for b, t in zip(bleed, trim, strict=True)]
    assert outside == pytest.approx([10] * 4, abs=0.1)  # points, 3.5 mm
    assert media[0] < bleed[0]
    assert media[3] > bleed[3]


def articles(count, *, photos=True, lines=3):
    return [
        tree.article(
            f"article-{n}",
            title=f"Доступ мигрантов к основным услугам здравоохранения, часть {n}",
            body=tree.paragraphs(f"Opening of number {n}.", *[lines] * (1 + n % 3)),
            photos=[tree.photo(f"photo-{n}")] if photos and n % 2 else [],
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("photos", [True, False])
@pytest.mark.parametrize("count", [1, 12, 40])
def test_any_number_of_articles_prints_whole(count, photos):
    content = tree.content(
        tree.section("news", starts_page=True, articles=articles(count, photos=photos))
    )
    made = paper(content)
    assert made.pdf.complaints == ()
    for number in range(count):
        assert f"Opening of number {number}." in made.text
    for number, text in enumerate(made.pages, start=1):
        assert f"{number} / {made.pdf.pages}" in text


def lowest_words(page):
    """Return how far down the page words reach above the footer, 0 (top) to 1."""
    text = page.get_textpage()
    height = page.get_height()
    bottoms = [text.get_rect(i)[1] for i in range(text.count_rects())]
    above_footer = [bottom for bottom in bottoms if bottom > 17 / 25.4 * 72]
    return 1 - min(above_footer) / height


def test_no_page_is_nearly_empty_and_no_heading_is_left_behind():
    made = paper(tree.content(tree.section("news", starts_page=True, articles=articles(17))))
    document = pypdfium2.PdfDocument(made.data)
    assert all(lowest_words(page) > LEAST_USED for page in document)
    for text in made.pages:
        above_footer = text.rpartition("International Organization for Migration")[0].strip()
        assert not re.search(r"часть \d+$", above_footer)


@pytest.mark.parametrize("lines", [14, 16, 18])
def test_a_heading_stands_on_the_page_of_its_first_numbers(lines):
    numbers = ("11616", "1899", "+992900800800")
    section = tree.section(
        "help",
        "hotlines",
        title="Where to call",
        intro=tree.paragraphs("Calls are free.", 1),
        hotlines=[tree.hotline("tajikistan", number) for number in numbers],
    )
    before = tree.section("news", starts_page=True, articles=articles(8, lines=lines))
    made = paper(tree.content(before, section))
    [page] = [text for text in made.pages if "Where to call" in text]
    assert "Calls are free." in page
    assert "11616" in page


def test_a_section_that_cannot_fit_its_page_is_reported_in_lines():
    content = tree.content(
        tree.section("news", starts_page=True, fit_page=True, articles=articles(20))
    )
    made = paper(content)
    assert made.pdf.pages > 1
    [remark] = made.pdf.complaints
    assert re.search(
        r"“news” does not fit its page. Shorten it by about \d+ lines.", remark.message
    )
    assert made.pdf.faults == ()


def test_what_runs_over_the_edge_is_remarked():
    row = "".join(f"<td>{'Обеспечение' * 2}</td>" for _n in range(9))
    wide = tree.article("a", body=f"<table><tr>{row}</tr></table>")
    made = paper(tree.content(tree.section("one", articles=[wide])))
    [remark] = made.pdf.complaints
    assert re.fullmatch(
        r"Page 1, under “A”: “Обеспечение.*” runs over the edge of the page\. Shorten or divide it\.",
        remark.message,
    )
    assert remark.blocks


def test_long_words_and_numbers_stay_inside():
    word = "Unbreakable" * 20
    content = tree.content(
        tree.section(
            "one",
            "figures",
            title=word,
            intro=f"<p>{word}</p>",
            figures=[
                tree.figure(
                    f"n{n}", "99999999999999.25", label=word, source=word, qualifier="about"
                )
                for n in range(3)
            ],
            articles=[tree.article("a", title=word, body=f"<p>{word}</p>")],
            hotlines=[tree.hotline("tajikistan", "+992900800800123", name=word)] * 3,
            contacts=[tree.contact("tajikistan", f"{word}@example.org")] * 3,
        ),
        title=word,
    )
    assert paper(content).pdf.complaints == ()


@pytest.mark.parametrize("fit_page", [True, False])
def test_a_section_is_made_denser_rather_than_run_over_by_a_few_lines(fit_page):
    content = tree.content(
        tree.section("news", starts_page=True, fit_page=fit_page, articles=articles(4, lines=2))
    )
    assert Press(content).measure(*sheets_of(content)).pages == 2
    assert paper(content).pdf.pages == 1


def test_an_issue_in_russian_has_russian_words_and_numbers():
    content = tree.issue_8()
    content["language"] = "ru"
    made = paper(content)
    assert made.catalog["/Lang"] == "ru"
    assert "330 528" in made.text
    assert "1 декабря 2020" in made.text
    assert made.pdf.faults == ()


def test_an_issue_from_right_to_left_prints():
    section = tree.section("one", title="Help", articles=[tree.article("a")])
    made = paper(tree.content(section, language="ar"))
    assert made.catalog["/Lang"] == "ar"
    assert made.pdf.pages == 1


def test_an_issue_without_sections_prints_its_name():
    made = paper(tree.content())
    assert made.pdf.pages == 1
    assert "Central Asia Regional Response Report" in made.text


def test_sections_named_like_parts_of_the_layout_print():
    names = ["about-figures", "sheet-1", "article-a", "about-figures-title"]
    sections = [
        tree.section(
            name,
            "figures",
            title=f"Part {n}",
            articles=[tree.article("a" if n == 2 else f"text-{n}", title=f"Text {n}")],
            figures=[tree.figure(f"people-{n}", "12", source="Registers")],
        )
        for n, name in enumerate(names)
    ]
    assert paper(tree.content(*sections)).pdf.complaints == ()
