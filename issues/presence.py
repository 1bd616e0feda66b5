"""Who has a form open at the moment, so that two people do not write over each other."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from issues.models import Presence

# A browser tells every 20 seconds; one that is silent for a minute has closed the form.
GONE_AFTER = dt.timedelta(seconds=60)


def record_name(row):
    """Return how a presence names ``row``: ``issues.article:12``."""
    return f"{row._meta.label_lower}:{row.pk}"


def note_presence(row, person, *, at=None):
    """Write down that ``person`` has the form of ``row`` open; return the Presence."""
    at = at or timezone.now()
    mine = Presence.objects.filter(record=record_name(row), person=person)
    still_there = mine.filter(seen_at__gt=at - GONE_AFTER).update(seen_at=at)
    if not still_there and not mine.update(since=at, seen_at=at):
        try:
            with transaction.atomic():
                Presence.objects.create(
                    record=record_name(row), person=person, since=at, seen_at=at
                )
        except IntegrityError:  # another window of theirs was a moment earlier
            mine.update(seen_at=at)
    return mine.get()


def leave(row, person):
    """Write down that ``person`` has closed the form of ``row``."""
    Presence.objects.filter(record=record_name(row), person=person).delete()


def others_at(row, person, *, at=None):
    """Return the presences of everybody else who has ``row`` open, the first to come first."""
    at = at or timezone.now()
    return (
        Presence.objects.filter(record=record_name(row), seen_at__gt=at - GONE_AFTER)
        .exclude(person=person)
        .select_related("person")
        .order_by("since", "pk")
    )
