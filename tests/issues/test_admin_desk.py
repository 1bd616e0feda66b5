"""The Desk: each role sees what it has to do, and nothing of others."""

import pytest
from django.urls import reverse

from issues.models import Article
from tests.factories import make_article, make_hotline, make_issue, make_section
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
