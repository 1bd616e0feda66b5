"""The commands for issues and editions: what they do, and how they say what is wrong."""

import hashlib
import io
import json

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from issues.models import Edition, Issue, Photo, Rendition
from reportcms.canonical import canonical_bytes
from reportcms.frozen import trigger_name
from reportcms.storage import PublicFiles
from tests.delivery.editions import make_edition
from tests.factories import make_issue, make_series
from tests.issues.bundle_files import assert_nothing_stored, russian, small, write_folder

pytestmark = pytest.mark.django_db

ISSUE = ("dniester-report", 2021, 2)


def run(*arguments, **options):
    output = io.StringIO()
    call_command(*arguments, stdout=output, stderr=output, **options)
    return output.getvalue()


def failure(*arguments, **options):
    with pytest.raises(CommandError) as caught:
        run(*arguments, **options)
    assert caught.value.returncode == 1
    return str(caught.value)


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "bundle", *small())


# --- import_issue, export_issue -----------------------------------------------------------


def test_import_says_what_it_did(folder):
    (folder / "photos/spare.jpg").write_bytes((folder / "photos/kitchen.jpg").read_bytes())
    assert run("import_issue", folder).splitlines() == [
        "Note: photos/spare.jpg: No photo of the issue uses this file.",
        "Imported: Dniester Report, Issue 2 of 2021",
    ]
    assert not Edition.objects.exists()


def test_import_lists_every_fault(tmp_path, settings):
    document, photos = small()
    del document["sections"][1]["articles"][0]["photos"][0]["alt"]
    document["issue"]["period_end"] = "2021-02-30"
    folder = write_folder(tmp_path / "bundle", document, photos)
    assert failure("import_issue", folder).splitlines() == [
        f"Nothing was imported. To be mended in {folder}:",
        "  issue.period_end: 2021-02-30 does not exist; look at a calendar",
        (
            "  sections[1].articles[0].photos[0].alt: required: what a person who cannot see the "
            "picture needs to know"
        ),
    ]
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_what_blocks_a_publication_is_found_before_anything_is_kept(tmp_path, settings):
    document, photos = small()
    document["sections"][1]["articles"][0]["photos"][0]["consent"] = "missing"
    folder = write_folder(tmp_path / "bundle", document, photos)
    message = failure("import_issue", folder, "--publish")
    assert message.startswith("Nothing was imported.")
    assert "A new kitchen: The people on the photo “A long table.” have not agreed" in message
    assert_nothing_stored(settings.MEDIA_ROOT)


def test_export_and_import(tmp_path, folder):
    run("import_issue", folder)
    target = tmp_path / "out.zip"
    assert run("export_issue", *ISSUE, target) == (
        f"Written: Dniester Report, Issue 2 of 2021 → {target}\n"
    )
    assert failure("export_issue", *ISSUE, target) == (
        f"{target}: This file exists. Give another name."
    )
    with transaction.atomic():
        message = failure("import_issue", target)
    assert "has an Issue 2 of 2021 already" in message


def test_export_where_nothing_can_be_written(tmp_path, folder):
    run("import_issue", folder)
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "out"
    assert "cannot be written" in failure("export_issue", *ISSUE, target)


def test_issues_that_are_not_there(folder):
    assert failure("export_issue", "nile-report", 2021, 2, "out") == (
        "There is no series “nile-report”. Known: –."
    )
    run("import_issue", folder)
    assert failure("publish_issue", "dniester-report", 2021, 9) == (
        "This series has no Issue 9 of 2021. It has: 2021 2."
    )


# --- With PDFs ----------------------------------------------------------------------------


@pytest.fixture
def published(folder):
    run("import_issue", folder, "--publish")
    return Rendition.objects.get()


@pytest.mark.pdf
def test_import_and_publish(published):
    assert (published.edition.version, published.edition.published_by) == (1, None)
    assert published.pdf_pages == 1
    assert PublicFiles().verify(published.pdf_name)


@pytest.mark.pdf
def test_a_second_edition_needs_a_note(published):
    message = failure("publish_issue", *ISSUE)
    assert message.startswith("Dniester Report, Issue 2 of 2021 was not published:")
    run("publish_issue", *ISSUE, note="The kitchen opened in July.")
    first, second = Edition.objects.order_by("version")
    assert (first.pk, second.note) == (published.edition_id, "The kitchen opened in July.")


