"""A figure on other sites: small, without cookies, with its source; and oEmbed."""

import datetime as dt
import html
import json
import re
from xml.etree import ElementTree

import pytest

from tests.factories import make_figure, make_indicator

PAGE = "/en/figures/assisted/"
EMBED = f"{PAGE}embed/"


@pytest.fixture
def indicator(missions):
    indicator = make_indicator("assisted")
    for month, value in ((7, 3186), (11, 7801)):
        figure = make_figure(
            indicator, value, covers=missions.values(), as_of=dt.date(2020, month, 10)
        )
        figure.releases.create(released_on="2020-12-01")
    make_figure(indicator, 9999, covers=missions.values(), as_of=dt.date(2020, 12, 24))
    return indicator


def test_it_says_everything_in_one_small_answer(client, indicator, settings):
    answer = client.get(EMBED)
    assert answer.status_code == 200
    assert len(answer.content) < 10_000
    page = answer.text
    for words in ("7,801", "10 November 2020", "Mission reports", settings.DATA_LICENCE):
        assert words in page, words
    assert "9,999" not in page
    assert f'href="http://testserver{PAGE}"' in page
    assert not re.search(r"<script|<img|<link rel=.stylesheet|url\(|@import", page)
    assert "style=" not in page
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_any_site_may_frame_it_and_it_loads_nothing(client, indicator):
    answer = client.get(EMBED)
    assert "X-Frame-Options" not in answer.headers
    policy = dict(
        part.strip().split(" ", 1)
        for part in answer.headers["Content-Security-Policy"].split(";")
        if part.strip()
    )
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert "'self'" in client.get(PAGE).headers["Content-Security-Policy"]


def test_what_is_not_public_cannot_be_embedded(client, missions):
    make_figure(make_indicator("hidden"), 12, covers=missions.values())
    for path in ("embed/", "chart.svg"):
        assert client.get(f"/en/figures/hidden/{path}").status_code == 404
        assert client.get(f"/en/figures/nowhere/{path}").status_code == 404
    url = "http://testserver/en/figures/hidden/"
    answer = client.get("/oembed.json", {"url": url})
    assert answer.status_code == 404
    assert "of one indicator here" in answer.json()["detail"]


def test_the_drawing_is_whole(client, indicator):
    answer = client.get(f"{PAGE}chart.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    drawing = ElementTree.fromstring(answer.content)  # noqa: S314 -- our own
    text = " ".join(drawing.itertext())
    for words in ("7,801", "Mission reports", "10 November 2020"):
        assert words in text, words


def test_the_page_offers_the_code(client, indicator):
    page = client.get(PAGE).text
    code = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    assert f'<iframe src="http://testserver{EMBED}"' in code
    address = html.unescape(re.search(r'application/json\+oembed" href="([^"]+)"', page)[1])
    answer = client.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert (told["type"], told["version"]) == ("rich", "1.0")
    assert f'src="http://testserver{EMBED}"' in told["html"]
    assert f'width="{told["width"]}"' in told["html"]


def test_oembed_in_the_language_of_the_address_and_within_the_room(client, indicator):
    query = {"url": "http://testserver/ru/figures/assisted/", "maxwidth": "300", "maxheight": "200"}
    told = client.get("/oembed.json", query).json()
    assert (told["width"], told["height"]) == (300, 200)
    assert "/ru/figures/assisted/embed/" in told["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 404),
        ({"url": "http://testserver/en/"}, 404),
        ({"url": "http://elsewhere.example/en/figures/assisted/"}, 404),
        ({"url": "http://[testserver/en/figures/assisted/"}, 404),
        ({"url": f"http://testserver{PAGE}", "format": "xml"}, 501),
        ({"url": f"http://testserver{PAGE}", "maxwidth": "wide"}, 400),
        ({"url": f"http://testserver{PAGE}", "maxheight": "-1"}, 400),
    ],
)
def test_oembed_refuses_in_words(client, indicator, query, status):
    answer = client.get("/oembed.json", query)
    assert answer.status_code == status
    assert json.loads(answer.content)["detail"]
