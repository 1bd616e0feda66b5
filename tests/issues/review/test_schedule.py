"""Publishing at a moment chosen beforehand."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from issues import tasks
from issues.models import Edition, EditorialAct, Notice, Publication
from issues.publishing import NotPublished
from issues.review import Refused, schedule
from issues.review.clearance import clear

NOON = dt.datetime(2020, 12, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def cleared(ready, clearer, time_machine):
    time_machine.move_to("2020-11-30 08:00:00+00:00")
    clear(ready, by=clearer)
    return ready


@pytest.fixture
def planned(cleared, editor):
    return schedule.schedule(cleared, by=editor, at=NOON)


def verbs():
    return list(EditorialAct.objects.order_by("pk").values_list("verb", flat=True))


def test_a_publication_is_scheduled_and_everybody_is_told(cleared, editor, clearer, communications):
    publication = schedule.schedule(cleared, by=editor, at=NOON, embargoed=True)
    assert (publication.state, publication.publish_at) == ("scheduled", NOON)
    assert publication.is_embargoed
    act = EditorialAct.objects.get(verb="scheduled")
    assert act.reason == "1 December 2020, 12:00 (UTC), under embargo until then"
    told = {notice.person for notice in Notice.objects.filter(act=act)}
    assert told == {clearer, communications}
    assert not Edition.objects.exists()


def test_a_moment_that_passed_is_refused(cleared, editor):
    for at in (timezone.now(), timezone.now() - dt.timedelta(days=1)):
        with pytest.raises(Refused, match="has passed"):
            schedule.schedule(cleared, by=editor, at=at)


@pytest.mark.parametrize("role", ["contributor", "communications", "inactive"])
def test_only_those_who_publish_schedule_and_cancel(cleared, planned, request, role):
    person = request.getfixturevalue(role)
    with pytest.raises(Refused, match="may not"):
        schedule.schedule(cleared, by=person, at=NOON)
    with pytest.raises(Refused, match="may not"):
        schedule.cancel(planned, by=person)
    planned.refresh_from_db()
    assert planned.state == "scheduled"


def test_what_is_not_cleared_is_not_scheduled(ready, editor):
    with pytest.raises(Refused, match="Nobody has cleared it yet"):
        schedule.schedule(ready, by=editor, at=timezone.now() + dt.timedelta(days=1))
    assert not Publication.objects.exists()


def test_an_issue_has_one_moment(cleared, planned, editor):
    with pytest.raises(Refused, match="scheduled or being published already"):
        schedule.schedule(cleared, by=editor, at=NOON + dt.timedelta(days=1))
    with pytest.raises(NotPublished, match="scheduled or being published already"):
        tasks.request_publication(cleared, by=editor)


def test_a_cancelled_publication_never_starts(cleared, planned, editor, time_machine):
    schedule.cancel(planned, by=editor, reason="The minister travels.")
    with pytest.raises(Refused, match="not scheduled any more"):
        schedule.cancel(planned, by=editor)
    time_machine.move_to(NOON)
    assert tasks.start_due_publications() == 0
    assert verbs() == ["cleared", "scheduled", "unscheduled"]


def test_nothing_starts_before_its_moment_and_then_once(planned, time_machine, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    time_machine.move_to(NOON - dt.timedelta(seconds=1))
    assert tasks.start_due_publications() == 0
    time_machine.move_to(NOON)
    assert tasks.start_due_publications() == 1
    assert tasks.start_due_publications() == 0  # another worker
    planned.refresh_from_db()
    assert planned.state == "waiting"
    [queued] = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert queued.args_kwargs == {"args": [planned.pk], "kwargs": {}}


@pytest.mark.pdf
def test_it_is_published_at_its_moment(cleared, planned, editor, time_machine):
    address = "/en/central-asia-regional-response-report/2020/8/"
    assert Client().get(address).status_code == 404
    time_machine.move_to(NOON)
    Publication.objects.update(state="waiting")
    tasks.publish_issue.call(planned.pk)
    planned.refresh_from_db()
    assert (planned.state, planned.problem) == ("done", "")
    assert planned.edition.published_by == editor
    act = EditorialAct.objects.first()
    assert (act.verb, act.actor) == ("published", None)
    assert editor in {notice.person for notice in act.notices.all()}
    assert Client().get(address).status_code == 200


def change(issue):
    issue.articles.update(title="Changed after all")


def block(issue):
    issue.articles.update(state="returned", return_reason="Wait.")


@pytest.mark.parametrize(("meanwhile", "why"), [(change, "It was changed"), (block, "returned")])
def test_what_was_changed_meanwhile_is_not_published_and_all_are_told(
    cleared, planned, editor, clearer, time_machine, meanwhile, why
):
    meanwhile(cleared)
    time_machine.move_to(NOON)
    Publication.objects.update(state="waiting")
    tasks.publish_issue.call(planned.pk)
    planned.refresh_from_db()
    assert planned.state == "failed"
    assert why in planned.problem
    act = EditorialAct.objects.first()
    assert (act.verb, act.reason) == ("not_published", planned.problem)
    assert {notice.person for notice in act.notices.all()} == {editor, clearer}
    assert not Edition.objects.exists()


def test_a_worker_that_dies_in_the_middle_is_told_once(planned, editor, time_machine):
    time_machine.move_to(NOON, tick=False)
    Publication.objects.update(state="running", heartbeat_at=timezone.now())
    time_machine.move_to(NOON + dt.timedelta(minutes=11))
    tasks.give_up_silent_jobs()
    tasks.give_up_silent_jobs()
    planned.refresh_from_db()
    assert planned.state == "failed"
    assert verbs() == ["cleared", "scheduled", "not_published"]
