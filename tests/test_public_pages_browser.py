"""Public pages of the kinds that no other browser test opens: axe, and no sideways scrolling."""

import datetime as dt

import pytest

import tests.test_admin_browser as admin_browser
from issues.withdrawal import withdraw_edition
from missions.ledger import release
from tests.delivery.editions import make_edition
from tests.factories import make_contact, make_figure, make_indicator, make_issue

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

PATHS = [
    *("figures/", "figures/dictionary/", "figures/assisted/", "figures/assisted/embed/"),
    *("missions/", "missions/tajikistan/", "api/"),
    *("central-asia-regional-response-report/2020/7/", "nowhere/"),
]


@pytest.fixture
def public(series, issue, tajikistan, editor):
    """Figures of two months, an issue that stands, and one that was withdrawn."""
    make_contact(tajikistan)
    indicator = make_indicator()
    for month, value in ((10, 7801), (11, 8200)):
        day = dt.date(2020, month, 28)
        figure = make_figure(indicator, value, as_of=day, mission=tajikistan, covers=[tajikistan])
        release([figure.pk], on=day)
    make_edition(issue)
    withdrawn = make_edition(make_issue(series, number=7))
    withdraw_edition(withdrawn, by=editor, reason="It named people who had asked us not to.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1366])
def test_pages_have_no_fault(visitor, public, width, scheme):
    window = visitor(None, width=width, scheme=scheme)
    for path in PATHS:
        page = window.open(f"/en/{path}")
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        assert window.faults() == [], path
