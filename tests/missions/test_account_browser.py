"""Accounts in a real Chromium: passkeys with a virtual authenticator, and every page's faults."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

import tests.test_admin_browser as admin_browser
from missions import invitations
from missions.models import Membership

chromium = admin_browser.chromium
visitor = admin_browser.visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

DATA = {"login": "editor", "password": "correct horse battery"}


@pytest.fixture
def device(chromium, transactional_db, live_server):
    """A window on a running site, on a device that keeps passkeys and recognises its owner."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert complaints == []


def type_password(page):
    page.goto("/admin/")
    page.get_by_label("Username or e-mail").fill("editor")
    page.get_by_label("Password").fill(DATA["password"])
    page.get_by_role("button", name="Log in").click()


def log_out(page):
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/admin/logout/")


def test_a_passkey_is_added_and_logs_in_alone(device, editor, settings):
    settings.REQUIRE_MFA = True
    type_password(device)
    device.get_by_role("link", name="Add a passkey").click()
    device.get_by_label("Name of this passkey").fill("Office laptop")
    device.get_by_role("button", name="Add", exact=True).click()
    device.get_by_role("heading", name="Recovery codes").wait_for()
    assert device.locator(".recovery-codes code").count() == 10
    key = Authenticator.objects.get(user=editor, type="webauthn").wrap()
    assert (key.name, key.is_passwordless) == ("Office laptop", True)
    log_out(device)

    device.goto("/admin/")
    device.get_by_role("button", name="Use a passkey").click()
    device.wait_for_url("**/admin/")
    assert device.locator(".who").inner_text() == "editor"
    log_out(device)

    type_password(device)
    device.get_by_role("heading", name="Second step").wait_for()
    device.get_by_role("button", name="Use a passkey").click()
    device.wait_for_url("**/admin/")


def test_a_passkey_that_is_refused_is_explained(device):
    device.goto("/admin/login/")
    device.get_by_role("button", name="Use a passkey").click()
    said = device.locator(".passkey-said:not(:empty)")
    said.wait_for()
    assert "log in another way" in said.inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_no_page_of_ones_account_has_a_fault(visitor, editor, contributor, width, scheme):
    window = visitor(None, width=width, scheme=scheme)
    window.client.post("/admin/login/", DATA)
    invitations.invite("new@example.org", Membership.Role.TRANSLATOR, by=editor)
    names = [
        *("account_home", "account_change_email", "account_change_password", "usersessions_list"),
        *("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"),
        *("admin:missions_person_changelist", "admin:missions_person_add"),
    ]
    addresses = [reverse(name) for name in names]
    addresses.append(reverse("admin:missions_person_change", args=[contributor.pk]))
    check(window, addresses, width)


@pytest.mark.parametrize(("width", "scheme"), [(1366, "dark"), (360, "light")])
def test_no_page_before_log_in_has_a_fault(visitor, editor, mailoutbox, width, scheme):
    invitations.invite("new@example.org", Membership.Role.TRANSLATOR, by=editor)
    link = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http"))
    window = visitor(None, width=width, scheme=scheme)
    names = ["account_login", "account_reset_password", "account_reset_password_done"]
    names += ["account_inactive", "account_reset_password_from_key_done", "invitation_accept"]
    check(window, [reverse(name) for name in names], width)
    window.client.get(link.removeprefix("http://testserver"))
    check(window, [reverse("invitation_accept")], width)
    assert window.page.get_by_label("Username").input_value() == "new"


def check(window, addresses, width):
    """Walk the addresses: none breaks the policy, has a fault, or is wider than the window."""
    for address in addresses:
        window.complaints.clear()  # axe's own styles, which the policy refuses
        page = window.open(address)
        complaints = [c for c in window.complaints if "410 (Gone)" not in c]
        assert (address, complaints) == (address, [])
        assert (address, page.evaluate("document.documentElement.scrollWidth") <= width) == (
            address,
            True,
        )
        assert (address, window.faults()) == (address, [])
