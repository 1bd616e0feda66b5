"""Giving and taking roles, and what happens when somebody leaves."""

import datetime as dt

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from issues.models.act import EditorialAct
from missions import people
from missions.models import Invitation, Membership, Profile
from missions.people import Refused
from tests.factories import make_user

Role = Membership.Role


def page(person):
    return reverse("admin:missions_person_change", args=[person.pk])


def roles_of(person):
    return set(person.memberships.values_list("role", flat=True))


# --- Roles --------------------------------------------------------------------------------------


def test_the_editor_gives_and_takes_roles_of_missions(editor, contributor, kazakhstan):
    membership = people.give_role(contributor, Role.CONTRIBUTOR, kazakhstan, by=editor)
    assert contributor.memberships.count() == 2
    people.take_role(membership, by=editor)
    assert [m.mission.slug for m in contributor.memberships.all()] == ["tajikistan"]
    said = LogEntry.objects.filter(object_id=str(contributor.pk)).values_list("user", flat=True)
    assert list(said) == [editor.pk, editor.pk]


@pytest.mark.parametrize("role", [Role.REGIONAL_EDITOR, Role.CLEARER])
def test_only_administrators_give_roles_that_publish(editor, administrator, contributor, role):
    with pytest.raises(Refused, match="Only an administrator gives this role"):
        people.give_role(contributor, role, by=editor)
    assert role not in roles_of(contributor)
    people.give_role(contributor, role, by=administrator)
    assert role in roles_of(contributor)


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_nobody_raises_themselves(request, who, tajikistan):
    actor = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Nobody changes their own access"):
        people.give_role(actor, Role.CONTRIBUTOR, tajikistan, by=actor)
    assert Role.CONTRIBUTOR not in roles_of(actor)


@pytest.mark.parametrize("whom", ["clearer", "administrator"])
def test_the_editor_manages_nobody_who_may_more(request, editor, whom):
    person = request.getfixturevalue(whom)
    with pytest.raises(Refused, match="Only an administrator"):
        people.deactivate(person, by=editor, reason="Left")
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.parametrize("who", ["contributor", "clearer", "communications"])
def test_others_manage_nobody(request, who, other_contributor, client_for):
    actor = request.getfixturevalue(who)
    with pytest.raises(Refused):
        people.deactivate(other_contributor, by=actor, reason="Left")
    browser = client_for(actor)
    for data in ({"act": "deactivate", "reason": "x"}, {"act": "end_sessions"}, {"act": "give"}):
        assert browser.post(page(other_contributor), data).status_code == 403
    other_contributor.refresh_from_db()
    assert other_contributor.is_active


def test_a_role_that_does_not_fit_its_place_is_refused(editor, contributor, tajikistan):
    with pytest.raises(Refused, match="choose which"):
        people.give_role(contributor, Role.CONTRIBUTOR, by=editor)
    with pytest.raises(Refused, match="This role is regional"):
        people.give_role(contributor, Role.TRANSLATOR, tajikistan, by=editor)


def test_the_screen_gives_and_takes(client_for, editor, contributor, kazakhstan):
    browser = client_for(editor)
    given = {"act": "give", "role": "contributor", "mission": kazakhstan.pk, "reason": "Covers"}
    assert browser.post(page(contributor), given).status_code == 302
    membership = contributor.memberships.get(mission=kazakhstan)
    assert "Gave the role: contributor, IOM Kazakhstan. Covers" in (
        browser.get(page(contributor)).content.decode()
    )
    browser.post(page(contributor), {"act": "take", "membership": membership.pk})
    assert not contributor.memberships.filter(mission=kazakhstan).exists()
    offered = browser.get(page(contributor)).context["role_form"].fields["role"].choices
    assert {value for value, _label in offered} == {"contributor", "translator", "communications"}
    wrong = {"act": "give", "role": "clearer", "mission": ""}
    assert "Select a valid choice" in browser.post(page(contributor), wrong).content.decode()
    missing = {"act": "give", "role": "contributor", "mission": ""}
    assert "choose which" in browser.post(page(contributor), missing).content.decode()
    assert browser.post(page(contributor), {"act": "promote"}).status_code == 404


