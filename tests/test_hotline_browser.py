"""The pages of hotlines in a real Chromium: without a network, and left in a hurry."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

import tests.test_admin_browser as admin_browser
from tests.chromium import Traffic
from tests.factories import make_hotline

chromium = admin_browser.chromium

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

ELSEWHERE = "https://weather.example/today"
PHONE = {"width": 360, "height": 640}
SEEN_WHILE_LEAVING = """() => addEventListener("leaving", () => setTimeout(() => {
    const { visibility } = getComputedStyle(document.querySelector("main"))
    console.log(`main: ${visibility}, title: ${document.title}`)
}))"""
KEPT = """async () => {
    const names = []
    for (const name of await caches.keys()) {
        const requests = await (await caches.open(name)).keys()
        names.push(...requests.map((request) => new URL(request.url).pathname))
    }
    return names
}"""


@pytest.fixture
def numbers(kazakhstan, tajikistan, transactional_db):
    stale = make_hotline(tajikistan, "+992900800800", last_tested_on=dt.date(2020, 12, 1))
    fresh = make_hotline(
        kazakhstan, "150", needs=["violence"], last_tested_on=timezone.localdate(), cost="free"
    )
    return {"stale": stale, "fresh": fresh}


class Phone:
    """Somebody with a telephone, on a site that really answers."""

    def __init__(self, chromium, url, **options):
        self.url = url
        self.context = chromium.new_context(**{"viewport": PHONE} | options)
        self.context.route(
            "https://weather.example/**",
            lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
        )
        self.page = self.context.new_page()
        self.traffic = Traffic(self.page)
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.hear)

    def hear(self, message):
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.complaints.append(f"{message.text} {message.location['url']}")

    def open(self, path):
        self.page.goto(self.url + path)
        return self.page

    def open_and_keep(self, path):
        page = self.open(path)
        page.get_by_text("This page is kept on this device").wait_for()
        return page

    def faults(self):
        """Return what axe objects to, on a screen as high as the page: the bar that leads away
        covers whatever is scrolled below it."""
        if self.page.locator("[data-offline]").count():
            self.page.locator("[data-offline]").wait_for()  # it comes late, and is as much page
        self.traffic.settle()
        window = self.page.viewport_size
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size(window | {"height": max(height, window["height"])})
        options = {"runOnly": admin_browser.WCAG, "resultTypes": ["violations"], "preload": False}
        found = Axe().run(self.page, options=options).response["violations"]
        self.page.set_viewport_size(window)
        return [(v["id"], n["html"][:120]) for v in found for n in v["nodes"]]


@pytest.fixture
def phone(chromium, live_server, settings, numbers):
    settings.SAFE_EXIT_URL = ELSEWHERE
    settings.ALLOWED_HOSTS = ["localhost"]
    opened = []

    def take(**options):
        opened.append(Phone(chromium, live_server.url, **options))
        return opened[-1]

    yield take
    for one in opened:
        one.context.close()
        assert one.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}])
def test_pages_have_no_fault(phone, numbers, viewport, scheme):
    window = phone(viewport=viewport, color_scheme=scheme)
    fresh, stale = numbers["fresh"], numbers["stale"]
    for path in ("", "?need=violence&country=XX", "cards/kz/", f"{fresh.pk}/", f"{stale.pk}/"):
        page = window.open(f"/en/hotlines/{path}")
        assert window.faults() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], path
    for name in ("about", "accessibility", "privacy", "licence"):
        page = window.open(f"/en/{name}/")
        assert window.faults() == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"], name


@pytest.mark.parametrize("language", ["en", "ru"])
def test_numbers_are_there_without_a_network_after_one_visit(phone, numbers, language):
    window = phone()
    page = window.open(f"/{language}/hotlines/")
    page.locator("[data-offline-said]:not(:empty)").wait_for()
    window.context.set_offline(True)
    page = window.open(f"/{language}/hotlines/?need=violence")
    assert page.locator('a[href="tel:150"]').is_visible()
    assert page.locator('a[href="tel:+992900800800"]').is_visible()
    # Style sheets come from the copy too: the way out stays where it is.
    place = page.locator(".exit").evaluate("(box) => getComputedStyle(box).position")
    assert place == "fixed"
    said = page.locator("[data-offline-said]").inner_text()
    assert str(timezone.localdate().year) in said
    assert window.faults() == []


def test_number_that_was_not_read_falls_back_to_the_directory(phone, numbers):
    window = phone()
    window.open_and_keep(f"/en/hotlines/{numbers['fresh'].pk}/")
    window.context.set_offline(True)
    page = window.open(f"/en/hotlines/{numbers['stale'].pk}/")
    assert page.locator("h1").inner_text() == "Hotlines"
    page = window.open(f"/en/hotlines/{numbers['fresh'].pk}/")
    assert page.locator("h1").inner_text() == "National hotline"


def test_copy_is_of_hotlines_only_and_is_renewed(phone, numbers, kazakhstan):
    window = phone()
    page = window.open_and_keep("/en/hotlines/?need=violence")
    window.open("/en/missions/")
    window.open("/en/")
    page = window.open_and_keep("/en/hotlines/")
    kept = page.evaluate(KEPT)
    assert "/en/hotlines/" in kept
    assert all(path.startswith(("/en/hotlines/", "/static/")) for path in kept)
    make_hotline(kazakhstan, "11616")
    page.evaluate("fetch('/en/hotlines/', {cache: 'reload'})")  # as if a minute had passed
    window.open_and_keep("/en/hotlines/")
    window.context.set_offline(True)
    assert window.open("/en/hotlines/").locator('a[href="tel:11616"]').is_visible()
    page = window.page
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        window.open("/en/missions/")


def test_copy_is_removed_by_its_button(phone):
    window = phone()
    page = window.open_and_keep("/en/hotlines/")
    page.get_by_role("button", name="Remove the offline copy").click()
    page.get_by_text("The copy has been removed from this device.").wait_for()
    assert page.evaluate(KEPT) == []
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )


def test_three_times_shift_leaves_no_way_back_and_no_copy(phone):
    window = phone()
    window.open("/healthz")
    page = window.open_and_keep("/en/hotlines/")
    before = page.evaluate("history.length")
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url.endswith("/healthz")
    page.wait_for_function("caches.keys().then((names) => names.length === 0)")


def test_capitals_and_two_presses_do_not_leave(phone):
    page = phone().open("/en/hotlines/")
    said = page.locator("[data-exit-said]")
    page.keyboard.press("Shift")
    assert said.inner_text() == "Shift pressed. Press it 2 more times to leave."
    page.keyboard.press("Shift")
    assert said.inner_text() == "Shift pressed twice. Press it once more to leave."
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert said.inner_text() == "Shift pressed. Press it 2 more times to leave."
    assert "/en/hotlines/" in page.url


def test_exit_is_the_second_stop_of_the_keyboard_and_hides_the_page_at_once(phone):
    window = phone()
    page = window.open("/en/hotlines/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hasAttribute('data-exit')")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    # The other page never comes: what matters is what is on the screen until then.
    window.context.route("https://weather.example/**", lambda route: None)
    page.evaluate(SEEN_WHILE_LEAVING)
    with page.expect_console_message() as seen:
        page.keyboard.press("Enter")
    assert seen.value.text == "main: hidden, title: "


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}])
def test_exit_never_stands_over_half_a_line(phone, viewport):
    """It is a bar from edge to edge, opaque, and the end of the page can be scrolled above it."""
    page = phone(viewport=viewport).open_and_keep("/en/hotlines/")  # then it grows no more
    bar = page.locator(".exit")
    box = bar.bounding_box()
    assert (box["x"], box["width"]) == (0, viewport["width"])
    assert box["y"] + box["height"] == viewport["height"]
    colour = bar.evaluate("(box) => getComputedStyle(box).backgroundColor")
    assert colour == page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".site-footer-links").last.bounding_box()
    assert last["y"] + last["height"] <= box["y"]


def test_exit_stands_at_the_head_where_a_bar_would_take_too_much(phone):
    page = phone(viewport={"width": 320, "height": 256}).open("/en/hotlines/")
    assert page.locator(".exit").bounding_box()["y"] < 100
    page.evaluate("scrollTo(0, 400)")
    assert page.locator(".exit").bounding_box()["y"] < 0


def test_exit_works_without_scripts(phone):
    window = phone(java_script_enabled=False)
    page = window.open("/en/hotlines/")
    page.locator(".exit-button").click()
    page.wait_for_url(ELSEWHERE)


def test_number_is_copied(phone, live_server):
    window = phone()
    window.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = window.open("/en/hotlines/?country=KZ")
    page.get_by_role("button", name="Copy 150").click()
    page.get_by_role("button", name="Copied 150").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "150"


def test_cards_have_the_size_of_a_bank_card_ten_on_a_sheet(phone):
    page = phone().open("/en/hotlines/cards/kz/")
    page.emulate_media(media="print")
    boxes = page.locator(".wallet-card").evaluate_all(
        "(all) => all.map((one) => [one.offsetWidth, one.offsetHeight])"
    )
    millimetre = 96 / 25.4
    assert len(boxes) == 10
    for width, height in boxes:
        assert width == pytest.approx(85 * millimetre, abs=1)
        assert height == pytest.approx(54 * millimetre, abs=1)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
