"""The read-only API: what it answers, what it refuses, and what it never tells."""

import datetime as dt
import json
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from openapi_spec_validator import validate

from missions.ledger import record, release
from missions.models import AssistanceFigure, FigureBreakdown
from tests.factories import make_figure, make_hotline, make_indicator, make_mission

pytestmark = pytest.mark.django_db

EDITION = {
    "series_slug": "report",
    "series_title": "Report",
    "year": 2020,
    "number": 8,
    "version": 1,
}


@pytest.fixture
def mission():
    return make_mission()


@pytest.fixture
def indicator():
    return make_indicator("assisted", disclosure_threshold=10)


def printed(indicator, value, *, day=28, **fields):
    """A figure of November 2020 that an edition has printed."""
    figure = make_figure(indicator, value, as_of=dt.date(2020, 11, day), **fields)
    release([figure.pk], on=dt.date(2020, 12, 1), edition=EDITION)
    return figure


def answer(client, path, **query):
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def refused(client, path, **query):
    """Return the faults of a refused request by parameter."""
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["title"], problem["status"]) == ("Bad Request", 400)
    return problem["errors"]


def test_the_document_is_valid_and_complete(client):
    response = client.get("/api/v1/schema/", HTTP_ACCEPT="application/json")
    document = json.loads(response.content)
    validate(document)
    paths = set(document["paths"])
    assert {"/api/v1/observations/", "/api/v1/issues/{series}/{year}/{number}/"} <= paths
    for path in document["paths"].values():
        assert {"200", "304", "400", "404", "405", "406"} <= set(path["get"]["responses"])


def test_the_document_is_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "openapi.yaml"))


def test_the_index_leads_everywhere(client):
    links = answer(client, "")["endpoints"]
    for link in links.values():
        assert link.startswith("http://testserver/api/v1/")
        assert client.get(link.removeprefix("http://testserver")).status_code == 200


def test_an_observation_says_all_that_is_public(client, indicator, mission):
    figure = printed(indicator, "7801.5", mission=mission, covers=[mission], qualifier="about")
    FigureBreakdown.objects.create(figure=figure, dimension="sex", label="Women", value=4000)
    [row] = answer(client, "observations/")["results"]
    assert row["url"] == f"http://testserver/api/v1/observations/{figure.pk}/"
    assert (row["value"], row["qualifier"], row["as_of"]) == ("7801.5", "about", "2020-11-28")
    assert (row["mission"], row["covers"]) == ("tajikistan", ["tajikistan"])
    assert row["public_since"] == "2020-12-01"
    assert row["printed_in"] == [{"series": "report", "year": 2020, "number": 8, "version": 1}]
    assert row["parts"] == [
        {
            "dimension": "sex",
            "category": "Women",
            "value": "4000",
            "disclosure": "",
            "below": None,
        }
    ]


def test_what_is_not_released_is_not_there(client, indicator):
    figure = make_figure(indicator, 100)
    assert answer(client, "observations/")["results"] == []
    assert answer(client, "indicators/")["results"] == []
    assert client.get(f"/api/v1/observations/{figure.pk}/").status_code == 404
    assert client.get("/api/v1/indicators/assisted/").status_code == 404


def test_a_withheld_number_is_nowhere(client, indicator):
    hidden = printed(indicator, 4, disclosure="suppressed")
    printed(indicator, 6, day=27, disclosure="banded")
    FigureBreakdown.objects.create(
        figure=hidden, dimension="sex", label="Men", value=3, disclosure="suppressed"
    )
    banded, first = sorted(answer(client, "observations/")["results"], key=lambda r: r["as_of"])
    assert (first["value"], first["disclosure"], first["below"]) == (None, "suppressed", None)
    assert (banded["value"], banded["disclosure"], banded["below"]) == (None, "banded", "10")
    assert first["parts"][0]["value"] is None


def test_a_correction_counts_from_its_release(client, indicator):
    old = printed(indicator, 100)
    new = record(
        AssistanceFigure(
            indicator=indicator,
            definition=indicator.current_definition,
            value=Decimal(90),
            as_of=old.as_of,
            source="Recount",
            supersedes=old,
            correction_reason="Counted twice.",
        ),
        covers=[],
        by=None,
    )
    assert [r["value"] for r in answer(client, "observations/")["results"]] == ["100"]
    release([new.pk], on=dt.date(2020, 12, 20), edition=EDITION | {"version": 2})
    assert [r["value"] for r in answer(client, "observations/")["results"]] == ["90"]
    before = answer(client, "observations/", known_on="2020-12-03")["results"]
    assert [r["value"] for r in before] == ["100"]
    history = answer(client, f"observations/{old.pk}/")
    assert history["observation"]["value"] == "90"
    assert history["observation"]["correction_reason"] == "Counted twice."
    assert [row["value"] for row in history["earlier_vintages"]] == ["100"]


