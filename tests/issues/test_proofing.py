"""The proof: the pages of an issue as it stands now, kept for the editor."""

import datetime as dt

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.utils import translation

from issues import tasks
from issues.models import Photo, Proof, Publication
from issues.proofing import content_now, has_stand_in_note
from issues.tasks import make_proof, request_proof
from reportcms.canonical import digest
from reportcms.storage import PublicFiles
from tests.delivery.editions import make_edition
from tests.factories import make_article, make_photo, make_user


@pytest.fixture
def ready(issue, sections, tajikistan):
    sections["assistance"].delete()
    sections["contacts"].delete()
    make_article(issue, mission=tajikistan, section=sections["partnership"])
    return issue


def files_below(settings):
    return sorted(
        path.relative_to(settings.MEDIA_ROOT).as_posix()
        for path in (settings.MEDIA_ROOT / "proofs").rglob("*")
        if path.is_file()
    )


@pytest.fixture
def make(django_capture_on_commit_callbacks):
    """``make(issue)`` asks for a proof, lets the worker make it, and returns it."""

    def made(issue, language="en", **how):
        with django_capture_on_commit_callbacks(execute=True):
            request_proof(issue, language, **how)
        return Proof.objects.get(issue=issue, language=language)

    return made


@pytest.mark.pdf
def test_a_proof_has_a_picture_of_every_page_and_the_pdf(make, ready, settings):
    proof = make(ready)
    assert (proof.state, proof.percent, proof.problem) == ("done", 100, "")
    assert proof.content_sha256 == digest(content_now(ready, "en"))
    assert len(proof.pages) >= 1
    assert sorted([proof.pdf, *proof.pages]) == files_below(settings)
    with default_storage.open(proof.pdf) as pdf, default_storage.open(proof.pages[0]) as page:
        assert pdf.read(5) == b"%PDF-"
        assert page.read(12)[8:] == b"WEBP"
    assert not list(PublicFiles().root.rglob("*.*"))


