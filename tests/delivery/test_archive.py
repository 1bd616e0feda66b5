"""Finding issues by year, mission, theme and words."""

import datetime as dt
import re
from html import unescape

import pytest

from issues.models import Edition, EditionWithdrawal
from issues.withdrawal import withdraw_edition
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
    return numbers_in(client.get(f"{ARCHIVE}{query}").text)


def numbers_in(page):
    pattern = r'<h3><a href="/en/central-asia-regional-response-report/(\d+)/(\d+)/'
    return [(int(year), int(number)) for year, number in re.findall(pattern, page)]


def linked(page, way):
    """Return the address of the ``prev`` or ``next`` page, None if there is none."""
    match = re.search(rf'<a rel="{way}" href="([^"]+)"', page)
    return unescape(match[1]) if match else None


def saying(words, **changes):
    """Return sections with one article that says ``words``."""
    return [section_node(articles=[article_node(body=f"<p>{words}</p>", **changes)])]


@pytest.fixture
def three(series):
    """Issue 12 of 2019 on Kazakhstan, issue 1 of 2020 and issue 2 of 2020, which was corrected."""
    kazakhstan = mission_node("kazakhstan", country="KZ", country_name="Kazakhstan")
    theme = {"slug": "protection", "name": "Protection"}
    rows = [
        (
            2019,
            12,
            dt.date(2019, 12, 20),
            saying("Shelters in Almaty", missions=[kazakhstan], themes=[theme]),
        ),
        (2020, 1, dt.date(2020, 1, 31), saying("Денежные переводы (50 % меньше)")),
        (2020, 2, dt.date(2020, 2, 28), saying("Hot meals")),
    ]
    for year, number, day, sections in rows:
        issue = make_issue(
            series,
            year=year,
            number=number,
            period_start=day,
            period_end=day,
            data_as_of=None,
            publication_date=day,
        )
        make_edition(issue, sections=sections)
    make_edition(issue, version=2, note="Corrected.", sections=saying("Cold meals"))


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
        ("?q=.*", [(2020, 2), (2020, 1), (2019, 12)]),
        ("?language=en&year=2019", [(2019, 12)]),
        ("?q=meals", [(2020, 2)]),
        ("?q=hot", []),
        ("?q=%20", [(2020, 2), (2020, 1), (2019, 12)]),
    ],
)
def test_filters_narrow_the_list(client, three, query, expected):
    assert found(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?year=never",
        "?mission=atlantis",
        "?q=" + "x" * 300,
        "?after=none",
        "?after=99999999999999999999999",
        "?before=1&after=2",
        "?after=0",
        "?q=%00",
    ],
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


def test_pages_of_twenty_go_on_from_each_other_and_keep_the_filters(client, series):
    make_editions(series, 45)
    seen, address = [], "?q=banks"
    while address:
        page = client.get(f"{ARCHIVE}{address}").text
        seen.append(numbers_in(page))
        address = linked(page, "next")
    assert [len(issues) for issues in seen] == [20, 20, 5]
    assert seen[0][0] == (2015, 9)
    assert seen[-1][-1] == (2012, 1)
    assert sum(seen, []) == sorted(sum(seen, []), reverse=True)
    assert "q=banks" in linked(page, "prev")
    middle = client.get(f"{ARCHIVE}{linked(page, 'prev')}").text
    assert numbers_in(middle) == seen[1]
    first = client.get(f"{ARCHIVE}{linked(middle, 'prev')}").text
    assert numbers_in(first) == seen[0]
    assert linked(first, "prev") is None


def test_what_was_published_later_moves_no_page(client, series):
    make_editions(series, 25)
    second = linked(client.get(ARCHIVE).text, "next")
    before = found(client, second)
    make_edition(make_issue(series, year=2020, number=1))
    assert found(client, second) == before


def test_issues_of_one_day_stand_by_number(client, series):
    for number in (2, 10, 1, 13):
        make_edition(make_issue(series, number=number))
    assert found(client) == [(2020, 13), (2020, 10), (2020, 2), (2020, 1)]


def test_withdrawn_issue_is_not_listed_nor_its_theme(client, three, editor):
    edition = Edition.objects.get(year=2019, number=12)
    withdraw_edition(edition, by=editor, reason="Names of people were printed.")
    assert found(client) == [(2020, 2), (2020, 1)]
    assert "protection" not in client.get(ARCHIVE).text


def test_an_issue_left_in_the_index_by_mistake_is_not_listed(client, three):
    EditionWithdrawal.objects.create(
        edition=Edition.objects.get(year=2019, number=12), reason="Names of people were printed."
    )
    assert found(client) == [(2020, 2), (2020, 1)]
