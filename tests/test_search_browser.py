"""The search and the archive in a real Chromium: by the form alone, on a telephone and a desk."""

import pytest

import tests.test_admin_browser as admin_browser
from tests.delivery.editions import article_node, make_edition, section_node
from tests.factories import make_hotline, make_issue

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

ADDRESSES = [
    "search/",
    "search/?q=dushanbe",
    "search/?q=dushambe&theme=labour-migration",
    "search/?q=hotline+tajikistan",
    "search/?q=zzzz&year=2020&mission=tajikistan",
    "search/?q=a&year=1066",
    "central-asia-regional-response-report/?theme=labour-migration",
]


@pytest.fixture
def published(series, tajikistan):
    make_hotline(tajikistan)
    for number in (1, 2):
        text = article_node("Школы Душанбе", body="<p>Schools in Душанбе opened again.</p>")
        make_edition(make_issue(series, number=number), sections=[section_node(articles=[text])])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1366])
def test_pages_have_no_fault(visitor, published, width, scheme):
    window = visitor(None, width=width, scheme=scheme)
    for path in ADDRESSES:
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(f"/en/{path}")
        assert window.complaints == [], path
        assert window.faults() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_a_telephone_leads_to_the_search(visitor, published):
    page = visitor(None, width=360).open("/en/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.wait_for_url("**/en/search/")
    page.get_by_role("searchbox", name="Words").fill("школы")
    page.get_by_role("button", name="Find").click()
    page.locator(".hit").first.wait_for()
    assert page.locator(".hit").count() == 2


def test_somebody_searches_and_narrows(visitor, published):
    page = visitor(None).open("/en/")
    page.get_by_role("searchbox", name="Search for").fill("dushambe")
    page.get_by_role("button", name="Search").click()
    page.locator(".correction").wait_for()
    assert page.locator("script").count() == 0
    assert page.locator(".correction").inner_text().startswith("Nothing says dushambe.")
    assert page.locator(".hit-words mark").first.inner_text() == "Душанбе"
    page.get_by_text("Narrow by mission").click()
    page.get_by_label("Order").select_option("Words in the title first")
    page.get_by_role("searchbox", name="Words").fill("школы")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**order=title**")
    page.get_by_role("link", name="Школы Душанбе").first.click()
    page.wait_for_url("**/research-on-remittances/")
    assert page.locator("h1, h2").get_by_text("Школы Душанбе").count()
