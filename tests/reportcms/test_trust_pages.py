"""What the site says of itself, to people, to robots and to browsers."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import override_settings

from issues.models.series import validate_free_address
from reportcms import errors
from tests.factories import make_hotline

PAGES = ["about", "accessibility", "privacy", "licence"]
CLOSED = ["camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_there_for_everybody_and_says_whom_to_write_to(
    db, client, settings, name, language
):
    settings.CONTACT_EMAIL = "readers@example.org"
    response = client.get(f"/{language}/{name}/")
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    if name != "licence":
        assert '<a href="mailto:readers@example.org">readers@example.org</a>' in response.text
    assert client.post(f"/{language}/{name}/").status_code == 405


def test_licence_names_what_the_settings_say(db, client, settings):
    settings.DATA_LICENCE, settings.DATA_ATTRIBUTION = "CC0 1.0", "The Regional Office"
    page = client.get("/en/licence/").text
    assert "CC0 1.0" in page
    assert "Please credit The Regional Office." in page


@pytest.mark.parametrize("path", ["/en/", "/en/hotlines/", "/en/none/"])
def test_every_page_leads_to_them(db, client, path):
    page = client.get(path).text
    for name in PAGES:
        assert f'href="/en/{name}/"' in page


@pytest.mark.parametrize("slug", PAGES)
def test_no_series_can_hide_them(slug):
    with pytest.raises(ValidationError):
        validate_free_address(slug)


def fields(response):
    return dict(line.split(": ", 1) for line in response.text.splitlines())


@time_machine.travel(dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC))
def test_weaknesses_are_told_to_the_contact_of_the_settings(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@example.org"]
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(response) == {
        "Contact": "mailto:security@example.org",
        "Expires": "2027-05-24T00:00:00Z",
        "Preferred-Languages": "en, ru",
        "Canonical": "http://testserver/.well-known/security.txt",
    }


def test_robots_find_the_sitemap_and_no_forms(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /en/search/", "Disallow: /ru/follow/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


@pytest.mark.parametrize("path", ["/en/", "/en/about/", "/en/hotlines/", "/en/none/", "/"])
def test_browsers_are_told_to_be_careful(db, client, path):
    response = client.get(path)
    policy = dict(
        part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == "'self'"
    assert policy["frame-ancestors"] in {"'self'", "'none'"}
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert response["X-Content-Type-Options"] == "nosniff"
    for feature in CLOSED:
        assert f"{feature}=()" in response["Permissions-Policy"]


def test_published_files_may_be_shown_elsewhere_but_nothing_of_the_admin(db, client):
    assert client.get("/robots.txt")["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in ("/admin/", "/admin/login/"):
        assert client.get(path)["Cross-Origin-Resource-Policy"] == "same-origin"


@override_settings(SECURE_SSL_REDIRECT=False, SECURE_HSTS_SECONDS=63_072_000)
@override_settings(SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_HSTS_PRELOAD=True)
def test_over_tls_browsers_shall_never_come_without(db, client):
    response = client.get("/en/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_missing_page_leads_to_help(db, client, tajikistan, language):
    make_hotline(tajikistan)
    page = client.get(f"/{language}/none/").text
    main = page[page.index("<main") : page.index("</main>")]
    assert f'href="/{language}/hotlines/"' in main
    assert f'href="/{language}/missions/"' in main


def test_fault_and_bad_request_lead_to_help_without_the_database(rf):
    """The fixture ``db`` is missing on purpose: a query would fail this test."""
    for response in (errors.server_error(rf.get("/en/")), errors.bad_request(rf.get("/en/"), None)):
        assert 'href="/en/hotlines/"' in response.text
