import pytest

from issues.readiness import blockers, findings
from tests.factories import (
    make_article,
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


@pytest.fixture
def mission():
    return make_mission()


@pytest.fixture
def issue(mission):
    issue = make_issue(make_series(missions=[mission]))
    make_article(issue, mission=mission, section=make_section(issue))
    return issue


def messages(found):
    return [f"{f.place}: {f.message}" for f in found]


def test_a_good_issue_has_no_findings(issue):
    assert findings(issue) == []


def test_an_issue_without_sections_is_blocked():
    [finding] = blockers(make_issue(make_series()))
    assert finding.message == "The issue has no sections: add one."


def test_findings_name_place_and_lead_to_the_form(issue):
    article = issue.articles.get()
    article.state = "draft"
    article.body = ""
    article.save()
    found = blockers(issue)
    assert [f.place for f in found] == ["Research on remittances"] * 2
    form = f"/admin/issues/article/{article.pk}/change/"
    assert [f.url for f in found] == [form, f"{form}#id_body"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", "still a draft"),
        ("returned", "was returned"),
        ("submitted", "waits for the editor’s approval"),
    ],
)
def test_an_article_blocks_until_it_is_approved(issue, state, expected):
    article = issue.articles.get()
    article.state, article.return_reason = state, "The date is missing."
    article.save()
    [finding] = blockers(issue)
    assert expected in finding.message
    assert finding.url == f"/admin/issues/article/{article.pk}/change/"
    article.state = "approved"
    article.save()
    assert blockers(issue) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"alt": " "}, "no alternative text"),
        ({"credit": ""}, "no credit"),
        ({"consent": "missing"}, "have not agreed"),
        ({"kind": "map"}, "write what it says in words"),
    ],
)
def test_photos_are_checked(issue, fields, expected):
    make_photo(article=issue.articles.get(), **fields)
    [finding] = blockers(issue)
    assert expected in finding.message


def test_an_empty_section_is_blocked_but_hotlines_fill_themselves(issue, mission):
    make_hotline(mission)
    make_section(issue, "Hotlines", kind="hotlines")
    assert findings(issue) == []
    make_section(issue, "Empty")
    assert messages(blockers(issue)) == ["Empty: The section is empty: fill it or delete it."]


def test_a_falling_cumulative_needs_a_remark(issue):
    indicator = make_indicator()
    before = make_figure(indicator, 900)
    now = make_figure(indicator, 800)
    section = make_section(issue, "Direct assistance", kind="figures")
    placement = place(now, section, compared_with=before)
    [finding] = blockers(issue)
    assert finding.message == (
        "A cumulative number fell from 900 (2020-11-28) to 800: correct it or explain it in one "
        "sentence."
    )
    placement.change_reason = "Double counting removed."
    placement.save()
    assert findings(issue) == []


def test_a_changed_definition_needs_a_remark(issue):
    indicator = make_indicator()
    before = make_figure(indicator, 3186)
    indicator.definitions.create(version=2, text="Also victims of trafficking.")
    now = make_figure(indicator, 7801)
    place(now, make_section(issue, "Direct assistance", kind="figures"), compared_with=before)
    [finding] = blockers(issue)
    assert finding.message == (
        "The definition has changed since 2020-11-28: explain it in one sentence."
    )


CHART = "A chart needs a breakdown with at least two numbers: add it, or show a callout."
TABLE = (
    "The table by mission has no row for this figure: add its breakdown by country, or show a "
    "callout."
)


@pytest.fixture
def styled(issue, mission):
    """Place a figure in a style: ``styled(style, covers, *parts)``; parts are (dimension, value)."""
    neighbour = make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan")
    third = make_mission("IOM Uzbekistan", country="UZ", slug="uzbekistan")
    issue.series.missions.set([mission, neighbour, third])
    everyone = [mission, neighbour, third]

    def blocked(style, covers, *parts):
        figure = make_figure(
            make_indicator(), 900, covers=everyone[:covers], parts_note="Not all were asked."
        )
        for n, (dimension, value) in enumerate(parts):
            figure.breakdown.create(dimension=dimension, label=f"Part {n}", value=value)
        place(figure, make_section(issue, "Numbers", kind="figures"), style=style)
        return [finding.message for finding in blockers(issue)]

    return blocked


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("sex", 400), ("sex", 500)], []),
        ([], [CHART]),
        ([("sex", 400)], [CHART]),
        ([("sex", 400), ("age", 500)], [CHART]),
    ],
)
def test_a_chart_needs_two_bars(styled, parts, expected):
    assert styled("chart", 3, *parts) == expected


@pytest.mark.parametrize(
    ("covers", "parts", "expected"),
    [
        (1, [], []),
        (3, [], []),
        (2, [("country", 400)], []),
        (2, [], [TABLE]),
        (2, [("sex", 400), ("sex", 500)], [TABLE]),
        (0, [], [TABLE]),
    ],
)
def test_a_figure_of_the_table_needs_a_row(styled, covers, parts, expected):
    assert styled("table", covers, *parts) == expected


def test_warnings_do_not_block(issue, mission):
    make_hotline(mission, last_tested_on=None)
    make_section(issue, "Hotlines", kind="hotlines")
    make_article(issue, title="Left over", mission=mission)
    issue.data_as_of = None
    issue.save()
    assert blockers(issue) == []
    assert [f.place for f in findings(issue)] == [
        "Central Asia Regional Response Report, Issue 8 of 2020",
        "Left over",
        "National hotline: 1899",
    ]
