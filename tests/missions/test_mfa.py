"""The second step of log-in: who needs it, how it is set up, and that guessing is refused."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from missions import people
from tests.factories import make_user

PASSWORD = "correct horse battery"


def code(secret, *, step=0):
    """Compute the code that an app shows for ``secret``."""
    counter = next(iter(yield_hotp_counters_from_time())) + step
    return format_hotp_value(hotp_value(secret, counter))


def log_in(username, password=PASSWORD, **extra):
    browser = Client()
    browser.last = browser.post("/admin/login/", {"login": username, "password": password} | extra)
    return browser


def set_up_app(browser):
    """Set up an authenticator app; returns its secret and the recovery codes."""
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = browser.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    return secret, re.findall(r"<code>(\d{8})</code>", done.content.decode())


@pytest.fixture
def required(settings):
    settings.REQUIRE_MFA = True


# --- Who needs it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "needs"),
    [
        ("contributor", False),
        ("communications", False),
        ("editor", True),
        ("clearer", True),
        ("administrator", True),
    ],
)
def test_who_publishes_or_manages_is_led_to_the_second_step(
    request, required, client_for, who, needs
):
    browser = client_for(request.getfixturevalue(who))
    for address in ("/admin/", reverse("admin:issues_article_changelist"), reverse("account_home")):
        answer = browser.get(address)
        led = answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
        assert led == needs, address
    assert browser.post(reverse("admin:issues_issue_add"), {}).status_code in (
        {302} if needs else {403}
    )


def test_no_act_gets_past_it(required, client_for, editor, issue):
    """The guard stands before every view of the admin, also for what is posted."""
    answer = client_for(editor).post(reverse("admin:issues_issue_publish", args=[issue.pk]))
    assert answer["Location"] == reverse("mfa_index")
    assert issue.editions.count() == 0


def test_nobody_is_led_when_it_is_not_required(client_for, editor):
    assert client_for(editor).get("/admin/").status_code == 200


# --- The app ------------------------------------------------------------------------------------


def test_an_editor_sets_up_the_app_and_logs_in_with_it(required, editor):
    browser = log_in("editor")
    assert browser.get("/admin/")["Location"] == reverse("mfa_index")
    secret, recovery = set_up_app(browser)
    assert len(recovery) == 10
    assert browser.get("/admin/").status_code == 200

    second = log_in("editor")
    assert second.last["Location"] == reverse("mfa_authenticate")
    assert second.get("/admin/")["Location"].startswith("/admin/login/")
    wrong = second.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "not right" in wrong.content.decode()
    caches["default"].clear()
    second.post(reverse("mfa_authenticate"), {"code": code(secret, step=1)})
    assert second.get("/admin/").status_code == 200


def test_a_wrong_first_code_turns_nothing_on(editor):
    browser = log_in("editor")
    browser.get(reverse("mfa_activate_totp"))
    answer = browser.post(reverse("mfa_activate_totp"), {"code": "abcdef"})
    assert "not right" in str(answer.context["form"].errors["code"])
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_shown_once_and_work_once(editor):
    browser = log_in("editor")
    _secret, recovery = set_up_app(browser)
    page = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(one in page for one in recovery)
    again = log_in("editor")
    again.post(reverse("mfa_authenticate"), {"code": recovery[0]})
    assert again.get("/admin/").status_code == 200
    third = log_in("editor")
    third.post(reverse("mfa_authenticate"), {"code": recovery[0]})
    assert third.get("/admin/").status_code == 302


def test_recovery_codes_can_be_kept_as_text(editor):
    browser = log_in("editor")
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = browser.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    text = re.search(r'download="recovery-codes.txt" href="data:([^"]+)"', done.content.decode())
    for one in re.findall(r"<code>(\d{8})</code>", done.content.decode()):
        assert f"{one}%0A" in text.group(1)


def test_who_needs_a_second_step_cannot_be_without(required, editor, contributor):
    browser = log_in("editor")
    set_up_app(browser)
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=editor, type="totp").exists()
    free = log_in("dushanbe")
    set_up_app(free)
    free.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=contributor).exists()


def test_a_lost_telephone_is_forgotten_with_a_reason(administrator, editor, client_for):
    browser = log_in("editor")
    set_up_app(browser)
    address = reverse("admin:missions_person_change", args=[editor.pk])
    admin = client_for(administrator)
    admin.post(address, {"act": "remove_second_step", "reason": ""})
    assert Authenticator.objects.filter(user=editor).exists()
    admin.post(address, {"act": "remove_second_step", "reason": "Video call with Maria"})
    assert not Authenticator.objects.filter(user=editor).exists()
    assert browser.get("/admin/").status_code == 302


def test_a_passkey_of_somebody_else_is_not_there(editor, contributor):
    key = Authenticator.objects.create(user=editor, type="webauthn", data={"name": "Laptop"})
    browser = log_in("dushanbe")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        address = reverse(name, args=[key.pk])
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"name": "Mine"}).status_code == 404
        assert Client().post(address)["Location"].startswith("/admin/login/")
    assert Authenticator.objects.get(pk=key.pk).data == {"name": "Laptop"}


# --- The door -----------------------------------------------------------------------------------


def test_people_log_in_with_username_or_address(contributor):
    contributor.email = "zarina@example.org"
    contributor.save()
    for name in ("dushanbe", "zarina@example.org", "Zarina@Example.org"):
        assert log_in(name).get("/admin/").status_code == 200, name


def test_log_in_leads_where_one_wanted_to_go_on_this_site_only(contributor):
    wanted = reverse("admin:issues_article_changelist")
    assert log_in("dushanbe", next=wanted).last["Location"] == wanted
    assert log_in("dushanbe", next="https://elsewhere.example/").last["Location"] == "/admin/"


def test_the_fifth_wrong_password_is_refused(contributor):
    browsers = [log_in("dushanbe", "wrong") for _n in range(5)]
    assert [browser.last.status_code for browser in browsers] == [200] * 4 + [429]
    page = browsers[-1].last.content.decode()
    assert "Too many attempts" in page
    assert "Set a new password" in page
    assert log_in("dushanbe").last.status_code == 429  # the right one too, for five minutes
    make_user("neighbour")
    assert log_in("neighbour").last.status_code == 302  # same office, other account


def test_attempts_are_counted_in_the_database(contributor):
    """Several web processes count together only if they share the cache."""
    log_in("dushanbe", "wrong")
    name = caches["default"]._table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # noqa: S608 -- our own table
        assert cursor.fetchone()[0] >= 2


def test_wrong_codes_are_refused_too(editor):
    set_up_app(log_in("editor"))
    browser = log_in("editor")
    for _n in range(5):
        answer = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Too many" in answer.content.decode()
    assert browser.get("/admin/").status_code == 302


def test_the_same_is_said_of_unknown_and_known_accounts(contributor):
    known, unknown = log_in("dushanbe", "wrong").last, log_in("nobody", "wrong").last
    said = [str(a.context["form"].non_field_errors()) for a in (known, unknown)]
    assert said[0] == said[1]


# --- A forgotten password -----------------------------------------------------------------------


def test_a_new_password_is_set_by_mail(contributor, mailoutbox):
    contributor.email = "zarina@example.org"
    contributor.save()
    browser = Client()
    asked = [
        browser.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("zarina@example.org", "nobody@example.org")
    ]
    assert [mail.to for mail in mailoutbox] == [["zarina@example.org"]]
    assert "If an account has this address" in asked[0].content.decode()
    assert "If an account has this address" in asked[1].content.decode()
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    page = browser.get(link, follow=True)
    new = "four quiet rivers meet"
    done = browser.post(page.context["action_url"], {"password1": new, "password2": new})
    assert done.status_code == 302, done.context["form"].errors
    assert log_in("dushanbe", new).get("/admin/").status_code == 200
    assert "does not work any more" in Client().get(link, follow=True).content.decode()
    assert mailoutbox[-1].to == ["zarina@example.org"]  # told that it was changed


def test_a_leavers_reset_link_is_void(contributor, editor, mailoutbox):
    contributor.email = "zarina@example.org"
    contributor.save()
    Client().post(reverse("account_reset_password"), {"email": "zarina@example.org"})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    people.deactivate(contributor, by=editor, reason="Left")
    assert "does not work any more" in Client().get(link, follow=True).content.decode()
    Client().post(reverse("account_reset_password"), {"email": "zarina@example.org"})
    assert len(mailoutbox) == 1
