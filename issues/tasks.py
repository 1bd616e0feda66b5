"""Work for the worker: each task loads by id, calls one function, and says how it went."""

import datetime as dt
import logging
from contextlib import contextmanager

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task

from issues import proofing, replacing
from issues.delivery import baking
from issues.models import Edition, EditorialAct, Proof, Publication
from issues.models.publication import Job
from issues.publishing import NotPublished, publish
from issues.review import schedule
from issues.review.clearance import note_to_print
from reportcms.canonical import digest
from reportcms.memory import given_back_after

logger = logging.getLogger(__name__)

# A worker says how far it is at every step; one silent for so long has died.
SILENT_AFTER = dt.timedelta(minutes=10)
# A worker that runs takes a job within seconds, unless it is busy with another.
WAITS_LONG = dt.timedelta(minutes=1)
# Seconds that a task goes on baking; the clock does the rest.
BAKING = 60
# Proofs wait while something is to be published.
BEFORE_PROOFS = 10


class Claim:
    """A job in this worker's hands; ``rows`` is the query set of the one row that asks for it."""

    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def take(cls, rows):
        """Return the Claim of a waiting job, None if it is not waiting any more."""
        waiting = rows.filter(state=Job.State.WAITING)
        taken = waiting.update(state=Job.State.RUNNING, heartbeat_at=timezone.now())
        return cls(rows) if taken else None

    def report(self, percent, step):
        """Say how far the job is, unless it was given up meanwhile."""
        self.running().update(percent=percent, step=step, heartbeat_at=timezone.now())

    def fail(self, problem):
        """Say why the job failed, unless it was given up meanwhile."""
        self.running().update(state=Job.State.FAILED, problem=problem, heartbeat_at=timezone.now())

    def succeed(self, **results):
        """Record what came of the job, also if it was given up: what is done is done."""
        self.rows.update(
            state=Job.State.DONE, percent=100, problem="", heartbeat_at=timezone.now(), **results
        )

    def running(self):
        return self.rows.filter(state=Job.State.RUNNING)

    @contextmanager
    def failing_for(self, expected, *, otherwise):
        """Fail the job with the words of an ``expected`` exception, else with ``otherwise``."""
        try:
            yield
        except expected as problem:
            self.fail(str(problem))
        except Exception:
            self.fail(otherwise)
            raise


class PublicationClaim(Claim):
    """A publication in this worker's hands."""

    @transaction.atomic
    def fail(self, problem):
        """Say why nothing was published; nobody looks on at one that was scheduled, so tell them."""
        failed = self.running().update(
            state=Job.State.FAILED, problem=problem, heartbeat_at=timezone.now()
        )
        publication = self.rows.select_related("issue__series", "requested_by").get()
        if failed and publication.publish_at:
            verb = EditorialAct.Verb.NOT_PUBLISHED
            schedule.tell(verb, publication, by=None, reason=problem)


def has_waited(job, time):
    """Say whether no worker has taken ``job`` for longer than ``time``."""
    return job.state == Job.State.WAITING and job.heartbeat_at < timezone.now() - time


def is_lost(job):
    """Say whether ``job`` waits for so long that its task may be lost: it may be asked again."""
    return has_waited(job, SILENT_AFTER)


def step_said(job):
    """Return what people read about how far ``job`` is."""
    if has_waited(job, WAITS_LONG):
        return _(
            "The worker has not begun yet. If this stays so, ask your administrator whether the "
            "worker runs."
        )
    return job.step


def give_up_silent_jobs():
    """Mark jobs whose worker has said nothing for ``SILENT_AFTER`` as failed.

    A job that no worker has taken yet has no worker that could have died. A publication whose
    edition is there was done by a worker that died before it could say so.
    """
    silent = Q(state=Job.State.RUNNING, heartbeat_at__lt=timezone.now() - SILENT_AFTER)
    for publication in Publication.objects.filter(silent):
        claim = PublicationClaim(Publication.objects.filter(pk=publication.pk))
        if edition := unclaimed_edition(publication):
            claim.succeed(edition=edition)
        else:
            claim.fail(_("The worker stopped in the middle. Nothing was published."))
    Proof.objects.filter(silent).update(
        state=Job.State.FAILED,
        problem=_("The worker stopped in the middle. Ask for the pages once more."),
    )


def unclaimed_edition(publication):
    """Return the edition inserted for ``publication`` that it does not name yet, None if none is.

    Only one publication of an issue is under way at a time, and no command signs with a user.
    """
    return Edition.objects.filter(
        issue=publication.issue_id,
        published_by=publication.requested_by_id,
        published_at__gte=publication.requested_at,
        publication=None,
    ).first()


def request_publication(issue, *, by, note=""):
    """Queue the publication of ``issue`` and return the Publication that shows its progress.

    One that has waited until its task must be lost is queued anew. Raises ``NotPublished`` if
    one is under way already.
    """
    give_up_silent_jobs()
    wanted = {
        "requested_by": by,
        "note": note_to_print(issue, note),
        "language": get_language(),
    }
    publication = requested_anew(issue, wanted)
    if publication is None:
        try:
            with transaction.atomic():
                publication = Publication.objects.create(issue=issue, **wanted)
        except IntegrityError:
            raise NotPublished(_("This issue is scheduled or being published already.")) from None
    transaction.on_commit(lambda: publish_issue.enqueue(publication.pk))
    return publication


