"""The screens that show the pages before anybody publishes."""

import datetime as dt
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from issues.models import Proof, Publication
from issues.proofing import content_now
from reportcms.canonical import digest
from tests.delivery.editions import make_edition
from tests.factories import make_article


@pytest.fixture
def ready(issue, sections, tajikistan):
    sections["assistance"].delete()
    sections["contacts"].delete()
    make_article(issue, mission=tajikistan, section=sections["partnership"])
    return issue


REMARK = {"message": "Page 2 is nearly empty.", "page": 2, "blocks": False}
FAULT = {"message": "A letter is in none of the fonts.", "page": 1, "blocks": True}


@pytest.fixture
def proofed(ready):
    """``proofed(…)`` is the finished proof of the issue as it stands, with small files."""

    def proof(*, pages=2, **fields):
        folder = f"proofs/{ready.pk}/en/x"
        defaults = {
            "state": "done",
            "content_sha256": digest(content_now(ready, "en")),
            "pdf": default_storage.save(f"{folder}/issue.pdf", ContentFile(b"%PDF- kept")),
            "pages": [
                default_storage.save(f"{folder}/{n}.webp", ContentFile(b"picture %d" % n))
                for n in range(1, pages + 1)
            ],
        }
        return Proof.objects.create(issue=ready, language="en", **defaults | fields)

    return proof


def url(name, issue, *args):
    return reverse(f"admin:issues_issue_{name}", args=[issue.pk, *args])


def opened(browser, name, issue):
    return browser.get(url(name, issue)).content.decode()


@pytest.mark.parametrize("screen", ["pages", "publish"])
def test_opening_a_screen_asks_for_the_proof_once(client_for, editor, ready, screen):
    browser = client_for(editor)
    for _visit in range(2):
        page = opened(browser, screen, ready)
    assert Proof.objects.get().state == "waiting"
    assert "Waiting for the worker" in page
    assert f'data-state-url="{url("proof_state", ready, "en")}"' in page
    assert '<a href="">Look again</a>' in page


@pytest.mark.parametrize("screen", ["pages", "publish"])
def test_every_page_is_shown_with_what_is_said_about_it(client_for, editor, ready, proofed, screen):
    proofed(complaints=[REMARK])
    page = opened(client_for(editor), screen, ready)
    pictures = re.findall(r'<img src="([^"]+)" width="900" height="1273" loading="lazy"', page)
    assert pictures == [url("proof_picture", ready, "en", n) for n in (1, 2)]
    assert f'{url("proof_pdf", ready, "en")}#page=2"' in page
    assert 'Page 2 is nearly empty. <a href="#page-en-2">See page 2</a>' in page
    assert "1 remark" in page


def test_the_publish_button_stays_while_the_pages_are_made(client_for, editor, ready):
    assert '<button class="button accent">' in opened(client_for(editor), "publish", ready)


def test_a_fault_of_the_pages_stops_the_publication(client_for, editor, ready, proofed):
    proofed(complaints=[FAULT])
    browser = client_for(editor)
    page = opened(browser, "publish", ready)
    assert "The pages stop the publication" in page
    assert "A letter is in none of the fonts." in page
    assert '<button class="button accent">' not in page
    assert browser.post(url("publish", ready)).status_code == 422
    assert not Publication.objects.exists()


def test_a_note_that_may_be_the_fault_can_be_changed(client_for, editor, ready, proofed):
    make_edition(ready)
    note = "The heading was wrong."
    Publication.objects.create(issue=ready, requested_by=editor, state="failed", note=note)
    proofed(complaints=[FAULT])
    browser = client_for(editor)
    page = opened(browser, "publish", ready)
    assert "The pages stop the publication" in page
    assert "Nothing stops the publication." not in page
    assert '<button class="button accent">' in page
    assert browser.post(url("publish", ready), {"note": note}).status_code == 422
    other = browser.post(url("publish", ready), {"note": "The heading was corrected."})
    assert other.status_code == 302
    assert Publication.objects.get(state="waiting").note == "The heading was corrected."


