"""Consent that travels with a photo, in forms, findings, files and bundles; taking it back."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from issues.admin.photo import PhotoForm
from issues.consent import withdraw_consent
from issues.models import ConsentWithdrawal, EditorialAct, Notice, Photo
from issues.readiness import findings
from issues.review import Refused
from issues.snapshot import snapshot
from tests.factories import (
    jpeg,
    make_article,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
    make_user,
)

GIVEN = {
    "consent": "given",
    "consent_by": "Gulnara",
    "consent_on": dt.date(2020, 11, 1),
}


@pytest.fixture
def mission(db):
    return make_mission()


@pytest.fixture
def issue(mission):
    return make_issue(make_series(missions=[mission]))


@pytest.fixture
def article(issue, mission):
    return make_article(issue, mission=mission, section=make_section(issue))


@pytest.fixture
def photo(article):
    photo = make_photo(article=article, **GIVEN)
    photo.consent_form.save("form.pdf", ContentFile(b"%PDF-1.7 signed"))
    return photo


def export(issue, path):
    call_command("export_issue", issue.series.slug, issue.year, issue.number, path)


def said(issue):
    return {(f.message, f.blocks) for f in findings(issue) if "photo" in f.message.lower()}


@pytest.mark.parametrize(
    ("fields", "words", "blocks"),
    [
        ({"consent": "missing"}, "have not agreed", True),
        ({"consent_by": ""}, "not on record who agreed", False),
        ({"consent_on": None}, "not on record who agreed", False),
        ({"consent_form": ""}, "signed form", False),
        ({"consent_until": dt.date(2020, 11, 30)}, "before the publication", True),
        ({"consent_until": dt.date(2020, 12, 20)}, "ends soon", False),
    ],
)
def test_readiness(issue, photo, fields, words, blocks):
    assert said(issue) == set()
    Photo.objects.update(**fields)
    ((message, stops),) = said(issue)
    assert words in message
    assert stops is blocks


def test_consent_for_one_issue_does_not_reach_the_next(issue, photo, mission):
    Photo.objects.update(consent_purpose="issue")
    assert said(issue) == set()
    later = make_issue(issue.series, number=9)
    again = make_article(later, mission=mission, section=make_section(later))
    copy = make_photo(article=again, **GIVEN, consent_purpose="issue", consent_form="consent/x.pdf")
    assert {blocks for _m, blocks in said(later)} == {True}
    copy.consent_purpose = "series"
    copy.save()
    assert said(later) == set()


def form(photo=None, files=None, **data):
    given = {
        "focal_x": 0.5,
        "focal_y": 0.5,
        "alt": "Blue",
        "credit": "IOM",
        "kind": "photo",
        "language": "en",
        "order": 0,
        "consent": "given",
        "consent_purpose": "series",
    }
    return PhotoForm(given | data, files or {}, instance=photo)


def test_who_and_when_are_asked_where_consent_is_said_to_be_given(db):
    picture = {"image": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}
    errors = form(files=picture).errors
    assert set(errors) == {"consent_by", "consent_on"}
    picture = {"image": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}
    assert form(files=picture, consent_by="Gulnara", consent_on="2020-11-01").is_valid()
    picture = {"image": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}
    errors = form(
        files=picture, consent_by="G", consent_on="2020-11-01", consent_until="2020-10-01"
    ).errors
    assert set(errors) == {"consent_until"}


@pytest.mark.parametrize(
    ("data", "name", "kept"),
    [
        (b"%PDF-1.7 signed", "form.pdf", ".pdf"),
        (jpeg(), "form.jpg", ".jpg"),
        (b"MZ a program", "form.pdf", None),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024), "form.pdf", None),
    ],
)
def test_filed_forms_are_pdf_or_pictures(photo, data, name, kept):
    filled = form(
        photo,
        files={"consent_form": SimpleUploadedFile(name, data)},
        consent_by="G",
        consent_on="2020-11-01",
    )
    assert filled.is_valid() is (kept is not None)
    if kept:
        saved = filled.save()
        assert saved.consent_form.name.endswith(kept)
    else:
        assert set(filled.errors) == {"consent_form"}


def test_the_form_is_handed_to_those_who_answer_for_it_only(client, photo, mission):
    address = reverse("admin:issues_photo_consent_form", args=[photo.pk])
    answers = {}
    other = make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan")
    people = {
        "owner": make_user("owner", role="contributor", mission=mission),
        "other": make_user("other", role="contributor", mission=other),
        "editor": make_user("editor", role="regional_editor"),
        "clearer": make_user("clearer", role="clearer"),
    }
    for name, person in people.items():
        client.force_login(person)
        response = client.get(address)
        answers[name] = response.status_code
        if response.status_code == 200:
            assert response["Content-Disposition"].startswith("attachment")
            assert response.content == b"%PDF-1.7 signed"
    assert answers == {"owner": 200, "other": 404, "editor": 200, "clearer": 404}
    page = reverse("admin:issues_article_change", args=[photo.article_id])
    client.force_login(people["clearer"])
    assert "Gulnara" not in client.get(page).text
    client.force_login(people["owner"])
    assert "Gulnara" in client.get(page).text
    people["owner"].is_active = False
    people["owner"].save()
    assert client.get(address).status_code == 302


def test_withdrawing_on_the_screen(client, photo, mission, issue):
    address = reverse("admin:issues_photo_withdraw", args=[photo.sha256])
    editor = make_user("editor", role="regional_editor")
    files = [Path(photo.image.path), Path(photo.consent_form.path)]
    for name, role, of in [
        ("other", "contributor", make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan")),
        ("clearer", "clearer", None),
    ]:
        client.force_login(make_user(name, role=role, mission=of))
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "x"}).status_code == 404
    owner = make_user("owner", role="contributor", mission=mission)
    client.force_login(owner)
    page = client.get(address).text
    assert photo.article.title in page
    assert client.post(address, {"reason": " "}).status_code == 422
    assert not ConsentWithdrawal.objects.exists()
    assert client.post(address, {"reason": "By telephone."}).status_code == 302
    photo.refresh_from_db()
    assert photo.consent == "withdrawn"
    assert not any(file.exists() for file in files)
    assert EditorialAct.objects.get(verb="consent_withdrawn").actor == owner
    assert Notice.objects.get().person == editor
    assert client.get(address).status_code == 302


def test_places_of_other_missions_are_counted_only(client, photo, issue, mission):
    other = make_mission("IOM Kazakhstan", country="KZ", slug="kazakhstan")
    foreign = make_article(issue, title="Nightingale 4711", mission=other)
    make_photo(article=foreign, **GIVEN)
    client.force_login(make_user("owner", role="contributor", mission=mission))
    page = client.get(reverse("admin:issues_photo_withdraw", args=[photo.sha256])).text
    assert "Nightingale" not in page
    assert "1 text of another mission" in page


def test_an_emptied_slot_stays_in_the_draft_and_its_article_can_be_saved(photo, issue):
    withdraw_consent(photo.sha256, by=None, reason="By telephone.")
    tree = snapshot(issue, "en")
    (node,) = tree["sections"][0]["articles"][0]["photos"]
    assert node["withdrawn"] is True
    assert (node["sha256"], node["alt"], node["credit"]) == ("", "", "")
    assert said(issue) == set()
    photo.refresh_from_db()
    filled = form(photo, alt="Back again", consent="given", order=3)
    assert filled.is_valid(), filled.errors
    filled.save()
    photo.refresh_from_db()
    assert (photo.alt, photo.consent, photo.order) == ("", "withdrawn", 3)


def test_the_same_picture_is_refused_from_then_on(photo, issue, tmp_path):
    export(issue, tmp_path / "issue.zip")
    withdraw_consent(photo.sha256, by=None, reason="By telephone.")
    errors = form(files={"image": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")}).errors
    assert "took back their consent" in errors["image"][0]
    issue.number = 99
    issue.save()
    with pytest.raises(CommandError, match="took back their consent"):
        call_command("import_issue", tmp_path / "issue.zip")
    export(issue, tmp_path / "without.zip")  # the slot does not travel


def test_consent_travels_in_a_bundle(photo, issue, tmp_path):
    Photo.objects.update(consent_until=dt.date(2025, 12, 31), consent_purpose="all")
    export(issue, tmp_path / "issue.zip")
    issue.number = 99
    issue.save()
    call_command("import_issue", tmp_path / "issue.zip")
    new = Photo.objects.exclude(pk=photo.pk).get()
    assert (new.consent_by, new.consent_on) == ("Gulnara", dt.date(2020, 11, 1))
    assert (new.consent_until, new.consent_purpose) == (dt.date(2025, 12, 31), "all")


def test_a_reason_is_needed_and_a_picture_that_stands_somewhere(photo):
    with pytest.raises(Refused, match="how you learned"):
        withdraw_consent(photo.sha256, by=None, reason=" ")
    with pytest.raises(Refused, match="nowhere"):
        withdraw_consent("0" * 64, by=None, reason="By telephone.")
