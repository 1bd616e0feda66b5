"""The site without pictures: the same pages below /text/, remembered by the address."""

import datetime as dt
import re

import pytest

from reportcms.storage import PublicFiles
from reportcms.text_mode import text_only
from tests.delivery.editions import add_further_files
from tests.factories import make_hotline

SERIES = "/en/central-asia-regional-response-report/"
ISSUE = f"{SERIES}2020/8/"
PICTURE = (
    '<picture><source type="image/avif" srcset="/media/photos/x/c480x320.avif 480w">'
    '<source type="image/webp" srcset="/media/photos/x/c480x320.webp 480w, '
    '/media/photos/x/c960x640.webp 960w" sizes="44vw">'
    '<img src="/media/photos/x/c960x640.jpg" width="960" height="640" alt="A &quot;hall&quot;">'
    "</picture>"
)
PAGES = ["/en/", SERIES, ISSUE, f"{ISSUE}v1/", f"{ISSUE}research-on-remittances/"]
OTHERS = ["/en/missions/", "/en/missions/tajikistan/", "/en/hotlines/", "/en/figures/"]


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_every_public_page_is_there_as_text(client, edition, tajikistan, path):
    add_further_files(edition)
    make_hotline(tajikistan)
    response = client.get(f"/text{path}")
    assert response.status_code == 200
    page = response.text
    assert not re.search(r"<img|<picture|<svg|\.woff2|document\.css|public\.css", page)
    assert f'<link rel="canonical" href="http://testserver{path.replace("v1/", "")}">' in page
    assert f'<a href="{path}">With pictures</a>' in page
    assert f'<a href="/text{path}">Text only</a>' in client.get(path).text
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_links_stay_in_text_mode_and_files_are_where_they_always_are(
    client, edition, tajikistan, path
):
    page = client.get(f"/text{path}").text
    links = set(re.findall(r'href="(/(?!static/)[^"#?]*)', page)) - {path}
    assert f"/text{SERIES}" in links
    for link in links:
        is_page = link.endswith("/") and not link.startswith(("/admin/", "/api/"))
        assert link.startswith("/text/") == is_page, link
        assert client.get(link).status_code in {200, 302}, link


IN_EVERY_MODE = r'<meta name="(?:robots|referrer)"[^>]*>|<script type="module" src="[^"]*exit[^"]*"'


def test_what_keeps_readers_safe_and_robots_away_is_there_as_text(client, edition, tajikistan):
    number = make_hotline(tajikistan)
    ended = make_hotline(tajikistan, "+992900800801", valid_to=dt.date(2020, 12, 1))
    for path, wanted in [
        ("hotlines/", 2),
        (f"hotlines/{number.pk}/", 2),
        (f"hotlines/{ended.pk}/", 3),
        ("search/", 1),
        ("follow/", 1),
        ("missions/", 0),
    ]:
        found = re.findall(IN_EVERY_MODE, client.get(f"/text/en/{path}").text)
        assert found == re.findall(IN_EVERY_MODE, client.get(f"/en/{path}").text), path
        assert len(found) == wanted, path


def test_both_languages_have_it(client, edition):
    page = client.get(f"/text{ISSUE}").text
    assert '<a href="/text/ru/central-asia-regional-response-report/2020/8/" hreflang="ru"' in page


@pytest.mark.parametrize(
    "path",
    ["/text/admin/", "/text/api/v1/", "/text/healthz", "/text/media/x.webp", "/text/text/en/"],
)
def test_nothing_else_is_below_it(client, db, path):
    assert client.get(path).status_code == 404


def test_its_first_address_leads_to_the_language_of_the_browser(client, db):
    response = client.get("/text/", headers={"Accept-Language": "ru"})
    assert response["Location"] == "/text/ru/"


def test_the_mode_ends_with_the_request(client, edition):
    client.get(f"/text{ISSUE}")
    assert 'href="/text/en/missions/"' not in client.get(ISSUE).text


def test_a_picture_becomes_its_words_and_a_link_that_says_what_it_weighs(client, edition):
    PublicFiles().store_as("photos/x/c480x320.webp", b"x" * 12_345)
    page = text_only(f"<figure>{PICTURE}</figure>")
    assert page == (
        '<figure><span class="picture"><span>A &quot;hall&quot;</span> '
        '<a href="/media/photos/x/c480x320.webp" lang="en">Show the picture (12 KB)</a></span></figure>'
    )


def test_a_picture_whose_file_is_gone_is_still_described(db):
    assert ">Show the picture</a>" in text_only(PICTURE)


def test_a_picture_that_only_repeats_a_link_is_left_out():
    link = f'<a class="lead-picture" href="/x/" tabindex="-1" aria-hidden="true">{PICTURE}</a>'
    assert text_only(f"<p>a</p>{link}<p>b</p>") == "<p>a</p><p>b</p>"


def test_other_words_pass_through_unharmed():
    html = '<article class="edition"><p>5 &lt; 6 &amp; <data value="7">7</data></p></article>'
    assert text_only(html) == html
