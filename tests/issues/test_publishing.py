import datetime as dt
import hashlib
import json
import re

import pytest
from django.db import DatabaseError

from issues import publishing, tasks
from issues.models import Edition, Page, Publication, Rendition
from issues.pdf import PdfError
from issues.publishing import NotPublished, NotReady, publish
from issues.tasks import give_up_silent_jobs, publish_issue, request_publication
from reportcms.canonical import canonical_bytes, digest
from reportcms.storage import PublicFiles
from tests.factories import (
    make_article,
    make_figure,
    make_indicator,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
    make_user,
    place,
)
from tests.issues.publish import published


@pytest.fixture
def mission(db):
    return make_mission()


@pytest.fixture
def issue(mission):
    issue = make_issue(make_series(missions=[mission]))
    section = make_section(issue)
    article = make_article(issue, mission=mission, section=section)
    make_photo(article=article, caption="A meeting")
    return issue


def test_publishing_freezes_content_pages_and_pdf(issue):
    edition = publish(issue, by=None)
    assert (edition.version, edition.note) == (1, "")
    [rendition] = edition.renditions.all()
    assert rendition.language == "en"
    assert rendition.content_sha256 == digest(rendition.content)
    assert {page.slug for page in rendition.pages.all()} == {"", "research-on-remittances"}
    assert PublicFiles().verify(rendition.pdf_name)
    assert PublicFiles().read(rendition.pdf_name)[:5] == b"%PDF-"
    assert rendition.pdf_size == len(PublicFiles().read(rendition.pdf_name))


def test_content_survives_the_database_byte_for_byte(issue):
    rendition = publish(issue, by=None).renditions.get()
    again = json.loads(canonical_bytes(rendition.content))
    assert canonical_bytes(again) == canonical_bytes(rendition.content)


def test_a_second_edition_needs_a_note_and_leaves_the_first(issue):
    first = publish(issue, by=None)
    page = first.renditions.get().pages.get(slug="").html
    issue.articles.update(title="Research on remittances, corrected")
    with pytest.raises(NotPublished, match="what this new edition corrects"):
        publish(issue, by=None, note="  ")
    second = publish(issue, by=None, note="The heading was wrong.")
    assert (second.version, second.note) == (2, "The heading was wrong.")
    assert first.renditions.get().pages.get(slug="").html == page
    assert "corrected" in second.renditions.get().pages.get(slug="").html
    assert list(Edition.objects.latest_versions()) == [second]


def test_blockers_stop_it_and_nothing_is_left(issue):
    article = make_article(issue, title="Not finished", state="draft")
    article.section = issue.sections.get()
    article.save()
    with pytest.raises(NotReady) as refusal:
        publish(issue, by=None)
    assert [(f.place, f.blocks) for f in refusal.value.findings] == [("Not finished", True)]
    assert not Edition.objects.exists()


