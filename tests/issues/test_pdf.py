"""The printed issue as a reader, a search and a screen reader find it."""

import hashlib
import logging
import re
import threading

import pypdfium2
import pytest

from issues.pdf import PdfError, print_edition
from issues.rendering import figures_csv
from tests.issues import content as tree
from tests.issues.content import PlainPictures
from tests.issues.paper import A4_POINTS, paper, plain
from tests.issues.test_rendering import HOSTILE, sentences

pytestmark = pytest.mark.pdf

HEADER = "IOM CENTRAL ASIA REGIONAL RESPONSE REPORT, ISSUE 8, 01/12/2020"


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


def test_the_last_page_has_the_address_as_text_and_as_a_code(issue_8):
    last = issue_8.pages[-1]
    url = "https://reports.example.org/en/central-asia/2020/8/v1/"
    assert f"Permanent address: {url}" in last
    assert url in issue_8.links()
    assert "About the figures" in last
    *_photos, code = [node for kind, node in issue_8.tags() if kind == "/Figure"]
    assert code["/Alt"] == "QR code with the address of this edition"


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
