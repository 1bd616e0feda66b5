"""Notes beside an article, and who is told of them."""

import pytest

from issues.models import Note, Notice
from issues.notes import leave_note, readers_of
from issues.review import Refused
from missions.models import Profile

from .addresses import PANEL, url_of

pytestmark = pytest.mark.django_db


def test_a_note_tells_those_it_names(client_for, contributor, editor, article):
    browser = client_for(editor)
    response = browser.post(url_of("notes", article), {"text": "@Dushanbe, how many women?"})
    assert response.status_code == 302
    note = Note.objects.get()
    assert list(note.mentions.all()) == [contributor]
    notice = Notice.objects.get()
    assert (notice.person, notice.topic, notice.act.verb) == (contributor, "mention", "noted")
    panel = client_for(contributor).post(url_of("note", article, note.pk), PANEL)
    assert "1 note done" in panel.content.decode()
    note.refresh_from_db()
    assert note.done_by == contributor
    assert Notice.objects.filter(person=editor, act__verb="note_done").exists()
    client_for(editor).post(url_of("note", article, note.pk), {"again": "1"})
    note.refresh_from_db()
    assert note.done_at is None


def test_who_wants_no_mail_of_notes_gets_none(editor, contributor, article):
    Profile.objects.create(user=contributor, muted_topics=["mention"])
    leave_note(article, by=editor, text="@dushanbe look")
    assert not Notice.objects.exists()


def test_only_those_who_see_the_article_can_be_named(
    client_for, contributor, other_contributor, editor, clearer, inactive, article
):
    assert set(readers_of(article)) == {contributor, editor, clearer}
    with pytest.raises(Refused, match="Nobody called @astana"):
        leave_note(article, by=editor, text="Ask @astana")
    browser = client_for(contributor)
    people = browser.get(url_of("people", article)).json()["people"]
    assert {person["username"] for person in people} == {"editor", "clearer"}
    assert not browser.get(url_of("people", article), {"q": "asta"}).json()["people"]
    article.with_missions.add(other_contributor.memberships.get().mission)
    assert other_contributor in readers_of(article)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "Ask @nobody-here"])
def test_a_note_that_is_refused_keeps_what_was_typed(client_for, editor, article, text):
    response = client_for(editor).post(url_of("notes", article), {"text": text} | PANEL)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert text.strip() in response.content.decode()
    assert not Note.objects.exists()


def test_an_address_of_mail_is_no_mention(editor, article):
    assert not leave_note(article, by=editor, text="See office@astana.org").mentions.exists()
