"""Sending letters: a bounded number a minute, each once, whatever dies on the way."""

import contextlib
import datetime as dt
import functools
import logging
import smtplib
import time

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from issues.models import Edition, Letter

from . import bounces, letters, mailings

logger = logging.getLogger(__name__)

PAUSES = [dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720)]
SERVER_AWAY = dt.timedelta(minutes=2)
A_TURN = 20  # seconds: the clock has other things to do
# A letter that is being sent for longer was in the hands of a worker that died.
IN_DOUBT_AFTER = dt.timedelta(minutes=10)

NOT_WANTED = gettext_noop("Nobody follows this edition at this address any more.")
REPLACED = gettext_noop("The edition was corrected or withdrawn before the letter went out.")
TOO_LATE = gettext_noop("The mail server was away for too long.")
DIED = gettext_noop("The worker stopped while sending: nobody knows whether the letter went out.")


def send_editions():
    """Write the letters of new editions and send those whose turn it is; return how many went."""
    mailings.address_new_editions()
    give_up_doubtful()
    return send_waiting()


def give_up_doubtful():
    """Mark the letters that a worker took and never told of again; they are not sent again."""
    Letter.objects.filter(
        state=Letter.State.SENDING, taken_at__lt=timezone.now() - IN_DOUBT_AFTER
    ).update(state=Letter.State.DOUBTFUL, problem=DIED)


def send_waiting():
    """Send letters until none waits, the minute is full, or the turn is over; return how many."""
    ends, sent, connection = time.monotonic() + A_TURN, 0, get_connection()
    copies = functools.lru_cache(maxsize=32)(letters.copy_of)
    try:
        while time.monotonic() < ends and (letter := take_next()):
            if not open_for(letter, connection):
                break
            sent += send(letter, connection, copies)
    finally:
        connection.close()
    return sent


def take_next():
    """Mark the letter that is next as being sent and return it, None if none may go now."""
    if not Letter.objects.waiting().exists():
        return None
    with transaction.atomic():
        letter = Letter.objects.waiting().order_by("next_try_at", "pk").first()
        if letter is None:
            return None
        # Workers come one after another, so that together they keep to the minute's number.
        type(letter.mailing).objects.select_for_update().get(pk=letter.mailing_id)
        now = timezone.now()
        lately = Letter.objects.filter(taken_at__gt=now - dt.timedelta(minutes=1))
        if lately.count() >= settings.ISSUE_MAIL_PER_MINUTE:
            return None
        row = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
        taken = row.update(state=Letter.State.SENDING, taken_at=now, attempts=F("attempts") + 1)
    if not taken:  # another worker was first
        return take_next()
    return Letter.objects.select_related("subscriber", "mailing__edition").get(pk=letter.pk)


def open_for(letter, connection):
    """Open ``connection``; put ``letter`` back and return False if the server is away."""
    try:
        connection.open()
    except OSError as problem:  # smtplib's own errors are among them
        logger.warning("The mail server is away: %s", problem)
        Letter.objects.filter(pk=letter.pk).update(
            state=Letter.State.WAITING,
            attempts=F("attempts") - 1,
            taken_at=None,
            next_try_at=timezone.now() + SERVER_AWAY,
            problem=str(problem)[:300],
        )
        return False
    return True


def send(letter, connection, copies):
    """Send one letter that was taken and record how that went; return whether it went out."""
    if problem := unwanted(letter):
        return record(letter, Letter.State.DROPPED, problem)
    try:
        copy = copies(letter.mailing.edition, letter.subscriber.language)
        message = letters.message_of(copy, letter, connection)
        message.message()  # a fault in it is found before the server hears of it
    except Exception as problem:
        logger.exception("Letter %s could not be written", letter.pk)
        return try_again(letter, problem)
    try:
        message.send()
    except OSError as problem:  # smtplib's own errors are among them
        note(letter, problem)
        with contextlib.suppress(OSError):  # some refusals have ended the line
            connection.close()
        return False
    return record(letter, Letter.State.SENT, "")


def note(letter, problem):
    """Record why ``letter`` did not go out, or that nobody knows whether it did."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            [(code, reply)] = problem.recipients.values()
            if code < 500:
                return try_again(letter, problem)
            return bounces.came_back(letter, bounces.status_in(code, reply), reply)
        case smtplib.SMTPResponseException() if problem.smtp_code < 500:
            return try_again(letter, problem)
        case smtplib.SMTPResponseException() | smtplib.SMTPNotSupportedError():
            return record(letter, Letter.State.FAILED, problem)
        case _:  # the line broke: the server may have taken the mail
            return record(letter, Letter.State.DOUBTFUL, problem)


def unwanted(letter):
    """Return why ``letter`` is not to be sent any more, None if it is."""
    edition, subscriber = letter.mailing.edition, letter.subscriber
    if letter.mailing.created_at < timezone.now() - mailings.TOLD_WITHIN:
        return TOO_LATE
    if not Edition.objects.latest_versions().filter(pk=edition.pk).exists():
        return REPLACED
    followers = type(subscriber).objects.reachable() if subscriber else None
    if not (followers and followers.following(edition).filter(pk=subscriber.pk).exists()):
        return NOT_WANTED
    return None


def record(letter, state, problem):
    """Note what became of ``letter``; return whether it went out."""
    Letter.objects.filter(pk=letter.pk).update(state=state, problem=str(problem)[:300])
    return state == Letter.State.SENT


def try_again(letter, problem):
    """Let ``letter`` wait for its next try, if it has one left."""
    if letter.attempts >= Letter.MOST_ATTEMPTS:
        return record(letter, Letter.State.FAILED, problem)
    pause = PAUSES[min(letter.attempts, len(PAUSES)) - 1]
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.WAITING, next_try_at=timezone.now() + pause, problem=str(problem)[:300]
    )
    return False