@pytest.mark.parametrize("model", [Rendition, Page])
def test_a_fault_while_inserting_leaves_nothing(issue, model, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(
        model.objects.__class__, "create" if model is Rendition else "bulk_create", fail
    )
    with pytest.raises(DatabaseError):
        publish(issue, by=None)
    assert not Edition.objects.exists()


def test_a_change_during_rendering_is_noticed(issue, monkeypatch):
    render = publishing.render

    def render_while_somebody_types(*args, **kwargs):
        rendered = render(*args, **kwargs)
        issue.articles.update(title="Typed meanwhile")
        return rendered

    monkeypatch.setattr(publishing, "render", render_while_somebody_types)
    with pytest.raises(NotPublished, match="changed while it was being published"):
        publish(issue, by=None)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("taken_back", ["consent", "state"])
def test_what_is_taken_back_during_rendering_is_not_published(issue, monkeypatch, taken_back):
    render = publishing.render

    def render_while_somebody_takes_back(*args, **kwargs):
        rendered = render(*args, **kwargs)
        if taken_back == "consent":
            issue.articles.get().photos.update(consent="missing")
        else:
            issue.articles.update(state="draft")
        return rendered

    monkeypatch.setattr(publishing, "render", render_while_somebody_takes_back)
    with pytest.raises(NotReady):
        publish(issue, by=None)
    assert not Edition.objects.exists()


def test_a_refused_pdf_leaves_no_public_file(issue, monkeypatch):
    def fail(content, **kwargs):
        raise PdfError("no paper")

    monkeypatch.setattr(publishing, "print_edition", fail)
    with pytest.raises(NotPublished, match="no paper"):
        publish(issue, by=None)
    assert not PublicFiles().root.exists() or list(PublicFiles().root.rglob("*.*")) == []


def test_every_part_has_its_checksum(issue):
    rendition = publish(issue, by=None).renditions.get()
    public = PublicFiles()
    assert rendition.pictures
    for name, sha256 in rendition.pictures.items():
        assert hashlib.sha256(public.read(name)).hexdigest() == sha256
    for page in rendition.pages.all():
        assert hashlib.sha256(page.html.encode()).hexdigest() == page.sha256
        named = set(re.findall(r"/media/(photos/[^\s\",]+)", page.html))
        assert named <= set(rendition.pictures)


def test_a_correction_in_the_ledger_reaches_the_next_edition_only(issue, mission):
    section = make_section(issue, "Direct assistance", kind="figures")
    figure = make_figure(make_indicator(), "7801", covers=[mission])
    place(figure, section)
    first = publish(issue, by=None)
    make_figure(
        figure.indicator,
        "7810",
        covers=[mission],
        supersedes=figure,
        correction_reason="Late report",
    )
    second = publish(issue, by=None, note="People assisted: 7,801 → 7,810.")
    values = [
        e.renditions.get().content["sections"][1]["figures"][0]["value"] for e in (first, second)
    ]
    assert values == ["7801", "7810"]


def test_every_language_of_the_series_is_rendered(issue):
    issue.series.languages = ["en", "ru"]
    issue.series.save()
    edition = publish(issue, by=None)
    assert [r.language for r in edition.renditions.all()] == ["en", "ru"]
    russian = edition.renditions.get(language="ru").content
    assert russian["issue"]["missions"][0]["country_name"] == "Таджикистан"
    assert russian["sections"][0]["articles"][0]["language"] == "en"


def test_the_task_reports_progress_and_result(issue, django_capture_on_commit_callbacks):
    user = make_user("editor", role="regional_editor")
    with django_capture_on_commit_callbacks(execute=True):
        publication = request_publication(issue, by=user)
    publication.refresh_from_db()
    assert (publication.state, publication.percent) == (Publication.State.DONE, 100)
    assert publication.edition == Edition.objects.get()
    assert publication.edition.published_by == user


def test_the_task_says_why_it_failed(issue, django_capture_on_commit_callbacks):
    issue.articles.update(state="draft")
    with django_capture_on_commit_callbacks(execute=True):
        publication = request_publication(issue, by=make_user("editor"))
    publication.refresh_from_db()
    assert publication.state == Publication.State.FAILED
    assert "Research on remittances: The article is still a draft" in publication.problem


def test_only_one_publication_at_a_time(issue):
    editor = make_user("editor")
    first = request_publication(issue, by=editor)
    with pytest.raises(NotPublished, match="being published already"):
        request_publication(issue, by=editor)
    publish_issue.call(first.pk)
    publish_issue.call(first.pk)  # a task delivered twice publishes once
    assert Edition.objects.count() == 1


def test_a_dead_worker_does_not_block_the_next_try(issue, time_machine):
    editor = make_user("editor")
    dead = request_publication(issue, by=editor)
    Publication.objects.update(state="running")
    time_machine.move_to(dead.heartbeat_at + dt.timedelta(minutes=11))
    request_publication(issue, by=editor)
    dead.refresh_from_db()
    assert (dead.state, "stopped in the middle" in dead.problem) == ("failed", True)
    assert Publication.objects.filter(state="waiting").count() == 1


def test_a_lost_task_is_queued_anew_for_whoever_asks(
    issue, time_machine, django_capture_on_commit_callbacks
):
    lost = request_publication(issue, by=make_user("editor"), note="Typed first")
    time_machine.move_to(lost.heartbeat_at + dt.timedelta(minutes=11))
    clearer = make_user("clearer")
    with django_capture_on_commit_callbacks() as asked:
        again = request_publication(issue, by=clearer, note="Typed again")
        with pytest.raises(NotPublished, match="being published already"):
            request_publication(issue, by=clearer)
    assert len(asked) == 1
    assert again.pk == lost.pk
    lost.refresh_from_db()
    assert (lost.state, lost.requested_by, lost.note) == ("waiting", clearer, "Typed again")


def test_an_edition_of_a_worker_given_up_is_not_denied(issue, monkeypatch):
    publication = request_publication(issue, by=make_user("editor"))
    insert = publishing.insert

    def insert_late(*args, **kwargs):
        Publication.objects.update(state="failed", problem="Nothing was published.")
        return insert(*args, **kwargs)

    monkeypatch.setattr(publishing, "insert", insert_late)
    publish_issue.call(publication.pk)
    publication.refresh_from_db()
    assert (publication.state, publication.problem) == ("done", "")
    assert publication.edition == Edition.objects.get()


class Killed(BaseException):
    """Ends a worker at once, as SIGKILL does: nothing after it is done."""


def kill_before_it_says_so(monkeypatch, publication):
    """Run the worker for ``publication`` until the edition is inserted, and not a step further."""

    def die(claim, **results):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(tasks.Claim, "succeed", die)
        with pytest.raises(Killed):
            publish_issue.call(publication.pk)
    publication.refresh_from_db()
    assert (publication.state, publication.edition) == ("running", None)


def test_an_edition_whose_worker_died_at_once_is_not_denied(issue, monkeypatch, time_machine):
    first = request_publication(issue, by=make_user("editor"), note=" Typed with spaces ")
    kill_before_it_says_so(monkeypatch, first)
    edition = Edition.objects.get()
    time_machine.move_to(first.heartbeat_at + dt.timedelta(minutes=9))
    give_up_silent_jobs()
    first.refresh_from_db()
    assert first.state == "running"
    time_machine.move_to(first.heartbeat_at + dt.timedelta(minutes=11))
    second = request_publication(issue, by=first.requested_by, note="Typed with spaces")
    first.refresh_from_db()
    assert (first.state, first.edition, first.problem) == ("done", edition, "")
    # The next worker dies too, but before it has inserted anything: the first edition is not its.
    Publication.objects.filter(pk=second.pk).update(state="running")
    time_machine.move_to(second.heartbeat_at + dt.timedelta(minutes=11))
    give_up_silent_jobs()
    second.refresh_from_db()
    assert (second.state, second.edition) == ("failed", None)
    assert "Nothing was published." in second.problem


def test_an_edition_by_somebody_else_is_not_a_dead_workers(issue, time_machine):
    dead = request_publication(issue, by=make_user("editor"))
    Publication.objects.update(state="running")
    time_machine.move_to(dead.heartbeat_at + dt.timedelta(minutes=11))
    published(issue)
    give_up_silent_jobs()
    dead.refresh_from_db()
    assert (dead.state, dead.edition) == ("failed", None)


def test_a_fault_after_the_edition_was_inserted_does_not_deny_it(issue, monkeypatch, caplog):
    publication = request_publication(issue, by=make_user("editor"))
    report = tasks.Claim.report

    def locked_at_the_end(claim, percent, step):
        if percent == 100:
            raise DatabaseError("database is locked")
        report(claim, percent, step)

    monkeypatch.setattr(tasks.Claim, "report", locked_at_the_end)
    publish_issue.call(publication.pk)
    publication.refresh_from_db()
    assert (publication.state, publication.edition) == ("done", Edition.objects.get())
    assert "database is locked" in caplog.text


def test_a_worker_given_up_does_not_go_on_reporting(issue, monkeypatch):
    publication = request_publication(issue, by=make_user("editor"))

    def give_up_and_fail(issue, *, report, **kwargs):
        report(40, "Laying out (en)")
        Publication.objects.update(state="failed", problem="Given up.")
        report(60, "Preparing the pictures")
        raise NotPublished("The issue was changed.")

    monkeypatch.setattr(tasks, "publish", give_up_and_fail)
    publish_issue.call(publication.pk)
    publication.refresh_from_db()
    assert (publication.state, publication.percent) == ("failed", 40)
    assert (publication.step, publication.problem) == ("Laying out (en)", "Given up.")


def test_every_picture_is_a_sign_of_life(issue):
    heard = []
    edition = publish(issue, by=None, report=lambda *said: heard.append(said))
    percents = [percent for percent, _step in heard]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    pictures = edition.renditions.get().pictures
    preparing = [percent for percent, step in heard if step == "Preparing the pictures"]
    assert len(preparing) > len(pictures) > 1
    assert preparing[0] == 50
    assert 50 < preparing[-1] <= 90
