"""Mail that came back: delivery reports and complaints, real ones, forged ones and broken ones."""

import io
import mailbox
import sys

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from issues.following import bounces, links, sending
from issues.following.bounces import Taken, take
from issues.models import Letter, Subscriber
from tests.factories import make_issue
from tests.issues.following import make_subscriber, publish_now

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain

Your mail could not be delivered.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Wed, 25 Nov 2026 10:00:00 +0000

Final-Recipient: rfc822; reader@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <reader@example.org>: No such user here

--edge
Content-Type: {enclosed}

Message-ID: {message_id}
Subject: Issue 8

--edge--
"""
COMPLAINT = """\
From: feedback@isp.example.net
To: {to}
Subject: Complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="edge"

--edge
Content-Type: text/plain

A user says that this is spam.

--edge
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Somebody/1.0
Version: 1

--edge
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Issue 8

Text
--edge--
"""


@pytest.fixture(autouse=True)
def set_up(db, settings):
    settings.SITE_URL = "https://reports.example.org"
    settings.BOUNCE_ADDRESS = "bounces@example.org"


@pytest.fixture
def letter(issue, series):
    make_subscriber(series=series)
    publish_now(issue)
    assert sending.send_editions() == 1
    return Letter.objects.get()


def message_id(letter):
    return f"<letter-{letter.pk}-{links.letter_mark(letter.pk)}@reports.example.org>"


def report(
    letter, *, to=None, action="failed", status="5.1.1", enclosed="text/rfc822-headers", said=None
):
    text = REPORT.format(
        to=to or links.return_address(letter),
        action=action,
        status=status,
        enclosed=enclosed,
        message_id=said or message_id(letter),
    )
    return text.encode()


def complaint(letter, *, kind="abuse", to=None):
    return COMPLAINT.format(
        to=to or links.return_address(letter), kind=kind, message_id=message_id(letter)
    ).encode()


def test_an_address_that_does_not_exist_is_suspended_at_once(letter):
    assert take(report(letter)) == Taken.BOUNCE
    letter.refresh_from_db()
    assert (letter.state, bool(letter.bounced_at)) == (Letter.State.FAILED, True)
    subscriber = Subscriber.objects.get()
    assert subscriber.suspended_at
    assert subscriber.suspended_because.startswith("5.1.1 smtp; 550 5.1.1")
    assert "reader@example.org" not in subscriber.suspended_because
    assert not Subscriber.objects.reachable().exists()


@pytest.mark.parametrize("enclosed", ["text/rfc822-headers", "message/rfc822"])
def test_without_a_return_address_the_message_id_says_which_letter(letter, enclosed):
    data = report(letter, to="reports@example.org", enclosed=enclosed)
    assert take(data) == Taken.BOUNCE
    assert Subscriber.objects.get().suspended_at


def test_servers_that_write_addresses_in_capitals_are_understood(letter):
    assert take(report(letter, to=links.return_address(letter).upper())) == Taken.BOUNCE


def test_a_full_mailbox_is_suspended_after_three_letters_in_a_row(letter, series):
    letters = [letter]
    for number in (9, 10):
        publish_now(make_issue(series, number=number))
        sending.send_editions()
        letters.append(Letter.objects.latest("pk"))
    for n, one in enumerate(letters, start=1):
        for _twice in range(2):
            assert take(report(one, status="5.2.2")) == Taken.BOUNCE
        assert bool(Subscriber.objects.get().suspended_at) == (n == 3)


def test_one_letter_that_arrived_begins_the_count_anew(letter, series):
    for number in (9, 10, 11):
        publish_now(make_issue(series, number=number))
        sending.send_editions()
    one, two, _arrived, four = Letter.objects.order_by("pk")
    for back in (one, two, four):
        take(report(back, status="5.2.2"))
    assert not Subscriber.objects.get().suspended_at


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_only_late_or_arrived_changes_nothing(letter, action):
    assert take(report(letter, action=action, status="4.4.1")) == Taken.DELAY
    letter.refresh_from_db()
    assert (letter.state, letter.bounced_at) == (Letter.State.SENT, None)
    assert not Subscriber.objects.get().suspended_at


@pytest.mark.parametrize("kind", ["abuse", "opt-out", "fraud"])
def test_who_complains_gets_no_more_mail(letter, kind):
    assert take(complaint(letter, kind=kind)) == Taken.COMPLAINT
    assert not Subscriber.objects.exists()
    assert take(complaint(letter, kind=kind)) == Taken.COMPLAINT  # once more


def test_not_spam_is_no_complaint(letter):
    assert take(complaint(letter, kind="not-spam")) == Taken.UNKNOWN
    assert Subscriber.objects.exists()


def test_nobody_can_stop_the_mail_of_others_by_forging_a_report(letter):
    forged = f"bounces+{letter.pk}-{'0' * 20}@example.org"
    said = f"<letter-{letter.pk}-{'0' * 20}@reports.example.org>"
    assert take(report(letter, to=forged, said=said)) == Taken.UNKNOWN
    assert not Subscriber.objects.get().suspended_at


def test_answers_of_people_and_machines_are_left_alone(letter):
    data = f"From: a@example.org\nTo: {links.return_address(letter)}\n\nI am away.\n".encode()
    assert take(data) == Taken.UNKNOWN


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00" * 1000,
        b"Content-Type: multipart/report; report-type=delivery-status\n\n--\n",
        b"Content-Type: multipart/report; report-type*=utf-8''%ff; boundary=x\n\n--x\n\n--x--",
        b"To: =?nonsense?q?=ff?=\nContent-Type: message/delivery-status\n\nx",
        b"Content-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 500,
        b"Content-Type: message/rfc822\n\n" * 300,
        b"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n!!!!",
    ],
)
def test_broken_mail_breaks_nothing(db, data):
    assert take(data) == Taken.UNKNOWN


@pytest.mark.parametrize("damage", range(0, 900, 45))
def test_a_report_cut_off_anywhere_breaks_nothing(letter, damage):
    take(report(letter)[:damage])
    take(complaint(letter)[:damage])


def test_the_command_empties_a_maildir_of_what_it_understands(letter, tmp_path, capsys):
    box = mailbox.Maildir(tmp_path / "box")
    box.add(report(letter))
    box.add(b"From: a@example.org\n\nHello\n")
    call_command("take_bounces", str(tmp_path / "box"), keep=True)
    assert len(box) == 2
    call_command("take_bounces", str(tmp_path / "box"))
    assert capsys.readouterr().out.endswith("bounce: 1\ncomplaint: 0\ndelay: 0\nunknown: 1\n")
    [left] = mailbox.Maildir(tmp_path / "box")
    assert left.get_payload() == "Hello\n"
    assert Subscriber.objects.get().suspended_at


def test_the_command_reads_an_mbox_and_standard_input(letter, tmp_path, monkeypatch):
    box = mailbox.mbox(tmp_path / "box")
    box.add(report(letter, action="delayed"))
    box.close()
    call_command("take_bounces", str(tmp_path / "box"), verbosity=0)
    assert len(mailbox.mbox(tmp_path / "box")) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(complaint(letter))))
    call_command("take_bounces", verbosity=0)
    assert not Subscriber.objects.exists()


def test_the_command_says_what_is_no_mailbox(tmp_path):
    with pytest.raises(CommandError, match="neither a Maildir"):
        call_command("take_bounces", str(tmp_path))


def test_without_an_address_for_it_mail_comes_back_to_the_sender(letter, settings):
    settings.BOUNCE_ADDRESS = ""
    assert links.return_address(letter) is None
    assert mail.outbox[0].to == ["reader@example.org"]
    assert bounces.status_in(550, b"gone") == "5.1.1"
    assert bounces.status_in(554, b"5.7.1 no") == "5.7.1"
