"""Invitations: a secret link, seven days, one account or one more role."""

import datetime as dt
import hashlib
import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from missions import invitations
from missions.models import Invitation, Membership
from missions.people import Refused
from tests.factories import make_user

Role = Membership.Role
ADDRESS = "aigerim@example.org"
PASSWORD = "seven bridges at noon"


@pytest.fixture
def invited(editor, tajikistan):
    tajikistan.time_zone = "Asia/Dushanbe"
    tajikistan.save()
    return invitations.invite(ADDRESS, Role.CONTRIBUTOR, tajikistan, by=editor)


def link(message=-1):
    """Return path and query of the link in a mail."""
    found = re.search(r"https?://\S+", mail.outbox[message].body)
    parts = urlsplit(found.group())
    return f"{parts.path}?{parts.query}"


def answers(**changed):
    return {
        "first_name": "Aigerim",
        "last_name": "Sadykova",
        "username": "aigerim",
        "password": PASSWORD,
        "language": "ru",
        "time_zone": "Asia/Dushanbe",
    } | changed


def opened(client, address):
    return client.get(address, follow=True)


# --- Inviting -----------------------------------------------------------------------------------


def test_only_the_digest_of_the_link_is_kept(invited):
    secret = link().partition("key=")[2]
    assert len(bytes.fromhex(secret)) == 32
    assert invited.token_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    stored = Invitation.objects.filter(pk=invited.pk).values().get()
    assert secret not in str(stored)
    assert invited.expires_at - timezone.now() > dt.timedelta(days=6, hours=23)
    assert mail.outbox[-1].to == [ADDRESS]


@pytest.mark.parametrize("role", [Role.REGIONAL_EDITOR, Role.CLEARER])
def test_only_administrators_invite_those_who_publish(editor, administrator, role):
    with pytest.raises(Refused, match="Only an administrator"):
        invitations.invite(ADDRESS, role, by=editor)
    assert mail.outbox == []
    assert invitations.invite(ADDRESS, role, by=administrator).role == role


@pytest.mark.parametrize("who", ["contributor", "clearer", "communications"])
def test_others_invite_nobody(request, client_for, who, tajikistan):
    browser = client_for(request.getfixturevalue(who))
    data = {"email": ADDRESS, "role": "contributor", "mission": tajikistan.pk, "language": "en"}
    assert browser.post(reverse("admin:missions_person_add"), data).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("known", [True, False])
def test_the_form_tells_nothing_about_the_address(client_for, editor, tajikistan, known):
    if known:
        make_user("aigerim", email=ADDRESS.upper())
    data = {"email": ADDRESS, "role": "contributor", "mission": tajikistan.pk, "language": "ru"}
    answer = client_for(editor).post(reverse("admin:missions_person_add"), data, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said == [f"An invitation is on its way to {ADDRESS}. Its link is good for seven days."]
    assert len(mail.outbox) == 1


def test_the_form_keeps_what_was_typed_when_it_refuses(client_for, editor, invited, tajikistan):
    data = {"email": ADDRESS, "role": "contributor", "mission": tajikistan.pk, "language": "en"}
    answer = client_for(editor).post(reverse("admin:missions_person_add"), data)
    assert "open already" in str(answer.context["form"].non_field_errors())
    assert ADDRESS in answer.content.decode()
    wrong = client_for(editor).post(reverse("admin:missions_person_add"), data | {"mission": ""})
    assert "choose which" in str(wrong.context["form"].errors["mission"])


def test_an_invitation_survives_a_mail_server_that_does_not(
    client_for, editor, tajikistan, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    data = {"email": ADDRESS, "role": "contributor", "mission": tajikistan.pk, "language": "en"}
    answer = client_for(editor).post(reverse("admin:missions_person_add"), data, follow=True)
    assert "could not be sent" in answer.content.decode()
    assert Invitation.objects.open().count() == 1


def test_sending_again_replaces_the_link(client, client_for, editor, invited):
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    before = link()
    address = reverse("admin:missions_person_changelist")
    client_for(editor).post(address, {"invitation": invited.pk, "act": "send"})
    assert opened(client, before).status_code == 410
    assert "Aigerim" not in opened(client, before).content.decode()
    assert opened(client, link()).status_code == 200


def test_what_is_done_to_an_invitation_is_kept_in_the_log(administrator, editor, invited):
    invitations.send_again(invited, by=editor)
    invitations.withdraw(invited, by=administrator)
    kept = LogEntry.objects.filter(object_id=str(invited.pk), object_repr=ADDRESS)
    assert [(entry.user, entry.change_message) for entry in kept.order_by("pk")] == [
        (editor, "Invited: contributor, IOM Tajikistan."),
        (editor, "Sent a new link."),
        (administrator, "Withdrew the invitation."),
    ]
    with pytest.raises(Refused, match="has been withdrawn"):
        invitations.send_again(invited, by=editor)


def test_the_editor_touches_no_invitation_of_those_who_publish(client_for, administrator, editor):
    row = invitations.invite(ADDRESS, Role.CLEARER, by=administrator)
    address = reverse("admin:missions_person_changelist")
    for act in ("send", "withdraw"):
        client_for(editor).post(address, {"invitation": row.pk, "act": act})
    assert len(mail.outbox) == 1
    assert Invitation.objects.open().get().token_sha256 == row.token_sha256
    client_for(administrator).post(address, {"invitation": row.pk, "act": "withdraw"})
    assert not Invitation.objects.open().exists()


# --- Accepting ----------------------------------------------------------------------------------


def test_a_newcomer_opens_an_account(client, invited):
    page = opened(client, link())
    assert page.redirect_chain[-1][0] == reverse("invitation_accept")  # the secret is gone
    initial = page.context["form"].initial
    assert (initial["username"], initial["time_zone"]) == ("aigerim", "Asia/Dushanbe")
    done = client.post(reverse("invitation_accept"), answers())
    assert done["Location"] == "/admin/"
    user = get_user_model().objects.get(username="aigerim")
    assert (user.email, user.is_staff, user.is_superuser) == (ADDRESS, True, False)
    assert user.check_password(PASSWORD)
    assert [str(m) for m in user.memberships.all()] == ["contributor, IOM Tajikistan"]
    assert (user.profile.language, user.profile.time_zone) == ("ru", "Asia/Dushanbe")
    assert client.get("/admin/").status_code == 200
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"password": "aigerim"}, "password", "too similar"),
        ({"password": "12345678"}, "password", "too common"),
        ({"username": "Dushanbe"}, "username", "taken"),
        ({"username": "ai gerim"}, "username", "valid username"),
        ({"time_zone": "Moon"}, "time_zone", "not a time zone"),
        ({"first_name": ""}, "first_name", "required"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_happens(
    client, contributor, invited, wrong, field, said
):
    opened(client, link())
    page = client.post(reverse("invitation_accept"), answers(**wrong))
    assert said in str(page.context["form"].errors[field])
    assert not get_user_model().objects.filter(email=ADDRESS).exists()
    assert Invitation.objects.open().filter(pk=invited.pk).exists()


def test_a_link_is_good_for_seven_days_and_one_account(client, invited):
    address = link()
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1)):
        late = opened(client, address)
        assert (late.status_code, late.context["state"]) == (410, "expired")
        with pytest.raises(Refused, match="seven days"):
            invitations.open_account(invited, **answers())
    opened(client, address)
    client.post(reverse("invitation_accept"), answers())
    again = opened(type(client)(), address)
    assert (again.status_code, again.context["state"]) == (200, "used")
    posted = type(client)().post(f"{address}", answers(username="second"))
    assert posted.status_code in {302, 410}
    assert get_user_model().objects.filter(email=ADDRESS).count() == 1


