"""Review & publish: clearing, withdrawing, scheduling and cancelling on the screen."""

import datetime as dt
import re
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from issues.models import Clearance, EditorialAct, Proof, Publication
from issues.review import schedule
from issues.review.clearance import clear
from missions.models.profile import Profile
from tests.issues.publish import published

NOON = dt.datetime(2020, 12, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def url(ready, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return reverse("admin:issues_issue_publish", args=[ready.pk])


def offered(response):
    return {name for name, shown in response.context["shows"].items() if shown}


def clear_data(page, **data):
    """Return what the form of the clearance on ``page`` sends."""
    seen = re.search(r'name="clear-seen" value="(\w+)"', page.content.decode())[1]
    return {"act": "clear", "clear-seen": seen} | data


def test_what_is_offered_follows_role_and_state(client_for, url, ready, editor, clearer):
    assert offered(client_for(editor).get(url)) == set()
    assert offered(client_for(clearer).get(url)) == {"clear"}
    clear(ready, by=clearer)
    assert offered(client_for(editor).get(url)) == {"publish", "schedule"}
    assert offered(client_for(clearer).get(url)) == {"publish", "schedule", "withdraw"}
    schedule.schedule(ready, by=editor, at=timezone.now() + dt.timedelta(days=1))
    assert offered(client_for(editor).get(url)) == {"cancel"}


def test_a_clearer_clears_with_a_reason_for_the_warnings(client_for, url, ready, clearer):
    ready.data_as_of = None
    ready.save()
    browser = client_for(clearer)
    page = browser.get(url)
    response = browser.post(url, clear_data(page, **{"clear-reason": " "}))
    assert response.status_code == 422
    assert "say why they may stand" in response.content.decode()
    response = browser.post(url, clear_data(page, **{"clear-reason": "No <figures>."}))
    assert (response.status_code, response["Location"]) == (302, url)
    assert Clearance.objects.get().reason == "No <figures>."
    page = browser.get(url).content.decode()
    assert "“No &lt;figures&gt;.”" in page
    assert "clearer cleared the issue as it stands now" in page


def test_a_clearer_who_looks_at_an_old_page_is_stopped(client_for, url, ready, clearer):
    browser = client_for(clearer)
    data = clear_data(browser.get(url))
    ready.articles.update(title="Changed meanwhile")
    response = browser.post(url, data)
    assert response.status_code == 422
    assert "changed since you opened this page" in response.content.decode()
    assert not Clearance.objects.exists()
    # The page that says so shows the issue as it stands: clearing that is a second decision.
    assert browser.post(url, clear_data(response)).status_code == 302


@pytest.mark.parametrize("act", ["clear", "withdraw", "publish", "schedule", "cancel"])
@pytest.mark.parametrize("role", ["contributor", "other_contributor", "communications", "inactive"])
def test_others_do_nothing_here(client_for, url, ready, request, clearer, role, act):
    clear(ready, by=clearer)
    response = client_for(request.getfixturevalue(role)).post(
        url, {"act": act, "schedule-at": "2099-01-01T10:00", "withdraw-reason": "x"}
    )
    assert response.status_code == (302 if role == "inactive" else 404)
    assert not Publication.objects.exists()
    assert Clearance.objects.get().withdrawn_at is None


def test_an_editor_cannot_clear(client_for, url, ready, editor):
    response = client_for(editor).post(url, {"act": "clear", "clear-seen": ""})
    assert response.status_code == 422
    assert not Clearance.objects.exists()


def test_an_uncleared_issue_is_not_published(client_for, url, ready, editor):
    assert client_for(editor).post(url).status_code == 422
    assert not Publication.objects.exists()


def test_a_change_after_the_clearance_is_named(client_for, url, ready, editor, clearer):
    clear(ready, by=clearer)
    ready.articles.update(title="Changed after all")
    page = client_for(editor).get(url).content.decode()
    assert "The issue was changed since clearer cleared it on" in page
    assert client_for(editor).post(url).status_code == 422


def test_the_moment_is_read_on_the_persons_clock(client_for, url, ready, editor, clearer):
    Profile.objects.create(user=editor, time_zone="Asia/Almaty")
    clear(ready, by=clearer)
    browser = client_for(editor)
    assert "On your clock, Asia/Almaty." in browser.get(url).content.decode()
    data = {"act": "schedule", "schedule-at": "2099-06-01T09:30", "schedule-embargoed": "on"}
    page = browser.post(url, data, follow=True).content.decode()
    publication = Publication.objects.get()
    local = publication.publish_at.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert local.strftime("%H:%M") == "09:30"
    assert publication.is_embargoed
    assert "1 June 2099, 09:30 (Asia/Almaty), under embargo until then" in page


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("", "Choose day and time."),
        ("soon", "This is no day with a time"),
        ("2099-02-30T10:00", "This is no day with a time"),
        ("2001-01-01T10:00", "This moment has passed"),
    ],
)
def test_a_wrong_moment_is_refused_and_stays_typed(
    client_for, url, ready, editor, clearer, at, why
):
    clear(ready, by=clearer)
    response = client_for(editor).post(url, {"act": "schedule", "schedule-at": at})
    assert response.status_code == 422
    assert why in response.content.decode()
    assert response.context["forms"]["schedule"]["at"].value() == at
    assert not Publication.objects.exists()


