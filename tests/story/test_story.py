"""One issue from the opening of its round to the corrected edition, in a real browser.

Five missions, an editor and a clearer make Issue 9 of 24 December 2020 from Issue 8, by keyboard.
Each chapter goes on from the one before; what was typed and pressed is counted (``pytest -s``).
"""

import datetime as dt
import re
import sys
from io import BytesIO
from zoneinfo import ZoneInfo

import pypdf
import pytest

from issues.pdf import Form
from tests.factories import jpeg
from tests.verapdf import validate, verapdf

from .acts import (
    WORKER,
    accepted,
    act,
    button,
    clear,
    follow,
    link,
    look_at_the_pages,
    matrix,
    save,
    to_desk,
    write,
)
from .hands import Book, Hands

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

SERIES = "/en/central-asia-regional-response-report/"
ISSUE = f"{SERIES}2020/9/"
SHELTER = "A night shelter opens in Khujand"
SHELTER_MENDED = "A night shelter opens in Bokhtar"
BAZAAR = "Free legal advice at the Chorsu bazaar"
BAZAAR_MENDED = "Free legal advice at the Chorsu bazaar every Friday"
MURAL = "A mural against violence in Osh"
SECRET = "Astana keeps this to itself"
STRANDED = "Stranded migrants helped home to Tajikistan by land"
ASSISTED = "People assisted by IOM missions"
REASON = "Say on which days the lawyers come."
NOTE = "The shelter is in Bokhtar, not in Khujand."


@pytest.fixture(scope="module")
def made():
    """What the chapters hand on to one another: ids of what was made."""
    return {}


@pytest.fixture(scope="module")
def book():
    """The counts of all chapters up to the publication; printed at the end."""
    kept = Book()
    yield kept
    sys.stdout.write("\n\nplaces gone to, and characters typed, up to the publication\n")
    sys.stdout.write("".join(f"{line}\n" for line in kept.lines()))


@pytest.fixture
def at_work(visitor, book):
    """``at_work(name, step)`` logs somebody in; returns the visitor and the hands, counted."""

    def begin(name, step, **options):
        person = visitor(**options)
        person.log_in(name)
        return person, Hands(person.page, book.step(step))

    return begin


def test_1_the_editor_opens_the_round(at_work, made):
    editor, hands = at_work("editor", "editor: open the round and ask")
    page = editor.page
    follow(editor, hands, link(page, "Open the next issue"))
    assert page.get_by_label("Number").input_value() == "9"  # all is proposed from Issue 8
    assert page.get_by_label("Publication date").input_value() == "2020-12-24"
    hands.type(
        page.get_by_label("What is asked of IOM Tajikistan, in words"),
        "The shelter, with a picture, and how many came home by land.",
    )
    follow(editor, hands, button(page, "Open the issue and ask the missions"))
    accepted(page)
    made["issue"] = re.search(r"/issue/(\d+)/", page.url)[1]
    assert "0 of 5 missions have answered" in matrix(page)
    assert "5 figures not confirmed" in matrix(page)


