"""Finding issues by year, mission, theme and words."""

import datetime as dt
import re

import pytest

from tests.delivery.editions import (
    article_node,
    make_edition,
    make_editions,
    mission_node,
    section_node,
)
from tests.factories import make_issue

ARCHIVE = "/en/central-asia-regional-response-report/"


def found(client, query=""):
    """Return (year, number) of the issues listed, in the order of the page."""
    page = client.get(f"{ARCHIVE}{query}").text
    pattern = r'<h3><a href="/en/central-asia-regional-response-report/(\d+)/(\d+)/'
    return [(int(year), int(number)) for year, number in re.findall(pattern, page)]


@pytest.fixture
def three(series):
    """Issue 12 of 2019 on Kazakhstan, issue 1 of 2020 and issue 2 of 2020, which was corrected."""
    kazakhstan = mission_node("kazakhstan", country="KZ", country_name="Kazakhstan")
    theme = {"slug": "protection", "name": "Protection"}
    about = article_node(missions=[kazakhstan], themes=[theme])
    rows = [
        (
            2019,
            12,
            dt.date(2019, 12, 20),
            {"sections": [section_node(articles=[about])], "text": "Shelters in Almaty"},
        ),
        (2020, 1, dt.date(2020, 1, 31), {"text": "Денежные переводы (50 % меньше)"}),
        (2020, 2, dt.date(2020, 2, 28), {"text": "Hot meals"}),
    ]
    for year, number, day, changes in rows:
        issue = make_issue(
            series,
            year=year,
            number=number,
            period_start=day,
            period_end=day,
            data_as_of=None,
            publication_date=day,
        )
        make_edition(issue, **changes)
    make_edition(issue, version=2, note="Corrected.", text="Cold meals")


def test_newest_first_and_each_issue_once(client, three):
    assert found(client) == [(2020, 2), (2020, 1), (2019, 12)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?year=2019", [(2019, 12)]),
        ("?year=2020", [(2020, 2), (2020, 1)]),
        ("?mission=kazakhstan", [(2019, 12)]),
        ("?theme=labour-migration", [(2020, 2), (2020, 1)]),
        ("?year=2020&mission=kazakhstan", []),
        ("?q=almaty", [(2019, 12)]),
        ("?q=almaty shelters", [(2019, 12)]),
        ("?q=almaty meals", []),
        ("?q=ПЕРЕВОДЫ", [(2020, 1)]),
        ("?q=(50 %25", [(2020, 1)]),
        ("?q=.*", []),
        ("?q=meals", [(2020, 2)]),
        ("?q=hot", []),
        ("?q=%20", [(2020, 2), (2020, 1), (2019, 12)]),
    ],
)
def test_filters_narrow_the_list(client, three, query, expected):
    assert found(client, query) == expected


@pytest.mark.parametrize(
    "query",
    ["?year=never", "?mission=atlantis", "?q=" + "x" * 300, "?page=none", "?page=99", "?q=%00"],
)
def test_impossible_questions_get_an_answer(client, three, query):
    assert client.get(f"{ARCHIVE}{query}").status_code == 200


def test_choice_that_does_not_exist_is_named(client, three):
    page = client.get(f"{ARCHIVE}?year=1066").text
    assert "1066 is not one of the available choices" in page


def test_nothing_found_says_what_to_do(client, three):
    page = client.get(f"{ARCHIVE}?year=2020&mission=kazakhstan").text
    assert "No issue has all of this." in page
    assert 'href="?mission=kazakhstan"' in page
    assert 'href="?year=2020"' in page
    assert f'href="{ARCHIVE}"' in page


def test_choices_come_from_what_was_published(client, three):
    page = client.get(ARCHIVE).text
    assert '<option value="2019">2019</option>' in page
    assert '<option value="kazakhstan">IOM Kazakhstan</option>' in page
    assert '<option value="protection">Protection</option>' in page


def test_pages_of_twenty_keep_the_filters(client, series):
    make_editions(series, 30)
    first, second = found(client), found(client, "?page=2")
    assert (len(first), len(second)) == (20, 10)
    assert first[0] == (2014, 6)
    assert second[-1] == (2012, 1)
    page = client.get(f"{ARCHIVE}?q=banks&page=2").text
    assert 'href="?q=banks&amp;page=1"' in page
