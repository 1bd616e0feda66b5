"""Moments of a round: deadlines and reminders, each on the clock of the mission's own office."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

END_OF_WORK = dt.time(17)
REMINDERS_AT = dt.time(9)
DAYS_AHEAD = 2
SATURDAY = 5


def end_of_work(day, mission):
    """Return the moment at which the working day ``day`` ends where ``mission`` is."""
    return dt.datetime.combine(day, END_OF_WORK, tzinfo=ZoneInfo(mission.time_zone))


def refuse_after_publication(issue, day):
    """Raise ``ValidationError`` if ``day`` comes after the publication of ``issue``."""
    if day > issue.publication_date:
        raise ValidationError(_("The contributions are due after the publication."))


def working_days_before(day, count):
    """Return the date ``count`` working days (Monday to Friday) before ``day``."""
    while count:
        day -= dt.timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def reminder_moments(due_at, time_zone):
    """Return when a mission is reminded of the deadline ``due_at``: two working days before, and
    in the morning of the day itself, as far as that comes before the deadline."""
    zone = ZoneInfo(time_zone)
    day = due_at.astimezone(zone).date()
    moments = [
        dt.datetime.combine(morning, REMINDERS_AT, tzinfo=zone)
        for morning in (working_days_before(day, DAYS_AHEAD), day)
    ]
    return [moment for moment in moments if moment < due_at]