def test_2_a_contributor_writes_article_photo_and_figure(at_work, made):
    author, hands = at_work("dushanbe", "Dushanbe: article, photo, figure, answer")
    page = author.page
    assert "The shelter, with a picture" in matrix(page)  # the Desk says what is asked
    follow(author, hands, link(page, "Write an article"))
    write(author, hands, SHELTER, "Forty people slept there in the first week.")
    hands.press(page.get_by_text("Add another Photo"))
    photo = page.locator("#id_photos-0-image")
    hands.choose_file(photo, name="notes.jpg", mimeType="image/jpeg", buffer=b"only words")
    hands.type(page.locator("#id_photos-0-alt"), "Beds in a bright room")
    hands.type(page.locator("#id_photos-0-credit"), "IOM Tajikistan")
    hands.choose(page.locator("#id_photos-0-consent"), value="not_needed")
    stay = page.get_by_role("button", name=re.compile("^Save( and continue editing)?$"))
    follow(author, hands, stay.last)
    assert page.locator(".errorlist:visible").count() >= 1
    title = page.get_by_role("textbox", name=re.compile("^Title")).first
    assert title.input_value() == SHELTER  # nothing typed is lost
    assert page.locator("#id_photos-0-alt").input_value() == "Beds in a bright room"
    beds = {"name": "beds.jpg", "mimeType": "image/jpeg", "buffer": jpeg(2000, 1333)}
    hands.choose_file(photo, **beds)
    made["article"] = save(author, hands)

    to_desk(author, hands)
    follow(author, hands, link(page, "Enter the figures"))
    value = page.get_by_label(f"Value: {STRANDED}")
    hands.type(value, "twelve")
    source = page.locator("tbody", has_text=STRANDED).locator("summary").last
    hands.press(source)
    source_box = page.locator("tbody", has_text=STRANDED).get_by_label("Source", exact=True)
    hands.type(source_box, "Border register, IOM Tajikistan")
    follow(author, hands, button(page, "Save the figures"))
    author.complaints.clear()  # the answer 422, which the console reports
    assert "Nothing was saved" in matrix(page)
    assert value.input_value() == "twelve"
    assert source_box.input_value() == "Border register, IOM Tajikistan"
    hands.type(value, "7 958")
    follow(author, hands, button(page, "Save the figures"))
    accepted(page)
    assert value.input_value().replace("\u202f", " ").replace(",", " ") == "7 958"

    to_desk(author, hands)
    answer(author, hands, "Send for review")
    assert "sent for review" in matrix(page)


def answer(author, hands, name):
    """Answer for the mission: send its part, or say that there is nothing to report."""
    follow(author, hands, author.page.get_by_role("link", name=re.compile("My mission.s part")))
    follow(author, hands, author.page.locator("form.round-answer").get_by_role("button", name=name))
    accepted(author.page)


def test_3_others_write_say_nothing_or_stay_silent(at_work, made):
    for name, key, title, body in [
        ("tashkent", "bazaar", BAZAAR, "Two lawyers answer questions there."),
        ("bishkek", "mural", MURAL, "Nine artists and a school painted it."),
    ]:
        author, hands = at_work(name, f"{name.capitalize()}: article, answer")
        if name == "tashkent":  # asked for several sections: one is chosen where they stand
            follow(author, hands, link(author.page, re.compile("My mission.s part")))
            section = re.compile(r"^Write an article ?: PARTNERSHIP")
            follow(author, hands, link(author.page, section))
        else:
            follow(author, hands, link(author.page, "Write an article"))
        write(author, hands, title, body)
        made[key] = save(author, hands)
        to_desk(author, hands)
        answer(author, hands, "Send for review")

    author, hands = at_work("ashgabat", "Ashgabat: nothing to report")
    answer(author, hands, "Nothing to report")

    author, hands = at_work("astana", "Astana: a draft that is never sent")
    follow(author, hands, link(author.page, "Write an article"))
    write(author, hands, SECRET, "Not for other missions.")
    made["secret"] = save(author, hands)


def test_4_nobody_sees_what_is_not_theirs(visitor, made):
    author = visitor()
    author.log_in("dushanbe")
    page = author.page
    author.open("/admin/issues/article/")
    listed = page.locator("#result_list").inner_text()
    assert SHELTER in listed
    assert SECRET not in listed
    article, issue = (
        f"/admin/issues/article/{made['secret']}",
        f"/admin/issues/issue/{made['issue']}",
    )
    closed = [
        *(f"{article}/{path}/" for path in ("change", "history", "delete", "preview", "log")),
        *(f"{issue}/{path}/" for path in ("publish", "arrange", "part/kazakhstan")),
        f"{issue}/figures/kazakhstan/",
    ]
    for path in closed:
        response = page.goto(path)
        assert SECRET not in page.content()
        # A missing record and a foreign one are led to the same page.
        assert response.status in {403, 404} or page.url.endswith("/admin/"), path
    # Refused pages answer 4xx, which the browser's console reports.
    author.complaints.clear()
    assert author.open(f"/admin/issues/article/{made['article']}/preview/").ok

    stranger = visitor()
    for path in (f"{issue}/preview/", f"{issue}/round/", f"{article}/preview/", ISSUE):
        stranger.page.goto(path)
        for title in (SECRET, SHELTER):
            assert title not in stranger.page.content()
    stranger.complaints.clear()


