"""The search of the staff's side: what is found, by whom, and how words may be typed."""

import re

import pytest
from django.urls import reverse

from issues.models import Photo
from missions.models import AssistanceFigure
from missions.permissions import PERMISSIONS
from tests.factories import (
    make_article,
    make_contact,
    make_figure,
    make_hotline,
    make_indicator,
    make_photo,
)

SEARCH = "/admin/issues/issue/search/"


def found(client_for, user, query):
    """Return {group: [names of its rows]} and the whole page."""
    response = client_for(user).get(SEARCH, {"q": query})
    assert response.status_code == 200
    groups = {
        group["slug"]: [line["name"] for line in group["lines"]]
        for group in response.context["groups"]
    }
    return groups, response.content.decode()


@pytest.fixture
def filled(article, sections, issue, tajikistan):
    """One row of each kind with the word “Rasht” in a field of its own."""
    article.body = "<p>In the <strong>Rasht</strong> valley, R&amp;D went on.</p>"
    article.save()
    make_photo(article=article, alt="Market", place="Rasht")
    make_photo(section=sections["partnership"], alt="Bridge", caption="The Rasht bridge")
    make_figure(make_indicator(), "7801", mission=tajikistan, footnote="Without Rasht")
    make_hotline(tajikistan, name="Rasht line")
    make_contact(tajikistan, name="Office in Rasht")
    return article


def test_all_kinds_are_found_and_lead_to_their_forms(client_for, editor, filled):
    groups, page = found(client_for, editor, "rasht")
    assert groups == {
        "article": ["Research on remittances"],
        "assistancefigure": ["People assisted: 7,801"],
        "photo": ["Bridge", "Market"],
        "hotline": ["1899 · Rasht line"],
        "contact": ["Office in Rasht"],
    }
    for url in re.findall(r'<li>\s*<a href="(/admin/[^"#]*/change/)', page):
        assert client_for(editor).get(url).status_code == 200
    assert page.count("/change/") == 6
    assert "<mark>Rasht</mark> valley, R&amp;D" in page


@pytest.mark.parametrize(
    ("stored", "query"),
    [
        ("Выплаты в Душанбе", "ДУШАНБЕ выплаты"),
        ("ПЕРЕСЕЛЕНЦЫ", "переселенцы"),
        ("Ещё один приют", "еще"),
        ("Oʻzbekiston taʼlimi", "o'zbekiston ta’limi"),
        ("O'zbekiston", "OʻZBEK"),
        ("O‘zbekiston", "o`zbek"),
        ("Маҳаллаҳои ҚӮРҒОНТЕППА", "қӯрғонтеппа"),
        ("Қазақстан", "ҚАЗАҚ"),
        ("Costs (USD) 50% + x.y", "x.y (usd) 50%"),
        ("R&D for migrants", "r&d"),
    ],
)
def test_words_are_found_as_people_type_them(client_for, editor, issue, stored, query):
    make_article(issue, title=stored)
    make_article(issue, title="Other", body=f"<p>{stored.replace('&', '&amp;')}</p>")
    make_article(issue, title="Neither")
    groups, _page = found(client_for, editor, query)
    assert sorted(groups["article"]) == sorted([stored, "Other"])


@pytest.mark.parametrize("query", ["strong", "data", "p", "href=", "b41f", "Rasht Khujand", ".*"])
def test_what_nobody_wrote_is_not_found(client_for, editor, issue, query):
    text = '<p>Rasht <strong>x</strong> <data value="b41f"></data> <a href="https://iom.int">i</a>'
    make_article(issue, title="Valley", body=f"{text}</p>")
    groups, page = found(client_for, editor, query)
    assert groups == {}
    assert "Nothing here has all of these words" in page


def test_the_words_may_stand_in_different_fields(client_for, editor, filled):
    groups, _page = found(client_for, editor, "tajikistan rasht remittances")
    assert groups == {"article": ["Research on remittances"]}


@pytest.mark.parametrize("query", ["", "   ", "\x00\n"])
def test_without_words_it_says_how_to_search(client_for, editor, filled, query):
    groups, page = found(client_for, editor, query)
    assert groups == {}
    assert "Write a few words" in page


def test_a_long_query_is_cut_and_says_so(client_for, editor, filled):
    groups, page = found(client_for, editor, "rasht " + "x" * 5000)
    assert groups == {}
    assert "Only the first 100 characters" in page
    assert len(page) < 30_000


def test_a_group_shows_twenty_and_leads_to_its_list(client_for, editor, issue):
    for n in range(21):
        make_article(issue, title=f"Школа № {n}")
    groups, page = found(client_for, editor, "ШКОЛА")
    assert len(groups["article"]) == 20
    url = reverse("admin:issues_article_changelist") + "?q=%D0%A8%D0%9A%D0%9E%D0%9B%D0%90"
    assert url in page
    assert client_for(editor).get(url).context["cl"].result_count == 21


def test_people_find_what_they_may_see(client_for, contributor, other_contributor, editor, filled):
    assert set(found(client_for, contributor, "rasht")[0]) == {
        *("article", "assistancefigure", "photo", "hotline", "contact"),
    }
    assert found(client_for, contributor, "rasht")[0]["photo"] == ["Market"]
    assert found(client_for, other_contributor, "rasht")[0] == {}


def test_without_the_permission_a_kind_is_not_searched(client_for, editor, filled, monkeypatch):
    role = editor.memberships.get().role
    fewer = PERMISSIONS[role] - {
        "issues.view_photo",
        "issues.change_article",
        "issues.view_article",
    }
    monkeypatch.setitem(PERMISSIONS, role, fewer)
    assert set(found(client_for, editor, "rasht")[0]) == {"assistancefigure", "hotline", "contact"}


def test_a_superseded_figure_is_out_of_the_way(client_for, editor, filled, tajikistan):
    old = AssistanceFigure.objects.get()
    make_figure(
        old.indicator, "7900", mission=tajikistan, supersedes=old, correction_reason="Counted anew"
    )
    groups, _page = found(client_for, editor, "people assisted")
    assert groups["assistancefigure"] == ["People assisted: 7,900"]


def test_a_withdrawn_photo_is_named_by_that(client_for, editor, filled):
    Photo.objects.filter(alt="Market").update(consent=Photo.Consent.WITHDRAWN)
    _groups, page = found(client_for, editor, "rasht market")
    assert "consent was withdrawn" in page


def test_more_rows_cost_no_more_queries(
    client_for, editor, filled, issue, tajikistan, django_assert_max_num_queries
):
    for n in range(8):
        article = make_article(issue, title=f"Rasht {n}", mission=tajikistan)
        make_photo(article=article, alt=f"Rasht {n}")
        make_hotline(tajikistan, f"19{n:02}", name="Rasht")
        make_contact(tajikistan, name=f"Rasht {n}")
    browser = client_for(editor)
    # Five to know who asks and what they may, as on every page; one for each group.
    with django_assert_max_num_queries(10):
        browser.get(SEARCH, {"q": "rasht"})


def test_the_box_stands_on_every_page_for_those_with_something_to_find(client_for, editor, series):
    page = client_for(editor).get("/admin/").content.decode()
    assert f'action="{SEARCH}"' in page
    assert client_for(None).get(SEARCH).status_code == 302
