"""What the screens of writing must not tell one mission of another, nor let it do too late."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from issues import rounds
from issues.history.restoring import restore
from issues.models import Article, Photo
from reportcms import versions
from tests.factories import (
    jpeg,
    make_article,
    make_figure,
    make_indicator,
    make_photo,
    place,
)
from tests.issues.publish import published

GIVEN = {
    "consent": Photo.Consent.GIVEN,
    "consent_by": "Gulnara Private",
    "consent_on": dt.date(2020, 11, 1),
}


@pytest.fixture
def draft(article):
    Article.objects.filter(pk=article.pk).update(state=Article.State.DRAFT)
    article.refresh_from_db()
    return article


@pytest.fixture
def shared(issue, kazakhstan, tajikistan):
    """An article of Astana in which Dushanbe has a part, with a photo somebody agreed to."""
    article = make_article(issue, title="Across the border", mission=kazakhstan)
    article.with_missions.add(tajikistan)
    photo = make_photo(article=article, data=jpeg(color=(200, 16, 46)), **GIVEN)
    photo.consent_form.save("form.pdf", ContentFile(b"%PDF-1.7 signed"))
    return article


def look(client, article, body):
    answer = client.post(
        reverse("admin:issues_article_look", args=[article.pk]),
        {
            "issue": article.issue_id,
            "title": article.title,
            "body": body,
            "language": "en",
            "photos-TOTAL_FORMS": 0,
            "photos-INITIAL_FORMS": 0,
        },
    )
    assert answer.status_code == 200
    return answer.json()["checks"]


@pytest.mark.parametrize("disclosure", ["", "suppressed"])
def test_checks_tell_no_figure_of_another_mission(
    client_for, contributor, editor, draft, sections, kazakhstan, disclosure
):
    """Who types numbers until one is refused must not find out what another mission counted."""
    indicator = make_indicator("returns", name="Returnees received shelter")
    figure = make_figure(
        indicator,
        "37269" if not disclosure else "7",
        mission=kazakhstan,
        covers=[kazakhstan],
        disclosure=disclosure,
        disclosure_reason="Few people." if disclosure else "",
    )
    place(figure, sections["assistance"])
    typed = "<p>We gave shelter to 7 returnees.</p><p>Shelter went to 37,268 returnees.</p>"
    assert "Returnees received shelter" in look(client_for(editor), draft, typed)
    assert "Returnees received shelter" not in look(client_for(contributor), draft, typed)


def test_no_text_takes_up_a_figure_of_another_mission(
    client_for, contributor, editor, draft, kazakhstan
):
    """Published editions name observations; their corrections are not published yet."""
    figure = make_figure(make_indicator(), "4711", mission=kazakhstan, covers=[kazakhstan])
    body = f'<p>We helped <data value="{figure.observation}"></data> people.</p>'
    form = {"issue": draft.issue_id, "title": draft.title, "language": "en", "body": body}
    form |= {"photos-TOTAL_FORMS": 0, "photos-INITIAL_FORMS": 0}
    page = client_for(contributor).post(
        reverse("admin:issues_article_look", args=[draft.pk]), {**form, "look": "web"}
    )
    assert "page" in page.json()
    assert "4,711" not in page.json()["page"]
    change = reverse("admin:issues_article_change", args=[draft.pk])
    form["stamp"] = draft.changed_at.isoformat()
    refused = client_for(contributor).post(change, form)
    assert "a figure of another mission" in refused.text
    assert client_for(editor).post(change, form).status_code == 302
    draft.refresh_from_db()
    form["stamp"] = draft.changed_at.isoformat()  # what the editor put there stays
    assert client_for(contributor).post(change, form).status_code == 302


def test_restoring_shares_a_text_with_nobody(client_for, contributor, editor, draft, kazakhstan):
    draft.with_missions.add(kazakhstan)
    then = versions.keep(draft, by=editor)
    draft.with_missions.clear()
    Article.objects.filter(pk=draft.pk).update(title="Not for Astana")
    draft.refresh_from_db()
    restore(draft, then, by=contributor, stamp=draft.changed_at.isoformat())
    assert not draft.with_missions.exists()
    draft.refresh_from_db()
    restore(draft, then, by=editor, stamp=draft.changed_at.isoformat())
    assert draft.with_missions.get() == kazakhstan


def test_who_shares_an_article_does_not_read_who_agreed(
    client_for, contributor, other_contributor, editor, shared
):
    address = reverse("admin:issues_article_change", args=[shared.pk])
    assert "Gulnara Private" in client_for(editor).get(address).text
    assert "Gulnara Private" not in client_for(contributor).get(address).text


@pytest.mark.parametrize("who", ["contributor", "editor"])
def test_a_reused_photo_leaves_its_signed_form_with_its_mission(
    request, client_for, contributor, draft, shared, who
):
    user = request.getfixturevalue(who)
    address = reverse("admin:issues_article_earlier_photos", args=[draft.pk])
    answer = client_for(user).post(address, {"photo": shared.photos.get().pk})
    assert answer.status_code == 302
    copy = draft.photos.get()
    assert (copy.consent, copy.consent_on) == (Photo.Consent.GIVEN, dt.date(2020, 11, 1))
    assert (copy.consent_by, copy.consent_form.name) == ("", "")


def test_a_reused_photo_of_ones_own_keeps_all(client_for, contributor, draft, issue, tajikistan):
    earlier = make_photo(article=make_article(issue, title="Earlier", mission=tajikistan), **GIVEN)
    earlier.consent_form.save("form.pdf", ContentFile(b"%PDF-1.7 signed"))
    address = reverse("admin:issues_article_earlier_photos", args=[draft.pk])
    client_for(contributor).post(address, {"photo": earlier.pk})
    copy = draft.photos.get()
    assert copy.consent_by == "Gulnara Private"
    assert copy.consent_form.name == earlier.consent_form.name


def test_photos_and_people_are_found_in_any_case(
    client_for, contributor, editor, draft, issue, tajikistan
):
    make_photo(article=make_article(issue, title="Рынок в Душанбе", mission=tajikistan))
    earlier = reverse("admin:issues_article_earlier_photos", args=[draft.pk])
    page = client_for(contributor).get(earlier, {"q": "душанбе рынок"})
    assert len(page.context["shown"]) == 1
    contributor.last_name = "Назарова"
    contributor.save()
    people = client_for(editor).get(reverse("admin:missions_person_changelist"), {"q": "назарова"})
    assert [person.pk for person in people.context["page"]] == [contributor.pk]


def test_a_part_is_answered_until_the_issue_is_published(
    client_for, contributor, editor, issue, sections, tajikistan
):
    part = rounds.ask(issue, rounds.Request(tajikistan), by=editor, due_on=dt.date(2020, 11, 20))
    rounds.submit_contribution(part, by=contributor)
    published(issue)
    address = reverse("admin:issues_issue_part", args=[issue.pk, tajikistan.slug])
    client = client_for(contributor)
    assert client.get(address).status_code == 200
    assert client.post(address, {"act": "take_back"}).status_code == 404
    part.refresh_from_db()
    assert part.state == part.State.SUBMITTED
    led = client.get(reverse("admin:issues_issue_round", args=[issue.pk]))
    assert led.headers["Location"] == address


@pytest.mark.parametrize("key", ["²", "9" * 5000, "x", ""])
def test_odd_keys_are_answered_as_unknown_ones(client_for, editor, contributor, draft, key):
    client = client_for(editor)
    earlier = reverse("admin:issues_article_earlier_photos", args=[draft.pk])
    assert client.post(earlier, {"photo": key}).status_code == 404
    people = reverse("admin:missions_person_changelist")
    assert client.post(people, {"act": "send", "invitation": key}).status_code == 404
    person = reverse("admin:missions_person_change", args=[contributor.pk])
    assert client.post(person, {"act": "take", "membership": key}).status_code == 302
    sessions = reverse("usersessions_list")
    assert client.post(sessions, {"session": [key, "0"]}).status_code == 302
    form = {"photos-TOTAL_FORMS": key, "photos-INITIAL_FORMS": key, "photos-0-id": key}
    change = reverse("admin:issues_article_change", args=[draft.pk])
    assert client.post(change, {"title": "Odd", **form}).status_code == 200
