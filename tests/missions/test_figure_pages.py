"""The public pages and files of figures: only what was released, as it was known."""

import csv
import datetime as dt
import io
import json
import re
from decimal import Decimal

import openpyxl
import pandas
import pytest

from missions.ledger import record, release
from missions.models import AssistanceFigure
from tests.factories import make_figure, make_indicator, make_mission

pytestmark = pytest.mark.django_db


@pytest.fixture
def missions():
    return [
        make_mission(),
        make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan"),
    ]


@pytest.fixture
def assisted():
    return make_indicator("assisted", name="People assisted", definition="Migrants only.")


def printed(indicator, value, day, *, number=8, on=None, **fields):
    figure = make_figure(indicator, value, as_of=day, **fields)
    edition = {"series_slug": "report", "series_title": "Report", "year": 2020}
    release(
        [figure.pk],
        on=on or day + dt.timedelta(days=3),
        edition=edition | {"number": number, "version": 1},
    )
    return figure


def day(month, number):
    return dt.date(2020, month, number)


def page(client, path, **query):
    response = client.get(f"/en/figures/{path}", query)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def test_without_anything_public_the_list_says_so(client, assisted):
    make_figure(assisted, 100)
    assert "No figure has been published yet." in page(client, "")
    assert client.get("/en/figures/assisted/").status_code == 404
    assert client.get("/en/figures/assisted/figures.csv").status_code == 404
    assert client.get("/en/figures/none/").status_code == 404


def test_the_list_shows_the_newest_number_of_each(client, assisted, missions):
    printed(assisted, 3186, day(7, 7), covers=missions)
    printed(assisted, 7801, day(11, 28), covers=missions, qualifier="over")
    make_figure(assisted, 9999, as_of=day(12, 5))
    shown = page(client, "")
    assert "1 indicator " in shown
    assert "over 7,801" in shown
    assert "9,999" not in shown
    assert "3,186" not in shown


def test_filters_of_the_list(client, assisted, missions):
    other = make_indicator("beds", name="Beds", kind="point")
    printed(assisted, 1, day(7, 7), covers=missions[:1])
    printed(other, 2, day(7, 7), covers=missions[1:])
    assert "Beds" not in page(client, "", q="ASSISTED people")
    assert "People assisted" not in page(client, "", mission="kazakhstan")
    assert "People assisted" not in page(client, "", kind="point")
    nothing = page(client, "", q="zebra")
    assert "No indicator has all of this." in nothing


def test_the_page_says_the_change_with_both_dates_and_the_new_definition(
    client, assisted, missions
):
    printed(assisted, 3186, day(7, 7), number=3, covers=missions)
    wider = assisted.definitions.create(version=2, text="Also victims.", is_comparable=False)
    printed(
        assisted,
        7801,
        day(11, 28),
        covers=missions,
        definition=wider,
        break_cause="scope",
        break_note="Victims count now.",
    )
    shown = page(client, "assisted/")
    assert "+4,615 since 7 July 2020 :" in shown
    assert "from 3,186 (7 July 2020) to 7,801 (28 November 2020)" in shown
    assert "definition has changed since. Victims count now." in shown
    assert "Definition 2 not comparable with the one before Also victims." in shown
    assert "28 November 2020: the definition changed; the line begins anew." in shown
    assert "Last reported" not in shown


def test_an_indicator_that_stopped_says_when_it_was_last_reported(client, assisted):
    printed(assisted, 30759, day(7, 7), number=3, on=day(7, 10))
    other = make_indicator("cases", name="Cases")
    assert "Last reported" not in page(client, "assisted/")
    printed(other, 5, day(11, 28), on=day(12, 1))
    assert "Last reported 10 July 2020" in page(client, "assisted/")


def test_a_corrected_edition_is_no_later_issue(client, assisted):
    figure = printed(assisted, 30759, day(7, 7), number=3, on=day(7, 10))
    again = {"series_slug": "report", "series_title": "Report", "year": 2020, "number": 3}
    release([figure.pk], on=day(8, 1), edition=again | {"version": 2})
    assert "Last reported" not in page(client, "assisted/")


def test_a_correction_counts_from_its_edition_on(client, assisted):
    old = printed(assisted, 100, day(11, 28), on=day(12, 1))
    new = record(
        AssistanceFigure(
            indicator=assisted,
            definition=assisted.current_definition,
            value=Decimal(90),
            as_of=old.as_of,
            source="Recount",
            supersedes=old,
            correction_reason="Counted twice.",
        ),
        covers=[],
        by=None,
    )
    assert "90" not in page(client, "assisted/")
    release([new.pk], on=day(12, 20))
    shown = page(client, "assisted/")
    assert "28 November 2020: 100 → 90 . Counted twice." in shown
    then = page(client, "assisted/", known_on="2020-12-03")
    assert "These are the figures as the public knew them on 3 December 2020." in then
    assert "Counted twice." not in then
    assert "Nothing was public" in page(client, "assisted/", known_on="2020-11-01")
    assert "“3 Dec” is no date" in page(client, "assisted/", known_on="3 Dec")
    assert "is no date" in page(client, "assisted/", known_on="2020-02-30")


