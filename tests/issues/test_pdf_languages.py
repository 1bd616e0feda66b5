"""The printed issue in every language of a series, as it lies on paper."""

import re
import unicodedata

import pypdfium2
import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from issues.pdf import print_edition
from reportcms.numbers import with_own_digits
from tests.issues import content as tree
from tests.issues import languages
from tests.issues.content import PlainPictures
from tests.issues.paper import Paper

pytestmark = pytest.mark.pdf

OURS = re.compile(r"(Source-Sans-3|Vazirmatn)(-(Semi-Bold|Bold|Italic))?,?")
ENGLISH_LABELS = {
    *("Issue", "Covers", "Source", "Sources", "Licence", "since", "missions", "About the figures"),
    *("Works from", "Last tested", "Next issue", "Permanent address", "As of", "December"),
}
IMAGE = 3  # FPDF_PAGEOBJ_IMAGE


@pytest.fixture(scope="module", params=languages.TRANSLATED)
def printed(request):
    paper = Paper(print_edition(languages.issue_in(request.param), pictures=PlainPictures()))
    paper.language = request.param
    return paper


def test_three_sheets_without_a_complaint(printed):
    assert printed.pdf.complaints == ()
    assert printed.pdf.pages == 3
    assert printed.catalog["/Lang"] == printed.language


def test_every_letter_comes_from_our_fonts(printed):
    names = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in printed.file.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert [name for name in names if not OURS.fullmatch(name)] == []
    arabic = any(name.startswith("Vazirmatn") for name in names)
    assert arabic is (printed.language in languages.RIGHT_TO_LEFT)


def test_labels_are_in_the_language(printed):
    found = {
        label for label in ENGLISH_LABELS if re.search(rf"(?<![\w/]){label}(?![\w/])", printed.text)
    }
    assert found == set()
    with translation.override(printed.language):
        assert letters(_("About the figures")) in map(letters, lines(printed))


def lines(paper):
    """Return the lines of the text layer as a reader of PDF files finds them."""
    document = pypdfium2.PdfDocument(paper.data)
    return [
        line for page in document for line in page.get_textpage().get_text_bounded().splitlines()
    ]


def letters(text):
    """The letters of a text: PDF readers turn ligatures round and leave out joiners."""
    return sorted(unicodedata.normalize("NFKD", text.replace("\u200c", "")))


def test_numbers_are_written_as_the_language_does(printed):
    written = {"fa": ("۳۳۰٬۵۲۸", "۷٬۸۰۱٫۵"), "ar": ("٣٣٠٬٥٢٨", "٧٬٨٠١٫٥")}.get(
        printed.language, ("330 528", "7 801,5")
    )
    assert all(number in printed.pages[0] for number in written)


def test_pages_are_counted_in_the_digits_of_the_language(printed):
    for number, text in enumerate(printed.pages, start=1):
        assert with_own_digits(f"{number} / 3", printed.language) in text


@pytest.mark.parametrize(
    "words", ["11616", "1899", "+992900800800", "dushanbe@iom.int", "iomalmaty@iom.int"]
)
def test_what_is_dialled_and_written_to_is_found(printed, words):
    document = pypdfium2.PdfDocument(printed.data)
    assert any(page.get_textpage().search(words).get_next() for page in document)


def test_words_in_another_script_keep_their_order(printed):
    """PDFium turns Latin words with signs round in lines from right to left; the file has not."""
    drawn = " ".join(page.extract_text() for page in printed.file.pages)
    assert drawn.count("COVID-19") >= 2
    if printed.language not in languages.RIGHT_TO_LEFT:
        assert "COVID-19" in printed.text


def test_numbers_and_addresses_stay_links(printed):
    assert {"tel:11616", "tel:+992900800800", "mailto:dushanbe@iom.int"} <= printed.links()


def test_every_heading_is_printed(printed):
    words = languages.words_of(printed.language)
    titles = [words["assistance"]["title"], words["feature"]["title"], words["help"]["title"]]
    titles += [article["title"] for article in words["articles"]]
    headings = [bookmark["/Title"] for bookmark in flat(printed.file.outline)]
    assert [title for title in titles if title not in headings] == []


def flat(outline):
    for item in outline:
        yield from flat(item) if isinstance(item, list) else [item]


def left_of(page, words):
    """Return where ``words`` begin on a page, as a share of its width."""
    text = page.get_textpage()
    index, _count = text.search(words).get_next()
    return text.get_charbox(index)[0] / page.get_width()


def picture_centres(page):
    """Return the middle of each photo, from the top, as a share of the page's width."""
    boxes = [image.get_bounds() for image in page.get_objects(filter=[IMAGE])]
    boxes.sort(key=lambda box: -box[3])
    return [(box[0] + box[2]) / 2 / page.get_width() for box in boxes]


def test_pages_from_right_to_left_are_mirrored(printed):
    mirrored = printed.language in languages.RIGHT_TO_LEFT
    page = pypdfium2.PdfDocument(printed.data)[1]
    sides = ["left" if centre < 0.5 else "right" for centre in picture_centres(page)]
    assert sides == (["right", "left", "right"] if mirrored else ["left", "right", "left"])
    assert (left_of(page, "●") < 0.5) is mirrored


def test_hyphens_are_only_set_where_a_dictionary_knows_them():
    words = "законодательство здравоохранения переселенцев " * 20
    whole = {}
    for language in ("ru", "kk"):
        article = tree.article("a", language=language, body=f"<p>{words}</p>")
        content = tree.content(tree.section("one", articles=[article]), language=language)
        paper = Paper(print_edition(content, pictures=PlainPictures()))
        whole[language] = sum(paper.text.count(word) for word in words.split()[:3])
    assert whole["kk"] == 60
    assert whole["ru"] < 60
