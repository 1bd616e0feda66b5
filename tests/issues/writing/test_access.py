"""Who may write on an article, and who only reads it."""

import pytest

from issues.models import Note, Presence
from issues.notes import leave_note
from missions.models import Membership
from tests.factories import (
    make_article,
    make_photo,
    make_user,
)
from tests.issues.publish import published
from tests.issues.test_admin_articles import article_data, change_url

from .addresses import url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def strangers(other_contributor, inactive, moldova):
    return {
        "other mission": other_contributor,
        "inactive": inactive,
        "apart": make_user("chisinau", role=Membership.Role.CONTRIBUTOR, mission=moldova),
        "no role": make_user("nobody"),
        "anonymous": None,
    }


@pytest.mark.parametrize("who", ["other mission", "inactive", "apart", "no role", "anonymous"])
def test_nobody_else_reaches_an_article_by_writing(client_for, strangers, editor, article, who):
    photo = make_photo(article=article)
    note = leave_note(article, by=editor, text="Secret note")
    browser, data = (
        client_for(strangers[who]),
        article_data(article.issue, text="x", photo=photo.pk),
    )
    for name, more in [
        *(("look", []), ("presence", []), ("notes", []), ("note", [note.pk])),
        ("earlier_photos", []),
    ]:
        response = browser.post(url_of(name, article, *more), data)
        expected = 302 if who in {"inactive", "anonymous"} else 404
        assert response.status_code == expected, name
    assert browser.get(url_of("people", article)).status_code in {302, 404}
    note.refresh_from_db()
    assert (Note.objects.count(), note.done_at, Presence.objects.count()) == (1, None, 0)
    assert article.photos.count() == 1


def test_who_only_reads_leaves_notes_but_does_not_write(client_for, communications, article):
    browser = client_for(communications)
    for name in ("look", "presence", "earlier_photos"):
        assert browser.post(url_of(name, article), article_data(article.issue)).status_code == 404
    assert browser.post(url_of("notes", article), {"text": "For the press?"}).status_code == 302
    page = browser.get(change_url(article)).content.decode()
    assert "For the press?" in page
    assert "write-bar" not in page


def test_after_publication_the_mission_reads_only(client_for, contributor, article):
    published(article.issue)
    browser = client_for(contributor)
    assert browser.post(url_of("look", article), article_data(article.issue)).status_code == 404
    assert browser.post(url_of("presence", article)).status_code == 404


def test_a_note_belongs_to_its_article(client_for, contributor, editor, article, issue, kazakhstan):
    theirs = make_article(issue, title="Theirs", mission=kazakhstan)
    note = leave_note(theirs, by=editor, text="Not yours")
    response = client_for(contributor).post(url_of("note", article, note.pk))
    assert response.status_code == 404
    note.refresh_from_db()
    assert note.done_at is None
