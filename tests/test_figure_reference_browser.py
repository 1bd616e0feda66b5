"""Figures inside sentences, in a real Chromium: chips, the dialog by keyboard, pasting."""

import re
import uuid

import pytest
from django.urls import reverse

import tests.test_admin_browser as admin_browser
from issues.readiness import blockers
from missions.models import AssistanceFigure
from tests.factories import make_figure, make_indicator, place

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

PASTE = """(html) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text/html", html)
    document.querySelector("[contenteditable=true]").dispatchEvent(
        new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }),
    )
}"""


@pytest.fixture
def figures(tajikistan):
    """Two that a text may refer to."""
    returned = make_indicator("returned", name="Migrants returned")
    kits = make_indicator("kits", name="Hygiene kits", unit="kits")
    return {
        "returned": make_figure(returned, 7801, mission=tajikistan, covers=[tajikistan]),
        "kits": make_figure(kits, 1200, mission=tajikistan, covers=[tajikistan], qualifier="about"),
    }


@pytest.fixture
def writing(visitor, contributor, article):
    """``writing(body)`` opens the article in the editor and returns the window."""

    def opened(body="", **look):
        article.body, article.state = body, "draft"
        article.save()
        window = visitor(contributor, **look)
        window.open(reverse("admin:issues_article_change", args=[article.pk]))
        window.page.locator("[contenteditable=true]").wait_for()
        return window

    return opened


def reference(figure):
    return f'<data value="{figure.observation}"></data>'


def stored(page):
    return page.locator("textarea[name=body]").input_value()


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_the_dialog_has_no_fault(writing, figures, width, scheme):
    window = writing(f"<p>{reference(figures['returned'])} came.</p>", width=width, scheme=scheme)
    page = window.page
    page.get_by_role("button", name="Insert a figure of the ledger (Ctrl+Shift+F)").click()
    page.get_by_role("button", name="about 1,200 Hygiene kits").wait_for()
    assert window.complaints == []
    assert window.faults() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_that_asks_for_a_reason_has_no_fault(
    visitor, editor, writing, figures, issue, sections, article
):
    place(figures["returned"], sections["assistance"])
    writing("<p>So far 7,810 migrants returned.</p>")
    article.state = "approved"
    article.save()
    [finding] = blockers(issue)
    window = visitor(editor)
    window.open(finding.answer_url)
    window.page.get_by_role("button", name="Keep the number for this reason").click()
    window.page.get_by_text("Say why the number stays: readers will see it.").wait_for()
    assert window.faults() == []


def test_a_figure_is_found_and_inserted_by_keyboard_alone(writing, figures, article):
    window = writing("<p>By now</p>")
    page = window.page
    page.locator("[contenteditable=true]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" ")
    page.keyboard.press("Control+Shift+F")
    dialog = page.get_by_role("dialog", name="Insert a figure")
    dialog.get_by_text("Figures found: 2").wait_for()
    page.keyboard.type("migr")
    dialog.get_by_text("Figures found: 1").wait_for()
    choice = dialog.get_by_role("button", name="7,801")
    assert re.sub(r"\s+", " ", choice.inner_text()) == (
        "7,801 Migrants returned 28 November 2020 · IOM Tajikistan · Mission reports"
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    page.keyboard.type(" people.")
    chip = page.locator(".figure-chip")
    assert chip.inner_text() == "7,801"
    assert "Migrants returned" in chip.get_attribute("title")
    expected = f"<p>By now {reference(figures['returned'])} people.</p>"
    assert stored(page) == expected
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/change/?saved=1")
    article.refresh_from_db()
    assert article.body == expected
    assert window.complaints == []


def test_escape_leaves_the_text_as_it_was(writing, figures):
    body = f"<p>So many: {reference(figures['kits'])}.</p>"
    page = writing(body).page
    page.locator("[contenteditable=true]").focus()
    page.keyboard.press("Control+Shift+F")
    dialog = page.get_by_role("dialog", name="Insert a figure")
    dialog.get_by_text("Figures found: 2").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert stored(page) == body
    assert page.evaluate("document.activeElement.isContentEditable")


def test_chips_show_what_stands_today_and_warn_of_what_is_gone(writing, figures):
    old = figures["returned"]
    AssistanceFigure.objects.create(
        indicator=old.indicator,
        definition=old.definition,
        mission=old.mission,
        value=7999,
        as_of=old.as_of,
        source=old.source,
        supersedes=old,
        correction_reason="Late data.",
    )
    gone = f'<data value="{uuid.uuid4()}"></data>'
    page = writing(f"<p>{reference(old)}, {reference(figures['kits'])}, {gone}</p>").page
    page.get_by_text("figure not found").wait_for()
    assert page.locator(".figure-chip").all_inner_texts() == [
        "7,999",
        "about 1,200",
        "figure not found",
    ]
    assert page.locator(".figure-chip.missing").all_inner_texts() == ["figure not found"]


def test_pasting_keeps_references_and_drops_the_data_of_others(writing, figures):
    page = writing().page
    own = reference(figures["kits"])
    page.evaluate(PASTE, f'<p>We gave {own} to <data value="42">forty-two</data> people.</p>')
    assert stored(page) == f"<p>We gave {own} to forty-two people.</p>"
