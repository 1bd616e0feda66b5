"""A moment as people read it: on the clock of a mission, and on their own."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format


@dataclass(frozen=True)
class Moment:
    """One moment and the two clocks it is read on: where it counts, and the reader's own."""

    at: datetime
    there: ZoneInfo
    here: ZoneInfo

    @property
    def day(self):
        return self.at.astimezone(self.there).date()

    @property
    def in_mission(self):
        return said(self.at, self.there)

    @property
    def own(self):
        """The moment on the reader's clock, without a day that is the same; empty when all is."""
        own = said(self.at, self.here)
        if own == self.in_mission:
            return ""
        same_day = self.at.astimezone(self.here).date() == self.day
        return own.rpartition(", ")[2] if same_day else own

    @property
    def place(self):
        return city(self.there)

    @property
    def own_place(self):
        return city(self.here)


def said(moment, zone):
    """Return day and time of ``moment`` in ``zone``: “Fri 18 December 2020, 17:00”."""
    local = moment.astimezone(zone)
    return f"{date_format(local, 'D j E Y')}, {date_format(local, 'H:i')}"


def city(zone):
    """Return the city that names ``zone``: “Asia/Dushanbe” → “Dushanbe”."""
    return zone.key.rpartition("/")[2].replace("_", " ")
