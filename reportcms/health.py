"""Answers for machines: is the process alive, and can it do its work?"""

import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

# A worker looks for tasks every second; one that waits this long has nobody to do it.
TAKEN_WITHIN = dt.timedelta(minutes=2)
DONE_WITHIN = dt.timedelta(minutes=15)


@never_cache
@require_safe
def healthz(request):
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """Say which of database, storage and worker can do their work; 503 unless all can."""
    database = check_database()
    checks = {
        "database": database,
        "storage": check_storage(),
        "worker": check_worker() if database == "ok" else "unknown: no database",
    }
    ready = all(answer == "ok" for answer in checks.values())
    return JsonResponse(checks, status=200 if ready else 503)


def check_database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def check_storage():
    """Write and remove a small file in each folder that publishing and uploading need."""
    for folder in (Path(settings.PUBLIC_ROOT), Path(settings.MEDIA_ROOT)):
        probe = folder / f".part-ready-{secrets.token_hex(8)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            return f"{folder.name} cannot be written: {error.strerror}"
    return "ok"


def check_worker():
    """A worker is missing when a task waits for minutes and none is being done."""
    # A worker that died leaves its task running for ever; only a young one counts.
    busy = DBTaskResult.objects.running().filter(started_at__gt=timezone.now() - DONE_WITHIN)
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - TAKEN_WITHIN)
    if waiting.exists() and not busy.exists():
        return "tasks wait and nobody takes them"
    return "ok"
