import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.utils import timezone

from issues.models import Edition
from issues.snapshot import article_preview, snapshot
from reportcms.canonical import canonical_bytes
from tests.factories import (
    make_article,
    make_contact,
    make_figure,
    make_hotline,
    make_indicator,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
    place,
)

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(settings.BASE_DIR) / "docs" / "content.schema.json").read_text())


@pytest.fixture
def full_issue():
    """An issue that uses every kind of section and every optional field."""
    tajikistan = make_mission(order=1)
    kazakhstan = make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan", order=2)
    make_contact(tajikistan)
    make_contact(kazakhstan, "", phone="+77172792000", name="Front desk", title="Reception")
    make_hotline(kazakhstan, "11616", languages="Kazakh, Russian", hours="24 hours")
    issue = make_issue(make_series(missions=[tajikistan, kazakhstan]), summary="<p>Short.</p>")
    figures = make_section(issue, "Direct assistance", kind="figures", order=1, fit_page=True)
    indicator = make_indicator()
    before = make_figure(indicator, "3186", covers=[tajikistan])
    now = make_figure(indicator, "7801", covers=[tajikistan, kazakhstan], footnote="Provisional.")
    now.breakdown.create(dimension="sex", label="women", value="4000.5")
    place(now, figures, compared_with=before, change_reason="Definition widened.")
    make_photo(section=figures, caption="The road home", place="Termez")
    articles = make_section(issue, order=2)
    article = make_article(issue, mission=tajikistan, section=articles)
    article.with_missions.add(kazakhstan)
    make_photo(article=article, focal_x=0.25)
    make_section(issue, "Hotlines", kind="hotlines", order=3)
    make_section(issue, "Contacts", kind="contacts", order=4)
    make_section(issue, "In short", kind="facts", order=5).facts.create(label="GLIDE", value="EP-1")
    return issue


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_tree_follows_the_published_schema(full_issue, language):
    jsonschema.validate(snapshot(full_issue, language), SCHEMA)
    jsonschema.validate(article_preview(full_issue.articles.get(), language), SCHEMA)


def test_the_tree_survives_json(full_issue):
    tree = snapshot(full_issue, "en")
    assert json.loads(canonical_bytes(tree)) == tree


def publish_row(issue, version, note=""):
    Edition.objects.create(
        issue=issue,
        version=version,
        note=note,
        published_slug=issue.series.slug,
        series_title=issue.series.title,
        year=issue.year,
        number=issue.number,
        publication_date=issue.publication_date,
        published_at=dt.datetime(2020, 12, version, 9, tzinfo=dt.UTC),
    )


def test_an_edition_tells_what_those_before_it_corrected(full_issue):
    publish_row(full_issue, 1)
    publish_row(full_issue, 2, "Deaths corrected.")
    publish_row(full_issue, 3, "A name corrected.")
    tree = snapshot(full_issue, "en", version=4, note="A photo replaced.")
    jsonschema.validate(tree, SCHEMA)
    assert tree["edition"] == {
        "version": 4,
        "note": "A photo replaced.",
        "language": "en",
        "corrections": [
            {
                "version": 2,
                "date": "2020-12-02",
                "note": "Deaths corrected.",
                "figure_changes": [],
            },
            {
                "version": 3,
                "date": "2020-12-03",
                "note": "A name corrected.",
                "figure_changes": [],
            },
        ],
        "figure_changes": [],
        "url": "http://testserver/en/central-asia-regional-response-report/2020/8/v4/",
    }
    assert snapshot(full_issue, "en", version=2, note="x")["edition"]["corrections"] == []


def test_a_correction_is_dated_where_the_office_is(full_issue, settings):
    publish_row(full_issue, 2, "Deaths corrected.")  # at 09:00 UTC

    def date():
        return snapshot(full_issue, "en", version=3)["edition"]["corrections"][0]["date"]

    assert date() == "2020-12-02"
    with timezone.override("Etc/GMT+12"):  # the clock of whoever looks changes nothing
        assert date() == "2020-12-02"
    settings.TIME_ZONE = "Etc/GMT+12"
    assert date() == "2020-12-01"


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("en", "/en/central-asia-regional-response-report/2020/8/v1/"),
        ("ru", "/ru/central-asia-regional-response-report/2020/8/v1/"),
        ("kk", "/en/central-asia-regional-response-report/2020/8/v1/?language=kk"),
    ],
)
def test_the_permanent_address_leads_to_the_same_language(full_issue, language, path):
    tree = snapshot(full_issue, language)
    jsonschema.validate(tree, SCHEMA)
    assert tree["edition"]["url"] == f"http://testserver{path}"


