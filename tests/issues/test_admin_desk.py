"""The Desk: each role sees what it has to do, and nothing of others."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from issues import rounds
from issues.admin.matrix import matrix_of
from issues.models import Article, Contribution
from issues.review.articles import return_to_mission, submit
from tests.factories import (
    make_article,
    make_hotline,
    make_indicator,
    make_issue,
    make_mission,
    make_section,
)
from tests.issues.publish import published


def desk(client_for, user):
    return client_for(user).get("/admin/").content.decode()


def test_the_editor_sees_the_open_issue_and_what_stops_it(client_for, editor, issue, article):
    article.state = Article.State.DRAFT
    article.save()
    page = desk(client_for, editor)
    assert "Issue 8 of 2020" in page
    assert "things stop it" in page
    assert "0 of 1 articles ready" in page
    for name in ("arrange", "preview", "preview_pdf", "publish", "change"):
        assert reverse(f"admin:issues_issue_{name}", args=[issue.pk]) in page


def test_a_contributor_sees_the_own_mission(client_for, contributor, kazakhstan, issue, article):
    make_article(issue, title="Astana keeps this to itself", mission=kazakhstan)
    make_hotline(kazakhstan, "11616", name="Astana line", last_tested_on=None)
    page = desk(client_for, contributor)
    assert article.title in page
    assert "Astana" not in page
    assert f"{reverse('admin:issues_article_add')}?issue={issue.pk}" in page
    assert reverse("admin:issues_issue_publish", args=[issue.pk]) not in page


@pytest.mark.parametrize(
    ("who", "acts"),
    [("clearer", {"publish", "preview"}), ("communications", {"preview"})],
)
def test_others_see_their_acts_only(client_for, request, issue, sections, who, acts):
    page = desk(client_for, request.getfixturevalue(who))
    offered = {
        name
        for name in ("arrange", "publish", "preview")
        if f'href="{reverse(f"admin:issues_issue_{name}", args=[issue.pk])}"' in page
    }
    assert offered == acts


def test_a_published_issue_stays_at_hand_for_its_correction(client_for, editor, issue):
    make_section(issue)
    published(issue)
    page = desk(client_for, editor)
    assert "edition 1 published" in page
    make_issue(issue.series, number=9)
    page = desk(client_for, editor)
    assert "Issue 9 of 2020" in page
    assert "Issue 8 of 2020, published" in page


def test_no_issue_yet(client_for, editor, contributor):
    assert "No issue is open." in desk(client_for, contributor)
    assert "Open the next issue" in desk(client_for, editor)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_queries_do_not_grow_with_articles(
    client_for, editor, issue, sections, count, django_assert_max_num_queries
):
    for n in range(count):
        make_article(issue, title=f"Article {n}", section=sections["partnership"])
    browser = client_for(editor)
    browser.get("/admin/")
    with django_assert_max_num_queries(26):
        browser.get("/admin/")


@pytest.mark.parametrize("count", [1, 3, 100])
def test_queries_of_a_list_are_constant(
    client_for, editor, series, issue, sections, count, django_assert_num_queries
):
    for n in range(count):
        make_article(issue, title=f"Article {n}", section=sections["partnership"])
    browser = client_for(editor)
    browser.get("/admin/issues/article/?all=")
    with django_assert_num_queries(12):
        browser.get("/admin/issues/article/?all=")


def test_an_issue_of_another_series_is_not_offered(client_for, contributor, moldova, series, issue):
    series.missions.set([moldova])
    make_issue(series, number=9)
    assert "No issue is open." in desk(client_for, contributor)


# --- The matrix -----------------------------------------------------------------------------------


@pytest.fixture
def asked(issue, sections, tajikistan, kazakhstan):
    """Both missions were asked for articles, in time."""
    due_at = timezone.now() + dt.timedelta(days=3)
    given = {}
    for mission in (tajikistan, kazakhstan):
        given[mission.slug] = Contribution.objects.create(
            issue=issue, mission=mission, due_at=due_at
        )
        given[mission.slug].sections.set([sections["partnership"]])
    return given


def row_of(issue, mission):
    matrix = matrix_of(issue)
    [cells] = [cells for row, cells in matrix.rows if row == mission]
    return dict(zip(matrix.columns, [cell.text for cell in cells], strict=True))


def test_an_issue_without_a_round_has_no_matrix(issue):
    assert matrix_of(issue) is None


def test_the_matrix_follows_an_article(issue, sections, asked, tajikistan, contributor):
    assert row_of(issue, tajikistan)["Partnership in action"] == "asked"
    article = make_article(
        issue, mission=tajikistan, section=sections["partnership"], state=Article.State.DRAFT
    )
    assert row_of(issue, tajikistan)["Partnership in action"] == "drafting"
    submit(article, by=contributor)
    assert row_of(issue, tajikistan)["Partnership in action"] == "sent for review"
    make_article(issue, title="Two", mission=tajikistan, section=sections["partnership"])
    assert row_of(issue, tajikistan)["Partnership in action"] == "2 × sent for review"
    make_article(issue, title="Loose", mission=tajikistan)
    assert row_of(issue, tajikistan)["In no section"] == "approved"


def test_the_matrix_tells_late_from_nothing_to_report(
    issue, asked, tajikistan, kazakhstan, contributor
):
    rounds.answer_nothing(asked["tajikistan"], by=contributor)
    Contribution.objects.filter(pk=asked["kazakhstan"].pk).update(
        due_at=timezone.now() - dt.timedelta(hours=1)
    )
    assert row_of(issue, tajikistan)["Partnership in action"] == "nothing to report"
    late = row_of(issue, kazakhstan)
    assert (late["Answer"], late["Partnership in action"]) == ("late", "late")


def test_the_matrix_counts_figures_and_hotlines(issue, asked, series, tajikistan):
    series.indicators.add(make_indicator())
    make_hotline(tajikistan, last_tested_on=None)
    row = row_of(issue, tajikistan)
    assert (row["Figures"], row["Hotlines"]) == ("1 of 1 due", "1 to test")


def test_the_editors_desk_shows_the_matrix_and_leads_to_each_part(
    client_for, editor, issue, asked, tajikistan
):
    page = desk(client_for, editor)
    assert "Where each mission stands" in page
    assert reverse("admin:issues_issue_part", args=[issue.pk, "tajikistan"]) in page


def test_a_contributor_sees_what_is_asked_and_what_came_back(
    client_for, editor, contributor, issue, asked
):
    given = asked["tajikistan"]
    rounds.submit_contribution(given, by=contributor)
    rounds.return_contribution(given, by=editor, reason="Please add the number of trainings.")
    page = desk(client_for, contributor)
    assert "Please add the number of trainings." in page
    assert reverse("admin:issues_issue_part", args=[issue.pk, "tajikistan"]) in page
    assert reverse("admin:issues_issue_part", args=[issue.pk, "kazakhstan"]) not in page
    assert "Where each mission stands" not in page


def test_a_returned_article_is_told_though_the_part_was_sent(
    client_for, editor, contributor, issue, asked, tajikistan
):
    article = make_article(issue, title="Beds", mission=tajikistan, state=Article.State.SUBMITTED)
    rounds.submit_contribution(asked["tajikistan"], by=contributor)
    return_to_mission(article, by=editor, reason="Please count the beds.")
    assert "Please count the beds." in desk(client_for, contributor)


@pytest.mark.parametrize("count", [1, 10])
def test_queries_do_not_grow_with_missions(
    client_for, editor, issue, series, asked, count, django_assert_max_num_queries
):
    due_at = timezone.now() + dt.timedelta(days=3)
    for n in range(count):
        mission = make_mission(f"IOM Office {n}", slug=f"office-{n}")
        series.missions.add(mission)
        Contribution.objects.create(issue=issue, mission=mission, due_at=due_at)
    browser = client_for(editor)
    browser.get("/admin/")
    with django_assert_max_num_queries(45):
        browser.get("/admin/")
