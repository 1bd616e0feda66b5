"""The API of published issues: editions only, by their stable addresses."""

import datetime as dt
import hashlib

import pytest

from tests.delivery.editions import (
    add_further_files,
    add_rendition,
    article_node,
    content_of,
    make_edition,
    make_editions,
    mission_node,
    section_node,
)
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
    assert [v["version"] for v in first.json()["versions"]] == [2, 1]
    assert first["Last-Modified"] == "Wed, 02 Dec 2020 09:00:00 GMT"


def test_the_files_of_an_edition_have_the_size_and_checksum_that_is_told(client, issue):
    add_further_files(make_edition(issue))
    [english] = client.get(PLACE).json()["languages"]
    files = [english[name] for name in ("pdf", "pdf_light", "pdf_print", "cover")]
    for file in files:
        response = client.get(file["url"].removeprefix("http://testserver"))
        data = b"".join(response.streaming_content)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    content = client.get(english["content"].removeprefix("http://testserver")).content
    assert hashlib.sha256(content).hexdigest() == english["content_sha256"]
    for link in (*english["figures"].values(), english["text"]):
        assert client.get(link.removeprefix("http://testserver")).status_code == 200


def test_an_early_edition_has_no_further_files(client, issue):
    make_edition(issue)
    [english] = client.get(PLACE).json()["languages"]
    assert (english["pdf_light"], english["pdf_print"], english["cover"]) == (None, None, None)


def test_a_series_goes_by_its_newest_title(client, issue):
    make_edition(issue)
    issue.series.title = "Central Asia Report"
    make_edition(make_issue(issue.series, number=9, publication_date=dt.date(2020, 12, 24)))
    [series] = client.get("/api/v1/series/").json()["results"]
    assert series["title"] == "Central Asia Report"
    told = client.get(series["url"].removeprefix("http://testserver")).json()
    assert {key: told[key] for key in series} == series
    assert [
        row["number"]
        for row in client.get(series["issues"].removeprefix("http://testserver")).json()["results"]
    ] == [9, 8]
    assert client.get("/api/v1/series/another/").status_code == 404


def test_articles_of_latest_editions_in_every_language(client, issue):
    make_edition(issue)
    edition = make_edition(issue, version=2, note="Deaths corrected.")
    add_rendition(edition, content_of(issue, language="ru", version=2, note="-"), "")
    rows = client.get("/api/v1/articles/").json()["results"]
    assert sorted(row["language"] for row in rows) == ["en", "ru"]
    assert {row["issue"] for row in rows} == {f"http://testserver{PLACE}"}
    [russian] = client.get("/api/v1/articles/", {"language": "ru"}).json()["results"]
    told = client.get(russian["url"].removeprefix("http://testserver")).json()
    assert (told["slug"], told["version"]) == ("research-on-remittances", 2)
    assert told["licence"] == issue.series.licence
    assert client.get("/api/v1/articles/", {"year": 2021}).json()["results"] == []


def test_pages_of_issues_lead_on_and_back(client, issue):
    make_editions(issue.series, 7)
    walk, path = [], "/api/v1/issues/?page_size=3"
    while path:
        walk.append(client.get(path).json())
        path = walk[-1]["next"] and walk[-1]["next"].removeprefix("http://testserver")
    assert [[row["number"] for row in page["results"]] for page in walk] == [
        [7, 6, 5],
        [4, 3, 2],
        [1],
    ]
    back = client.get(walk[2]["previous"].removeprefix("http://testserver")).json()
    assert back["results"] == walk[1]["results"]
    first = client.get(back["previous"].removeprefix("http://testserver")).json()
    assert first["results"] == walk[0]["results"]
    assert (walk[0]["previous"], first["previous"]) == (None, None)


def test_the_number_of_queries_does_not_grow(client, issue, django_assert_num_queries):
    make_editions(issue.series, 12)
    for path, number in (("issues", 5), ("articles", 2), ("series", 2)):
        for size in ({"page_size": 2}, {"page_size": 12}):
            with django_assert_num_queries(number):
                client.get(f"/api/v1/{path}/", {} if path == "series" else size)


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


@pytest.mark.parametrize(
    "query",
    [
        {"version": "0"},
        {"version": "two"},
        {"version": "٣"},
        {"version": "10000"},
        {"edition": "1"},
    ],
)
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


def numbers(client, **filters):
    answer = client.get("/api/v1/issues/", filters)
    assert answer.status_code == 200, answer.content
    return [issue["number"] for issue in answer.json()["results"]]


def test_issues_by_words_and_by_indicator(client, issue):
    make_edition(issue)  # with an article, and a figure of “assisted”
    other = make_issue(issue.series, number=9, publication_date=dt.date(2020, 12, 20))
    make_edition(other, sections=[])
    assert numbers(client) == [9, 8]
    assert numbers(client, q="душанбе banks") == [8]
    assert numbers(client, q="nightingale") == []
    assert numbers(client, q="***") == [9, 8]
    assert numbers(client, indicator="assisted") == [8]
    assert numbers(client, indicator="'x") == []
    make_edition(issue, version=2, note="Text taken out.", sections=[])
    assert numbers(client, q="dushanbe") == []


def test_articles_are_found_by_mission_theme_and_words(client, issue):
    other = article_node(
        "Training for counsellors",
        slug="training",
        body="<p>Ten counsellors learned to listen.</p>",
        missions=[mission_node("kazakhstan", country="KZ", country_name="Kazakhstan")],
        themes=[{"slug": "health", "name": "Health"}],
    )
    make_edition(issue, sections=[section_node(articles=[article_node(), other])])

    def found(**query):
        return [row["slug"] for row in client.get("/api/v1/articles/", query).json()["results"]]

    assert set(found()) == {"training", "research-on-remittances"}
    assert found(mission="kazakhstan") == found(theme="health") == found(q="listen") == ["training"]
    assert found(mission="tajikistan", theme="health") == []
    assert found(mission="nowhere") == found(theme="DROP TABLE x") == found(q="zebra") == []
    assert set(found(q="")) == {"training", "research-on-remittances"}


def test_an_issue_and_an_article_say_how_to_cite_them(client, issue):
    make_edition(issue)
    told = client.get(PLACE).json()
    assert told["permanent_url"] == told["citation"].rpartition(" ")[2]
    assert told["permanent_url"].endswith("/2020/8/v1/")
    assert told["bibtex"].startswith("@techreport{")
    article = client.get(f"{PLACE}articles/research-on-remittances/").json()
    assert article["permanent_url"].endswith("/2020/8/v1/research-on-remittances/")
    assert "Research on remittances" in article["citation"]
    assert article["ris"].startswith("TY  - CHAP")