def test_a_page_left_open_does_not_outlive_its_invitation(client, editor, invited):
    opened(client, link())
    invitations.withdraw(invited, by=editor)
    late = client.post(reverse("invitation_accept"), answers())
    assert (late.status_code, late.context["state"]) == (410, "withdrawn")
    assert not get_user_model().objects.filter(username="aigerim").exists()


def test_an_unknown_link_gets_a_page_and_no_more(client, db):
    for address in ("?key=nothing", "?key=", ""):
        page = opened(client, reverse("invitation_accept") + address)
        assert (page.status_code, page.context["state"]) == (410, "unknown")


def test_tries_to_accept_are_limited(client, invited):
    opened(client, link())
    address = reverse("invitation_accept")
    found = [client.post(address, answers(password="1")).status_code for _n in range(21)]
    assert found == [200] * 20 + [429]


# --- Somebody who has an account already ----------------------------------------------------------


def test_an_account_gets_the_role_after_log_in(client, kazakhstan, invited):
    user = make_user("aigerim", role=Role.CONTRIBUTOR, mission=kazakhstan, email=ADDRESS.upper())
    page = opened(client, link())
    assert page.context["state"] == "log_in"
    client.post(reverse("invitation_accept"), answers(username="second"))
    assert get_user_model().objects.filter(email__iexact=ADDRESS).count() == 1
    assert user.memberships.count() == 1
    client.post(
        "/admin/login/",
        {
            "login": "aigerim",
            "password": "correct horse battery",
            "next": reverse("invitation_accept"),
        },
    )
    assert client.get(reverse("invitation_accept")).context["state"] == "join"
    client.post(reverse("invitation_accept"))
    assert {m.mission.slug for m in user.memberships.all()} == {"kazakhstan", "tajikistan"}
    invited.refresh_from_db()
    assert invited.accepted_by == user


def test_the_role_goes_to_the_invited_address_only(client_for, other_contributor, invited):
    browser = client_for(other_contributor)
    assert opened(browser, link()).context["state"] == "other_account"
    browser.post(reverse("invitation_accept"))
    assert other_contributor.memberships.count() == 1
    with pytest.raises(Refused, match="another address"):
        invitations.join(invited, other_contributor)


def test_a_closed_account_is_not_opened_by_an_invitation(client, invited):
    user = make_user("aigerim", email=ADDRESS, is_active=False)
    assert opened(client, link()).context["state"] == "closed_account"
    client.post(reverse("invitation_accept"), answers(username="second"))
    assert not user.memberships.exists()
    assert get_user_model().objects.filter(email=ADDRESS).count() == 1
