"""Deadlines on the clock of each mission, and the reminders before them."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from issues import rounds
from issues.models import EditorialAct
from issues.rounds.deadlines import reminder_moments, working_days_before
from missions.models import Mission
from missions.models.profile import Profile

from .plan import NOW, opened, told, verbs

pytestmark = pytest.mark.django_db


ZONES = st.sampled_from(sorted(available_timezones()))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2037, 1, 1)), ZONES)
def test_a_deadline_reads_17_00_in_its_own_office(day, name):
    due = rounds.end_of_work(day, Mission(time_zone=name))
    # As the database gives it back.
    local = due.astimezone(dt.UTC).astimezone(ZoneInfo(name))
    assert (local.date(), local.time()) == (day, dt.time(17))


@given(st.dates(dt.date(2015, 1, 1), dt.date(2037, 1, 1)), ZONES)
def test_reminders_come_on_working_mornings_before_the_deadline(day, name):
    due = rounds.end_of_work(day, Mission(time_zone=name)).astimezone(dt.UTC)
    first, last = reminder_moments(due, name)
    assert first < last < due
    assert [moment.time() for moment in (first, last)] == [dt.time(9)] * 2
    assert last.date() == day
    assert first.weekday() < 5
    between = [day - dt.timedelta(days=n) for n in range(1, (day - first.date()).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == 2


def test_when_the_clocks_change_five_in_the_afternoon_stays_five():
    berlin = Mission(time_zone="Europe/Berlin")
    before, after = (rounds.end_of_work(dt.date(2020, 10, day), berlin) for day in (23, 26))
    assert (before.astimezone(dt.UTC).hour, after.astimezone(dt.UTC).hour) == (15, 16)


def test_weekends_are_no_working_days():
    assert working_days_before(dt.date(2020, 12, 21), 2) == dt.date(2020, 12, 17)


def reminded_at(*moments):
    """Run the clock at each moment; return how many missions each run reminded."""
    counts = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            counts.append(len(rounds.remind_due(moment)))
    return counts


@pytest.fixture
def asked_early(series, issue, sections, editor, contributor, tajikistan):
    with time_machine.travel(NOW, tick=False):
        nine = opened(series, editor, requests=[rounds.Request(tajikistan)])
    return nine.contributions.get()


def utc(day, hour, minute=0):
    return dt.datetime(2020, 12, day, hour, minute, tzinfo=dt.UTC)


def test_two_reminders_however_often_the_clock_ticks(asked_early):
    # Due Friday 18 December, 17:00 in Dushanbe (UTC+5): Wednesday and Friday at 9:00.
    ticks = [utc(16, 3, 59), utc(16, 4), utc(16, 4, 1), utc(17, 4), utc(18, 3, 59), utc(18, 4)]
    assert reminded_at(*ticks, utc(18, 11), utc(18, 12), utc(21, 4)) == [
        *(0, 1, 0, 0, 0, 1),
        *(0, 0, 0),
    ]
    assert told("reminded") == {"dushanbe"}
    acts = EditorialAct.objects.filter(verb="reminded")
    assert {act.actor for act in acts} == {None}


def test_a_clock_that_stood_still_reminds_once_afterwards(asked_early):
    assert reminded_at(utc(17, 10), utc(17, 11), utc(18, 10)) == [1, 0, 1]


def test_who_has_just_heard_is_not_reminded(series, issue, sections, editor, tajikistan):
    with time_machine.travel(utc(17, 8), tick=False):  # after Wednesday's reminder
        nine = opened(series, editor, requests=[rounds.Request(tajikistan)])
    assert reminded_at(utc(17, 9), utc(18, 5)) == [0, 1]
    assert verbs(nine, tajikistan) == ["asked", "reminded"]


def test_nobody_is_reminded_who_answered_or_whose_issue_is_out(asked_early, contributor):
    rounds.answer_nothing(asked_early, by=contributor)
    assert reminded_at(utc(16, 5)) == [0]


def test_who_muted_reminders_gets_none(asked_early, contributor):
    Profile.objects.create(user=contributor, muted_topics=["reminder"])
    assert reminded_at(utc(16, 5)) == [1]
    assert told("reminded") == set()
