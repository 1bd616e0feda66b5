"""Work for the worker: each task loads by id, calls one function, and says how it went."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from issues.models import Publication
from issues.publishing import NotPublished, publish

# A worker says how far it is at every step; one silent for so long has died.
SILENT_AFTER = dt.timedelta(minutes=10)


def request_publication(issue, *, by, note=""):
    """Queue the publication of ``issue`` and return the Publication that shows its progress.

    Raises ``NotPublished`` if one is under way already.
    """
    give_up_silent_publications()
    try:
        with transaction.atomic():
            publication = Publication.objects.create(
                issue=issue, requested_by=by, note=note, language=get_language()
            )
    except IntegrityError:
        raise NotPublished(_("This issue is being published already.")) from None
    transaction.on_commit(lambda: publish_issue.enqueue(publication.pk))
    return publication


def give_up_silent_publications():
    """Mark publications whose worker has said nothing for ``SILENT_AFTER`` as failed."""
    Publication.objects.filter(
        state__in=[Publication.State.WAITING, Publication.State.RUNNING],
        heartbeat_at__lt=timezone.now() - SILENT_AFTER,
    ).update(
        state=Publication.State.FAILED,
        problem=_("The worker stopped in the middle. Nothing was published."),
    )


@task()
def publish_issue(publication_id):
    """Publish what Publication ``publication_id`` asks for, unless another worker has it."""
    mine = Publication.objects.filter(pk=publication_id, state=Publication.State.WAITING)
    if not mine.update(state=Publication.State.RUNNING, heartbeat_at=timezone.now()):
        return
    publication = Publication.objects.select_related("issue__series", "requested_by").get(
        pk=publication_id
    )

    def report(percent, step):
        Publication.objects.filter(pk=publication_id).update(
            percent=percent, step=step, heartbeat_at=timezone.now()
        )

    try:
        with override(publication.language):
            edition = publish(
                publication.issue,
                by=publication.requested_by,
                note=publication.note,
                report=report,
            )
    except NotPublished as problem:
        finish(publication_id, state=Publication.State.FAILED, problem=str(problem))
    except Exception:
        finish(
            publication_id,
            state=Publication.State.FAILED,
            problem=_("An unexpected fault stopped the publication. Nothing was published."),
        )
        raise
    else:
        finish(publication_id, state=Publication.State.DONE, edition=edition)


def finish(publication_id, **changes):
    Publication.objects.filter(pk=publication_id).update(heartbeat_at=timezone.now(), **changes)
