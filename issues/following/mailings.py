"""Who gets an edition: each follower one letter, written in batches that a restart continues."""

import datetime as dt

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from issues.models import Edition, Letter, Mailing, Subscriber

BATCH = 500
# An edition that nobody was told of for so long (the worker stood still) is no news any more.
TOLD_WITHIN = dt.timedelta(days=3)
# An issue older than this on the day it is published here belongs to the archive.
NEWS_FOR = dt.timedelta(days=14)


def address_new_editions():
    """Write the letters of every edition published lately; return how many."""
    new = Edition.objects.latest_versions().filter(
        published_at__gt=timezone.now() - TOLD_WITHIN, mailing=None
    )
    Mailing.objects.bulk_create(
        [Mailing(edition=edition) for edition in new], ignore_conflicts=True
    )
    written = 0
    for pk in Mailing.objects.filter(addressed_at=None).values_list("pk", flat=True):
        while (count := address_batch(pk)) is not None:
            written += count
    return written


@transaction.atomic
def address_batch(pk):
    """Write the next letters of Mailing ``pk``; return how many, None if all were written."""
    mailing = Mailing.objects.select_for_update().get(pk=pk)
    if mailing.addressed_at:  # by another worker
        return None
    edition = Edition.objects.select_related("issue").get(pk=mailing.edition_id)
    batch = list(
        recipients(edition)
        .filter(pk__gt=mailing.reached, confirmed_at__lte=mailing.created_at)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    Letter.objects.bulk_create(
        [Letter(mailing=mailing, subscriber_id=subscriber) for subscriber in batch],
        ignore_conflicts=True,
    )
    if batch:
        mailing.reached = batch[-1]
    else:
        mailing.addressed_at = timezone.now()
    mailing.save()
    return len(batch) or None


def recipients(edition):
    """Return who is to get ``edition``.

    While its issue is news, everybody who follows it. A correction of an older one goes to those
    among them who got an edition of it before: they are the ones who read what was wrong.
    """
    followers = Subscriber.objects.reachable().following(edition)
    if edition.publication_date >= timezone.localdate(edition.published_at) - NEWS_FOR:
        return followers
    had_one = Letter.objects.filter(
        mailing__edition__issue=edition.issue_id, state=Letter.State.SENT
    )
    return followers.filter(pk__in=had_one.values("subscriber"))


def letters_told(edition):
    """Say how many letters of ``edition`` were sent, wait, and failed; “–” if none was written."""
    states = Letter.objects.filter(mailing__edition=edition).values_list("state")
    counts = dict(states.order_by().annotate(count=Count("pk")))
    told = [f"{label} {counts[state]}" for state, label in Letter.State.choices if state in counts]
    return ", ".join(told) or "–"
