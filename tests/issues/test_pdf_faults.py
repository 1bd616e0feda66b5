"""Faults brought in on purpose: each is caught by its name, and none does any harm."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from issues.models import Edition, RenditionFile
from issues.pdf import Form, PdfError, print_edition
from issues.publishing import NotPublished, publish
from reportcms.images import ImageRefused, clean_upload
from reportcms.storage import PublicFiles
from tests.factories import (
    make_article,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
)
from tests.issues import content as tree
from tests.issues import languages
from tests.issues.content import PlainPictures
from tests.issues.test_pdf_pages import articles

pytestmark = pytest.mark.pdf

OUTSIDE = "file:///etc/passwd"
WIDE = '<svg width="300mm" height="20mm" aria-label="A map"><rect width="9" height="9"/></svg>'


def news(body, **fields):
    return tree.content(tree.section("news", articles=[tree.article("a", body=body)], **fields))


def printed(content, pictures=None, **options):
    return print_edition(content, pictures=pictures or PlainPictures(), **options)


def faults(content):
    return [fault.message for fault in printed(content).faults]


@pytest.fixture
def tight(settings):
    """Limits that every issue of a few pages keeps, but no bomb."""
    settings.PDF_LIMITS = settings.PDF_LIMITS | {"cpu_seconds": 4, "wall_seconds": 60}


# --- What stands wrong on paper ---------------------------------------------------------------


def test_a_very_long_word_is_divided_and_prints_whole():
    word = "Unbreakable" * 40
    assert faults(news(f"<p>{word}</p>")) == []


def test_a_very_long_word_in_a_narrow_cell_is_named():
    row = "".join(f"<td>{'Обеспечение' * 2}</td>" for _n in range(9))
    [fault] = faults(news(f"<table><tbody><tr>{row}</tr></tbody></table>"))
    assert fault.startswith("Page 1, under “A”: “Обеспечение")
    assert fault.endswith("runs over the edge of the page. Shorten or divide it.")


def test_a_picture_of_300_mm_is_named():
    [fault] = faults(news(f"<p>{WIDE}</p>"))
    assert fault == (
        "Page 1, under “A”: the picture “A map” runs over the edge of the page. "
        "Shorten or divide it."
    )


def test_a_picture_without_a_description_is_named():
    content = tree.content(tree.section("news", photos=[tree.photo("a", alt="")]))
    result = printed(content, forms=tuple(Form))
    [fault] = result.faults
    assert fault.message == (
        "Page 1, under “news”: A picture has no description (alternative text). "
        "Write what it shows."
    )


def test_a_letter_of_no_font_is_named():
    [fault] = faults(news("<p>The old letter ꙮ is rare.</p>"))
    assert fault == (
        "Page 1, under “A”: the letter “ꙮ” (U+A66E) in “ꙮ is rare.” is in none of the fonts. "
        "Write it in another way."
    )


def test_chinese_is_named():
    [fault] = faults(news("<p>中国</p>"))
    assert "the letters “中” (U+4E2D), “国” (U+56FD) in “中国” are in none" in fault


def test_a_heading_alone_at_the_foot_is_named():
    body = (
        '<p>Before.</p><h3 style="break-after: page">Alone</h3><div>After.</div>' + "<p>x</p>" * 9
    )
    found = faults(news(body))
    assert found[0].startswith(
        "Page 1, under “Alone”: “Alone” stands alone at the foot of the page"
    )


def test_forty_sentences_too_many_are_told_in_lines():
    content = tree.issue_8()
    article = content["sections"][1]["articles"][0]
    article["body"] += "".join(f"<p>{n}. {tree.SENTENCE}</p>" for n in range(40))
    result = printed(content)
    [remark] = [c.message for c in result.complaints if "does not fit" in c.message]
    assert remark.startswith("“PARTNERSHIP IN ACTION” does not fit its page. Shorten it by about ")
    assert result.faults == ()


def test_what_all_forms_have_in_common_is_said_once():
    result = printed(news('<p style="colour: red">Words</p>'), forms=tuple(Form))
    [fault] = result.faults
    assert "colour" in fault.message


def test_unknown_css_is_named():
    [fault] = faults(news('<p style="colour: red">Words</p>'))
    assert fault.startswith("The pages are not as they should be: ")
    assert "colour" in fault


def test_a_style_sheet_in_the_text_is_named():
    found = faults(news("<style>p { colour: red }</style><p>Words</p>"))
    assert any("colour" in fault for fault in found)
    assert any(fault.endswith("“p { colour: red }” is not on paper.") for fault in found)


@pytest.mark.parametrize("style", ["margin-top: -7mm", "margin-left: -30mm"])
def test_negative_margins_are_named(style):
    [fault] = faults(news(f'<p>Before them.</p><p style="{style}">Drawn away.</p>'))
    assert "lie one over the other" in fault or "runs over the edge" in fault
    assert "“Drawn away.”" in fault


TORN = "and what belongs to it are on two pages. Shorten it or the text before."


def test_a_map_with_more_words_than_a_page_holds_is_the_only_thing_named():
    words = "\n".join(f"Line {n} of the words that say what the map says." for n in range(90))
    photo = tree.photo("map", kind="map", text_equivalent=words)
    assert faults(tree.content(tree.section("maps", photos=[photo]))) == [
        f"Page 3, under “maps”: the picture “Picture of map” {TORN}"
    ]


def test_a_table_row_higher_than_a_page_is_the_only_thing_named():
    cell = f"<p>{tree.SENTENCE}</p>" * 90
    [fault] = faults(news(f"<table><tbody><tr><td>Row</td><td>{cell}</td></tr></tbody></table>"))
    assert fault.endswith(f"under “A”: “Row” {TORN}")


def test_hidden_text_is_named():
    found = faults(news('<p>Seen.</p><p style="display: none">Unseen.</p>'))
    assert found == ["From page 1, “A”: “Unseen.” is not on paper."]


def test_nested_tables_print_whole():
    table = "<table><tbody><tr><td>Inner</td></tr></tbody></table>"
    for _n in range(4):
        table = f"<table><tbody><tr><td>Outer</td><td>{table}</td></tr></tbody></table>"
    assert faults(news(table)) == []


# --- What is to be loaded ---------------------------------------------------------------------


@pytest.mark.parametrize("address", [
    OUTSIDE,
    "http://169.254.169.254/latest/meta-data/",
    "https://edition.invalid/static/../secret-key",
    "https://edition.invalid/static/css/../../reportcms/settings.py",
    "//example.org/pixel.png",
    "ftp://example.org/a.png",
])  # fmt: skip
@pytest.mark.parametrize(
    "body",
    [
        '<p><img src="{}" alt="x"></p>',
        '<link rel="stylesheet" href="{}"><p>x</p>',
        "<style>@import '{}';</style><p>x</p>",
        '<p style="background-image: url({})">x</p>',
        "<style>p::before {{ content: url({}) }}</style><p>x</p>",
        '<object data="{}">x</object>',
        '<embed src="{}">',
        '<p><a rel="attachment" href="{}">x</a></p>',
        "<style>@font-face {{ font-family: x; src: url('{}') }}</style><p style='font-family: x'>x</p>",
    ],
)
def test_nothing_from_outside_is_loaded(body, address):
    with pytest.raises(PdfError, match="loads nothing from outside"):
        printed(news(body.format(address)))


def test_an_attachment_named_by_the_text_is_left_out():
    result = printed(news(f'<link rel="attachment" href="{OUTSIDE}"><p>x</p>'))
    assert PdfReader(BytesIO(result.files[Form.STANDARD])).attachments == {}


# --- What would cost too much -----------------------------------------------------------------


def test_two_million_characters_are_refused_by_their_number():
    paragraph = f"<p>{'Too much. ' * 100}</p>"
    with pytest.raises(PdfError, match=r"has [12],\d{3},\d{3} characters of text; a PDF is made"):
        printed(news(paragraph * 2000))


def outcome(content, pictures=None):
    """Return the pages that were printed, or why none were."""
    try:
        return printed(content, pictures).pages
    except PdfError as error:
        return str(error)


TOO_MUCH_COMPUTING = "Laying out took more than 4 seconds of computing time. Nothing was published."


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        pytest.param(
            "<table><tbody><tr><td colspan='100000'>x</td></tr></tbody></table>",
            TOO_MUCH_COMPUTING,
            id="huge colspan",
        ),
        pytest.param(
            "<div>" * 2000 + "x" + "</div>" * 2000,
            "Laying out failed (RecursionError",
            id="2000 nested divs",
        ),
        pytest.param(
            "<div style='display: flex'>" * 14 + "x" + "</div>" * 14,
            TOO_MUCH_COMPUTING,
            id="14 nested flex boxes",
        ),
    ],
)
def test_a_bomb_is_stopped_and_the_next_issue_prints(tight, bomb, said):
    assert outcome(news(bomb)).startswith(said)
    assert faults(news("<p>Plain words.</p>")) == []


@pytest.fixture(scope="module")
def twelve_thousand():
    file = BytesIO()
    Image.new("L", (12_000, 12_000), 90).save(file, "JPEG", quality=50)
    return file.getvalue()


@pytest.mark.filterwarnings("ignore:Image size")
def test_a_picture_of_12000_pixels_is_refused_on_its_way_in(twelve_thousand):
    with pytest.raises(ImageRefused, match="more than 40 million pixels"):
        clean_upload(twelve_thousand, name="large.jpg")


def test_a_source_that_gives_12000_pixels_stays_within_the_limits(tight, twelve_thousand):
    class Large(PlainPictures):
        def print_bytes(self, photo, width, height, *, quality):
            return twelve_thousand

    content = tree.content(tree.section("news", photos=[tree.photo("a")]))
    assert outcome(content, Large()) == 1
    assert faults(news("<p>Plain words.</p>")) == []


def test_a_missing_photo_is_named():
    class Lost(PlainPictures):
        def print_bytes(self, photo, width, height, *, quality):
            raise FileNotFoundError(photo["sha256"])

    content = tree.content(tree.section("news", photos=[tree.photo("a", alt="Blue field")]))
    with pytest.raises(PdfError, match="The file of the photo “Blue field” cannot be read"):
        printed(content, Lost())


# --- No false alarm ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ru", "kk", "tk", "uz"])
def test_a_good_issue_in_another_language_has_no_fault(name):
    assert faults(languages.issue_in(name)) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(tree.issue_8(), id="issue 8"),
        pytest.param(languages.without_photos(), id="without photos"),
        pytest.param(
            tree.content(tree.section("news", starts_page=True, articles=articles(40))),
            id="forty articles",
        ),
        pytest.param(
            tree.content(tree.section("news", articles=articles(9), language="ru")),
            id="long headings",
        ),
        pytest.param(tree.content(), id="nothing"),
    ],
)
def test_a_good_issue_gives_no_complaint(content):
    assert printed(content).complaints == ()


# --- Publishing -------------------------------------------------------------------------------


@pytest.fixture
def issue(db):
    mission = make_mission()
    issue = make_issue(make_series(missions=[mission]))
    section = make_section(issue)
    make_photo(article=make_article(issue, mission=mission, section=section))
    return issue


def public_files():
    root = PublicFiles().root
    return {
        path.relative_to(root): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def lose_the_photo(issue, settings):
    photo = issue.articles.get().photos.get()
    photo.image.storage.delete(photo.image.name)


def write_an_unknown_letter(issue, settings):
    issue.articles.update(title="The letter ꙮ")


def widen_a_table(issue, settings):
    row = "".join(f"<td><p>{'Обеспечение' * 2}</p></td>" for _n in range(9))
    article = issue.articles.get()
    article.body = f"<table><tbody><tr>{row}</tr></tbody></table>"
    article.save()


def write_too_much(issue, settings):
    article = issue.articles.get()
    article.body = f"<p>{'Too much. ' * 100}</p>" * 20
    article.save()
    settings.PDF_LIMITS = settings.PDF_LIMITS | {"characters": 10_000}


@pytest.mark.parametrize(
    ("bring_in", "said"),
    [
        (lose_the_photo, "photo “Blue field” cannot be read"),
        (write_an_unknown_letter, r"Page 1, under “The letter ꙮ”: the letter “ꙮ” \(U\+A66E\)"),
        (
            widen_a_table,
            "Page 1, under “Research on remittances”: “Обеспечение.*runs over the edge",
        ),
        (write_too_much, "characters of text; a PDF is made of at most"),
    ],
)
def test_a_fault_stops_the_publication_and_the_last_edition_stays(
    client, issue, settings, bring_in, said
):
    edition = publish(issue, by=None)
    rendition = edition.renditions.get()
    address = "/en/central-asia-regional-response-report/2020/8/"
    page, pdf, files = body(client, address), body(client, f"{address}issue.pdf"), public_files()
    bring_in(issue, settings)
    with pytest.raises(NotPublished, match=said):
        publish(issue, by=None, note="A correction.")
    assert list(Edition.objects.all()) == [edition]
    assert RenditionFile.objects.exclude(rendition=rendition).count() == 0
    assert public_files() == files
    assert body(client, address) == page
    assert body(client, f"{address}issue.pdf") == pdf
    assert hashlib.sha256(pdf).hexdigest() == rendition.pdf_sha256


def test_a_fault_in_the_first_edition_leaves_nothing(client, issue, settings):
    write_an_unknown_letter(issue, settings)
    with pytest.raises(NotPublished, match="is in none of the fonts"):
        publish(issue, by=None)
    assert not Edition.objects.exists()
    assert not PublicFiles().root.exists() or public_files() == {}
    assert client.get("/en/central-asia-regional-response-report/2020/8/").status_code == 404
