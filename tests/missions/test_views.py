"""The live public pages: missions, hotlines, and the strip on every page."""

import datetime as dt

import pytest
import time_machine

from tests.delivery.editions import article_node, make_edition, mission_node, section_node
from tests.factories import make_contact, make_hotline, make_mission

PAGES = ["/en/missions/", "/en/missions/tajikistan/", "/en/hotlines/"]


@pytest.fixture
def hotline(tajikistan):
    return make_hotline(
        tajikistan,
        "+992900800800",
        works_from="Tajikistan and abroad",
        hours="Day and night",
        languages="Tajik, Russian",
        cost="free",
    )


def test_directory_says_what_a_caller_must_know(client, hotline):
    page = client.get("/en/hotlines/").text
    assert '<a href="tel:+992900800800">+992\u00a090\u00a0080\u00a00800</a>' in page
    for words in [
        "Tajikistan and abroad",
        "Day and night",
        "Tajik, Russian",
        "Free of charge",
        '<time datetime="2020-12-01">1 December 2020</time>',
    ]:
        assert words in page


@pytest.mark.parametrize(
    ("day", "stale"), [(dt.date(2021, 3, 1), False), (dt.date(2021, 3, 2), True)]
)
def test_number_that_nobody_tested_for_90_days_says_so(client, hotline, day, stale):
    with time_machine.travel(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)):
        page = client.get("/en/hotlines/").text
    assert ("1 number has not been tested lately." in page) is stale
    assert ("Nobody has called this number for more than 90 days" in page) is stale


def test_number_never_tested_says_so(client, tajikistan):
    make_hotline(tajikistan, last_tested_on=None)
    page = client.get("/en/hotlines/").text
    assert "<dd>never</dd>" in page
    assert "Nobody has called this number to check that it answers." in page


def test_only_numbers_in_force_are_shown(client, tajikistan):
    make_hotline(tajikistan, "1111", valid_to=dt.date(2020, 1, 1))
    make_hotline(tajikistan, "2222", valid_from=dt.date(2999, 1, 1))
    closed = make_mission("IOM Atlantis", country="GR", slug="atlantis", is_active=False)
    make_hotline(closed, "3333")
    make_contact(closed, "secret@example.org")
    for path in [*PAGES, "/en/"]:
        page = client.get(path).text
        assert not any(number in page for number in ["1111", "2222", "3333", "secret@", "Atlantis"])
    assert client.get("/en/missions/atlantis/").status_code == 404


def test_private_contacts_stay_private(client, tajikistan):
    make_contact(tajikistan, "dushanbe@example.org")
    make_contact(tajikistan, "secret@example.org", is_public=False)
    for path in PAGES[:2]:
        page = client.get(path).text
        assert '<a href="mailto:dushanbe@example.org">dushanbe@example.org</a>' in page
        assert "secret@" not in page


@pytest.mark.parametrize("path", ["/en/", "/en/missions/", "/en/missions/tajikistan/", "/en/none/"])
def test_every_page_has_the_numbers_at_hand(client, hotline, path):
    page = client.get(path).text
    strip = page[page.index('class="hotline-strip"') : page.index("<main")]
    assert "Need help now?" in strip
    assert 'href="tel:+992900800800"' in strip
    assert "Tajikistan" in strip


def test_strip_names_countries_in_the_language_of_the_site(client, hotline):
    page = client.get("/ru/").text
    assert '<span class="hotline-place">Таджикистан</span>' in page


def test_mission_lists_the_issues_and_articles_that_speak_of_it(
    client, issue, tajikistan, kazakhstan
):
    almaty = mission_node("kazakhstan", country="KZ", country_name="Kazakhstan")
    articles = [article_node(), article_node("In Almaty", slug="in-almaty", missions=[almaty])]
    make_edition(issue, sections=[section_node(articles=articles)])
    address = "/en/central-asia-regional-response-report/2020/8/"
    page = client.get("/en/missions/kazakhstan/").text
    assert f'<a href="{address}in-almaty/" lang="en">In Almaty</a>' in page
    assert "Research on remittances" not in page


def test_mission_without_reports_says_so(client, moldova):
    assert (
        "No published issue speaks of this mission yet." in client.get("/en/missions/moldova/").text
    )


def test_pages_without_any_mission(db, client):
    assert "No mission is listed yet." in client.get("/en/missions/").text
    assert "No hotline is known at the moment." in client.get("/en/hotlines/").text


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_cacheable_and_set_no_cookie(client, tajikistan, path):
    response = client.get(path)
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("count", [1, 3, 100])
def test_lists_need_the_same_queries_however_long(db, client, django_assert_num_queries, count):
    for n in range(count):
        mission = make_mission(f"Mission {n}", slug=f"mission-{n}", country="KZ")
        make_hotline(mission, f"{1000 + n}")
        make_contact(mission, f"office{n}@example.org")
    with django_assert_num_queries(5):
        assert client.get("/en/missions/").status_code == 200
    with django_assert_num_queries(2):
        assert client.get("/en/hotlines/").status_code == 200
