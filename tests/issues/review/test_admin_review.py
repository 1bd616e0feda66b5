"""The buttons of the review in the admin, the action of the list, and the editorial log."""

import pytest

from issues.models import Article, EditorialAct
from issues.review import articles
from missions.models.profile import Profile
from tests.factories import make_article


@pytest.fixture
def draft(issue, sections, tajikistan):
    return make_article(issue, mission=tajikistan, section=sections["partnership"], state="draft")


def act_url(article, act):
    return f"/admin/issues/article/{article.pk}/act/{act}/"


def test_the_buttons_stand_on_the_form_and_work(client_for, draft, contributor, editor):
    browser = client_for(contributor)
    form = f"/admin/issues/article/{draft.pk}/change/"
    page = browser.get(form).content.decode()
    assert 'name="_act" value="submit"' in page
    assert 'value="approve"' not in page
    response = browser.post(act_url(draft, "submit"), {"text": "Checked."})
    assert (response.status_code, response["Location"]) == (302, form)
    page = client_for(editor).get(form).content.decode()
    assert 'name="_act" value="return"' in page
    page = browser.get(form).content.decode()  # who may not rewrite the text has buttons alone
    assert "“Research on remittances” is sent for review." in page
    assert act_url(draft, "take_back") in page
    client_for(editor).post(act_url(draft, "return"), {"text": "Name the place."})
    page = browser.get(form).content.decode()
    assert "Name the place." in page


@pytest.mark.parametrize("act", ["submit", "take_back", "return", "approve", "publish"])
@pytest.mark.parametrize("role", ["other_contributor", "inactive", None])
def test_strangers_change_nothing(client_for, draft, request, role, act):
    browser = client_for(request.getfixturevalue(role) if role else None)
    response = browser.post(act_url(draft, act), {"text": "x"})
    if role == "other_contributor":
        missing = browser.post(f"/admin/issues/article/999/act/{act}/", {"text": "x"})
        assert response.status_code == missing.status_code == 404
    else:
        assert response["Location"].startswith("/admin/login/")
    draft.refresh_from_db()
    assert (draft.state, EditorialAct.objects.count()) == ("draft", 0)


def test_a_refused_act_keeps_what_was_typed(client_for, draft, editor):
    response = client_for(editor).post(act_url(draft, "return"), {"text": "Much <b>thought</b>"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "is “draft” now" in page
    assert "Much &lt;b&gt;thought&lt;/b&gt;" in page


def test_an_act_leads_back_inside_the_site_only(client_for, draft, contributor):
    for given, expected in [
        ("/admin/", "/admin/"),
        ("https://example.org/", f"/admin/issues/article/{draft.pk}/change/"),
        ("//example.org/", f"/admin/issues/article/{draft.pk}/change/"),
    ]:
        Article.objects.update(state="draft")
        response = client_for(contributor).post(act_url(draft, "submit"), {"next": given})
        assert response["Location"] == expected


def test_the_state_is_no_field(client_for, draft, contributor):
    form = client_for(contributor).get(f"/admin/issues/article/{draft.pk}/change/")
    assert "state" not in form.context["adminform"].form.fields


def test_several_are_approved_from_the_list(client_for, issue, draft, editor, kazakhstan):
    sent = [make_article(issue, title=t, mission=kazakhstan, state="submitted") for t in "AB"]
    data = {
        "action": "approve_selected",
        "_selected_action": [draft.pk, *(article.pk for article in sent)],
    }
    page = client_for(editor).post("/admin/issues/article/", data, follow=True).content.decode()
    assert "2 articles are approved." in page
    assert "“Research on remittances” is “draft” now" in page
    assert set(Article.objects.values_list("title", "state")) == {
        ("A", "approved"),
        ("B", "approved"),
        ("Research on remittances", "draft"),
    }


def test_a_contributor_has_no_action_to_approve(client_for, draft, contributor):
    Article.objects.update(state="submitted")
    browser = client_for(contributor)
    assert "approve_selected" not in browser.get("/admin/issues/article/").content.decode()
    data = {"action": "approve_selected", "_selected_action": [draft.pk]}
    browser.post("/admin/issues/article/", data)
    assert Article.objects.get().state == "submitted"


def test_the_log_says_who_when_and_why_on_the_readers_clock(
    client_for, issue, draft, contributor, editor, other_contributor, time_machine
):
    time_machine.move_to("2020-12-01 04:30:00+00:00", tick=False)
    contributor.first_name, contributor.last_name = "Firuza", "Nazarova"
    contributor.save()
    articles.submit(draft, by=contributor, note="Numbers <checked>.")
    for person, zone, expected in [
        (contributor, "Asia/Dushanbe", "1 Dec 2020, 09:30"),
        (editor, "Europe/Vienna", "1 Dec 2020, 05:30"),
    ]:
        Profile.objects.create(user=person, time_zone=zone)
        page = client_for(person).get(f"/admin/issues/article/{draft.pk}/log/").content.decode()
        assert expected in page
        assert zone in page
        assert "Firuza Nazarova" in page
        assert "Numbers &lt;checked&gt;." in page
    whole = client_for(editor).get(f"/admin/issues/issue/{issue.pk}/log/").content.decode()
    assert "Research on remittances" in whole
    assert (
        client_for(other_contributor).get(f"/admin/issues/article/{draft.pk}/log/").status_code
        == 404
    )


def test_a_sign_that_no_database_stores_is_dropped(client_for, editor, article):
    article.state = Article.State.SUBMITTED
    article.save()
    answer = client_for(editor).post(act_url(article, "return"), {"text": "Add\x00 the dates."})
    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.return_reason == "Add the dates."
