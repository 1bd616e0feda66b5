import hashlib
import logging
import re
import threading
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from issues.pdf import Form, PdfError, print_edition
from issues.pdf.layout import sheets_of
from issues.pdf.press import Press
from issues.rendering import figures_csv
from tests.issues import content as tree
from tests.issues.content import PlainPictures
from tests.issues.test_rendering import HOSTILE, sentences

pytestmark = pytest.mark.pdf

HEADER = "IOM CENTRAL ASIA REGIONAL RESPONSE REPORT, ISSUE 8, 01/12/2020"
A4_POINTS = (595.28, 841.89)
LEAST_USED = 0.25


def plain(text):
    """Text as people read it: no line ends, hyphens and spaces of one kind."""
    for sign, usual in (("\u00a0", " "), ("\u202f", " "), ("\u2010", "-"), ("\ufffe", "-")):
        text = text.replace(sign, usual)
    return " ".join(text.split())


class Paper:
    """A PDF read back: words of each page as they lie on it, and its structure."""

    def __init__(self, pdf):
        self.pdf = pdf
        self.data = pdf.files[Form.STANDARD]
        self.file = pypdf.PdfReader(BytesIO(self.data))
        document = pypdfium2.PdfDocument(self.data)
        self.pages = [plain(page.get_textpage().get_text_bounded()) for page in document]
        self.text = " ".join(self.pages)

    @property
    def catalog(self):
        return self.file.trailer["/Root"]

    def links(self):
        return {
            annotation.get_object()["/A"]["/URI"]
            for page in self.file.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation.get_object()
        }

    def bookmarks(self):
        def titles(outline):
            for item in outline:
                if isinstance(item, list):
                    yield from titles(item)
                else:
                    yield item["/Title"]

        return list(titles(self.file.outline))

    def tags(self):
        """Yield the structure elements in order, each as (type, dictionary)."""
        stack = [self.catalog["/StructTreeRoot"]["/K"]]
        while stack:
            node = stack.pop()
            node = node.get_object() if hasattr(node, "get_object") else node
            if isinstance(node, list):
                stack.extend(reversed(node))
            elif isinstance(node, dict):
                if "/S" in node:
                    yield node["/S"], node
                if "/K" in node:
                    stack.append(node["/K"])


def paper(content):
    return Paper(print_edition(content, pictures=PlainPictures()))


@pytest.fixture(scope="module")
def issue_8():
    return paper(tree.issue_8())


def test_issue_8_is_three_pages_of_a4_without_a_warning(issue_8):
    assert issue_8.pdf.pages == len(issue_8.pages) == 3
    assert issue_8.pdf.complaints == ()
    for page in issue_8.file.pages:
        assert [float(x) for x in page.mediabox[2:]] == pytest.approx(A4_POINTS, abs=0.1)


def test_every_page_has_the_header_and_its_number(issue_8):
    for number, text in enumerate(issue_8.pages, start=1):
        assert text.count(HEADER) == 1
        assert "● ● ●" in text
        assert f"{number} / 3" in text
        assert "International Organization for Migration · Central Asia" in text


def test_every_text_is_on_paper_once(issue_8):
    body = issue_8.text
    counts = {
        text: len(re.findall(rf"(?<!\w){re.escape(plain(text))}(?!\w)", body))
        for text in sentences(tree.issue_8())
    }
    assert {text: n for text, n in counts.items() if n != 1} == {}


def test_the_text_layer_is_in_reading_order(issue_8):
    order = [
        "Central Asia Regional Response Report Issue 8 · 1 December 2020",
        "direct assistance",
        "Coaches on the road at first light.",
        "Three missions helped",
        "3,120",
        "330,528",
        "4,378",
        "7,801",
        "18 people returned from Kazakhstan to Moldova",
        "PARTNERSHIP IN ACTION",
        "KAZAKHSTAN AND THE GLOBAL COMPACT FOR MIGRATION",
        "TRAINING MANUAL",
        "HIV SERVICES",
        "RESEARCH ON REMITTANCES",
        "ORANGE THE WORLD!",
        "Lights before the theatre.",
        "Sixteen days of activism",
        "This year the campaign has three areas",
        "No silence about violence",
        "11616",
        "1899",
        "+992900800800",
        "iomastana@iom.int",
        "iomuz@iom.int",
    ]
    places = [issue_8.text.index(words) for words in order]
    assert places == sorted(places)


def test_the_sheets_are_the_pages(issue_8):
    assert "direct assistance" in issue_8.pages[0]
    assert "PARTNERSHIP IN ACTION" in issue_8.pages[1]
    for words in ("ORANGE THE WORLD!", "11616", "iomuz@iom.int", "CC BY-NC-ND 3.0 IGO"):
        assert words in issue_8.pages[2]


@pytest.mark.parametrize("words", ["COVID-19", "+992900800800", "iomalmaty@iom.int", "330,528"])
def test_a_reader_finds_what_they_search_for(issue_8, words):
    document = pypdfium2.PdfDocument(issue_8.data)
    found = [page.get_textpage().search(words).get_next() for page in document]
    assert any(found)


def test_numbers_and_addresses_are_links(issue_8):
    assert {
        "tel:11616",
        "tel:1899",
        "tel:+992900800800",
        "mailto:iomuz@iom.int",
        "https://creativecommons.org/licenses/by-nc-nd/3.0/igo/",
    } <= issue_8.links()


