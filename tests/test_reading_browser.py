"""Reading an issue in a real Chromium: contents that follow, links to copy, axe on every page."""

import pytest

import tests.test_admin_browser as admin_browser
from tests.delivery.editions import article_node, figure_node, make_edition, section_node

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
PATHS = ["", "v1/", "changes.html", "research-on-remittances/"]
LONG = (
    "<p>" + "National banks met in Dushanbe to talk about money that is sent home. " * 40 + "</p>"
)


@pytest.fixture
def corrected(issue):
    """Issue 8 with a correction of one article."""

    def sections(body):
        articles = [article_node(body=body), article_node("More", slug="more", body=LONG)]
        return [
            section_node("Direct assistance", slug="help", kind="figures", figures=[figure_node()]),
            section_node(articles=articles),
        ]

    make_edition(issue, sections=sections(LONG), is_rendered=True)
    changed = LONG.replace("Dushanbe", "Astana", 1)
    return make_edition(
        issue, version=2, note="The place was wrong.", sections=sections(changed), is_rendered=True
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1366])
def test_pages_have_no_fault(visitor, corrected, width, scheme):
    window = visitor(None, width=width, scheme=scheme)
    for path in [f"{mode}{ISSUE}{path}" for mode in ("", "/text") for path in PATHS]:
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(path)
        assert window.complaints == [], path  # nothing against the data blocks either
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert window.faults() == [], path


def test_the_contents_show_where_the_reader_is(visitor, corrected):
    page = visitor(None, height=700).open(ISSUE)
    page.locator("#article--more").evaluate("article => article.scrollIntoView()")
    page.locator('.contents [href="#partnership-in-action"][aria-current]').wait_for()
    page.locator("#help").evaluate("section => section.scrollIntoView()")
    page.locator('.contents [href="#help"][aria-current]').wait_for()
    assert page.locator(".contents [aria-current]").count() == 1


def test_the_contents_are_folded_on_a_telephone(visitor, corrected):
    page = visitor(None, width=360, height=740).open(ISSUE)
    link = page.locator('.contents [href="#help"]')
    assert not link.is_visible()
    page.locator(".contents summary").click()
    assert link.is_visible()
    assert link.bounding_box()["height"] >= 44


def test_without_scripts_the_contents_stand_open_beside_the_text(visitor, corrected):
    window = visitor(None)
    window.page.route("**/*.js", lambda route: route.abort())
    page = window.open(ISSUE)
    assert page.locator('.contents [href="#help"]').is_visible()
    assert not page.get_by_text("Copy the link").is_visible()


def test_the_permanent_address_can_be_copied(visitor, corrected):
    page = visitor(None).open(ISSUE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{ISSUE}v2/")


def test_a_figure_can_be_linked_to(visitor, corrected):
    page = visitor(None).open(ISSUE)
    link = page.get_by_role("link", name="Link to this figure: People assisted")
    link.click()
    name = page.evaluate("location.hash").removeprefix("#")
    assert page.locator(f"[id='{name}'] .number").inner_text() == "7,801"
    assert min(link.bounding_box()[side] for side in ("width", "height")) >= 44
