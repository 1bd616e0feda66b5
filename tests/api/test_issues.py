"""The API of published issues: editions only, by their stable addresses."""

import datetime as dt

import pytest

from tests.delivery.editions import add_rendition, content_of, make_edition
from tests.factories import make_article, make_issue, make_mission, make_series

pytestmark = pytest.mark.django_db

PLACE = "/api/v1/issues/central-asia-regional-response-report/2020/8/"


@pytest.fixture
def issue():
    return make_issue(make_series(missions=[make_mission()]))


def test_nothing_unpublished_is_told(client, issue):
    make_article(issue)
    assert client.get("/api/v1/issues/").json()["results"] == []
    assert client.get("/api/v1/series/").json()["results"] == []
    assert client.get(PLACE).status_code == 404


def test_an_issue_by_its_latest_edition(client, issue):
    make_edition(issue)
    make_edition(issue, version=2, note="Deaths corrected.")
    [listed] = client.get("/api/v1/issues/").json()["results"]
    assert (listed["version"], listed["correction_note"]) == (2, "Deaths corrected.")
    assert listed["url"] == f"http://testserver{PLACE}"
    [english] = listed["languages"]
    assert english["page"].endswith(
        "/en/central-asia-regional-response-report/2020/8/v2/?language=en"
    )
    found = client.get(PLACE).json()
    assert [v["version"] for v in found["versions"]] == [2, 1]
    [article] = found["articles"]
    told = client.get(article["url"].removeprefix("http://testserver")).json()
    assert told["title"] == "Research on remittances"
    assert told["issue"] == listed["url"]
    first = client.get(PLACE, {"version": "1"})
    assert first.json()["version"] == 1
    assert "immutable" in first["Cache-Control"]


def test_filters(client, issue):
    make_edition(issue)
    later = make_issue(issue.series, number=9, publication_date=dt.date(2020, 12, 24))
    edition = make_edition(later)
    add_rendition(edition, content_of(later, language="ru"), "")

    def found(**query):
        answer = client.get("/api/v1/issues/", query)
        assert answer.status_code == 200, answer.content
        return [row["number"] for row in answer.json()["results"]]

    assert found() == [9, 8]
    assert found(number=8) == [8]
    assert found(language="ru") == [9]
    assert found(published_after="2020-12-02") == [9]
    assert found(published_before="2020-12-02") == [8]
    assert found(series="another") == []
    assert found(theme="nothing") == []


@pytest.mark.parametrize("query", [{"version": "0"}, {"version": "two"}, {"edition": "1"}])
def test_bad_parameters(client, issue, query):
    make_edition(issue)
    response = client.get(PLACE, query)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == set(query)


def test_what_is_not_there(client, issue):
    make_edition(issue)
    for path in (f"{PLACE}articles/none/", f"{PLACE}?version=7", PLACE.replace("2020", "2021")):
        response = client.get(path)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
    language = client.get(f"{PLACE}articles/research-on-remittances/", {"language": "kk"})
    assert language.status_code == 404
