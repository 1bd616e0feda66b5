"""What stands where a withdrawn edition stood, and where a series stood that has moved."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from issues.moving import move_series
from issues.review import Refused
from issues.withdrawal import withdraw_edition
from missions.ledger import release
from missions.models import SeriesAddress
from missions.moved import moved_path
from tests.delivery.editions import add_further_files, make_edition
from tests.factories import make_figure, make_indicator, make_issue, make_series

WHY = "It named people who had asked us not to."
FILES = [
    *("issue.pdf", "issue-light.pdf", "issue-print.pdf", "cover.webp", "issue.txt", "issue.json"),
    *("figures.csv", "figures.xlsx", "figures.json", "palette.css", "research-on-remittances/"),
]


@pytest.fixture
def edition(issue):
    return add_further_files(make_edition(issue))


@pytest.fixture
def place(issue):
    return f"/en/{issue.series.slug}/{issue.year}/{issue.number}/"


def test_every_address_of_a_withdrawn_issue_says_so(client, edition, place, editor):
    addresses = [f"{place}{part}{file}" for part in ("", "v1/") for file in ("", *FILES)]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    withdraw_edition(edition, by=editor, reason=WHY)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert WHY in answer.text
        assert not answer.cookies
    assert client.get(f"{place}v2/").status_code == 404
    assert client.get(place.replace("/en/", "/ru/")).status_code == 410


def test_the_tombstone_names_dates_reason_and_what_replaces_it(client, issue, edition, editor):
    second = make_edition(issue, version=2, note="Corrected.")
    withdraw_edition(second, by=editor, reason=WHY, restore=True)
    url = reverse("issues:issue", args=[issue.series.slug, issue.year, issue.number, 2])
    page = client.get(url).text
    assert "edition 2: published on 1 December 2020, withdrawn on" in page
    assert f'lang="{issue.language}"><p>{WHY}</p>' in page
    assert "Read edition 1" in page
    assert "This edition was withdrawn" in page
    assert client.get(url.replace("v2/", "")).status_code == 200
    make_edition(issue, version=3, note="Corrected at last.")
    assert "Read edition 3" in client.get(url).text


def test_a_withdrawn_issue_is_listed_nowhere(client, series, edition, place, editor):
    make_edition(make_issue(series, number=9))
    archive = reverse("issues:archive", args=[series.slug])
    listings = [archive, "/en/", f"{archive}?q=banks", "/en/missions/tajikistan/"]
    listings += ["/api/v1/issues/", "/api/v1/articles/", place.replace("/8/", "/9/")]
    api = place.replace("/en/", "/api/v1/issues/")
    for address in listings:
        text = client.get(address).text
        assert place in text or api in text, address
    withdraw_edition(edition, by=editor, reason=WHY)
    for address in listings:
        text = client.get(address).text
        assert place not in text, address
        assert api not in text, address


def test_the_api_answers_with_a_problem(client, edition, place, editor):
    withdraw_edition(edition, by=editor, reason=WHY)
    api = place.replace("/en/", "/api/v1/issues/")
    for address in (api, f"{api}?version=1", f"{api}articles/research-on-remittances/"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json() == {
            "type": "about:blank",
            "title": "Gone",
            "status": 410,
            "detail": WHY,
        }


def test_a_cache_by_date_learns_of_a_withdrawal(client, issue, edition, editor):
    second = make_edition(issue, version=2, note="Corrected.")
    url = reverse("api:issue", args=[issue.series.slug, issue.year, issue.number])
    seen = client.get(url).headers["Last-Modified"]
    withdraw_edition(second, by=editor, reason=WHY, restore=True)
    answer = client.get(url, headers={"If-Modified-Since": seen})
    assert answer.status_code == 200
    assert answer.json()["version"] == 1


def test_all_below_a_former_address_leads_on(client, series, edition, administrator):
    former = series.slug
    place = f"{former}/2020/8/"
    addresses = [f"/en/{place}{part}{file}" for part in ("", "v1/") for file in ("", *FILES)]
    addresses += [f"/en/{former}/", f"/ru/{former}/?year=2020", f"/api/v1/series/{former}/"]
    addresses += [f"/api/v1/issues/{place}", f"/api/v1/issues/{place}?version=1"]
    addresses += [f"/api/v1/issues/{place}articles/research-on-remittances/"]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    move_series(series, "regional-report", by=administrator)
    move_series(series, "report", by=administrator)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 301, address
        assert answer.headers["Location"] == address.replace(former, "report")
        assert "max-age=60" in answer.headers["Cache-Control"]  # it may come back one day
        assert client.get(answer.headers["Location"]).status_code == 200
        again = client.get(address.replace(former, "regional-report"))
        assert again.headers["Location"] == address.replace(former, "report")


def test_figures_of_a_series_are_found_by_every_address_it_had(
    client, series, administrator, tajikistan
):
    former, indicator = series.slug, make_indicator()

    def printed(value, month, number):
        figure = make_figure(indicator, value, as_of=dt.date(2020, month, 28), mission=tajikistan)
        place = {"series_slug": series.slug, "series_title": series.title, "year": 2020}
        release([figure.pk], on=figure.as_of, edition=place | {"number": number, "version": 1})

    def file(slug, form):
        answer = client.get(f"/en/figures/series/{slug}/figures.{form}")
        return answer.status_code, answer.getvalue() if answer.streaming else answer.content

    printed(7801, 10, 7)
    move_series(series, "report", by=administrator)
    printed(8200, 11, 8)
    for slug in (former, "report"):
        status, table = file(slug, "csv")
        assert status == 200
        assert [value in table for value in (b"7801", b"8200")] == [True, True], slug
        assert len(json.loads(file(slug, "json")[1])["observations"]) == 2
        assert file(slug, "xlsx")[0] == 200
    assert file("another", "csv")[0] == 404


def test_links_and_filters_follow(client, series, edition, administrator):
    former = series.slug
    move_series(series, "report", by=administrator)
    for address in ("/en/", "/en/report/", "/en/report/2020/8/", "/api/v1/issues/"):
        text = client.get(address).text
        assert f"/{former}/" not in text.replace("https://reports.example.org", ""), address
        assert "/report/" in text
    for slug in (former, "report"):
        answer = client.get(f"/api/v1/issues/?series={slug}").json()
        assert [one["series"] for one in answer["results"]] == ["report"]
        articles = client.get(f"/api/v1/articles/?series={slug}").json()
        assert len(articles["results"]) == 1


def test_a_series_may_return_but_no_other_takes_its_address(series, edition, administrator):
    former = series.slug
    move_series(series, "report", by=administrator)
    other = make_series(title="Another report", slug="another")
    with pytest.raises(Refused, match="readers are led on"):
        move_series(other, former, by=administrator)
    with pytest.raises(Refused, match="already"):
        move_series(other, "api", by=administrator)
    move_series(series, former, by=administrator)
    assert list(SeriesAddress.objects.values_list("slug", "moved_to")) == [("report", former)]


def test_only_administrators_move_a_published_series(client_for, series, edition, editor, client):
    with pytest.raises(Refused, match="Only an administrator"):
        move_series(series, "report", by=editor)
    page = client_for(editor).get(reverse("admin:issues_series_change", args=[series.pk])).text
    assert "only an administrator changes it" in page
    assert client.get("/en/nowhere/").status_code == 404
    SeriesAddress.objects.create(slug="nowhere", moved_to="example")
    assert client.get("/en/nowhere/").headers["Location"] == "/en/example/"
    assert moved_path("//nowhere/") is None
    odd = client.get("/en/nowhere/a%3Fb%0d%0aX:1/?c=d").headers["Location"]
    assert odd == "/en/example/a%3Fb%0D%0AX:1/?c=d"


def test_the_form_moves_a_series(client_for, series, edition, administrator, client):
    browser = client_for(administrator)
    url = reverse("admin:issues_series_change", args=[series.pk])
    form = browser.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if name != "logo"}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    former = series.slug
    answer = browser.post(url, data | {"slug": "report", "title": "The report"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    series.refresh_from_db()
    assert (series.slug, series.title) == ("report", "The report")
    assert client.get(f"/en/{former}/").headers["Location"] == "/en/report/"


def test_a_bundle_finds_its_series_after_a_move(series, issue, administrator, tmp_path):
    path = tmp_path / "bundle"
    call_command("export_issue", series.slug, issue.year, issue.number, path)
    issue.delete()
    move_series(series, "report", by=administrator)
    call_command("import_issue", path)
    assert series.issues.count() == 1
    call_command("export_issue", "central-asia-regional-response-report", 2020, 8, tmp_path / "b")