def test_5_the_editor_returns_one_and_closes_the_round(at_work, made):
    editor, hands = at_work("editor", "editor: review, close the round")
    page = editor.page
    assert "late" in matrix(page)
    follow(editor, hands, link(page, BAZAAR))
    act(editor, hands, "Return", text=REASON, label="What should be changed")

    author, others = at_work("tashkent", "Tashkent: correct what was returned")
    assert REASON in matrix(author.page)
    follow(author, others, link(author.page, BAZAAR))
    assert REASON in matrix(author.page)
    title = author.page.get_by_role("textbox", name=re.compile("^Title")).first
    others.type(title, BAZAAR_MENDED)
    save(author, others)
    act(author, others, "Send for review")

    for title in (BAZAAR_MENDED, SHELTER, MURAL):
        to_desk(editor, hands)
        follow(editor, hands, link(page, title))
        act(editor, hands, "Approve")
    to_desk(editor, hands)
    follow(editor, hands, link(page, "Round"))
    for mission in ("IOM Uzbekistan", "IOM Tajikistan", "IOM Kyrgyzstan"):
        follow(editor, hands, button(page, re.compile(f"^Approve ?: {mission}")))
        accepted(page)
    follow(editor, hands, button(page, re.compile("^Remind ?: IOM Kazakhstan")))
    accepted(page)
    follow(editor, hands, button(page, re.compile("^Close without an answer ?: IOM Kaz")))
    accepted(page)
    assert "5 of 5 missions have answered" in matrix(page)


def test_6_figures_carried_over_are_confirmed_or_replaced(at_work, made):
    editor, hands = at_work("editor", "editor: figures")
    page = editor.page
    follow(editor, hands, link(page, "Round"))

    def carried(name):
        return page.locator("li.round-figure", has=page.get_by_text(name, exact=True))

    for name, told in [
        ("COVID-19 cases registered", "It still stands"),
        ("COVID-19 deaths registered", "Only “last reported”"),
        ("People recovered from COVID-19", "It still stands"),
        (STRANDED, "Take it out"),  # the mission has its own now
    ]:
        follow(editor, hands, carried(name).get_by_role("button", name=told))
        accepted(page)
    waiting = page.locator("li.round-figure")
    assert waiting.count() == 1
    follow(editor, hands, waiting.get_by_role("link", name="Enter a new value"))
    hands.type(page.get_by_label(f"Value: {ASSISTED}"), "8114")
    follow(editor, hands, button(page, "Save the figures"))
    accepted(page)
    follow(editor, hands, link(page, "Round"))
    assert page.locator("li.round-figure").count() == 0

    follow(editor, hands, link(page, "Arrange"))
    follow(editor, hands, link(page, re.compile("^direct assistance$", re.IGNORECASE)))
    made["figures"] = re.search(r"/section/(\d+)/", page.url)[1]
    rows = page.locator("select[id^=id_placements-][id$=-figure]:visible").count()
    hands.press(page.get_by_text(re.compile("^Add another Figure")))
    figure = page.locator(f"#id_placements-{rows}-figure")
    option = figure.locator("option").filter(has_text="7,958").get_attribute("value")
    hands.choose(figure, value=option)
    # Issue 8 had the number of all missions: readers are told why this one is another.
    row = page.locator(f"#placements-{rows}")
    reason = row.locator("[id$=-change_reason]")
    folded = row.locator("details", has=page.locator("[id$=-change_reason]"))
    if not reason.is_visible():
        hands.press(folded.locator("summary"))
    hands.type(reason, "From December on Tajikistan counts at its own border.")
    save(editor, hands)


