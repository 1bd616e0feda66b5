"""The keys of the staff's side in a real Chromium, and what the search shows there."""

import pytest

import tests.test_admin_browser as admin_browser
from tests.factories import make_article, make_hotline, make_photo

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

SEARCH = "/admin/issues/issue/search/"
FOCUSED = "document.activeElement.id"


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_search_and_keys_have_no_fault(visitor, editor, issue, tajikistan, width, scheme):
    make_photo(article=make_article(issue, title="Winter", mission=tajikistan), alt="Winter coats")
    make_hotline(tajikistan, name="Winter line")
    window = visitor(editor, width=width, scheme=scheme)
    for query, shown in (("winter", "#found-photo"), ("nowhere", ".search-page .card")):
        page = window.open(f"{SEARCH}?q={query}")
        assert page.locator(shown).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert window.faults() == []
    page.click("#keys-open")
    assert page.locator("#keys").is_visible()
    assert window.faults() == []
    assert window.complaints == []


def test_keys_lead_to_the_search_and_to_the_help_and_back(visitor, editor, issue, article):
    page = visitor(editor).open(f"/admin/issues/issue/{issue.pk}/arrange/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "desk-search"
    page.keyboard.type("what/now?")
    assert page.input_value("#desk-search") == "what/now?"
    assert not page.locator("#keys").is_visible()

    page.focus("#keys-open")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert page.locator("#keys dt").first.inner_text() == "Alt + ↑"
    page.keyboard.press("/")
    assert page.evaluate("document.getElementById('keys').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    assert page.evaluate(FOCUSED) == "keys-open"


def test_the_single_keys_can_be_turned_off_for_good(visitor, editor, issue):
    window = visitor(editor)
    page = window.open("/admin/")
    page.click("#keys-open")
    page.uncheck("#keys-single")
    page.keyboard.press("Escape")
    page = window.open("/admin/")
    page.keyboard.press("?")
    page.keyboard.press("/")
    assert not page.locator("#keys").is_visible()
    assert page.evaluate(FOCUSED) != "desk-search"
    page.click("#keys-open")
    page.check("#keys-single")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
