"""Which days the figures of an issue describe, and which figures of the ledger stand for it."""

import datetime as dt

from django.utils import timezone

from missions.models import AssistanceFigure


def data_day(issue):
    """Return the last day the issue's figures describe."""
    return max(issue.period_end, issue.data_as_of or issue.period_end)


def days_of(issue):
    """Return the first and the last day that figures of ``issue`` may describe.

    What the issue before has counted already is not counted again.
    """
    last = data_day(issue)
    earlier = issue.series.issues.filter(period_end__lt=issue.period_end)
    before = max((day for day in map(data_day, earlier) if day < last), default=None)
    first = issue.period_start
    return (max(first, before + dt.timedelta(days=1)) if before else first), last


def usual_day(issue, days):
    """Return the date most figures of ``issue`` describe; never one that is still to come."""
    first, last = days
    day = min(max(issue.data_as_of or issue.period_end, first), last)
    return max(first, min(day, timezone.localdate()))


def standing_figures(issue, days=None):
    """Return the figures that stand for ``issue``, the newest of an indicator first."""
    return (
        AssistanceFigure.objects.current()
        .filter(as_of__range=days or days_of(issue))
        .order_by("-as_of", "-recorded_at")
    )