def test_a_logo_is_told_by_its_digest_and_size(full_issue):
    assert snapshot(full_issue, "en")["series"]["logo"] is None
    series = full_issue.series
    series.logo_sha256, series.logo_width, series.logo_height = "b" * 64, 900, 300
    series.save()
    tree = snapshot(full_issue, "en")
    jsonschema.validate(tree, SCHEMA)
    assert tree["series"]["logo"] == {
        "sha256": "b" * 64,
        "width": 900,
        "height": 300,
        "alt": "International Organization for Migration",
    }


@pytest.mark.parametrize("style", ["callout", "table", "chart"])
def test_the_style_of_a_figure_is_in_the_tree(full_issue, style):
    full_issue.sections.get(kind="figures").placements.update(style=style)
    tree = snapshot(full_issue, "en")
    jsonschema.validate(tree, SCHEMA)
    assert tree["sections"][0]["figures"][0]["style"] == style


def test_sections_stand_in_order(full_issue):
    assert [(s["id"], s["kind"]) for s in snapshot(full_issue, "en")["sections"]] == [
        ("direct-assistance", "figures"),
        ("partnership-in-action", "articles"),
        ("hotlines", "hotlines"),
        ("contacts", "contacts"),
        ("in-short", "facts"),
    ]


def test_a_figure_carries_its_change_and_coverage(full_issue):
    [figure] = snapshot(full_issue, "en")["sections"][0]["figures"]
    assert (figure["value"], figure["change"], figure["coverage"]["of"]) == ("7801", "4615", 2)
    assert figure["previous"].pop("id")
    assert figure["previous"] == {
        "value": "3186",
        "revised_from": None,
        "as_of": "2020-11-28",
        "definition_changed": False,
        "coverage_changed": True,
    }
    assert figure["breakdown"] == [
        {"dimension": "sex", "label": "women", "value": "4000.5", "disclosure": ""}
    ]


def test_not_reported_has_no_value_and_no_change(full_issue):
    placement = full_issue.sections.get(kind="figures").placements.get()
    make_figure(
        placement.figure.indicator,
        None,
        status="not_reported",
        supersedes=placement.figure,
        correction_reason="Withdrawn by the mission",
    )
    [figure] = snapshot(full_issue, "en")["sections"][0]["figures"]
    assert (figure["value"], figure["change"], figure["status"]) == (None, None, "not_reported")


def test_hotlines_and_contacts_fill_themselves(full_issue):
    sections = {s["kind"]: s for s in snapshot(full_issue, "en")["sections"]}
    [hotline] = sections["hotlines"]["hotlines"]
    assert (hotline["id"], hotline["dial"]) == ("kazakhstan-11616", "11616")
    assert hotline["languages"] == ["Kazakh", "Russian"]
    assert [c["mission"]["slug"] for c in sections["contacts"]["contacts"]] == [
        "tajikistan",
        "kazakhstan",
    ]


def test_country_names_are_in_the_language_of_the_tree(full_issue):
    names = [m["country_name"] for m in snapshot(full_issue, "ru")["issue"]["missions"]]
    assert names == ["Таджикистан", "Казахстан"]


@pytest.mark.parametrize("count", [1, 3, 100])
def test_queries_do_not_grow_with_the_issue(count, django_assert_num_queries):
    mission = make_mission()
    issue = make_issue(make_series(missions=[mission]))
    section = make_section(issue, kind="figures")
    indicator = make_indicator()
    for n in range(count):
        place(make_figure(indicator, n, covers=[mission]), section)
        make_article(issue, title=f"Article {n}", mission=mission, section=section)
    with django_assert_num_queries(20):
        tree = snapshot(issue, "en")
    assert len(tree["sections"][0]["articles"]) == count
