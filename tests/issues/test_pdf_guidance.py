"""What a writer is told of the length, held to what the press really lays out."""

import pytest

from issues.pdf.guidance import PAGE_HEIGHT, count_words, room_of
from issues.pdf.layout import Sheet
from tests.issues import content

pytestmark = pytest.mark.pdf

SENTENCE = (
    "The regional office and the missions met with the ministries of labour and agreed on how "
    "people who return are received at the border and which papers they need. "
)
RUSSIAN = (
    "Региональное представительство и миссии встретились с министерствами труда и договорились о "
    "том, как принимать возвращающихся людей на границе. "
)
LIST = "<ul>" + "<li>heating fuel for the months until March</li>" * 6 + "</ul>"
TABLE = "<table><tbody>" + "<tr><td>Kazakhstan</td><td>1 250</td></tr>" * 5 + "</tbody></table>"
QUOTE = f"<blockquote><p>{SENTENCE}</p><p>— Aziza, officer</p></blockquote>"


def paragraphs(*counts, sentence=SENTENCE):
    return "".join(f"<p>{sentence * count}</p>" for count in counts)


@pytest.fixture(scope="module")
def press():
    from issues.pdf.press import Press  # noqa: PLC0415 -- needs Pango

    return Press


def laid_out_height(press, article):
    """Return in millimetres how much higher a section gets by one more of ``article``."""

    def height(count):
        articles = [article | {"slug": f"{article['slug']}-{n}"} for n in range(count)]
        section = content.section("alone", articles=articles)
        measure = press(content.content(section)).measure(Sheet("sheet--2", [section]))
        assert measure.pages == 1
        return measure.used

    return height(2) - height(1)


@pytest.mark.parametrize(
    "fields",
    [
        {"body": paragraphs(1)},
        {"body": paragraphs(2, 2)},
        {"body": paragraphs(3, 3, 3)},
        {"body": "<h3>Needs</h3>" + paragraphs(1) + LIST},
        {"body": paragraphs(1) + TABLE},
        {"body": paragraphs(1) + QUOTE},
        {"body": paragraphs(2, 2, sentence=RUSSIAN), "language": "ru"},
        {"body": paragraphs(2, 2), "photos": [content.photo("bus")], "sources": "Mission reports"},
    ],
    ids=["short", "usual", "long", "list", "table", "quotation", "Russian", "photo"],
)
def test_the_estimate_is_near_the_printed_height(press, fields):
    article = content.article("one", **fields)
    printed = laid_out_height(press, article)
    assert room_of(article).height == pytest.approx(printed, rel=0.2)


def test_a_denser_setting_takes_less_room():
    article = content.article("one", body=paragraphs(3, 3))
    assert room_of(article, density=0).height < room_of(article, density=1).height


def test_the_page_is_as_high_as_the_layout_makes_it(press):
    section = content.section("alone", articles=[content.article("one")])
    measure = press(content.content(section)).measure(Sheet("sheet--2", [section]))
    assert measure.page == pytest.approx(PAGE_HEIGHT, abs=1)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Two words.", 2), ("1,250 people – in COVID-19 times", 5), ("не более 12 500", 4)],
)
def test_words_are_counted_as_people_count_them(text, count):
    assert count_words(text) == count