def requested_anew(issue, wanted):
    """Give the lost publication of ``issue`` the ``wanted`` values and return it, None if none."""
    now = timezone.now()
    lost = issue.publications.filter(
        state=Job.State.WAITING, heartbeat_at__lt=now - SILENT_AFTER
    ).first()
    if lost is None:
        return None
    rows = Publication.objects.filter(pk=lost.pk)
    # A worker may have taken it just now.
    if not rows.filter(state=Job.State.WAITING).update(heartbeat_at=now, **wanted):
        return None
    return rows.get()


def start_due_publications(now=None):
    """Queue the scheduled publications whose moment has come; return how many.

    State and task change in one transaction, so none is lost and no two workers start the same.
    """
    started = 0
    due = Publication.objects.filter(
        state=Job.State.SCHEDULED, publish_at__lte=now or timezone.now()
    )
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            row = Publication.objects.filter(pk=pk, state=Job.State.SCHEDULED)
            if row.update(state=Job.State.WAITING, heartbeat_at=timezone.now()):
                publish_issue.enqueue(pk)
                started += 1
    return started


@task(priority=BEFORE_PROOFS)
def publish_issue(publication_id):
    """Publish what Publication ``publication_id`` asks for, unless another worker has it."""
    rows = Publication.objects.filter(pk=publication_id)
    if not (claim := PublicationClaim.take(rows)):
        return
    publication = rows.select_related("issue__series", "requested_by").get()
    edition = None
    with (
        given_back_after(),
        override(publication.language),
        claim.failing_for(
            NotPublished,
            otherwise=_("An unexpected fault stopped the publication. Nothing was published."),
        ),
    ):
        edition = published(publication, report=claim.report)
    if edition:  # outside: whatever goes wrong from here on, something was published
        claim.succeed(edition=edition)
        make_ready()


def make_ready():
    """Bake what was just published; if that fails, Django answers and the clock tries again."""
    try:
        baking.bake(seconds=BAKING)
    except Exception:
        logger.exception("The published pages could not be baked")


def published(publication, *, report):
    """Publish what ``publication`` asks for and return the edition.

    A fault after the edition was inserted is logged: to its readers it is published.
    """
    try:
        return publish(
            publication.issue,
            by=publication.requested_by,
            note=publication.note,
            by_clock=publication.publish_at is not None,
            report=report,
        )
    except NotPublished:
        raise
    except Exception:
        if not (edition := unclaimed_edition(publication)):
            raise
        logger.exception("Edition %s was inserted, but not all was said about it", edition.pk)
        return edition


def request_proof(issue, language, *, again=False):
    """Return the Proof of ``issue`` as it stands now; queue it unless it is there or under way.

    One that has waited until its task must be lost is queued anew.
    One that failed for this very content is tried once more only if ``again``: a page that asks
    whenever it is opened would ask for ever.
    """
    give_up_silent_jobs()
    wanted = {
        "content_sha256": digest(proofing.content_now(issue, language)),
        "interface_language": get_language(),
    }
    with transaction.atomic():
        proof, is_new = Proof.objects.select_for_update().get_or_create(
            issue=issue, language=language, defaults=wanted
        )
        is_outdated = proof.content_sha256 != wanted["content_sha256"]
        if is_new or is_outdated or is_lost(proof) or (again and proof.state == Job.State.FAILED):
            for name, value in wanted.items():
                setattr(proof, name, value)
            proof.state, proof.percent = Job.State.WAITING, 0
            proof.step = proof.problem = ""
            proof.save()
            transaction.on_commit(lambda: make_proof.enqueue(proof.pk, proof.content_sha256))
    return proof


@task()
def make_proof(proof_id, content_sha256):
    """Make the proof asked for, unless another worker has it or other content is asked for."""
    claim = Claim.take(Proof.objects.filter(pk=proof_id, content_sha256=content_sha256))
    if not claim:
        return
    proof = Proof.objects.select_related("issue__series").get(pk=proof_id)
    with (
        given_back_after(),
        override(proof.interface_language),
        claim.failing_for(
            proofing.NoProof, otherwise=_("An unexpected fault stopped the layout of the pages.")
        ),
    ):
        content = proofing.content_now(proof.issue, proof.language)
        if (now := digest(content)) != content_sha256:  # changed since it was asked for
            claim.rows.update(content_sha256=now)
            claim.rows = Proof.objects.filter(pk=proof_id, content_sha256=now)
        proofing.keep(claim.rows, proofing.lay_out(content, report=claim.report))


def start_waiting_replacements():
    """Queue the replacement of every rendition that consent was withdrawn from; return how many.

    One that was queued a short while ago is most likely being made.
    """
    queued = 0
    for edition, language, number in replacing.waiting():
        if cache.add(f"replacing:{edition}:{language}:{number}", 1, SILENT_AFTER.seconds):
            replace_rendition.enqueue(edition, language)
            queued += 1
    return queued


@task(priority=BEFORE_PROOFS)
def replace_rendition(edition_id, language):
    """Make what was published anew without pictures whose people took back their consent."""
    with given_back_after():
        replacing.replace(edition_id, language)
    make_ready()
