"""One issue from the first word to the corrected edition, in a real browser, by real people."""

import re
from io import BytesIO

import pypdf
import pytest

from issues.pdf import Form
from tests.factories import jpeg
from tests.verapdf import validate, verapdf

pytestmark = [pytest.mark.browser, pytest.mark.pdf]

SERIES = "/en/central-asia-regional-response-report/"
ISSUE = f"{SERIES}2020/9/"
TITLE = "A night shelter opens in Khujand"
SECRET = "Astana keeps this to itself"


@pytest.fixture(scope="module")
def made():
    """What the chapters hand on to one another: ids of what was made."""
    return {}


def write(page, label, text):
    """Type ``text`` into the rich text editor named ``label``."""
    page.locator("[contenteditable=true]").and_(page.get_by_label(label)).first.fill(text)


def saved(page):
    told = page.locator(".errornote:visible, .errorlist:visible, ul.messagelist")
    told.first.wait_for()
    problems = told.all_inner_texts()
    assert page.locator("ul.messagelist li.success").count() == 1, problems


def pk_in(url):
    return re.search(r"/(\d+)/", url)[1]


def save_article(page):
    """Save on the Write screen, which then says when."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#write-status").get_by_text(re.compile("^Saved")).wait_for()


def test_1_the_editor_opens_an_issue(visitor, made):
    editor = visitor()
    editor.log_in("editor")
    page = editor.page
    editor.open("/admin/issues/issue/add/")
    page.locator("#id_series").select_option(index=1)
    page.get_by_label("Year").fill("2020")
    page.get_by_label("Number").fill("9")
    page.get_by_label("Reporting period from").fill("2020-12-01")
    page.get_by_label("Reporting period to").fill("2020-12-23")
    page.get_by_label("Data as of").fill("2020-12-22")
    page.get_by_label("Publication date").fill("2020-12-24")
    page.get_by_role("button", name="Save and continue editing").click()
    saved(page)
    editor.look()
    made["issue"] = pk_in(page.url)
    for title, kind in [("In numbers", "figures"), ("From the missions", "articles")]:
        editor.open(f"/admin/issues/section/add/?issue={made['issue']}")
        page.locator("#id_issue").select_option(made["issue"])
        page.locator("#id_title").fill(title)
        page.locator("#id_kind").select_option(kind)
        page.get_by_role("button", name="Save and continue editing").click()
        saved(page)
        made[title] = pk_in(page.url)
    editor.open("/admin/issues/article/add/")
    page.locator("#id_title").fill(SECRET)
    write(page, "Text", "Not for other missions.")
    page.locator("#id_issue").select_option(made["issue"])
    page.locator("#id_mission").select_option(label="IOM Kazakhstan")
    save_article(page)
    made["secret"] = pk_in(page.url)


def test_2_a_contributor_writes_article_photo_and_figure(visitor, made):
    author = visitor()
    author.log_in("dushanbe")
    page = author.page
    author.open("/admin/issues/article/add/")
    page.locator("#id_title").fill(TITLE)
    write(page, "Text", "Forty people slept there in the first week.")
    page.locator("#id_issue").select_option(made["issue"])
    page.get_by_text("Add another Photo").click()
    page.locator("#id_photos-0-image").set_input_files(
        {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"these are only words"}
    )
    page.locator("#id_photos-0-alt").fill("Beds in a bright room")
    page.locator("#id_photos-0-credit").fill("IOM Tajikistan")
    page.locator("#id_photos-0-consent").select_option("not_needed")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".errorlist:visible").first.wait_for()
    assert page.locator("ul.messagelist li.success").count() == 0
    author.look()
    assert page.locator("#id_title").input_value() == TITLE  # nothing typed is lost
    page.locator("#id_photos-0-image").set_input_files(
        {"name": "beds.jpg", "mimeType": "image/jpeg", "buffer": jpeg(2000, 1333)}
    )
    save_article(page)
    author.look()
    made["article"] = pk_in(page.url)
    page.locator("summary", has_text="Send for review").click()
    author.look()
    page.get_by_role("button", name="Send for review", exact=True).click()
    saved(page)
    assert page.get_by_text("sent for review", exact=True).is_visible()

    author.open("/admin/missions/assistancefigure/add/")
    page.locator("#id_indicator").select_option(label="People assisted by IOM missions")
    page.locator("#id_value").fill("twelve")
    page.locator("#id_as_of").fill("2020-12-22")
    page.get_by_label("IOM Tajikistan", exact=True).check()
    page.locator("#id_source").fill("Shelter register, IOM Tajikistan")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator("#id_source").input_value() == "Shelter register, IOM Tajikistan"
    author.look()
    page.locator("#id_value").fill("7 958")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert "7,958" in page.locator("#result_list").inner_text()


def test_3_the_contributor_cannot_see_another_missions_draft(visitor, made):
    author = visitor()
    author.log_in("dushanbe")
    page = author.page
    author.open("/admin/issues/article/")
    listed = page.locator("#result_list").inner_text()
    assert TITLE in listed
    assert SECRET not in listed
    for path in ("change/", "history/", "delete/", "preview/"):
        page.goto(f"/admin/issues/article/{made['secret']}/{path}")
        assert SECRET not in page.content()
    # Refused pages answer 4xx, which the browser's console reports.
    author.complaints.clear()
    assert author.open(f"/admin/issues/article/{made['article']}/preview/").ok


def test_4_the_editor_arranges_previews_and_publishes(visitor, made):
    editor = visitor()
    editor.log_in("editor")
    page = editor.page
    editor.open(f"/admin/issues/issue/{made['issue']}/arrange/")
    handle = page.get_by_role("button", name=f"Move “{TITLE}”")
    home = page.locator(f"#section-{made['From the missions']}")
    handle.focus()
    for _ in range(6):  # by keyboard, from “in no section” up into the section for articles
        if home.get_by_role("link", name=TITLE).count():
            break
        page.keyboard.press("Alt+ArrowUp")
    page.get_by_role("button", name="Save this order").click()
    saved(page)
    editor.look()

    editor.open(f"/admin/issues/article/{made['article']}/change/")
    page.get_by_role("button", name="Approve", exact=True).click()
    saved(page)

    editor.open(f"/admin/issues/section/{made['In numbers']}/change/")
    page.get_by_text(re.compile("^Add another Figure")).click()
    figure = page.locator("#id_placements-0-figure")
    option = figure.locator("option").filter(has_text="7,958").get_attribute("value")
    figure.select_option(option)
    # The figure before covered the whole region.
    page.locator("#placements-0 summary").click()
    page.locator("#id_placements-0-change_reason").fill("Counted in Tajikistan only.")
    page.get_by_role("button", name="Save and continue editing").click()
    saved(page)
    editor.look()

    assert editor.open(f"/admin/issues/issue/{made['issue']}/preview/").ok
    assert "7,958" in page.content()
    assert TITLE in page.content()
    preview = page.request.get(f"/admin/issues/issue/{made['issue']}/preview.pdf")
    assert preview.ok
    assert preview.body()[:5] == b"%PDF-"

    stranger = visitor()
    for path in (f"/admin/issues/issue/{made['issue']}/preview/", ISSUE):
        stranger.page.goto(path)
        assert TITLE not in stranger.page.content()
    stranger.complaints.clear()

    clear(visitor(), made)
    publish(editor, made)


def clear(clearer, made, *, note=""):
    """Somebody who stands for the issue looks at it and clears it."""
    clearer.log_in("clearer")
    page = clearer.page
    clearer.open(f"/admin/issues/issue/{made['issue']}/publish/")
    look_at_the_pages(clearer)
    for label, text in [
        ("What does this edition correct?", note),
        ("Why may the warnings stand?", "Seen with the country offices."),
    ]:
        if page.get_by_label(label).count():
            page.get_by_label(label).fill(text)
    button = page.get_by_role("button", name=re.compile("^Clear edition"))
    assert button.is_visible(), page.locator("main").inner_text()
    button.click()
    saved(page)
    clearer.look()


def look_at_the_pages(editor):
    """Wait until the worker has laid out the pages, and look at every one of them."""
    page = editor.page
    page.locator(".sheets:not(.outdated) .sheet-picture").first.wait_for(timeout=120_000)
    editor.look()
    pictures = page.locator(".sheets:not(.outdated) .sheet-picture img")
    assert pictures.count() >= 1
    for number in range(pictures.count()):
        picture = pictures.nth(number)
        picture.scroll_into_view_if_needed()
        response = page.request.get(picture.get_attribute("src"))
        assert (response.status, response.headers["content-type"]) == (200, "image/webp")
    assert page.locator(".proof .card.stop").count() == 0, page.locator("main").inner_text()
    return pictures.count()


def publish(editor, made):
    page = editor.page
    editor.open(f"/admin/issues/issue/{made['issue']}/publish/")
    made["pages"] = look_at_the_pages(editor)
    button = page.get_by_role("button", name=re.compile("^Publish edition"))
    assert button.is_visible(), page.locator("main").inner_text()
    button.click()
    page.get_by_role("link", name=re.compile("PDF")).first.wait_for(timeout=120_000)
    editor.look()


def pdf_text(response):
    reader = pypdf.PdfReader(BytesIO(response.body()))
    return " ".join("\n".join(p.extract_text() for p in reader.pages).split())


def test_5_a_reader_finds_it_and_opens_the_pdf(visitor, made):
    reader = visitor(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = reader.page
    reader.open("/")
    assert page.url.endswith("/en/")
    assert "11616" in page.content()  # help first, on every page
    reader.open(f"{SERIES}?text=shelter")
    page.get_by_role("link", name=re.compile("Issue 9")).first.click()
    reader.look()
    assert page.url.endswith(ISSUE)
    assert "7,958" in page.locator("article.edition").inner_text()
    assert SECRET not in page.content()
    response = page.request.get(f"{ISSUE}issue.pdf")
    assert response.headers["content-type"] == "application/pdf"
    assert (
        'filename="central-asia-regional-response-report-2020-09-en.pdf"'
        in response.headers["content-disposition"]
    )
    text = pdf_text(response)
    assert TITLE.casefold() in text.casefold()
    assert "7,958" in text
    assert f"{made['pages']} page" in page.locator("a.download").inner_text()
    cover = page.locator("a.cover img")
    assert cover.get_attribute("alt") == "First page of Issue 9, 24 December 2020 (PDF)"
    cover.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('a.cover img').naturalWidth === 480")
    light = page.request.get(page.locator("a.light-link").get_attribute("href"))
    assert pdf_text(light) == text
    assert len(light.body()) < len(response.body())
    told = page.request.get(f"{ISSUE}issue.txt").text()
    assert TITLE in told
    assert "7,958" in told
    assert reader.context.cookies() == []


def test_6_a_correction_becomes_edition_2(visitor, made):
    editor = visitor()
    editor.log_in("editor")
    editor.open(f"/admin/issues/article/{made['article']}/change/")
    editor.page.locator("#id_title").fill("A night shelter opens in Bokhtar")
    save_article(editor.page)
    clear(visitor(), made, note="The shelter is in Bokhtar, not in Khujand.")
    publish(editor, made)

    reader = visitor()
    page = reader.page
    reader.open(ISSUE)
    now = page.locator("body").inner_text()
    assert "A night shelter opens in Bokhtar".casefold() in now.casefold()
    assert "The shelter is in Bokhtar, not in Khujand." in now
    reader.open(f"{ISSUE}v1/")
    assert TITLE.casefold() in page.locator("article.edition").inner_text().casefold()
    assert "Khujand" in pdf_text(page.request.get(f"{ISSUE}v1/issue.pdf"))
    assert "Bokhtar" in pdf_text(page.request.get(f"{ISSUE}issue.pdf"))


PUBLIC_PAGES = [
    "",
    "central-asia-regional-response-report/",
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
def test_7_every_public_page_is_accessible(visitor, language, scheme, width):
    reader = visitor(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in PUBLIC_PAGES:
        assert reader.open(f"/{language}/{path}").status == 200
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True, (
            reader.page.url
        )
    assert reader.open(f"/{language}/nowhere/").status == 404
    reader.complaints[:] = [c for c in reader.complaints if "404" not in c]


@pytest.mark.one_engine
def test_8_reading_needs_no_javascript(visitor):
    reader = visitor(java_script_enabled=False)
    page = reader.page
    page.goto("/en/central-asia-regional-response-report/2020/8/")
    text = page.locator("body").inner_text()
    for words in ("330,528", "+992", "iomuz@iom.int"):
        assert words in text
    assert page.get_by_role("link", name=re.compile("PDF")).count() >= 1


@verapdf
@pytest.mark.one_engine
def test_9_every_published_pdf_is_accessible(site):
    """The two issues of the sample, and both editions of ours, in every form."""
    files = sorted((site.data_dir / "public").rglob("*.pdf"))
    assert len(files) == 4 * len(Form)
    for verdict in validate(*files):
        assert [str(failure) for failure in verdict.failures] == []
