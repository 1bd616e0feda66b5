"""The screens of a round in a real Chromium: accessibility, weight, keyboard, live deadlines."""

import datetime as dt

import pytest
from django.urls import reverse

import tests.test_admin_browser as admin_browser
from issues import rounds
from issues.models import Contribution, Issue
from missions.models import Mission
from tests.factories import make_article, make_figure, make_hotline, make_indicator, place

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

LOOKS = [(1366, "light"), (1366, "dark"), (360, "light"), (360, "dark")]
OPEN = "/admin/issues/issue/open/"
MOST_NODES = 1_000


@pytest.fixture
def nine(series, issue, sections, editor, contributor, tajikistan, kazakhstan):
    """Issue 9: Tajikistan has had its part back, Kazakhstan is late; a figure waits."""
    Mission.objects.update(time_zone="Asia/Dushanbe")
    indicator = make_indicator("assisted", name="Migrants assisted")
    series.indicators.add(indicator)
    place(make_figure(indicator, "7801", mission=tajikistan), sections["assistance"])
    make_hotline(tajikistan, last_tested_on=dt.date(2020, 1, 1))
    nine = rounds.open_issue(
        series,
        by=editor,
        year=2020,
        number=9,
        period_start=dt.date(2020, 12, 1),
        period_end=dt.date(2020, 12, 23),
        publication_date=dt.date(2020, 12, 24),
        due_on=dt.date(2020, 12, 18),
    )
    make_article(nine, title="A longer title about the clinic", mission=tajikistan, state="draft")
    part = nine.contributions.get(mission=tajikistan)
    rounds.submit_contribution(part, by=contributor, remark="The photo follows on Monday.")
    rounds.return_contribution(part, by=editor, reason="Name the towns.\nAnd the number of rooms.")
    return nine


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_editors_screens_have_no_fault(visitor, editor, nine, width, scheme):
    window = visitor(editor, width=width, scheme=scheme)
    screens = [
        OPEN,
        reverse("admin:issues_issue_round", args=[nine.pk]),
        reverse("admin:issues_issue_part", args=[nine.pk, "kazakhstan"]),
    ]
    for url in screens:
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(url)
        assert window.complaints == [], url
        for summary in page.locator("main details summary, .round details summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate("document.querySelectorAll('*').length") < MOST_NODES, url
        assert window.faults() == [], url


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_missions_part_has_no_fault(visitor, contributor, nine, width, scheme):
    window = visitor(contributor, width=width, scheme=scheme)
    page = window.open(reverse("admin:issues_issue_part", args=[nine.pk, "tajikistan"]))
    assert window.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert window.faults() == []


def test_another_day_shows_its_deadlines_at_once(visitor, editor, series, issue, sections):
    Mission.objects.update(time_zone="Asia/Dushanbe")
    window = visitor(editor)
    page = window.open(OPEN)
    words = page.get_by_label("What is asked of IOM Tajikistan, in words")
    words.fill("Typed before the day was changed")
    page.get_by_label("Contributions due on").fill("2020-12-22")
    page.get_by_label("Contributions due on").dispatch_event("change")
    page.get_by_text("Tue 22 December 2020, 17:00").first.wait_for()
    assert words.input_value() == "Typed before the day was changed"
    assert not page.get_by_role("button", name="Show the deadlines for this day").is_visible()
    assert not Issue.objects.filter(number=1).exists()
    assert window.complaints == []


def test_what_is_wrong_is_focused(visitor, editor, series, issue, sections):
    page = visitor(editor).open(OPEN)
    page.get_by_label("Number", exact=True).fill("")
    page.get_by_role("button", name="Open the issue and ask the missions").click()
    wrong = page.locator("#round-wrong")
    wrong.wait_for()
    assert wrong.evaluate("element => element === document.activeElement")


def test_a_round_by_keyboard(visitor, editor, contributor, nine, tajikistan):
    """Send with the article, return with a reason, send again, approve: no mouse."""
    mine = visitor(contributor).open(
        reverse("admin:issues_issue_part", args=[nine.pk, "tajikistan"])
    )
    mine.get_by_role("button", name="Send for review").press("Enter")
    mine.get_by_text("Your part is sent for review.").wait_for()
    assert nine.articles.get().state == "submitted"
    theirs = visitor(editor).open(reverse("admin:issues_issue_round", args=[nine.pk]))
    row = theirs.locator(".round-line", has_text="IOM Tajikistan").first
    row.get_by_text("Return with a reason").press("Enter")
    theirs.keyboard.press("Tab")
    theirs.keyboard.type("Name the rooms.")
    theirs.keyboard.press("Tab")
    theirs.keyboard.press("Enter")
    theirs.get_by_text("The part of IOM Tajikistan is returned.").wait_for()
    part = Contribution.objects.get(mission=tajikistan)
    assert (part.state, part.return_reason) == ("returned", "Name the rooms.")
