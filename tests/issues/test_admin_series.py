"""The logo in the form of a series."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from issues.snapshot import snapshot
from tests.factories import make_issue


def logo_file(color="navy", name="logo.png"):
    file = BytesIO()
    Image.new("RGBA", (300, 100), color).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/png")


@pytest.fixture
def save(client_for, editor, series):
    """``save(logo=…)`` sends the form of the series and returns the answer."""

    def sent(**changes):
        data = {
            "title": series.title,
            "slug": series.slug,
            "running_title": series.running_title,
            "reliefweb_format": series.reliefweb_format,
            "organisation": series.organisation,
            "organisation_short": "IOM",
            "region": series.region,
            "missions": [mission.pk for mission in series.missions.all()],
            "original": "en",
            "languages": ["en"],
            "brand_color": "#0033a0",
            "accent_color": "#d45b07",
            "licence": series.licence,
            "licence_url": series.licence_url,
            "disclaimer": "",
        }
        url = reverse("admin:issues_series_change", args=[series.pk])
        response = client_for(editor).post(url, data | changes)
        series.refresh_from_db()
        return response

    return sent


def test_a_logo_is_kept_shown_and_part_of_the_content(save, series, client_for, communications):
    assert save(logo=logo_file()).status_code == 302
    with series.logo.open("rb") as file:
        kept = file.read()
    assert series.logo_sha256 == hashlib.sha256(kept).hexdigest()
    assert (series.logo_width, series.logo_height) == (300, 100)
    assert snapshot(make_issue(series), "en")["series"]["logo"] == {
        "sha256": series.logo_sha256,
        "width": 300,
        "height": 100,
        "alt": series.organisation,
    }
    browser = client_for(communications)
    page = browser.get(reverse("admin:issues_series_change", args=[series.pk]))
    url = reverse("admin:issues_series_logo", args=[series.pk])
    assert f'src="{url}"' in page.content.decode()
    picture = browser.get(url)
    assert picture.content == kept
    assert picture["Content-Type"] == "image/png"
    assert "private" in picture["Cache-Control"]


def test_a_logo_stays_is_replaced_and_is_removed(save, series):
    save(logo=logo_file())
    first = series.logo_sha256
    save(region="Asia")
    assert series.logo_sha256 == first
    assert series.logo
    save(logo=logo_file("red"))
    assert series.logo_sha256 not in {"", first}
    save(**{"logo-clear": "on"})
    assert (series.logo.name, series.logo_sha256) == ("", "")
    assert (series.logo_width, series.logo_height) == (None, None)
    assert snapshot(make_issue(series), "en")["series"]["logo"] is None


def test_a_drawing_is_refused_with_a_remedy(save, series):
    drawing = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    response = save(logo=drawing)
    [message] = response.context["adminform"].form.errors["logo"]
    assert "Export it as PNG" in message
    assert not series.logo


def test_a_logo_is_for_those_who_may_see_the_series(save, series, client_for, contributor):
    save(logo=logo_file())
    url = reverse("admin:issues_series_logo", args=[series.pk])
    assert client_for(contributor).get(url).status_code == 404
    assert client_for(None).get(url)["Location"].startswith("/admin/login/")
