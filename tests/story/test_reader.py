"""A reader with a small telephone and a Russian interface, on a site as ``make run`` serves it:
a number without a network, an article, an issue by mail, and no mail any more.
"""

import datetime as dt
import json
import re
import time

import pytest

from tests.issues.following import letters_in, text_of

from .conftest import ROOT, running

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
MAIL_WITHIN = 120  # seconds: the worker looks every half minute
ADDRESS = "reader@example.org"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An installation of the reader's own: the newest issue of the others stays as it is."""
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def next_issue(tmp_path):
    """A folder with the issue of today: one article of the sample, in English and Russian."""
    bundle = json.loads((ROOT / "sample/2020-08/issue.json").read_text())
    today = dt.datetime.now(dt.UTC).date()
    dates = ("period_start", "period_end", "data_as_of", "publication_date")
    bundle["issue"] |= {"year": today.year, "number": 1} | dict.fromkeys(dates, str(today))
    bundle["issue"]["next_issue_date"] = None
    bundle["figures"] = []
    (section,) = (s for s in bundle["sections"] if s["title"] == "PARTNERSHIP IN ACTION")
    (article,) = (a for a in section["articles"] if a.get("mission") == "kazakhstan")
    section["articles"] = [article | {"photos": []}]
    bundle["sections"] = [section]
    (tmp_path / "issue.json").write_text(json.dumps(bundle))
    return tmp_path


def mail(site, number):
    """Return the letter of that number that the site has sent to the reader."""
    deadline = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < deadline:
        found = [one for one in letters_in(site.data_dir / "outbox") if one["To"] == ADDRESS]
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.5)
    raise AssertionError(f"no letter {number}")


def link_in(letter, name):
    return re.search(rf"https?://\S+/ru/follow/{name}/\S+", text_of(letter))[0]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_a_reader_finds_a_number_reads_follows_and_stops(visitor, site, next_issue):
    reader = visitor(**PHONE)
    page = reader.page

    # A number to call, once with a network and then without one.
    reader.open("/ru/")
    page.get_by_role("link", name="Горячие линии").first.tap()
    page.get_by_text("Эта страница хранится на этом устройстве").wait_for()
    reader.context.set_offline(True)
    reader.open("/ru/hotlines/?country=TJ")  # never read before, so not in the browser's own cache
    assert page.locator("html[data-copied]").count() == 1
    assert page.locator('a[href="tel:+992900800800"]').first.is_visible()
    assert page.locator("html").get_attribute("lang") == "ru"
    assert fits(page)
    reader.context.set_offline(False)
    assert page.locator(".exit").evaluate("e => getComputedStyle(e).position") == "fixed"
    assert all("ERR_INTERNET_DISCONNECTED" in said for said in reader.complaints)
    reader.complaints.clear()

    # An article of the newest issue, in Russian.
    reader.open("/ru/")
    page.get_by_role("link", name="КАЗАХСТАН И ГЛОБАЛЬНЫЙ ДОГОВОР О МИГРАЦИИ").first.tap()
    page.get_by_role(
        "heading", name="КАЗАХСТАН И ГЛОБАЛЬНЫЙ ДОГОВОР О МИГРАЦИИ", level=1
    ).wait_for()
    reader.look()
    assert "12 ноября 2020 года два министерства подвели итоги" in page.locator("main").inner_text()
    assert fits(page)

    # Every issue by mail, once the address is confirmed.
    page.get_by_role("link", name="Получать по эл. почте").first.tap()
    page.get_by_role("button", name="Отправить мне письмо для подтверждения").wait_for()
    reader.look()
    page.get_by_label("Ваш адрес эл. почты").fill(ADDRESS)
    page.get_by_role("button", name="Отправить мне письмо для подтверждения").tap()
    page.get_by_role("heading", name="Посмотрите почту").wait_for()
    reader.look()
    assert fits(page)
    reader.open(link_in(mail(site, 1), "confirm"))
    page.get_by_role("button", name="Да, отправляйте мне").tap()
    page.get_by_role("heading", name="Мы вам напишем").wait_for()

    site.manage("import_issue", "--publish", str(next_issue))
    letter = mail(site, 2)
    assert "12 ноября 2020 года два министерства подвели итоги" in text_of(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    # No mail any more: nobody is known by that address, and nothing tells the reader from others.
    reader.open(link_in(letter, "stop"))
    assert fits(page)
    page.get_by_role("button", name="Прекратить все письма").tap()
    page.get_by_role("heading", name="Писем больше не будет").wait_for()
    reader.look()
    assert reader.context.request.get(link_in(letter, "choices")).status == 410
    assert reader.context.cookies() == []