def test_a_scheduled_publication_is_cancelled_for_a_reason(client_for, url, ready, editor, clearer):
    clear(ready, by=clearer)
    schedule.schedule(ready, by=editor, at=timezone.now() + dt.timedelta(days=1))
    browser = client_for(editor)
    response = browser.post(url, {"act": "cancel", "cancel-reason": ""})
    assert response.status_code == 422
    browser.post(url, {"act": "cancel", "cancel-reason": "Not this week."})
    assert Publication.objects.get().state == "cancelled"
    assert EditorialAct.objects.first().reason == "Not this week."


def test_a_clearance_is_withdrawn_on_the_screen(client_for, url, ready, clearer):
    clear(ready, by=clearer)
    client_for(clearer).post(url, {"act": "withdraw", "withdraw-reason": "Wait for the ministry."})
    assert Clearance.objects.get().withdrawn_at
    assert offered(client_for(clearer).get(url)) == {"clear"}


def test_the_note_of_a_second_edition_is_cleared_along(client_for, url, ready, editor, clearer):
    published(ready)
    browser = client_for(clearer)
    page = browser.get(url)
    data = clear_data(page, **{"clear-note": "The place was wrong."})
    assert browser.post(url, clear_data(page, **{"clear-note": ""})).status_code == 422
    assert browser.post(url, data).status_code == 302
    page = client_for(editor).get(url)
    assert "note" not in page.context["form"].fields
    assert "The place was wrong." in page.content.decode()
    client_for(editor).post(url, {"act": "publish", "note": "Something else."})
    assert Publication.objects.get().note == "The place was wrong."


def test_an_unknown_act_is_none(client_for, url, ready, editor):
    assert client_for(editor).post(url, {"act": "burn"}).status_code == 404


def test_faults_of_the_pages_stop_the_clearance_too(client_for, url, ready, clearer):
    client_for(clearer).get(url)
    Proof.objects.update(
        state="done", complaints=[{"message": "Text runs out.", "page": 1, "blocks": True}]
    )
    page = client_for(clearer).get(url)
    assert "Text runs out." in page.content.decode()
    assert offered(page) == set()


@pytest.mark.pdf
def test_the_copy_for_the_press_says_until_when_on_every_page(
    client_for, ready, editor, clearer, communications, contributor, time_machine, settings
):
    settings.TIME_ZONE = "UTC"
    time_machine.move_to("2020-11-30 08:00:00+00:00")
    clear(ready, by=clearer)
    url = reverse("admin:issues_issue_embargoed_pdf", args=[ready.pk, "en"])
    assert client_for(communications).get(url).status_code == 404  # not scheduled
    publication = schedule.schedule(ready, by=editor, at=NOON, embargoed=True)
    log = reverse("admin:issues_issue_log", args=[ready.pk])
    assert url in client_for(communications).get(log).content.decode()
    response = client_for(communications).get(url)
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    for page in pypdf.PdfReader(BytesIO(response.content)).pages:
        assert "EMBARGOED UNTIL 1 DECEMBER 2020, 12:00 UTC" in page.extract_text()
    assert not list(settings.PUBLIC_ROOT.rglob("*.pdf"))
    assert client_for(contributor).get(url).status_code == 404
    assert client_for(communications).get(url.replace("/en.pdf", "/xx.pdf")).status_code == 404
    ready.articles.update(title="Changed after all")
    assert client_for(communications).get(url)["Location"] == log
    schedule.cancel(publication, by=editor)
    assert client_for(communications).get(url).status_code == 404


@pytest.mark.pdf
def test_the_copy_for_the_press_has_the_note_that_was_cleared(
    client_for, ready, editor, clearer, communications, time_machine
):
    time_machine.move_to("2020-11-30 08:00:00+00:00")
    published(ready)
    time_machine.move_to("2020-11-30 09:00:00+00:00")
    clear(ready, by=clearer, note="A number was wrong.")
    schedule.schedule(ready, by=editor, at=NOON, embargoed=True)
    clear(ready, by=clearer, note="Two names were wrong.")
    url = reverse("admin:issues_issue_embargoed_pdf", args=[ready.pk, "en"])
    pages = pypdf.PdfReader(BytesIO(client_for(communications).get(url).content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Two names were wrong." in text
    assert "A number was wrong." not in text