def test_the_list_finds_people(client_for, editor, contributor, other_contributor, inactive):
    browser = client_for(editor)
    address = reverse("admin:missions_person_changelist")

    def names(**asked):
        return {p.username for p in browser.get(address, asked).context["page"]}

    assert names() == {"editor", "dushanbe", "astana"}
    assert names(mission="tajikistan") == {"dushanbe"}
    assert names(mission="office") == {"editor"}
    assert names(q="asta") == {"astana"}
    assert names(left="1") == {"left"}


# --- Leaving ------------------------------------------------------------------------------------


def test_a_leaver_is_out_at_once_and_the_work_stays(client_for, editor, contributor, article):
    contributor.email = "dushanbe@example.org"
    contributor.save()
    act = EditorialAct.objects.create(
        verb="submitted", article=article, subject=str(article), actor=contributor
    )
    theirs, other = client_for(contributor), client_for(editor)
    assert theirs.get("/admin/").status_code == 200
    invited = Invitation.objects.create(
        email="DUSHANBE@example.org",
        role=Role.TRANSLATOR,
        token_sha256="0" * 64,
        invited_by=editor,
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    empty = other.post(page(contributor), {"act": "deactivate", "reason": " "}, follow=True)
    assert "Say why" in empty.content.decode()
    other.post(page(contributor), {"act": "deactivate", "reason": "Moved to Geneva"})
    assert theirs.get("/admin/")["Location"].startswith("/admin/login/")
    keys = [s.get_decoded().get("_auth_user_id") for s in Session.objects.all()]
    assert str(contributor.pk) not in keys
    assert str(editor.pk) in keys
    invited.refresh_from_db()
    assert invited.revoked_at
    act.refresh_from_db()
    assert act.actor == contributor
    assert article.mission.memberships.filter(user=contributor).exists()
    said = LogEntry.objects.filter(object_id=str(contributor.pk)).first()
    assert (said.user, "Moved to Geneva" in said.change_message) == (editor, True)


def test_a_leaver_cannot_log_in_and_may_come_back(client, editor, contributor):
    data = {"login": "dushanbe", "password": "correct horse battery"}
    people.deactivate(contributor, by=editor, reason="Left")
    assert client.post("/admin/login/", data).status_code == 200
    assert "_auth_user_id" not in client.session
    people.reactivate(contributor, by=editor)
    contributor.refresh_from_db()
    assert contributor.is_active
    assert roles_of(contributor) == {"contributor"}
    assert client.post("/admin/login/", data).status_code == 200  # the old password is gone
    contributor.set_password("correct horse battery")
    contributor.save()
    assert client.post("/admin/login/", data).status_code == 302


def test_a_leavers_own_invitations_end(administrator, editor):
    mine = Invitation.objects.create(
        email="new@example.org",
        role=Role.TRANSLATOR,
        token_sha256="1" * 64,
        invited_by=editor,
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    people.deactivate(editor, by=administrator, reason="Left")
    assert not Invitation.objects.open().filter(pk=mine.pk).exists()


def test_sessions_of_somebody_are_ended(client_for, editor, contributor):
    one, two = client_for(contributor), client_for(contributor)
    assert people.end_sessions(contributor, by=editor) == 2
    for browser in (one, two):
        assert browser.get("/admin/")["Location"].startswith("/admin/login/")


# --- My account ---------------------------------------------------------------------------------


ACCOUNT_PAGES = [
    *("account_home", "account_change_email", "account_confirm_new_email", "usersessions_list"),
    *("account_change_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn"),
    *("mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"),
    *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    "mfa_deactivate_totp",
]


@pytest.mark.parametrize("name", ACCOUNT_PAGES)
@pytest.mark.parametrize("who", ["inactive", None])
def test_who_is_not_logged_in_has_no_account_page(client_for, request, db, name, who):
    browser = client_for(request.getfixturevalue(who) if who else None)
    for answer in (browser.get(reverse(name)), browser.post(reverse(name))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_there_is_no_sign_up(client, db):
    for address in ("/admin/account/signup/", "/admin/signup/", "/accounts/signup/"):
        assert client.get(address).status_code in {302, 404}
    assert "sign up" not in client.get("/admin/login/").content.decode().lower()


def test_people_set_language_clock_and_mails(client_for, contributor, tajikistan):
    tajikistan.time_zone = "Asia/Dushanbe"
    tajikistan.save()
    browser = client_for(contributor)
    assert "Asia/Dushanbe" in browser.get("/admin/").content.decode()
    data = {
        "first_name": "Zarina",
        "last_name": "Rahimova",
        "language": "ru",
        "time_zone": "Asia/Almaty",
        "wanted": ["asked", "mention"],
    }
    assert browser.post(reverse("account_home"), data).status_code == 302
    profile = Profile.objects.get(user=contributor)
    assert sorted(profile.muted_topics) == ["publication", "reminder", "review"]
    shown = browser.get("/admin/")
    assert "Asia/Almaty" in shown.content.decode()
    assert 'lang="ru"' in shown.content.decode()
    assert shown.headers["Content-Language"] == "ru"
    assert timezone.get_current_timezone_name() == "UTC"
    wrong = browser.post(reverse("account_home"), data | {"time_zone": "Moscow"})
    assert "Moscow" in wrong.context["form"].errors["time_zone"][0]


def test_a_new_address_counts_when_its_link_is_opened(client_for, contributor, mailoutbox):
    contributor.email = "old@example.org"
    contributor.save()
    browser = client_for(None)
    browser.post("/admin/login/", {"login": "dushanbe", "password": "correct horse battery"})
    browser.post(reverse("account_change_email"), {"email": "new@example.org"})
    contributor.refresh_from_db()
    assert contributor.email == "old@example.org"
    mail = mailoutbox[-1]
    assert mail.to == ["new@example.org"]
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    make_user("somebody", email="other@example.org")
    browser.get(link)
    contributor.refresh_from_db()
    assert contributor.email == "new@example.org"
    assert mailoutbox[-1].to == ["old@example.org"]
    again = browser.get(link, follow=True)
    assert "not good any more" in again.content.decode()


def test_the_list_says_when_a_session_was_last_used(client, contributor):
    client.post("/admin/login/", {"login": "dushanbe", "password": "correct horse battery"})
    session = contributor.usersession_set.get()
    before = session.last_seen_at
    client.get("/admin/")
    session.refresh_from_db()
    assert session.last_seen_at == before
    with time_machine.travel(before + dt.timedelta(hours=1)):
        client.get("/admin/")
    session.refresh_from_db()
    assert session.last_seen_at - before >= dt.timedelta(hours=1)


def test_changing_the_address_asks_for_the_password_again(client_for, contributor):
    answer = client_for(contributor).get(reverse("account_change_email"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_one_ends_a_session_of_ones_own_and_no_other(client, contributor, other_contributor):
    data = {"login": "dushanbe", "password": "correct horse battery"}
    second, stranger = type(client)(), type(client)()
    for browser in (client, second):
        browser.post("/admin/login/", data, HTTP_USER_AGENT="Firefox/140.0 (Windows NT)")
    stranger.post("/admin/login/", data | {"login": "astana"})
    address = reverse("usersessions_list")
    assert "Firefox, Windows" in client.get(address).content.decode()
    theirs = other_contributor.usersession_set.get()
    client.post(address, {"session": theirs.pk})
    assert stranger.get("/admin/").status_code == 200
    own = contributor.usersession_set.exclude(session_key=client.session.session_key).get()
    client.post(address, {"session": own.pk})
    assert second.get("/admin/").status_code == 302
    second.post("/admin/login/", data)
    client.post(address, {"all": 1})
    assert second.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_new_password_ends_all_other_sessions(client, contributor):
    data = {"login": "dushanbe", "password": "correct horse battery"}
    second = type(client)()
    for browser in (client, second):
        browser.post("/admin/login/", data)
    new = "four quiet rivers meet"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": data["password"], "password1": new, "password2": new},
    )
    assert client.get("/admin/").status_code == 200
    assert second.get("/admin/").status_code == 302
