"""The worker's clock: what is due happens, and one fault keeps nothing else waiting."""

import datetime as dt
import logging

import pytest
from django.core.cache import cache
from django.utils import timezone

from issues import clock, tasks
from issues.models import Publication
from missions.models import FigureImport


@pytest.fixture(autouse=True)
def fresh_cache(db):
    cache.clear()


def test_a_tick_starts_what_has_come_due(issue, editor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    past = timezone.now() - dt.timedelta(minutes=1)
    Publication.objects.create(issue=issue, requested_by=editor, state="scheduled", publish_at=past)
    clock.tick()
    assert Publication.objects.get().state == "waiting"


def test_a_fault_keeps_nothing_else_waiting(issue, editor, monkeypatch, caplog, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    past = timezone.now() - dt.timedelta(minutes=1)
    Publication.objects.create(issue=issue, requested_by=editor, state="scheduled", publish_at=past)

    def broken():
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(clock, "STEPS", [broken, tasks.start_due_publications])
    with caplog.at_level(logging.ERROR):
        clock.tick()
    assert "The clock could not do broken" in caplog.text
    assert Publication.objects.get().state == "waiting"


def test_old_uploads_are_cleared_away_once_a_day(editor, tajikistan, time_machine):
    def old():
        return FigureImport.objects.create(
            uploaded_by=editor, rows=[], uploaded_at=timezone.now() - dt.timedelta(days=31)
        )

    old()
    clock.tick()
    assert not FigureImport.objects.exists()
    old()
    clock.tick()
    assert FigureImport.objects.exists()
    time_machine.move_to(timezone.now() + dt.timedelta(days=1, minutes=1))
    clock.tick()
    assert not FigureImport.objects.exists()
