"""One observation, one number: in box, sentence, table, line, PDF, JSON, CSV, in every language."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pypdfium2
import pytest

from issues.publishing import publish
from missions.ledger import record
from missions.models import AssistanceFigure, FigureRelease
from reportcms.numbers import format_number
from reportcms.storage import PublicFiles
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_mission,
    make_section,
    make_series,
    place,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]

LANGUAGES = ["en", "ru"]


@pytest.fixture
def issue():
    mission = make_mission()
    issue = make_issue(make_series(missions=[mission], languages=LANGUAGES))
    return issue


@pytest.fixture
def figure(issue):
    """A figure shown in every way there is."""
    mission = issue.series.missions.get()
    indicator = make_indicator("assisted", jump_threshold=None)
    earlier = make_figure(
        indicator, 31860, mission=mission, covers=[mission], as_of=dt.date(2020, 7, 7)
    )
    figure = make_figure(indicator, 77801, mission=mission, covers=[mission])
    section = make_section(issue, "Direct assistance", kind="figures")
    place(figure, section, compared_with=earlier)
    place(figure, section, style="statement", statement="The missions helped {figure} people.")
    place(figure, section, style="table")
    place(figure, section, style="trend", compared_with=earlier)
    reference = f'<data value="{figure.observation}"></data>'
    make_article(
        issue,
        section=make_section(issue),
        body=f"<p>Until November {reference} people were helped.</p>",
    )
    return figure


def correct(figure, value):
    fields = {
        name: getattr(figure, name) for name in ("indicator", "definition", "mission", "as_of")
    }
    return record(
        AssistanceFigure(
            value=Decimal(value),
            source="Recount",
            supersedes=figure,
            correction_reason="One list was counted twice.",
            **fields,
        ),
        covers=figure.covers.all(),
        by=None,
    )


def words_of_pdf(rendition):
    document = pypdfium2.PdfDocument(PublicFiles().read(rendition.pdf_name))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def everywhere(rendition):
    """Return what each channel says, and how often the number must stand there at least."""
    html = "".join(page.html for page in rendition.pages.all())
    return {"page": (html, 6), "pdf": (words_of_pdf(rendition), 6), "text": (rendition.text, 0)}


def rows(client, issue, version):
    path = f"/en/{issue.series.slug}/{issue.year}/{issue.number}/v{version}"
    text = client.get(f"{path}/figures.csv").content.decode()
    content = client.get(f"{path}/issue.json").json()
    return list(csv.DictReader(io.StringIO(text, newline=""))), content


def assert_number(client, edition, value):
    for rendition in edition.renditions.all():
        shown = format_number(Decimal(value), rendition.language)
        for channel, (said, times) in everywhere(rendition).items():
            said = " ".join(said.split()).replace("\xa0", " ")
            found = said.count(shown.replace("\xa0", " "))
            assert found >= times, (rendition.language, channel, found)
        assert f'<data value="{value}">' in "".join(p.html for p in rendition.pages.all())
    table, content = rows(client, edition.issue, edition.version)
    assert {row["value"] for row in table} == {value}
    nodes = [node for section in content["sections"] for node in section["figures"]]
    assert [node["style"] for node in nodes] == ["callout", "statement", "table", "trend"]
    assert {node["value"] for node in nodes} == {value}
    assert nodes[-1]["history"][-1]["value"] == value
    assert nodes[0]["change"] == str(int(value) - 31860)


def test_a_change_before_publication_is_seen_everywhere_and_after_it_in_a_new_edition(
    client, issue, figure
):
    recount = correct(figure, 77700)
    first = publish(issue, by=None)
    assert sorted(r.language for r in first.renditions.all()) == LANGUAGES
    assert_number(client, first, "77700")
    before = {r.pk: (r.content_sha256, r.pdf_sha256) for r in first.renditions.all()}

    correct(recount, 77650)
    assert "77,700" in client.get("/en/figures/assisted/").content.decode()
    assert "77,650" not in client.get("/en/figures/assisted/").content.decode()
    second = publish(issue, by=None, note="The number of people assisted was corrected.")
    assert_number(client, second, "77650")
    assert {r.pk: (r.content_sha256, r.pdf_sha256) for r in first.renditions.all()} == before
    assert_number(client, first, "77700")

    for rendition in second.renditions.all():
        [change] = rendition.content["edition"]["figure_changes"]
        assert (change["old"]["value"], change["new"]["value"]) == ("77700", "77650")
        assert change["reason"] == "One list was counted twice."
        old, new = (format_number(Decimal(n), rendition.language) for n in (77700, 77650))
        said = words_of_pdf(rendition).replace("\xa0", " ")
        assert f"{old} → {new}".replace("\xa0", " ") in said
    shown = client.get(f"/en/{issue.series.slug}/2020/8/").content.decode()
    assert "<del>77,700</del> → <ins>77,650</ins> (" in shown
    figures = client.get("/en/figures/assisted/").content.decode()
    assert "77,650" in figures


def test_an_edition_makes_public_what_it_shows_since_its_day(issue, figure):
    edition = publish(issue, by=None)
    releases = FigureRelease.objects.select_related("figure")
    assert {(r.figure.value, r.number, r.version, r.released_on) for r in releases} == {
        (Decimal(31860), 8, 1, dt.date(2020, 12, 1)),
        (Decimal(77801), 8, 1, dt.date(2020, 12, 1)),
    }
    publish(issue, by=None, note="A photo was changed.")
    assert releases.filter(version=2).count() == 2
    assert releases.filter(version=2).first().released_on >= edition.published_at.date()
