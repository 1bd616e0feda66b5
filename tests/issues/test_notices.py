"""Mails about editorial acts: once, to those concerned, in their language and on their clock."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone, translation

from issues import notices, rounds
from issues.models import EditorialAct, Notice
from issues.review import articles
from issues.review.log import log
from missions.models.profile import Profile, Topic
from tests.factories import make_article

REFUSALS = []


class Refusing(EmailBackend):
    """A mail server that refuses as long as there is a reason in ``REFUSALS``."""

    def send_messages(self, messages):
        if REFUSALS:
            raise ConnectionRefusedError(REFUSALS[0])
        return super().send_messages(messages)


class Slow(EmailBackend):
    """A mail server that takes three minutes; before each mail another worker has a look."""

    shift = None
    is_looking = False

    def send_messages(self, messages):
        if not Slow.is_looking:
            Slow.is_looking = True
            notices.send_waiting()
            Slow.is_looking = False
        sent = super().send_messages(messages)
        Slow.shift(dt.timedelta(minutes=3))
        return sent


@pytest.fixture(autouse=True)
def addresses(db, settings):
    settings.SITE_URL = "https://reports.example.org"
    REFUSALS.clear()


def with_address(person):
    person.email = f"{person.username}@example.org"
    person.save()
    return person


@pytest.fixture
def sent(issue, sections, tajikistan, contributor, editor):
    """A text of Dushanbe waits for the editor, who has been told of it but not yet by mail."""
    contributor.first_name, contributor.last_name = "Firuza", "Nazarova"
    with_address(contributor)
    with_address(editor)
    article = make_article(
        issue,
        title="Secret plan",
        mission=tajikistan,
        section=sections["partnership"],
        state="draft",
    )
    articles.submit(article, by=contributor, note="Numbers <checked> & sent.")
    return article


def test_a_mail_says_who_did_what_and_leads_to_the_place(sent):
    assert notices.send_waiting() == 1
    [message] = mail.outbox
    assert message.to == ["editor@example.org"]
    assert message.subject == "Issue 8 of 2020: sent for review"
    assert "Firuza Nazarova sent for review: Secret plan" in message.body
    assert "Numbers <checked> & sent." in message.body
    address = f"https://reports.example.org/admin/issues/article/{sent.pk}/change/"
    assert address in message.body.splitlines()
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert notices.send_waiting() == 0
    assert len(mail.outbox) == 1


def test_a_mail_is_written_in_its_readers_language(sent, editor):
    Profile.objects.create(user=editor, language="ru")
    notices.send_waiting()
    english = "See it and answer here:"
    with translation.override("ru"):
        expected = translation.gettext(english)
    assert expected in mail.outbox[0].body


def test_a_deadline_stands_on_the_readers_clock(issue, tajikistan, contributor, editor, sections):
    with_address(contributor)
    tajikistan.time_zone = "Asia/Dushanbe"
    tajikistan.save()
    due = dt.datetime(2020, 11, 27, 12, tzinfo=dt.UTC)
    issue.contributions.create(mission=tajikistan, due_at=due, request="Two articles, please.")
    log(
        EditorialAct.Verb.ASKED,
        issue=issue,
        mission=tajikistan,
        by=editor,
        to=[contributor],
        topic=Topic.ASKED,
    )
    notices.send_waiting()
    body = mail.outbox[0].body
    assert "Deadline: Friday, 27 November 2020, 17:00 (Asia/Dushanbe)" in body
    assert "Two articles, please." in body
    assert f"/admin/issues/issue/{issue.pk}/round/tajikistan/" in body


def test_two_workers_do_not_send_twice(sent):
    first, second = Notice.objects.get(), Notice.objects.get()
    assert notices.take(first)
    assert not notices.take(second)
    assert notices.send_waiting() == 0  # the other one has it in hand


def test_a_slow_server_makes_no_mail_go_twice(
    sent, tajikistan, issue, contributor, editor, settings, time_machine
):
    log(
        EditorialAct.Verb.ASKED,
        issue=issue,
        mission=tajikistan,
        by=editor,
        to=[contributor],
        topic=Topic.ASKED,
    )
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    Slow.shift = time_machine.shift
    time_machine.move_to(timezone.now(), tick=False)
    notices.send_waiting()
    assert sorted(message.to[0] for message in mail.outbox) == [
        "dushanbe@example.org",
        "editor@example.org",
    ]


def test_a_mail_that_fails_is_tried_again_after_a_while_and_not_for_ever(
    sent, settings, time_machine
):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    REFUSALS.append("The server is away.")
    time_machine.move_to(timezone.now(), tick=False)
    tried = []
    for _minute in range(24 * 60):
        before = Notice.objects.get().attempts
        assert notices.send_waiting() == 0
        if Notice.objects.get().attempts > before:
            tried.append(timezone.now())
        time_machine.shift(dt.timedelta(minutes=1))
    gaps = [(b - a).total_seconds() / 60 for a, b in zip(tried, tried[1:], strict=False)]
    assert gaps == [2, 10, 30, 60, 180, 360, 720]
    assert len(tried) == Notice.MOST_ATTEMPTS
    assert Notice.objects.get().problem == "The server is away."


def test_a_mail_goes_out_once_the_server_is_back(sent, settings, time_machine):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    REFUSALS.append("The server is away.")
    assert notices.send_waiting() == 0
    REFUSALS.clear()
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=3))
    assert notices.send_waiting() == 1
    notice = Notice.objects.get()
    assert notice.sent_at
    assert notice.problem == ""


def leave(person):
    person.is_active = False
    person.save()


def forget_address(person):
    person.email = ""
    person.save()


def lose_role(person):
    person.memberships.all().delete()


@pytest.mark.parametrize("change", [leave, forget_address, lose_role])
def test_who_may_not_see_it_any_more_gets_no_mail(sent, editor, change):
    change(editor)
    assert notices.send_waiting() == 0
    assert mail.outbox == []
    assert "may not see this any more" in Notice.objects.get().problem
    assert not Notice.objects.waiting().exists()


def test_a_mail_about_a_deleted_article_leads_to_the_desk(sent):
    sent.delete()
    assert notices.send_waiting() == 1
    assert "https://reports.example.org/admin/issues/issue/" in mail.outbox[0].body


def test_reminders_go_out_by_the_clock(issue, tajikistan, contributor, time_machine):
    with_address(contributor)
    issue.contributions.create(
        mission=tajikistan, due_at=dt.datetime(2020, 11, 27, 12, tzinfo=dt.UTC)
    )
    time_machine.move_to("2020-11-27 10:00:00+00:00", tick=False)
    rounds.remind_due()
    rounds.remind_due()
    assert notices.send_waiting() == 1
    assert mail.outbox[0].subject == "Issue 8 of 2020: sent a reminder"