def test_pages_give_every_row_once_while_rows_are_added(client, indicator):
    figures = [printed(indicator, n, day=1 + n % 5) for n in range(1, 24)]
    seen, path = [], "/api/v1/observations/?page_size=4"
    while path:
        body = client.get(path).json()
        seen += [row["figure"] for row in body["results"]]
        path = body["next"] and body["next"].removeprefix("http://testserver")
        if len(seen) == 4:
            printed(indicator, 99, day=28)  # before everything: it shifts no page
    assert len(seen) == len(set(seen)) == 23
    assert set(seen) == {str(figure.pk) for figure in figures}
    days = [AssistanceFigure.objects.get(pk=pk).as_of for pk in seen]
    assert days == sorted(days, reverse=True)


def test_the_number_of_queries_does_not_grow(client, indicator, mission, django_assert_num_queries):
    for n in range(1, 4):
        printed(indicator, n, day=n, mission=mission, covers=[mission])
    with django_assert_num_queries(5):
        answer(client, "observations/", indicator="assisted")
    for n in range(4, 20):
        printed(indicator, n, day=n, mission=mission, covers=[mission])
    with django_assert_num_queries(5):
        answer(client, "observations/", indicator="assisted")


def test_filters_narrow(client, indicator, mission):
    other = make_indicator("deaths", name="Deaths", kind="period")
    first = printed(indicator, 1, day=3, mission=mission, covers=[mission])
    second = printed(other, 2, day=9, status="preliminary")

    def found(**query):
        return {row["figure"] for row in answer(client, "observations/", **query)["results"]}

    assert found(indicator="assisted") == {str(first.pk)}
    assert found(mission="tajikistan") == found(covers="tajikistan") == {str(first.pk)}
    assert found(kind="period") == found(status="preliminary") == {str(second.pk)}
    assert found(as_of_after="2020-11-04") == {str(second.pk)}
    assert found(as_of_before="2020-11-04") == {str(first.pk)}
    assert found(series="report", year=2020, number=8) == {str(first.pk), str(second.pk)}
    assert found(series="report", number=7) == set()


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"indicater": "x"}, "indicater"),
        ({"indicator": "no-such"}, "indicator"),
        ({"as_of_after": "yesterday"}, "as_of_after"),
        ({"known_on": "2020-02-30"}, "known_on"),
        ({"as_of_after": "10/11/2020"}, "as_of_after"),
        ({"known_on": "12/03/2020"}, "known_on"),
        ({"year": "twenty"}, "year"),
        ({"year": "2020.5"}, "year"),
        ({"year": "0"}, "year"),
        ({"covers": "a\x00b"}, "covers"),
        ({"number": "10" * 40}, "number"),
        ({"status": "good"}, "status"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "201"}, "page_size"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "WyJ4IiwgInkiXQ"}, "cursor"),
        ({"cursor": "\x00é" * 9}, "cursor"),
        ({"cursor": "MQ"}, "cursor"),
        ({"series": "a\x00b"}, "series"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(client, query, fault):
    assert set(refused(client, "observations/", **query)) == {fault}


def test_an_unknown_parameter_is_told_the_known_ones(client):
    assert refused(client, "missions/", country="TJ") == {
        "country": ["Not a parameter here. Known: –."]
    }


def test_a_refusal_says_what_would_be_right(client):
    assert refused(client, "observations/", kind="sum", as_of_after="soon", mission="mars") == {
        "kind": ["Write one of: cumulative, period, point."],
        "as_of_after": ["Write a day as 2020-12-31."],
        "mission": ["There is none of this name here."],
    }


def test_a_parameter_given_twice_is_refused(client):
    response = client.get("/api/v1/observations/?kind=point&kind=period")
    assert response.json()["errors"] == {"kind": ["Give this parameter once."]}


def test_the_answer_is_the_same_for_every_reader(client, indicator, mission):
    printed(indicator, 5, mission=mission, covers=[mission])
    for path in ("indicators/", "missions/", "observations/", "schema/"):
        english, russian = (
            client.get(f"/api/v1/{path}", HTTP_ACCEPT_LANGUAGE=language, HTTP_HOST=host)
            for language, host in (("en", "testserver"), ("ru", "localhost"))
        )
        assert english.content == russian.content
    assert b"http://testserver/" in client.get("/api/v1/missions/", HTTP_HOST="localhost").content


def test_scripts_of_other_sites_may_ask_with_an_etag(client):
    response = client.options("/api/v1/observations/", HTTP_ORIGIN="https://example.org")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response
    assert client.get("/api/v1/schema/")["Access-Control-Allow-Origin"] == "*"


def test_a_mission_by_its_own_address(client, mission):
    [listed] = answer(client, "missions/")["results"]
    assert listed["url"] == "http://testserver/api/v1/missions/tajikistan/"
    assert answer(client, "missions/tajikistan/")["name"] == "IOM Tajikistan"
    mission.is_active = False
    mission.save()
    assert client.get("/api/v1/missions/tajikistan/").status_code == 404


def test_pages_lead_back_too(client, indicator):
    for n in range(1, 8):
        printed(indicator, n, day=1 + n % 3)
    walk, path = [], "/api/v1/observations/?page_size=3&indicator=assisted"
    while path:
        walk.append(client.get(path).json())
        path = walk[-1]["next"] and walk[-1]["next"].removeprefix("http://testserver")
    for earlier, later in zip(walk, walk[1:], strict=False):
        back = client.get(later["previous"].removeprefix("http://testserver")).json()
        assert back["results"] == earlier["results"]


def test_other_ways_of_asking(client):
    assert client.post("/api/v1/missions/").status_code == 405
    assert client.get("/api/v1/missions/", HTTP_ACCEPT="image/png").status_code == 406
    head = client.head("/api/v1/missions/")
    assert (head.status_code, head.content) == (200, b"")
    nothing = client.get("/api/v1/nothing/")
    assert (nothing.status_code, nothing["Content-Type"]) == (404, "application/problem+json")


def test_an_unchanged_answer_is_not_sent_again(client, indicator):
    printed(indicator, 5)
    first = client.get("/api/v1/observations/")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"].startswith("public, max-age=60")
    assert not first.cookies
    again = client.get("/api/v1/observations/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    printed(indicator, 6, day=29)
    changed = client.get("/api/v1/observations/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200


def test_hotlines_of_closed_missions_are_not_given_away(client, mission):
    make_hotline(mission, "1899")
    [row] = answer(client, "hotlines/", mission="tajikistan")["results"]
    assert (row["number"], row["is_stale"]) == ("1899", True)
    mission.is_active = False
    mission.save()
    assert answer(client, "hotlines/")["results"] == []
    assert answer(client, "missions/")["results"] == []


def test_people_can_read_what_it_is(client):
    english = client.get("/en/api/")
    assert english.status_code == 200
    assert english["Content-Security-Policy"]
    links = re.findall(r'href="(/api/v1/[^"]*)"', english.content.decode())
    assert len(links) == 9
    assert {client.get(link).status_code for link in links} == {200}
    assert "/en/api/" in client.get("/en/missions/").content.decode()


def test_the_written_example_reads_every_page(client, indicator, monkeypatch, settings):
    """The pandas example of docs/api.md, run as it stands against this site."""
    for n in range(1, 205):
        printed(indicator, n, day=1 + n % 28)
    text = (settings.BASE_DIR / "docs" / "api.md").read_text()
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    code = code.replace("people-assisted", "assisted")

    def opened(address):
        path = re.sub(r"https?://[^/]+", "", address)
        return BytesIO(client.get(path).content)

    monkeypatch.setattr("urllib.request.urlopen", opened)
    names = {}
    exec(code, names)  # noqa: S102 -- our own example
    assert len(names["figures"]) == 204
    assert names["figures"]["value"].sum() == sum(range(1, 205))
    assert names["figures"]["as_of"].dt.year.unique().tolist() == [2020]


def test_each_answer_says_whose_data_it_is(client, settings):
    settings.DATA_LICENCE, settings.DATA_ATTRIBUTION = "CC0", "The office"
    body = answer(client, "observations/")
    assert (body["licence"], body["attribution"]) == ("CC0", "The office")
