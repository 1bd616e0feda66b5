"""What every address of the site has in common: health, errors, safety headers."""

import datetime as dt
import re
import uuid

import pytest
from allauth.core.ratelimit import respond_429
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from reportcms import errors


def test_process_answers_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_ready_when_everything_can_work(db, client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "storage": "ok", "worker": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_not_ready_when_files_cannot_be_written(db, client, settings, tmp_path):
    settings.PUBLIC_ROOT = tmp_path / "file"
    settings.PUBLIC_ROOT.write_text("in the way")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["storage"] == "file cannot be written: File exists"


def waiting_task(minutes, **fields):
    task = DBTaskResult.objects.create(
        id=uuid.uuid4(),
        task_path="issues.tasks.publish_issue",
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="default",
        **fields,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(
        enqueued_at=timezone.now() - dt.timedelta(minutes=minutes)
    )


@pytest.mark.parametrize(("minutes", "status"), [(1, 200), (3, 503)])
def test_not_ready_when_tasks_wait_and_no_worker_takes_them(db, client, minutes, status):
    waiting_task(minutes)
    assert client.get("/readyz").status_code == status


def test_ready_while_a_worker_is_busy(db, client):
    waiting_task(10)
    waiting_task(11, status="RUNNING", started_at=timezone.now())
    assert client.get("/readyz").status_code == 200


def test_readers_who_come_too_often_are_told_where_to_go_on(db, rf):
    request = rf.get("/en/follow/")
    request.is_text_only = False  # which the middleware says of every request
    page = respond_429(request)
    assert page.status_code == 429
    assert 'href="/en/hotlines/">All hotlines' in page.text
    assert "password" not in page.text
    assert "Set a new password" in respond_429(rf.get("/admin/login/")).text


def test_missing_page_is_friendly_in_both_languages(db, client):
    english, russian = client.get("/en/none/"), client.get("/ru/none/")
    assert (english.status_code, russian.status_code) == (404, 404)
    assert "<h1>This page is not here</h1>" in english.text
    assert "<h1>Такой страницы здесь нет</h1>" in russian.text
    assert '<html lang="ru">' in russian.text


def test_page_for_a_fault_needs_no_database(rf):
    """The fixture ``db`` is missing on purpose: a query would fail this test."""
    for handler, status in [(errors.server_error, 500), (errors.bad_request, 400)]:
        request = rf.get("/en/")
        response = handler(request) if status == 500 else handler(request, ValueError())
        assert response.status_code == status
        assert "<h1>" in response.text
    with translation.override("ru"):
        assert "Что-то сломалось у нас" in errors.server_error(rf.get("/ru/")).text


def test_page_for_staff_without_the_right(rf, db):
    response = errors.permission_denied(rf.get("/admin/"), PermissionError())
    assert response.status_code == 403
    assert "You may not open this page" in response.text


def test_form_without_its_token_gets_an_explanation(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Please send the form again" in response.text


def test_unknown_host_gets_a_page_without_trust(db, client):
    response = client.get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.text


@pytest.mark.parametrize("path", ["/en/", "/en/none/", "/en/hotlines/"])
def test_headers_keep_the_page_safe(db, client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == ("no-referrer" if "hotlines" in path else "same-origin")
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", response.text)
    assert "<style" not in response.text


def test_pages_are_compressed_for_those_who_can_read_it(db, client):
    response = client.get("/en/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 2500


def test_browsers_that_guess_find_the_icon(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/img/favicon.svg")


@pytest.mark.parametrize("path", ["/en/missions/", "/en/hotlines/"])
def test_navigation_says_where_the_reader_is(db, client, path):
    assert f'<a href="{path}" aria-current="page">' in client.get(path).text