def test_asking_again_for_the_same_content_asks_once(ready, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        first = request_proof(ready, "en")
        second = request_proof(ready, "en")
    assert len(asked) == 1
    assert first.pk == second.pk
    assert second.state == "waiting"


def test_other_content_is_asked_for_at_once(ready, django_capture_on_commit_callbacks):
    before = request_proof(ready, "en").content_sha256
    Proof.objects.update(state="done", percent=100)
    ready.articles.update(title="Another title")
    with django_capture_on_commit_callbacks() as asked:
        proof = request_proof(ready, "en")
    assert len(asked) == 1
    assert proof.content_sha256 != before
    proof.refresh_from_db()
    assert (proof.state, proof.percent) == ("waiting", 0)


@pytest.mark.pdf
def test_a_new_proof_takes_the_place_of_the_old_files(make, ready, settings):
    old = make(ready)
    ready.articles.update(title="Another title")
    new = make(ready)
    assert set(old.pages).isdisjoint(new.pages)
    assert sorted([new.pdf, *new.pages]) == files_below(settings)
    assert not default_storage.exists(f"proofs/{ready.pk}/en/{old.content_sha256}")


@pytest.mark.pdf
def test_what_nobody_wants_any_more_is_dropped(ready, settings, monkeypatch):
    """Somebody changes the issue and asks anew while the worker lays the old content out."""
    proof = request_proof(ready, "en")
    asked = proof.content_sha256
    lay_out = tasks.proofing.lay_out

    def overtaken(content, *, report):
        ready.articles.update(title="Another title")
        request_proof(ready, "en")
        return lay_out(content, report=report)

    monkeypatch.setattr(tasks.proofing, "lay_out", overtaken)
    make_proof.call(proof.pk, asked)
    proof.refresh_from_db()
    assert proof.content_sha256 != asked
    assert (proof.state, proof.pages, proof.percent) == ("waiting", [], 0)
    assert files_below(settings) == []


@pytest.mark.pdf
def test_the_worker_proofs_the_content_it_finds(ready):
    proof = request_proof(ready, "en")
    ready.articles.update(title="Another title")
    make_proof.call(proof.pk, proof.content_sha256)
    proof.refresh_from_db()
    assert proof.state == "done"
    assert proof.content_sha256 == digest(content_now(ready, "en"))


def test_a_task_that_comes_too_late_does_nothing(ready):
    proof = request_proof(ready, "en")
    Proof.objects.update(state="done", percent=100)
    make_proof.call(proof.pk, proof.content_sha256)
    make_proof.call(proof.pk, "0" * 64)
    proof.refresh_from_db()
    assert (proof.state, proof.pages) == ("done", [])


@pytest.mark.pdf
def test_a_missing_original_fails_the_proof_with_a_reason(make, ready, settings):
    make_photo(article=ready.articles.get())
    default_storage.delete(Photo.objects.get().image.name)
    proof = make(ready)
    assert proof.state == "failed"
    assert proof.problem.startswith("The PDF cannot be made: ")
    assert files_below(settings) == []


@pytest.mark.pdf
def test_a_failed_proof_is_made_again_only_when_asked(make, ready):
    make(ready)
    Proof.objects.update(state="failed", problem="No paper.")
    assert make(ready).problem == "No paper."
    again = make(ready, again=True)
    assert (again.state, again.problem) == ("done", "")


def test_a_fault_nobody_expected_is_said_plainly_and_raised(ready, monkeypatch):
    proof = request_proof(ready, "en")

    def broken(*args, **kwargs):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(tasks.proofing, "lay_out", broken)
    with pytest.raises(RuntimeError, match="unforeseen"):
        make_proof.call(proof.pk, proof.content_sha256)
    proof.refresh_from_db()
    assert proof.state == "failed"
    assert proof.problem == "An unexpected fault stopped the layout of the pages."


def test_a_silent_worker_is_given_up(ready, time_machine):
    proof = request_proof(ready, "en")
    Proof.objects.update(state="running")
    time_machine.move_to(proof.heartbeat_at + dt.timedelta(minutes=11))
    tasks.give_up_silent_jobs()
    proof.refresh_from_db()
    assert proof.state == "failed"
    assert proof.problem.startswith("The worker stopped in the middle.")


def test_a_proof_no_worker_has_taken_goes_on_waiting(
    ready, time_machine, django_capture_on_commit_callbacks
):
    proof = request_proof(ready, "en")
    time_machine.move_to(proof.heartbeat_at + dt.timedelta(minutes=9))
    with django_capture_on_commit_callbacks() as early:
        request_proof(ready, "en")
    time_machine.move_to(proof.heartbeat_at + dt.timedelta(minutes=11))
    with django_capture_on_commit_callbacks() as late:
        for _visit in range(2):
            request_proof(ready, "en")
    assert (len(early), len(late)) == (0, 1)
    proof.refresh_from_db()
    assert (proof.state, proof.problem) == ("waiting", "")


def test_a_worker_given_up_changes_nothing_any_more(ready):
    proof = request_proof(ready, "en")
    claim = tasks.Claim.take(Proof.objects.filter(pk=proof.pk))
    Proof.objects.update(state="failed", problem="Given up.")
    claim.report(70, "Laying out the pages")
    claim.fail("No paper.")
    proof.refresh_from_db()
    assert (proof.state, proof.percent, proof.problem) == ("failed", 0, "Given up.")


def test_the_first_edition_has_no_note(ready):
    assert content_now(ready, "en")["edition"]["note"] == ""
    assert not has_stand_in_note(ready)


def test_a_stand_in_keeps_the_room_of_the_note(ready):
    make_edition(ready)
    edition = content_now(ready, "en")["edition"]
    assert edition["version"] == 2
    assert edition["note"] == "[Here stands what this edition corrects.]"
    assert has_stand_in_note(ready)
    with translation.override("ru"):  # of the person who looks on
        assert content_now(ready, "en")["edition"] == edition


def test_the_note_typed_takes_the_place_of_the_stand_in(ready):
    editor = make_user("editor")
    Publication.objects.create(issue=ready, requested_by=editor, state="failed", note="Long ago.")
    first = make_edition(ready)
    Publication.objects.update(requested_at=first.published_at - dt.timedelta(days=1))
    assert has_stand_in_note(ready)
    for note in ("A wrong heading.", "The heading was wrong. "):
        Publication.objects.create(issue=ready, requested_by=editor, state="failed", note=note)
    assert content_now(ready, "en")["edition"]["note"] == "The heading was wrong."
    assert not has_stand_in_note(ready)


@pytest.mark.pdf
def test_the_proof_of_a_second_edition_shows_the_note(make, ready):
    make_edition(ready)
    with default_storage.open(make(ready).pdf) as pdf:
        assert "Here stands what this edition corrects." in " ".join(
            pypdf.PdfReader(pdf).pages[0].extract_text().split()
        )


def test_complaints_speak_the_language_of_who_asked(ready):
    with translation.override("ru"):
        assert request_proof(ready, "en").interface_language == "ru"


def test_publications_come_before_proofs():
    assert tasks.publish_issue.priority > tasks.make_proof.priority