def test_7_the_editor_arranges_by_keyboard_and_previews(at_work, made):
    editor, hands = at_work("editor", "editor: arrange and preview")
    page = editor.page
    follow(editor, hands, link(page, "Arrange"))

    def place(title):
        """The section in which the row of ``title`` stands, and its place there."""
        row = page.locator(".arrange-article", has=page.get_by_role("link", name=title, exact=True))
        return row.evaluate(
            "row => [row.closest('.arrange-section').id, [...row.parentElement.children].indexOf(row)]"
        )

    handle = button(page, f"Move “{SECRET}”")
    hands.press(handle, "Alt+ArrowDown")
    for _step in range(9):  # it walks on through the sections below, and out of the issue
        if place(SECRET)[0] == "":
            break
        hands.again("Alt+ArrowDown")
    assert place(SECRET)[0] == ""
    home, number = place(SHELTER)
    assert place(BAZAAR_MENDED)[0] == home
    hands.press(button(page, f"Move “{SHELTER}”"), "Alt+ArrowDown")
    assert place(SHELTER) == [home, number + 1]
    follow(editor, hands, button(page, "Save this order"))
    accepted(page)
    assert place(SHELTER) == [home, number + 1]

    follow(editor, hands, link(page, "Preview"))
    for words in ("7,958", "8,114", SHELTER, "No update received from IOM Kazakhstan."):
        assert words in page.content()
    assert SECRET not in page.content()
    preview = page.request.get(f"/admin/issues/issue/{made['issue']}/preview.pdf")
    assert preview.ok
    assert preview.body()[:5] == b"%PDF-"


def test_8_nothing_is_published_before_it_is_cleared(at_work, made):
    editor, _hands = at_work("editor", "editor: schedule")
    editor.open(f"/admin/issues/issue/{made['issue']}/publish/")
    look_at_the_pages(editor)
    for name in ("Publish edition", "Schedule", "Clear edition"):
        assert editor.page.get_by_role("button", name=re.compile(f"^{name}")).count() == 0
    clear(*at_work("clearer", "clearer: look and clear"), made)


def test_9_the_clock_publishes_what_the_editor_scheduled(at_work, visitor, made):
    editor, hands = at_work("editor", "editor: schedule")
    page = editor.page
    follow(editor, hands, link(page, "Review & publish"))
    made["pages"] = look_at_the_pages(editor)
    zone = ZoneInfo(re.search(r"On your clock, (\S+)\.", matrix(page))[1])
    moment = dt.datetime.now(zone) + dt.timedelta(seconds=20)
    hands.pick_moment(page.get_by_label("Publish at", exact=True), f"{moment:%Y-%m-%dT%H:%M:%S}")
    follow(editor, hands, button(page, re.compile("^Schedule$")))
    accepted(page)
    assert "Nothing is public before" in matrix(page)

    reader = visitor()
    early = reader.page.request.get(ISSUE)
    assert early.status == 404 or dt.datetime.now(zone) >= moment
    for _try in range(120):  # the clock looks every half minute, then the worker publishes
        if reader.page.request.get(ISSUE).ok:
            break
        reader.page.wait_for_timeout(1000)
    editor.open(f"/admin/issues/issue/{made['issue']}/publish/")
    assert page.get_by_role("link", name="Edition 1").count() == 1, matrix(page)


def pdf_text(response):
    reader = pypdf.PdfReader(BytesIO(response.body()))
    return " ".join("\n".join(p.extract_text() for p in reader.pages).split())