def test_faults_of_outdated_pages_stop_nothing(client_for, editor, ready, proofed):
    proofed(complaints=[FAULT], content_sha256="0" * 64)
    page = opened(client_for(editor), "publish", ready)
    assert "The pages as they were before the last change" in page
    assert "A letter is in none of the fonts." not in page
    assert '<button class="button accent">' in page


def test_a_failure_is_said_and_tried_once_more_on_request(client_for, communications, ready):
    proof = Proof.objects.create(
        issue=ready,
        language="en",
        state="failed",
        problem="The PDF cannot be made: no ink.",
        content_sha256=digest(content_now(ready, "en")),
    )
    browser = client_for(communications)
    assert "The PDF cannot be made: no ink." in opened(browser, "pages", ready)
    proof.refresh_from_db()
    assert proof.state == "failed"
    assert browser.post(url("pages", ready))["Location"] == url("pages", ready)
    proof.refresh_from_db()
    assert (proof.state, proof.problem) == ("waiting", "")


def test_many_pages_are_folded_where_one_publishes(client_for, editor, ready, proofed):
    proofed(pages=15)
    browser = client_for(editor)
    assert "3 more pages" in opened(browser, "publish", ready)
    assert "more pages" not in opened(browser, "pages", ready)


def test_each_language_has_its_pages(client_for, editor, ready):
    ready.series.languages = ["en", "ru"]
    ready.series.save()
    page = opened(client_for(editor), "pages", ready)
    assert set(Proof.objects.values_list("language", flat=True)) == {"en", "ru"}
    assert '<span class="quiet" lang="ru">Русский</span>' in page


def test_pictures_and_pdf_are_private(client_for, communications, contributor, ready, proofed):
    proofed()
    browser = client_for(communications)
    found = {
        url("proof_picture", ready, "en", 2): (b"picture 2", "image/webp"),
        url("proof_pdf", ready, "en"): (b"%PDF- kept", "application/pdf"),
    }
    for address, (data, kind) in found.items():
        response = browser.get(address)
        assert (response.content, response["Content-Type"]) == (data, kind)
        assert {"private", "no-store"} <= set(re.split(r",\s*", response["Cache-Control"]))
        assert client_for(contributor).get(address).status_code == 404
        assert client_for(None).get(address)["Location"].startswith("/admin/login/")


def test_what_is_not_there_is_not_found(client_for, editor, ready, proofed):
    proof = proofed()
    browser = client_for(editor)
    for number in (0, 3):
        assert browser.get(url("proof_picture", ready, "en", number)).status_code == 404
    assert browser.get(url("proof_picture", ready, "ru", 1)).status_code == 404
    default_storage.delete(proof.pdf)
    assert browser.get(url("proof_pdf", ready, "en")).status_code == 404


def test_the_state_tells_how_far_it_is(client_for, editor, ready, proofed):
    proofed(state="running", percent=40, step="Laying out the pages")
    state = client_for(editor).get(url("proof_state", ready, "en"))
    assert state.json() == {"state": "running", "percent": 40, "step": "Laying out the pages"}


def test_a_proof_no_worker_makes_says_so(client_for, editor, ready, time_machine):
    browser = client_for(editor)
    silent = "The worker has not begun yet."
    assert silent not in opened(browser, "pages", ready)
    time_machine.move_to(Proof.objects.get().heartbeat_at + dt.timedelta(minutes=2))
    assert silent in opened(browser, "pages", ready)
    state = browser.get(url("proof_state", ready, "en")).json()
    assert (state["state"], state["step"].startswith(silent)) == ("waiting", True)


def test_the_pages_say_that_a_sentence_stands_in_for_the_note(client_for, editor, ready):
    stands_in = "a sentence in brackets keeps its room"
    browser = client_for(editor)
    assert stands_in not in opened(browser, "pages", ready)
    make_edition(ready)
    assert stands_in in opened(browser, "pages", ready)


def test_the_pdf_preview_is_that_of_a_good_proof(client_for, editor, ready, proofed):
    proofed()
    assert client_for(editor).get(url("preview_pdf", ready)).content == b"%PDF- kept"
