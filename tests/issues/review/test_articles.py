"""Sending, taking back, returning and approving articles."""

import pytest

from issues.models import EditorialAct, Notice
from issues.review import Refused, articles
from issues.review.articles import allowed_acts
from missions.models.profile import Profile
from tests.factories import make_article
from tests.issues.publish import published

Verb = EditorialAct.Verb


@pytest.fixture
def draft(issue, sections, tajikistan):
    return make_article(issue, mission=tajikistan, section=sections["partnership"], state="draft")


def put(article, state):
    article.state = state
    article.return_reason = "The date is missing." if state == "returned" else ""
    article.save()
    return article


def names(article, person):
    return [act.name for act in allowed_acts(article, person)]


def told():
    return {(notice.person.username, notice.act.verb) for notice in Notice.objects.all()}


def test_an_article_goes_to_the_editor_and_back_and_is_approved(
    draft, contributor, other_contributor, editor
):
    articles.submit(draft, by=contributor, note="Numbers checked.")
    articles.return_to_mission(draft, by=editor, reason="  Say when they met. ")
    draft.refresh_from_db()
    assert (draft.state, draft.return_reason) == ("returned", "Say when they met.")
    articles.submit(draft, by=contributor)
    draft.refresh_from_db()
    assert (draft.state, draft.return_reason) == ("submitted", "")
    articles.approve(draft, by=editor)
    draft.refresh_from_db()
    assert draft.state == "approved"
    log = EditorialAct.objects.order_by("pk").values_list("verb", "reason", "actor__username")
    assert list(log) == [
        ("submitted", "Numbers checked.", "dushanbe"),
        ("returned", "Say when they met.", "editor"),
        ("submitted", "", "dushanbe"),
        ("approved", "", "editor"),
    ]
    assert told() == {
        ("editor", "submitted"),
        ("dushanbe", "returned"),
        ("dushanbe", "approved"),
    }


def test_who_wants_no_mail_gets_none(draft, contributor, editor):
    Profile.objects.create(user=editor, muted_topics=["review"])
    articles.submit(draft, by=contributor)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("state", "writer", "editor_may"),
    [
        ("draft", ["submit"], ["submit"]),
        ("returned", ["submit"], ["submit"]),
        ("submitted", ["take_back"], ["approve", "return"]),
        ("approved", [], ["return"]),
    ],
)
def test_buttons_of_a_missions_article(
    draft, contributor, other_contributor, editor, clearer, inactive, state, writer, editor_may
):
    put(draft, state)
    assert names(draft, contributor) == writer
    assert names(draft, editor) == editor_may
    for nobody in (other_contributor, clearer, inactive):
        assert names(draft, nobody) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [("draft", ["approve"]), ("submitted", ["approve", "take_back"]), ("approved", ["take_back"])],
)
def test_the_regional_office_does_everything_on_its_own_articles(
    issue, editor, contributor, state, expected
):
    own = make_article(issue, state=state)
    assert names(own, editor) == expected
    assert names(own, contributor) == []


def do(name, article, person):
    match name:
        case "submit":
            articles.submit(article, by=person)
        case "take_back":
            articles.take_back(article, by=person)
        case "return":
            articles.return_to_mission(article, by=person, reason="Why.")
        case "approve":
            articles.approve(article, by=person)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
@pytest.mark.parametrize("role", ["contributor", "other_contributor", "editor", "clearer"])
def test_functions_and_buttons_agree(draft, request, role, state):
    person = request.getfixturevalue(role)
    for name in ("submit", "take_back", "return", "approve"):
        put(draft, state)
        before = EditorialAct.objects.count()
        if name in names(draft, person):
            do(name, draft, person)
            assert EditorialAct.objects.count() == before + 1
        else:
            with pytest.raises(Refused, match="cannot be done"):
                do(name, draft, person)
            draft.refresh_from_db()
            assert (draft.state, EditorialAct.objects.count()) == (state, before)


def test_a_stale_row_does_not_decide(draft, contributor, editor):
    articles.submit(draft, by=contributor)
    draft.refresh_from_db()
    articles.take_back(draft, by=contributor)
    assert draft.state == "submitted"  # as the editor still sees it
    with pytest.raises(Refused, match="is “draft” now"):
        articles.approve(draft, by=editor)


@pytest.mark.parametrize(("reason", "why"), [("  ", "Say what"), ("x" * 1001, "at most 1000")])
def test_a_return_says_why(draft, editor, reason, why):
    put(draft, "submitted")
    with pytest.raises(Refused, match=why):
        articles.return_to_mission(draft, by=editor, reason=reason)
    assert not EditorialAct.objects.exists()


def test_after_publication_only_the_regional_office_acts(article, contributor, editor):
    published(article.issue)
    put(article, "returned")
    assert names(article, contributor) == []
    assert names(article, editor) == ["submit"]


def test_what_was_sent_cannot_be_rewritten_until_it_is_taken_back(
    client_for, draft, contributor, editor
):
    browser, url = client_for(contributor), f"/admin/issues/article/{draft.pk}/change/"
    for state in ("submitted", "approved"):
        put(draft, state)
        assert browser.post(url, {"title": "Rewritten"}).status_code == 403
        assert 'name="_save"' in client_for(editor).get(url).content.decode()
    put(draft, "returned")
    assert 'name="_save"' in browser.get(url).content.decode()
