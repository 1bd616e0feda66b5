"""The grid of figures in a real Chromium: keyboard, pasting from a spreadsheet, accessibility."""

import datetime as dt

import pytest
from django.urls import reverse

import tests.test_admin_browser as admin_browser
from missions.models import AssistanceFigure
from tests.factories import make_figure, make_indicator

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

PASTE = """(box, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text/plain", text)
    box.dispatchEvent(
        new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }),
    )
}"""


@pytest.fixture
def indicators(series, tajikistan):
    """Four, each with a number of last month."""
    found = []
    for n, name in enumerate(["Assisted", "Fed", "Treated", "Trained"]):
        indicator = make_indicator(name.lower(), name=name, order=n, jump_threshold=None)
        series.indicators.add(indicator)
        make_figure(
            indicator,
            100,
            mission=tajikistan,
            covers=[tajikistan],
            as_of=dt.date(2020, 10, 31),
            source="Returns",
        )
        found.append(indicator)
    return found


@pytest.fixture
def grid(visitor, contributor, issue, indicators):
    """``grid()`` opens the grid of Tajikistan and returns the window."""

    def opened(**look):
        window = visitor(contributor, **look)
        window.open(reverse("admin:issues_issue_figures", args=[issue.pk, "tajikistan"]))
        return window

    return opened


def box(page, name):
    return page.get_by_label(f"Value: {name}", exact=True)


def shown(page):
    return page.locator(".figure-value").evaluate_all("all => all.map(box => box.value)")


def recorded():
    figures = AssistanceFigure.objects.filter(as_of=dt.date(2020, 11, 28))
    return {figure.indicator.name: figure.value for figure in figures}


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_the_grid_has_no_fault_before_and_after_a_refusal(grid, indicators, width, scheme):
    window = grid(width=width, scheme=scheme)
    page = window.page
    assert window.complaints == []
    assert window.faults() == []
    window.complaints.clear()  # axe's own styles, which the policy refuses
    box(page, "Assisted").fill("90")
    box(page, "Fed").fill("twelve")
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("Nothing was saved: 2 rows need your attention.").wait_for()
    assert page.get_by_label("Explained to readers").is_visible()
    assert shown(page) == ["90", "twelve", "", ""]
    assert [said for said in window.complaints if "422" not in said] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert window.faults() == []


def test_the_keys_of_a_spreadsheet(grid, indicators):
    page = grid().page
    box(page, "Assisted").press("1")
    page.keyboard.type("10")
    page.keyboard.press("Enter")
    page.keyboard.type("120")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("130")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("115")
    assert shown(page) == ["115", "120", "130", ""]
    assert page.locator(".grid-unsaved").inner_text() == "Rows changed and not saved: 3"
    page.keyboard.press("Control+Enter")
    page.get_by_text("3 figures are recorded.").wait_for()
    assert recorded() == {"Assisted": 115, "Fed": 120, "Treated": 130}


def test_a_column_of_a_spreadsheet_fills_the_rows_downwards(grid, indicators):
    page = grid().page
    box(page, "Fed").evaluate(PASTE, "330, 528\r\n7 500\r\n900\r\n1000\r\n")
    assert shown(page) == ["", "330, 528", "7 500", "900"]
    assert (
        page.locator("#grid-said").inner_text()
        == "Not taken over: 1. There is no such row, choice or date."
    )
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("3 figures are recorded.").wait_for()
    assert recorded() == {"Fed": 330528, "Treated": 7500, "Trained": 900}


def test_a_block_fills_the_cells_to_the_right_too(grid, indicators):
    page = grid().page
    block = "110\tabout\tpreliminary\t27.11.2020\n\tover\n120\tat least\tverified\t2020-11-26"
    box(page, "Assisted").evaluate(PASTE, block)
    assert page.locator("#grid-said").inner_text() == "2 numbers pasted."
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("Nothing was saved").wait_for()
    assert shown(page) == ["110", "", "120", ""]
    page.get_by_label("Qualifier: Fed", exact=True).select_option("exactly")
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("2 figures are recorded.").wait_for()
    found = AssistanceFigure.objects.exclude(as_of=dt.date(2020, 10, 31)).order_by("value")
    assert [(f.value, f.qualifier, f.status, f.as_of.day) for f in found] == [
        (110, "about", "preliminary", 27),
        (120, "at_least", "verified", 26),
    ]


def test_lines_that_name_their_indicator_find_its_row(grid, indicators):
    page = grid().page
    block = "Indicator\tNovember\ntrained\t130\tabout\nAssisted\t110\troughly\t\t31.31.2020"
    box(page, "Fed").evaluate(PASTE, block)
    assert shown(page) == ["110", "", "", "130"]
    assert page.get_by_label("Qualifier: Trained", exact=True).input_value() == "about"
    assert page.get_by_label("Data as of: Assisted", exact=True).input_value() == "2020-11-28"
    assert (
        page.locator("#grid-said").inner_text()
        == "Not taken over: 3. There is no such row, choice or date."
    )


def test_quick_answers_and_the_number_typed_over_one(grid, indicators):
    page = grid().page
    page.get_by_role("button", name="same as last time: Assisted").click()
    page.get_by_role("button", name="nothing to report: Fed").click()
    page.get_by_role("button", name="no update received: Treated").click()
    assert shown(page) == ["100", "", "", ""]
    box(page, "Treated").fill("140")
    assert page.get_by_label("Status: Treated", exact=True).input_value() == "verified"
    page.get_by_role("button", name="Save the figures").click()
    page.get_by_text("3 of 4 answered").wait_for()
    assert recorded() == {"Assisted": 100, "Fed": None, "Treated": 140}


def test_leaving_with_unsaved_numbers_asks_first(grid, indicators):
    page = grid().page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    box(page, "Assisted").click()
    page.keyboard.type("110")
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert box(page, "Assisted").input_value() == "110"