def test_missions_are_compared_by_their_newest_numbers(client, assisted, missions):
    for value, mission in zip((30, 10), missions, strict=True):
        printed(assisted, value, day(11, 20), mission=mission, covers=[mission])
    shown = page(client, "assisted/")
    assert "By mission Mission Bar Number Tajikistan 30 20 November 2020 Kazakhstan 10" in shown


def test_a_withheld_number_is_in_no_page_and_no_file(client, missions):
    guarded = make_indicator("victims", name="Victims", disclosure_threshold=5)
    figure = printed(guarded, 4177, day(11, 28), disclosure="suppressed")
    figure.breakdown.create(dimension="sex", label="Men", value=4176, disclosure="banded")
    for form in ("", "figures.csv", "figures.json"):
        response = client.get(f"/en/figures/victims/{form}")
        body = response.getvalue().decode()
        assert response.status_code == 200
        assert not re.search(r"4,?17[67]", body)
    assert "Withheld to protect the people counted" in page(client, "victims/")


def test_queries_do_not_grow(client, assisted, missions, django_assert_max_num_queries):
    for n in range(1, 61):
        mission = missions[n % 2]
        printed(assisted, n, day(1 + n // 28, 1 + n % 28), mission=mission, covers=[mission])
    with django_assert_max_num_queries(20):
        client.get("/en/figures/assisted/")
    with django_assert_max_num_queries(20):
        client.get("/en/figures/")
    assert "Page 1 of 2" in page(client, "assisted/")
    assert "Page 2 of 2" in page(client, "assisted/", page=2)


def rows(response):
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def test_files_of_one_indicator_a_series_and_everything(client, assisted, missions):
    other = make_indicator("cases", name="=Cases()")
    figure = printed(assisted, "7801.5", day(11, 28), covers=missions)
    figure.breakdown.create(dimension="sex", label="Women", value=4000)
    alone = make_figure(other, 5)
    release([alone.pk], on=day(12, 1))
    own = rows(client.get("/en/figures/assisted/figures.csv"))
    assert [(r["value"], r["category"], r["coverage_count"]) for r in own] == [
        ("7801.5", "", "2"),
        ("4000", "Women", "2"),
    ]
    assert own[0]["printed_in"] == "report/2020/8/v1"
    everything = rows(client.get("/en/figures/figures.csv"))
    assert [r["indicator_name"] for r in everything] == [
        *("People assisted", "People assisted", "'=Cases()"),
    ]
    series = rows(client.get("/en/figures/series/report/figures.csv"))
    assert {r["indicator"] for r in series} == {"assisted"}
    document = json.loads(client.get("/en/figures/assisted/figures.json").getvalue())
    assert document["observations"][0]["parts"][0]["value"] == "4000"
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/en/figures/assisted/figures.xlsx").content)
    )
    assert book["Figures"]["F2"].value == 7801.5


def test_a_file_that_has_not_changed_is_not_sent_again(client, assisted):
    printed(assisted, 5, day(11, 28))
    first = client.get("/en/figures/figures.csv")
    again = client.get("/en/figures/figures.csv", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    printed(assisted, 6, day(11, 29))
    changed = client.get("/en/figures/figures.csv", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200


def test_the_columns_are_described_beside_the_files(client):
    assert "data dictionary" in page(client, "dictionary/")
    assert rows(client.get("/en/figures/dictionary.csv"))[0]["column"] == "indicator"
    described = json.loads(client.get("/en/figures/figures.csv-metadata.json").content)
    assert described["url"].endswith("/en/figures/figures.csv")


def test_a_statistician_gets_the_same_change_and_total(client, assisted, missions):
    """Download, load, recompute: the numbers of the page."""
    for value, when in ((3186, day(7, 7)), (7801, day(11, 28))):
        figure = printed(assisted, value, when, covers=missions)
        half = value // 2
        figure.breakdown.create(dimension="country", label="Tajikistan", value=half)
        figure.breakdown.create(dimension="country", label="Kazakhstan", value=value - half)
    text = client.get("/en/figures/assisted/figures.csv").getvalue().decode()
    table = pandas.read_csv(io.StringIO(text), parse_dates=["as_of"])
    wholes = table[table["category"].isna()].set_index("as_of")["value"]
    parts = table[table["dimension"] == "country"].groupby("as_of")["value"].sum()
    assert parts.to_dict() == wholes.to_dict()
    change = int(wholes.iloc[-1] - wholes.iloc[0])
    shown = page(client, "assisted/")
    assert f"+{change:,} since 7 July 2020" in shown
    assert f"from {int(wholes.iloc[0]):,} (7 July 2020) to {int(wholes.iloc[-1]):,}" in shown