def test_title_language_bookmarks_and_page_labels(issue_8):
    assert issue_8.file.metadata.title == "Central Asia Regional Response Report, Issue 8"
    assert issue_8.file.metadata.author == "International Organization for Migration"
    assert issue_8.catalog["/Lang"] == "en"
    assert issue_8.file.page_labels == ["8-1", "8-2", "8-3"]
    titles = issue_8.bookmarks()
    assert titles[:2] == ["Central Asia Regional Response Report", "direct assistance"]
    assert "TRAINING MANUAL ON RETURN MIGRATION" in titles
    assert titles[-2:] == ["Contact the missions", "About the figures"]


def test_headings_figures_and_lists_are_tagged(issue_8):
    tags = list(issue_8.tags())
    kinds = [kind for kind, _node in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 6
    assert kinds.count("/H3") == 5
    assert kinds.count("/L") == 1
    figures = [node for kind, node in tags if kind == "/Figure"]
    assert [node["/Alt"] for node in figures][:2] == [
        "Picture of land-route",
        "Picture of airport-return",
    ]
    for node in figures:
        left, bottom, right, top = (float(x) for x in node["/A"]["/BBox"])
        assert 0 <= left < right <= A4_POINTS[0]
        assert 0 <= bottom < top <= A4_POINTS[1]


def test_it_says_that_it_is_pdf_ua_1_and_pdf_a_3a(issue_8):
    metadata = issue_8.catalog["/Metadata"].get_data().decode()
    assert 'pdfuaid:part="1"' in metadata
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="A"' in metadata


def test_fonts_are_ours_and_embedded(issue_8):
    names = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in issue_8.file.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names
    assert all(name.startswith("Source-Sans-3") for name in names), names


def test_the_figures_are_attached_as_a_table(issue_8):
    [(name, [data])] = issue_8.file.attachments.items()
    assert name == "central-asia-regional-response-report-2020-08-figures.csv"
    assert data == figures_csv(tree.issue_8())


def test_the_same_content_gives_the_same_bytes(issue_8):
    made = []
    thread = threading.Thread(target=lambda: made.append(paper(tree.issue_8()).data))
    thread.start()
    thread.join()
    assert hashlib.sha256(made[0]).digest() == hashlib.sha256(issue_8.data).digest()
    assert issue_8.file.metadata["/CreationDate"] == "D:20201201"


def test_photos_are_asked_for_at_200_dots_an_inch():
    pictures = PlainPictures()
    section = tree.section("one", photos=[tree.photo("a")])
    print_edition(tree.content(section), pictures=pictures)
    [(sha256, width, height, quality)] = pictures.asked
    assert sha256 == tree.photo("a")["sha256"]
    assert width == round(182 / 25.4 * 200)
    assert 0 < height < width
    assert quality == 80


def test_parts_in_another_language_say_so():
    content = tree.content(
        tree.section("one", articles=[tree.article("a", language="ru", title="Обучение")])
    )
    languages = {node.get("/Lang") for _kind, node in paper(content).tags()}
    assert languages == {None, "ru"}


@pytest.mark.parametrize(
    "body",
    [
        '<p><img src="file:///etc/hostname" alt="x"></p>',
        '<p><img src="https://example.org/pixel.png" alt="x"></p>',
        '<p><img src="https://edition.invalid/static/../secret-key" alt="x"></p>',
        '<p><img src="https://edition.invalid/photos/1/0.5-0.5/9x9.jpg" alt="x"></p>',
        '<link rel="stylesheet" href="https://example.org/a.css"><p>x</p>',
        "<style>@import 'http://example.org/a.css';</style><p>x</p>",
    ],
)
def test_nothing_from_outside_is_loaded(body):
    content = tree.content(tree.section("one", articles=[tree.article("a", body=body)]))
    with pytest.raises(PdfError, match="loads nothing from outside"):
        print_edition(content, pictures=PlainPictures())


def test_hostile_strings_are_printed_not_obeyed():
    content = tree.content(
        tree.section(
            "one",
            title=HOSTILE,
            photos=[tree.photo("a", caption=HOSTILE, alt=HOSTILE)],
            articles=[tree.article("a", title=HOSTILE, sources=HOSTILE)],
        )
    )
    content["series"].update(organisation=HOSTILE, running_title=HOSTILE, title=HOSTILE)
    made = paper(content)
    assert made.pdf.faults == ()
    assert made.text.count(HOSTILE) >= 6


def test_warnings_are_returned_and_not_printed(caplog):
    level = logging.getLogger("weasyprint").level
    photo = tree.photo("a", alt="")
    made = paper(tree.content(tree.section("one", photos=[photo]))).pdf
    [fault] = made.faults
    assert "alt" in fault.message
    assert caplog.records == []
    assert logging.getLogger("weasyprint").level == level


# --- Compositions -----------------------------------------------------------------------------


def test_the_last_page_has_the_address_as_text_and_as_a_code(issue_8):
    last = issue_8.pages[-1]
    url = "https://reports.example.org/en/central-asia/2020/8/v1/"
    assert f"Permanent address: {url}" in last
    assert url in issue_8.links()
    assert "About the figures" in last
    *_photos, code = [node for kind, node in issue_8.tags() if kind == "/Figure"]
    assert code["/Alt"] == "QR code with the address of this edition"


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


# --- Fitting ----------------------------------------------------------------------------------


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
