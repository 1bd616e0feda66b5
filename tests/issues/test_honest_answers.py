"""“No update received” and “nothing to report”: said to readers on every channel, in every language."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.utils import translation

from issues import rendering
from issues.delivery.reading import identity
from issues.models import Contribution
from issues.pdf import print_edition
from issues.publishing import publish
from issues.snapshot import article_preview, snapshot
from issues.text import as_plain_text
from tests.factories import make_article
from tests.issues import content as tree
from tests.issues import languages
from tests.issues.content import PlainPictures, photo_url
from tests.issues.test_pdf_proofreading import not_on_paper

SCHEMA = json.loads(Path(settings.BASE_DIR, "docs/content.schema.json").read_text())
NO_UPDATE = "No update received from IOM Kyrgyzstan, IOM Turkmenistan."
NOTHING = "Nothing to report: IOM Uzbekistan."


def answers(**given):
    return [{"mission": tree.mission(slug), "answer": answer} for slug, answer in given.items()]


def with_answers(content=None):
    return (content or tree.issue_8()) | {
        "contributions": answers(
            kazakhstan="reported",
            kyrgyzstan="no_update",
            tajikistan="reported",
            turkmenistan="no_update",
            uzbekistan="nothing_to_report",
        )
    }


def test_the_schema_knows_the_three_answers():
    jsonschema.validate(with_answers(), SCHEMA)
    with pytest.raises(jsonschema.ValidationError, match="perhaps"):
        jsonschema.validate(
            tree.content() | {"contributions": answers(tajikistan="perhaps")}, SCHEMA
        )


def test_web_text_and_words_say_it_once():
    content = with_answers()
    html = rendering.document_html(content, photo_url=photo_url)
    for said in (html, as_plain_text(content), rendering.plain_text(content)):
        assert said.count(NO_UPDATE) == said.count(NOTHING) == 1


def test_nothing_is_said_where_all_reported_or_nobody_was_asked():
    old = tree.issue_8()
    del old["contributions"]  # an edition of an earlier schema
    all_reported = tree.issue_8() | {"contributions": answers(kazakhstan="reported")}
    for content in (tree.issue_8(), old, all_reported):
        html = rendering.document_html(content, photo_url=photo_url)
        assert "no-reports" not in html
        for said in (html, as_plain_text(content), rendering.plain_text(content)):
            assert "No update" not in said
            assert "Nothing to report" not in said


def test_only_those_who_reported_are_counted_as_reporting():
    assert [m["slug"] for m in identity(with_answers())["missions"]] == ["kazakhstan", "tajikistan"]
    old = tree.issue_8()
    del old["contributions"]
    assert len(identity(old)["missions"]) == len(identity(tree.issue_8())["missions"]) == 5


@pytest.mark.parametrize("language", languages.TRANSLATED)
def test_it_is_said_in_the_language_of_the_edition(language):
    content = with_answers(languages.issue_in(language))
    text = as_plain_text(content)
    assert text.count("IOM Turkmenistan") > as_plain_text(languages.issue_in(language)).count(
        "IOM Turkmenistan"
    )
    assert "No update received" not in text
    assert "Nothing to report" not in text


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_it_stands_on_paper_without_a_complaint(language):
    content = tree.issue_8() if language == "en" else languages.issue_in(language)
    with translation.override("en"):
        pdf = print_edition(with_answers(content), pictures=PlainPictures())
    assert pdf.complaints == ()
    assert pdf.pages == 3


@pytest.mark.pdf
def test_the_proofreader_misses_it():
    silent, told = (
        tree.content(tree.section("news")),
        with_answers(tree.content(tree.section("news"))),
    )
    assert not_on_paper(told, told) == []
    missing = not_on_paper(silent, told)
    assert [re.findall("IOM [A-Z][a-z]+", message) for message in missing] == [
        ["IOM Kyrgyzstan", "IOM Turkmenistan"],
        ["IOM Uzbekistan"],
    ]


# --- The tree ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("asked", "no_update"),
        ("returned", "no_update"),
        ("no_update", "no_update"),
        ("nothing", "nothing_to_report"),
        ("submitted", "reported"),
        ("approved", "reported"),
    ],
)
def test_the_tree_says_what_each_mission_answered(issue, tajikistan, state, answer):
    Contribution.objects.create(
        issue=issue, mission=tajikistan, state=state, return_reason="Dates are missing."
    )
    content = snapshot(issue, "ru")
    jsonschema.validate(content, SCHEMA)
    [given] = content["contributions"]
    assert given["answer"] == answer
    assert given["mission"] == {
        "slug": "tajikistan",
        "name": "IOM Tajikistan",
        "country": "TJ",
        "country_name": "Таджикистан",
    }


def test_a_tree_without_a_round_has_no_answers(issue):
    assert snapshot(issue, "en")["contributions"] == []
    assert article_preview(make_article(issue), "en")["contributions"] == []


@pytest.mark.pdf
def test_an_edition_keeps_the_answers_of_its_day(issue, sections, tajikistan, kazakhstan, client):
    """What was published stays, whatever a mission says afterwards; the next edition tells that."""
    make_article(issue, mission=kazakhstan, section=sections["partnership"])
    Contribution.objects.create(issue=issue, mission=tajikistan)
    Contribution.objects.create(issue=issue, mission=kazakhstan, state="approved")
    sections["assistance"].delete()
    publish(issue, by=None)
    issue.contributions.filter(mission=tajikistan).update(state="approved")
    address = "/en/central-asia-regional-response-report/2020/8/"
    given = client.get(f"{address}issue.json").json()["contributions"]
    assert [(one["mission"]["slug"], one["answer"]) for one in given] == [
        ("tajikistan", "no_update"),
        ("kazakhstan", "reported"),
    ]
    page = client.get(address).content.decode()
    assert "No update received from IOM Tajikistan." in page
    assert "1 mission reporting" in page
    publish(issue, by=None, note="Tajikistan has answered.")
    assert "No update received" not in client.get(address).content.decode()
    assert "No update received" in client.get(f"{address}v1/").content.decode()
