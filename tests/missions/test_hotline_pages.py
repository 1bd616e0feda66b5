"""Hotlines for those who call: the directory, one number, cards, plain text, and old issues."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError

from missions.hotline_pages import is_one_message
from missions.models import Hotline
from missions.vcard import vcard
from reportcms import versions
from tests.delivery.editions import make_edition, mission_node, section_node
from tests.factories import make_contact, make_hotline, make_mission

TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def violence_line(kazakhstan):
    return make_hotline(
        kazakhstan,
        "150",
        name="Violence line",
        needs=["violence", "child"],
        last_tested_on=TODAY - dt.timedelta(days=12),
    )


@pytest.fixture
def legal_line(tajikistan):
    return make_hotline(
        tajikistan, "+992900800800", name="Legal line", needs=["legal"], last_tested_on=TODAY
    )


# --- The directory ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["Violence line", "Legal line"], []),
        ("?country=KZ", ["Violence line"], ["Legal line"]),
        ("?need=legal", ["Legal line"], ["Violence line"]),
        ("?need=child&country=KZ", ["Violence line"], ["Legal line"]),
    ],
)
def test_directory_is_narrowed_in_the_address(
    client, violence_line, legal_line, query, shown, hidden
):
    page = client.get(f"/en/hotlines/{query}").text
    assert all(name in page for name in shown)
    assert not any(name in page for name in hidden)


def test_need_without_a_number_leads_back_to_all(client, violence_line, legal_line):
    page = client.get("/en/hotlines/?country=KZ&need=legal").text
    assert "No number there is for this need." in page
    assert 'href="/en/hotlines/">Show all numbers' in page


@pytest.mark.parametrize("query", ["country=XX", "need=nonsense", "country=%00", "need=health"])
def test_choice_that_nobody_offered_is_said_and_hides_no_number(
    client, violence_line, legal_line, query
):
    response = client.get(f"/en/hotlines/?{query}")
    assert response.status_code == 200
    assert "There is no number for this choice. You see all numbers: choose again." in response.text
    assert "Violence line" in response.text
    assert "Legal line" in response.text


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today, <time"), (1, "yesterday, <time"), (12, "12 days ago, <time")],
)
def test_last_test_is_told_in_days(client, kazakhstan, days, words):
    make_hotline(kazakhstan, last_tested_on=TODAY - dt.timedelta(days=days))
    assert words in client.get("/en/hotlines/").text


def test_stale_number_is_said_before_the_number_itself(client, kazakhstan):
    make_hotline(kazakhstan, "1899", last_tested_on=dt.date(2020, 12, 1))
    page = client.get("/en/hotlines/").text
    warning = page.index("Not tested for 5\N{NO-BREAK SPACE}years, 11\N{NO-BREAK SPACE}months.")
    assert warning < page.index('href="tel:1899"')


def test_needs_are_in_the_language_of_the_site_and_once_each(kazakhstan):
    hotline = Hotline(mission=kazakhstan, needs=["legal", "violence", "legal"])
    hotline.clean()
    assert hotline.needs == ["violence", "legal"]


@pytest.mark.parametrize("needs", [["nonsense"], "legal!", 7])
def test_unknown_need_is_refused(kazakhstan, needs):
    with pytest.raises(ValidationError, match="Known: migration, trafficking"):
        Hotline(mission=kazakhstan, needs=needs).clean()


def test_mission_chooses_needs_in_its_form(client_for, other_contributor, violence_line):
    browser = client_for(other_contributor)
    url = f"/admin/missions/hotline/{violence_line.pk}/change/"
    assert browser.get(url).context["adminform"].form["needs"].value() == ["violence", "child"]
    data = {
        "mission": violence_line.mission_id,
        "name": "Violence line",
        "number": "150",
        "works_from": "Kazakhstan",
        "cost": "free",
        "order": "0",
        "needs": ["counselling", "violence"],
    }
    response = browser.post(url, data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    violence_line.refresh_from_db()
    assert violence_line.needs == ["violence", "counselling"]
    assert versions.versions_of(violence_line).count() == 2
    refused = browser.post(url, data | {"needs": ["nonsense"]})
    assert "Select a valid choice" in refused.text


# --- One number ---------------------------------------------------------------------------------


def test_number_has_a_page_of_its_own_with_the_others_of_its_country(
    client, violence_line, legal_line, kazakhstan
):
    make_hotline(kazakhstan, "11616", name="National hotline")
    page = client.get(f"/en/hotlines/{violence_line.pk}/").text
    assert "<h1>Violence line</h1>" in page
    assert 'href="tel:150"' in page
    assert 'href="tel:11616"' in page
    assert "Legal line" not in page
    assert 'href="sms:?&amp;body=Kazakhstan%3A%20150%2C%20Violence%20line"' in page


def test_number_that_ended_keeps_its_page_and_names_the_new_one(client, kazakhstan):
    ended = make_hotline(kazakhstan, "1899", valid_to=dt.date(2026, 10, 1))
    make_hotline(kazakhstan, "189", valid_from=dt.date(2026, 10, 2))
    page = client.get(f"/en/hotlines/{ended.pk}/").text
    assert "Do not call 1899: it ended on 1 October 2026." in page
    assert 'href="tel:1899"' not in page
    assert 'href="tel:189"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_number_not_yet_in_force_or_of_a_closed_mission_has_no_page(client, kazakhstan):
    coming = make_hotline(kazakhstan, "189", valid_from=dt.date(2026, 11, 26))
    closed = make_mission("IOM Atlantis", country="GR", slug="atlantis", is_active=False)
    hidden = make_hotline(closed, "3333")
    for hotline in (coming, hidden):
        for ending in ("", "number.vcf"):
            assert client.get(f"/en/hotlines/{hotline.pk}/{ending}").status_code == 404


def test_card_for_the_address_book(client, violence_line):
    response = client.get(f"/en/hotlines/{violence_line.pk}/number.vcf")
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert f'filename="number-{violence_line.pk}.vcf"' in response["Content-Disposition"]
    lines = response.text.split("\r\n")
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:3.0", r"FN:Violence line\, Kazakhstan"]
    assert "TEL;TYPE=VOICE:150" in lines
    assert f"URL:http://testserver/en/hotlines/{violence_line.pk}/" in lines
    assert lines[-2:] == ["END:VCARD", ""]


def test_long_and_odd_words_stay_whole_in_the_address_book(kazakhstan):
    purpose = "Один; два, три\\ " * 10 + "\nEND:VCARD"
    hotline = make_hotline(kazakhstan, "*112#", purpose=purpose)
    text = vcard(hotline, address="http://testserver/")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert r"NOTE:Один\; два\, три\\ Один" in whole
    assert whole.count("\r\nEND:VCARD\r\n") == 1
    assert "TEL;TYPE=VOICE:*112#" in whole


# --- Cards and plain text -----------------------------------------------------------------------


def test_sheet_holds_the_cards_of_one_country(client, violence_line, legal_line):
    page = client.get("/en/hotlines/cards/kz/").text
    assert page.count('class="wallet-card"') == 10
    assert "Legal line" not in page
    assert client.get("/en/hotlines/cards/").text.count('class="wallet-card"') == 2
    assert client.get("/en/hotlines/cards/xx/").status_code == 404


def test_many_numbers_are_shared_out_on_whole_sets_of_cards(client, kazakhstan):
    for number in range(7):
        make_hotline(kazakhstan, f"11{number}")
    page = client.get("/en/hotlines/cards/kz/").text
    assert page.count('class="wallet-card"') == 9
    assert all(page.count(f"<strong>11{number}</strong>") == 3 for number in range(7))


def test_card_says_that_nobody_tested_the_number(client, kazakhstan):
    make_hotline(kazakhstan, last_tested_on=dt.date(2020, 12, 1))
    assert "<b>not tested since 1 Dec 2020</b>" in client.get("/en/hotlines/cards/kz/").text


def test_plain_text_has_one_number_in_one_message(client, violence_line, kazakhstan):
    make_hotline(
        kazakhstan,
        "1899",
        name="N" * 120,
        hours="Day and night",
        languages="L" * 200,
        last_tested_on=dt.date(2020, 12, 1),
    )
    response = client.get("/en/hotlines.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.text.splitlines()
    assert lines[2] == "Kazakhstan: 150, tested 13 Nov 2026, Violence line"
    assert lines[3] == "Kazakhstan: 1899, NOT TESTED since 1 Dec 2020, Day and night"
    assert all(map(is_one_message, lines))
    assert lines[-1] == "http://testserver/en/hotlines/"


def test_a_message_in_cyrillic_holds_less(client, kazakhstan):
    hours = "круглосуточно, без выходных"
    make_hotline(kazakhstan, "150", name="Горячая линия", hours=hours, last_tested_on=TODAY)
    line = client.get("/ru/hotlines.txt").text.splitlines()[2]
    assert line.startswith("Казахстан: 150, ")
    assert "Горячая линия" in line
    assert hours not in line
    assert len(line) <= 70


def test_plain_text_without_any_number(db, client):
    assert "No hotline is known at the moment." in client.get("/en/hotlines.txt").text


# --- Safety -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "cards/", "cards/kz/", "{pk}/"])
def test_pages_leave_no_trace_and_have_a_way_out(client, settings, violence_line, path):
    settings.SAFE_EXIT_URL = "https://weather.example/"
    response = client.get("/en/hotlines/" + path.format(pk=violence_line.pk))
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    assert "<title>Useful numbers</title>" in response.text
    links = response.text.count(
        'href="https://weather.example/" rel="nofollow noopener noreferrer"'
    )
    assert links == 2  # near the top for the keyboard, and the button
    assert response.text.index("weather.example") < response.text.index("<header")


def test_text_mode_has_the_way_out_too(client, violence_line):
    page = client.get("/text/en/hotlines/").text
    assert "Exit this page" in page
    assert 'href="tel:150"' in page
    # Leaving in a hurry is the one script that it needs, and no address is told on the way.
    assert re.findall(r"<script\b[^>]*>", page) == [
        '<script type="module" src="/static/js/exit.js">'
    ]
    assert '<meta name="referrer" content="no-referrer">' in page


def test_other_pages_have_no_such_button(client, violence_line):
    assert "Exit this page" not in client.get("/en/missions/").text


def test_worker_answers_at_the_root_and_is_asked_for_again(client):
    response = client.get("/hotlines-worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert 'addEventListener("fetch"' in response.text
    assert client.post("/hotlines-worker.js").status_code == 405


def test_operator_can_end_the_keeping_of_copies(client, settings, violence_line):
    settings.OFFLINE_COPY = False
    worker = client.get("/hotlines-worker.js").text
    assert "registration.unregister()" in worker
    assert 'addEventListener("fetch"' not in worker
    assert 'data-worker=""' in client.get("/en/hotlines/").text


@pytest.mark.parametrize("count", [1, 40])
def test_pages_need_the_same_queries_however_many_numbers(
    client, kazakhstan, django_assert_max_num_queries, count
):
    for number in range(count):
        hotline = make_hotline(kazakhstan, f"{1000 + number}")
    make_contact(kazakhstan)
    for path in ("", "cards/", f"{hotline.pk}/"):
        with django_assert_max_num_queries(4):
            assert client.get(f"/en/hotlines/{path}").status_code == 200


# --- Old issues ---------------------------------------------------------------------------------

ISSUE = "/en/central-asia-regional-response-report/2020/8/"


def printed(number, *, name="National hotline", mission=None):
    return {
        "id": f"kazakhstan-{number}",
        "name": name,
        "number": number,
        "dial": number,
        "international": "",
        "works_from": "Kazakhstan",
        "hours": "",
        "languages": [],
        "cost": "free",
        "last_tested_on": "2020-12-01",
        "mission": mission or mission_node("kazakhstan", country="KZ", country_name="Kazakhstan"),
        "language": "en",
    }


@pytest.fixture
def old_issue(issue):
    nodes = [printed("1899")]
    make_edition(issue, sections=[section_node(kind="hotlines", hotlines=nodes)])


def test_old_issue_with_a_number_that_stands_says_nothing(client, old_issue, kazakhstan):
    make_hotline(kazakhstan, "1899")
    assert "since it was printed" not in client.get(ISSUE).text


def test_old_issue_names_todays_number_of_the_same_hotline(client, old_issue, kazakhstan):
    make_hotline(kazakhstan, "1899", valid_to=dt.date(2026, 10, 1))
    make_hotline(kazakhstan, "189", valid_from=dt.date(2026, 10, 2))
    make_hotline(kazakhstan, "150", name="Violence line")
    page = client.get(ISSUE).text
    notice = page[page.index("A hotline in this issue has changed since it was printed.") :]
    notice = notice[: notice.index("</ul>")]
    assert '<s dir="ltr">1899</s>' in notice
    assert 'href="tel:189"' in notice
    assert "150" not in notice


def test_old_issue_names_all_numbers_where_none_has_the_name(client, old_issue, kazakhstan):
    make_hotline(kazakhstan, "150", name="Violence line")
    page = client.get(ISSUE).text
    notice = page[page.index("since it was printed.") :]
    assert 'href="tel:150"' in notice[: notice.index("</ul>")]


def test_old_issue_says_that_a_number_is_gone(client, old_issue, kazakhstan):
    page = client.get(ISSUE).text
    assert "is no longer in use." in page
