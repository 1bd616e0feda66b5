"""Saving and sending an article, alone or two at once: no text and no note gets lost."""

import datetime as dt

import pytest
from django.utils import timezone

from issues.models import Article, Presence
from issues.presence import note_presence, others_at
from tests.factories import (
    make_photo,
)
from tests.issues.publish import published
from tests.issues.test_admin_articles import article_data, change_url, photo_data

from .addresses import url_of

pytestmark = pytest.mark.django_db


def test_saving_stays_on_the_form_and_says_when(client_for, contributor, article):
    browser = client_for(contributor)
    response = browser.post(change_url(article), article_data(article.issue))
    assert response["Location"] == f"{change_url(article)}?saved=1"
    assert ">Saved " in browser.get(response["Location"]).content.decode()


def test_sending_saves_the_text_first(client_for, contributor, editor, article):
    data = article_data(
        article.issue, title="As it should be", _act="submit", _act_text_submit="Please read."
    )
    assert client_for(contributor).post(change_url(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.state) == ("As it should be", "submitted")
    assert article.acts.get().reason == "Please read."


def test_a_form_with_a_fault_is_not_sent_and_keeps_the_note(client_for, contributor, article):
    data = article_data(article.issue, title="", _act="submit", _act_text_submit="Please read.")
    page = client_for(contributor).post(change_url(article), data).content.decode()
    assert "Please read." in page
    article.refresh_from_db()
    assert article.state == "draft"


def test_an_act_that_is_refused_loses_neither_text_nor_note(client_for, editor, article):
    data = article_data(
        article.issue,
        title="Better",
        mission=article.mission_id,
        _act="return",
        _act_text_return="Please read.",
    )
    response = client_for(editor).post(change_url(article), data, follow=True)
    article.refresh_from_db()
    assert (article.title, article.state) == ("Better", "draft")
    [told] = [str(m) for m in response.context["messages"]]
    assert "Your text is saved." in told
    assert "Please read." in told


def test_nobody_approves_their_own_mission_by_typing_a_name(client_for, contributor, article):
    data = article_data(article.issue, _act="approve")
    client_for(contributor).post(change_url(article), data)
    article.refresh_from_db()
    assert article.state == "draft"


def test_a_returned_article_says_why_at_the_top(client_for, contributor, article):
    article.state, article.return_reason = Article.State.RETURNED, "Name the district."
    article.save()
    page = client_for(contributor).get(change_url(article)).content.decode()
    assert page.index("Name the district.") < page.index('id="id_title"')


def test_a_stale_save_shows_both_texts_and_both_photos(
    client_for, contributor, editor, kazakhstan, article
):
    kept, taken_out = make_photo(article=article), make_photo(article=article, alt="Taken out")
    opened = article.changed_at.isoformat()
    rows = [
        {**photo_data(alt=f"Mine {n}"), "image": "", "id": photo.pk, "article": article.pk}
        for n, photo in enumerate([kept, taken_out])
    ]
    # The editor changes the text, takes a photo out, and adds one.
    Article.objects.get(pk=article.pk).save()
    Article.objects.filter(pk=article.pk).update(body="<p>The editor’s words.</p>")
    taken_out.delete()
    make_photo(article=article, alt="The editor’s picture")
    mine = article_data(
        article.issue, body="<p>The author’s words.</p>", stamp=opened, photos=rows, initial=2
    )
    browser = client_for(contributor)
    response = browser.post(change_url(article), mine)
    page = response.content.decode()
    assert "<p>The editor’s words.</p>" in page
    assert "<p>The author’s words.</p>" in page
    assert "<del>editor" in page
    for alt in ("Mine 0", "Mine 1", "The editor’s picture"):
        assert alt in page
    mine["stamp"] = response.context["adminform"].form.data["stamp"]
    assert browser.post(change_url(article), mine).status_code == 302
    article.refresh_from_db()
    assert article.body == "<p>The author’s words.</p>"
    assert set(article.photos.values_list("alt", flat=True)) == {"Mine 0", "The editor’s picture"}


def test_the_second_is_told_who_is_there(client_for, contributor, editor, article):
    first, second = client_for(contributor), client_for(editor)
    contributor.first_name, contributor.last_name = "Aziza", "Rahimova"
    contributor.save()
    stamp = article.changed_at.isoformat()
    url = url_of("presence", article)
    assert first.post(url, {"stamp": stamp}).json()["said"] == []
    [said] = second.post(url, {"stamp": stamp}).json()["said"]
    assert said.startswith("Aziza Rahimova is editing this since ")
    first.post(url, {"left": "1"})
    assert second.post(url, {"stamp": stamp}).json()["said"] == []


def test_one_leaves_also_what_one_may_not_write_any_more(client_for, contributor, article):
    note_presence(article, contributor)
    published(article.issue)
    browser = client_for(contributor)
    assert browser.post(url_of("presence", article), {"left": "1"}).status_code == 200
    assert Presence.objects.count() == 0


def test_whoever_is_silent_for_a_minute_is_gone(article, contributor, editor):
    start = timezone.now()
    note_presence(article, contributor, at=start)
    note_presence(article, contributor, at=start + dt.timedelta(seconds=50))
    seen = others_at(article, editor, at=start + dt.timedelta(seconds=100))
    assert [p.since for p in seen] == [start]
    assert not others_at(article, editor, at=start + dt.timedelta(seconds=111))
    again = note_presence(article, contributor, at=start + dt.timedelta(seconds=200))
    assert again.since == start + dt.timedelta(seconds=200)
    assert Presence.objects.count() == 1


def test_an_open_form_learns_of_a_newer_text(client_for, contributor, article):
    answer = client_for(contributor).post(url_of("presence", article), {"stamp": "older"}).json()
    assert "was saved meanwhile" in answer["said"][0]