@pytest.mark.pdf
def test_export_pdf_gives_the_published_bytes(published, tmp_path):
    run("export_pdf", *ISSUE, "--language", "en", "-o", tmp_path / "issue.pdf")
    data = (tmp_path / "issue.pdf").read_bytes()
    assert hashlib.sha256(data).hexdigest() == published.pdf_sha256

    Issue.objects.update(title="Changed since")
    run("export_pdf", *ISSUE, "-o", tmp_path / "again.pdf")
    run("export_pdf", *ISSUE, "--draft", "-o", tmp_path / "draft.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == data
    assert (tmp_path / "draft.pdf").read_bytes() != data

    assert failure("export_pdf", *ISSUE, "--language", "ru", "-o", tmp_path / "x.pdf") == (
        "The latest edition has no “ru”. It has: en."
    )
    PublicFiles().path(published.pdf_name).write_bytes(b"%PDF-")
    assert "is missing or damaged" in failure("export_pdf", *ISSUE, "-o", tmp_path / "x.pdf")


@pytest.mark.pdf
def test_a_draft_is_that_of_the_next_edition(published, tmp_path):
    run("export_pdf", *ISSUE, "--draft", "-o", tmp_path / "draft.pdf")
    page = " ".join(pypdf.PdfReader(tmp_path / "draft.pdf").pages[0].extract_text().split())
    assert "[Here stands what this edition corrects.]" in page


@pytest.mark.pdf
def test_export_pdf_gives_every_form(published, tmp_path):
    for form, kind in [("light", "light"), ("print", "print")]:
        target = tmp_path / f"{form}.pdf"
        run("export_pdf", *ISSUE, "--form", form, "-o", target)
        assert hashlib.sha256(target.read_bytes()).hexdigest() == (
            published.files.get(kind=kind).sha256
        )
    run("export_pdf", *ISSUE, "--draft", "--form", "print", "-o", tmp_path / "draft.pdf")
    draft = pypdf.PdfReader(tmp_path / "draft.pdf").pages[0]
    standard = pypdf.PdfReader(PublicFiles().path(published.pdf_name)).pages[0]
    assert draft.mediabox.width > standard.mediabox.width
    assert "is missing or damaged" not in run(
        "export_pdf", *ISSUE, "--form", "standard", "-o", tmp_path / "x.pdf"
    )


def test_export_pdf_of_a_form_the_edition_has_not(db, tmp_path):
    make_edition(make_issue(make_series()))
    issue = ("central-asia-regional-response-report", 2020, 8)
    assert failure("export_pdf", *issue, "--form", "light", "-o", tmp_path / "x.pdf") == (
        "The latest edition was published without a PDF of the form “light”."
    )


def test_export_pdf_of_an_issue_that_is_not_published(folder, tmp_path):
    run("import_issue", folder)
    assert failure("export_pdf", *ISSUE, "-o", tmp_path / "x.pdf") == (
        "The issue has not been published. With --draft its working state is laid out."
    )
    assert (
        failure("export_pdf", *ISSUE, "--draft", "--language", "ru", "-o", tmp_path / "x.pdf")
        == "The series is not published in “ru”, but in: en."
    )
    assert not (tmp_path / "x.pdf").exists()


def test_verify_with_nothing_published():
    assert run("verify_editions") == "0 renditions are as they were published.\n"


@pytest.mark.pdf
def test_verify_finds_what_has_changed(published):
    assert run("verify_editions").splitlines() == [
        "sound  Dniester Report, Issue 2 of 2021, edition 1 (en)",
        "1 rendition is as it was published.",
    ]
    pdf = PublicFiles().path(published.pdf_name)
    data = pdf.read_bytes()
    pdf.write_bytes(data[:-1] + b"x")
    assert failure("verify_editions") == (
        f"{published}: the PDF {published.pdf_name} has changed since publication"
    )
    pdf.unlink()
    assert failure("verify_editions") == f"{published}: the PDF {published.pdf_name} is missing"
    pdf.write_bytes(data)

    for file in published.files.all():
        path = PublicFiles().path(file.name)
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b"x")
        assert failure("verify_editions") == (
            f"{published}: the {file} {file.name} has changed since publication"
        )
        path.unlink()
        assert failure("verify_editions") == f"{published}: the {file} {file.name} is missing"
        path.write_bytes(data)

    picture = sorted((PublicFiles().root / "photos").rglob("*.jpg"))[0]
    picture.unlink()
    name = picture.relative_to(PublicFiles().root).as_posix()
    assert failure("verify_editions") == f"{published}: the picture {name} is missing"


@pytest.mark.pdf
def test_verify_finds_content_changed_behind_the_triggers(published):
    table = "issues_rendition"
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{trigger_name(table, "UPDATE")}"{on_table}')
    content = published.content
    content["issue"]["number"] = 3
    Rendition.objects.update(content=content)
    assert failure("verify_editions").splitlines() == [
        "Table issues_rendition can be changed: its triggers are missing.",
        f"{published}: the content has changed since publication",
    ]


@pytest.mark.pdf
def test_an_export_published_elsewhere_is_the_same_edition(tmp_path):
    """An office sends 3 sections, 12 articles and 20 photos in Russian, and passes them on."""
    folder = write_folder(tmp_path / "bundle", *russian())

    with transaction.atomic():
        run("import_issue", folder, "--publish")
        run("export_issue", "regionalny-obzor", 2021, 4, tmp_path / "out.zip")
        first = Rendition.objects.get()
        assert Photo.objects.count() == 20
        assert run("verify_editions").startswith("sound")
        transaction.set_rollback(True)
    assert not Edition.objects.exists()

    run("import_issue", tmp_path / "out.zip", "--publish")
    second = Rendition.objects.get()
    assert canonical_bytes(second.content) == canonical_bytes(first.content)
    assert second.content_sha256 == first.content_sha256
    assert second.pdf_sha256 == first.pdf_sha256
    assert second.pages.count() == 13
    assert json.loads(canonical_bytes(second.content))["language"] == "ru"