def test_10_a_reader_finds_it_and_opens_the_pdf(visitor, made):
    reader = visitor(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = reader.page
    reader.open("/")
    assert page.url.endswith("/en/")
    assert "11616" in page.content()  # help first, on every page
    reader.open(f"{SERIES}?text=shelter")
    link(page, re.compile("Issue 9")).click()
    reader.look()
    assert page.url.endswith(ISSUE)
    told = page.locator("article.edition").inner_text()
    for words in (
        "7,958",
        "8,114",
        "No update received from IOM Kazakhstan.",
        "Nothing to report: IOM Turkmenistan.",
    ):
        assert words in told
    assert BAZAAR_MENDED.casefold() in told.casefold()
    assert SECRET not in page.content()
    response = page.request.get(f"{ISSUE}issue.pdf")
    assert response.headers["content-type"] == "application/pdf"
    assert (
        'filename="central-asia-regional-response-report-2020-09-en.pdf"'
        in response.headers["content-disposition"]
    )
    text = pdf_text(response)
    assert SHELTER.casefold() in text.casefold()
    for words in ("7,958", "No update received from", "Nothing to report"):
        assert words in text
    assert f"{made['pages']} page" in page.locator("a.download").inner_text()
    cover = page.locator("a.cover img")
    assert cover.get_attribute("alt") == "First page of Issue 9, 24 December 2020 (PDF)"
    cover.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('a.cover img').naturalWidth === 480")
    light = page.request.get(page.locator("a.light-link").get_attribute("href"))
    assert pdf_text(light) == text
    assert len(light.body()) < len(response.body())
    plain = page.request.get(f"{ISSUE}issue.txt").text()
    for words in (SHELTER, "7,958", "No update received from IOM Kazakhstan"):
        assert words in " ".join(plain.split())
    assert reader.context.cookies() == []


def test_11_a_correction_becomes_edition_2(visitor, made):
    counted = Book()  # after the publication nothing counts any more

    def at_work(name):
        person = visitor()
        person.log_in(name)
        return person, Hands(person.page, counted.step(name))

    editor, hands = at_work("editor")
    page = editor.page
    editor.open(f"/admin/issues/article/{made['article']}/change/")
    hands.type(page.get_by_role("textbox", name=re.compile("^Title")).first, SHELTER_MENDED)
    save(editor, hands)
    clearer, others = at_work("clearer")
    clearer.open(f"/admin/issues/issue/{made['issue']}/change/")
    clear(clearer, others, made, note=NOTE)
    editor.open(f"/admin/issues/issue/{made['issue']}/publish/")
    look_at_the_pages(editor)
    hands.press(button(page, re.compile("^Publish edition 2")))
    page.get_by_role("link", name=re.compile("PDF")).first.wait_for(timeout=WORKER)
    editor.look()

    reader = visitor()
    page = reader.page
    reader.open(ISSUE)
    now = page.locator("body").inner_text()
    assert SHELTER_MENDED.casefold() in now.casefold()
    assert NOTE in now
    reader.open(f"{ISSUE}v1/")
    assert SHELTER.casefold() in page.locator("article.edition").inner_text().casefold()
    assert "Khujand" in pdf_text(page.request.get(f"{ISSUE}v1/issue.pdf"))
    assert "Bokhtar" in pdf_text(page.request.get(f"{ISSUE}issue.pdf"))


PUBLIC_PAGES = [
    "",
    "central-asia-regional-response-report/",
    "central-asia-regional-response-report/2020/9/",
    "central-asia-regional-response-report/2020/8/",
    "central-asia-regional-response-report/2020/3/",
    "central-asia-regional-response-report/2020/8/v1/",
    "missions/",
    "missions/tajikistan/",
    "hotlines/",
]


@pytest.mark.one_engine
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [1366, 360])
def test_12_every_public_page_is_accessible(visitor, language, scheme, width):
    reader = visitor(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in PUBLIC_PAGES:
        assert reader.open(f"/{language}/{path}").status == 200
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True, (
            reader.page.url
        )
    assert reader.open(f"/{language}/nowhere/").status == 404
    reader.complaints[:] = [c for c in reader.complaints if "404" not in c]


@pytest.mark.one_engine
def test_13_reading_needs_no_javascript(visitor):
    reader = visitor(java_script_enabled=False)
    page = reader.page
    page.goto("/en/central-asia-regional-response-report/2020/8/")
    text = page.locator("body").inner_text()
    for words in ("330,528", "+992", "iomuz@iom.int"):
        assert words in text
    assert page.get_by_role("link", name=re.compile("PDF")).count() >= 1
    page.goto(ISSUE)
    assert "No update received from IOM Kazakhstan." in page.locator("body").inner_text()


@verapdf
@pytest.mark.one_engine
def test_14_every_published_pdf_is_accessible(site):
    """The two issues of the sample, and both editions of ours, in both languages and every form."""
    files = sorted((site.data_dir / "public").rglob("*.pdf"))
    assert len(files) == 8 * len(Form)
    for verdict in validate(*files):
        assert [str(failure) for failure in verdict.failures] == []
