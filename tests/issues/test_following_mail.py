"""An edition by e-mail: to whom, once, what it says, and what is done when the server is away."""

import datetime as dt
import email.utils
import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from issues import clock
from issues.following import letters, links, mailings, sending, subscribing
from issues.models import Letter, Mailing, Subscriber, Theme
from tests.delivery.editions import add_rendition, content_of, figure_node
from tests.factories import make_issue, make_series
from tests.issues.following import (
    body_of,
    links_in,
    make_subscriber,
    publish_now,
    received,
)

State = Letter.State
FAULTS = []


class Faulty(EmailBackend):
    """A mail server that answers each mail with the next of ``FAULTS`` (None: takes it)."""

    def open(self):
        if FAULTS and isinstance(FAULTS[0], ConnectionRefusedError):
            raise FAULTS.pop(0)

    def send_messages(self, messages):
        fault = FAULTS.pop(0) if FAULTS else None
        if fault:
            raise fault
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def set_up(db, settings):
    settings.SITE_URL = "https://reports.example.org"
    settings.ISSUE_MAIL_FROM = "reports@example.org"
    settings.ISSUE_MAIL_PER_MINUTE = 1000
    FAULTS.clear()


@pytest.fixture
def faulty(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Faulty"
    return FAULTS.extend


def states():
    return sorted(Letter.objects.values_list("state", flat=True))


def sent_to():
    return sorted(message.to[0] for message in mail.outbox)


def test_followers_of_the_series_a_mission_or_a_theme_get_one_letter_each(
    issue, series, tajikistan, moldova
):
    theme = Theme.objects.create(name="Labour migration", slug="labour-migration")
    other = make_series("Health Bulletin", slug="health")
    make_subscriber("series@example.org", series=series)
    make_subscriber("mission@example.org", mission=tajikistan)
    make_subscriber("theme@example.org", theme=theme)
    make_subscriber("all@example.org", series=series, mission=tajikistan, theme=theme)
    make_subscriber("other@example.org", series=other)
    make_subscriber("elsewhere@example.org", mission=moldova)
    subscribing.suspend(make_subscriber("back@example.org", series=series), "5.1.1")
    publish_now(issue)
    assert sending.send_editions() == 4
    assert sent_to() == [f"{name}@example.org" for name in ("all", "mission", "series", "theme")]
    for _tick in range(3):
        assert sending.send_editions() == 0
    assert len(mail.outbox) == 4
    assert states() == ["sent"] * 4


def test_the_clock_sends(issue, series):
    make_subscriber(series=series)
    publish_now(issue)
    clock.tick()
    assert sent_to() == ["reader@example.org"]


def test_a_letter_holds_the_issue_and_leads_out_of_it(client, issue, series):
    make_subscriber(series=series)
    publish_now(issue)
    sending.send_editions()
    [message] = mail.outbox
    letter, subscriber = Letter.objects.get(), Subscriber.objects.get()
    parsed = received(message)
    assert parsed["Subject"] == "Central Asia Regional Response Report, Issue 8"
    assert parsed["To"] == "reader@example.org"
    assert email.utils.parseaddr(parsed["From"]) == (
        "Central Asia Regional Response Report",
        "reports@example.org",
    )
    stop = f"https://reports.example.org/en/follow/stop/?key={links.person_token(subscriber)}"
    stop = stop.replace(":", "%3A").replace("https%3A", "https:")
    mark = links.letter_mark(letter.pk)
    headers = {
        "List-Id": "<central-asia-regional-response-report.reports.example.org>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": "<https://reports.example.org/en/central-asia-regional-response-report/>",
        "Message-ID": f"<letter-{letter.pk}-{mark}@reports.example.org>",
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }
    assert {name: parsed[name].strip() for name in headers} == headers  # long ones are folded
    assert parsed.get_content_type() == "multipart/alternative"
    page = "https://reports.example.org/en/central-asia-regional-response-report/2020/8/"
    text, html = body_of(message), body_of(message, "html")
    assert "National banks met in Dushanbe." in text
    assert "People assisted: 7,801" in text
    assert "Frozen page" in html
    assert '<html lang="en" dir="ltr">' in html
    for part in (text, html):
        assert page in part
        assert f"{page}v1/issue.pdf" in part or f"{page}issue.pdf" in part
        assert set(links_in(part.replace('"', " ").replace("&amp;", "&"))) == {"choices", "stop"}
        assert ".invalid" not in part
    assert "<img" not in html
    assert not re.search(r'(?:href|src)="(?!https?:|tel:|mailto:)', html)
    assert client.post(links_in(text)["stop"]).status_code == 200
    assert not Subscriber.objects.exists()
    letter.refresh_from_db()
    assert (letter.state, letter.subscriber) == (State.SENT, None)


def test_each_reader_gets_the_own_language_and_the_own_link(issue, series):
    make_subscriber("en@example.org", series=series)
    make_subscriber("ru@example.org", language="ru", series=series)
    make_subscriber("kk@example.org", language="kk", series=series)
    make_subscriber("fa@example.org", language="fa", series=series)
    publish_now(issue, languages=("en", "ru", "kk"))
    sending.send_editions()
    found = {m.to[0][:2]: received(m)["Content-Language"] for m in mail.outbox}
    assert found == {"en": "en", "ru": "ru", "kk": "kk", "fa": "en"}
    texts = {m.to[0][:2]: body_of(m) for m in mail.outbox}
    assert "/ru/central-asia" in texts["ru"]
    assert "?language=kk" in texts["kk"]
    assert len({links_in(text)["stop"] for text in texts.values()}) == 4


def test_a_correction_says_what_was_and_what_is(issue, series):
    make_subscriber(series=series)
    publish_now(issue)
    sending.send_editions()
    change = {
        "label": "People assisted",
        "language": "en",
        "indicator": figure_node()["indicator"],
        "reason": "Counted twice",
        "old": figure_node("7801"),
        "new": figure_node("7810"),
    }
    edition = publish_now(issue, version=2, note="Recounted.", languages=())
    content = content_of(issue, version=2, note="Recounted.")
    content["edition"]["figure_changes"] = [change]
    add_rendition(edition, content, "text")
    sending.send_editions()
    assert [m.subject for m in mail.outbox] == [
        "Central Asia Regional Response Report, Issue 8",
        "Corrected: Central Asia Regional Response Report, Issue 8",
    ]
    assert "[Corrected edition 2: Recounted. People assisted: 7,801 → 7,810 (Counted twice).]" in (
        body_of(mail.outbox[1])
    )
    html = body_of(mail.outbox[1], "html")
    assert "<del>7,801</del> → <ins>7,810</ins>" in html


def test_a_letter_that_waited_while_the_edition_was_corrected_is_not_sent(issue, series, faulty):
    make_subscriber(series=series)
    publish_now(issue)
    faulty([ConnectionRefusedError("away")])
    sending.send_editions()
    assert states() == ["waiting"]
    publish_now(issue, version=2, note="Recounted.")
    Letter.objects.update(next_try_at=timezone.now())
    assert sending.send_editions() == 1
    assert states() == ["dropped", "sent"]
    assert [m.subject.split(":")[0] for m in mail.outbox] == ["Corrected"]


def test_who_stops_or_turns_to_something_else_meanwhile_gets_nothing(
    issue, series, moldova, faulty
):
    one, two = make_subscriber("a@example.org", series=series), make_subscriber(series=series)
    publish_now(issue)
    faulty([ConnectionRefusedError("away")])
    sending.send_editions()
    subscribing.stop(one)
    two.subscriptions.update(series=None, mission=moldova)
    Letter.objects.update(next_try_at=timezone.now())
    assert sending.send_editions() == 0
    assert states() == ["dropped", "dropped"]


def test_who_comes_after_the_publication_gets_the_next_issue(issue, series):
    publish_now(issue)
    sending.send_editions()
    make_subscriber(series=series)
    assert sending.send_editions() == 0
    assert Mailing.objects.get().addressed_at


def test_an_old_issue_brought_in_is_no_news_but_its_correction_reaches_its_readers(issue, series):
    reader = make_subscriber(series=series)
    make_subscriber("new@example.org", series=series)
    old = publish_now(issue)
    Letter.objects.create(
        mailing=Mailing.objects.create(edition=old, addressed_at=timezone.now()),
        subscriber=reader,
        state=State.SENT,
    )
    late = make_issue(series, number=9)  # dated 2020
    for number, version in ((late, 1), (issue, 2)):
        day = timezone.localdate() - dt.timedelta(days=40)
        edition = publish_now(number, version=version, note="Recounted." if version > 1 else "")
        edition.publication_date = day
        assert edition.publication_date < timezone.localdate() - mailings.NEWS_FOR
        found = [s.address for s in mailings.recipients(edition)]
        assert found == (["reader@example.org"] if version > 1 else [])


def test_an_edition_found_late_is_not_sent(issue, series, time_machine):
    make_subscriber(series=series)
    publish_now(issue)
    time_machine.move_to(timezone.now() + dt.timedelta(days=4))
    assert sending.send_editions() == 0
    assert not Mailing.objects.exists()


def test_no_more_than_the_minute_allows(issue, series, settings, time_machine):
    settings.ISSUE_MAIL_PER_MINUTE = 3
    for n in range(8):
        make_subscriber(f"r{n}@example.org", series=series)
    publish_now(issue)
    time_machine.move_to(timezone.now(), tick=False)
    sent = []
    for _half in range(8):
        sent.append(sending.send_editions())
        time_machine.shift(dt.timedelta(seconds=31))
    assert sent == [3, 0, 3, 0, 2, 0, 0, 0]
    assert len(set(sent_to())) == 8


def test_letters_are_written_in_batches_that_a_restart_continues(issue, series, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 2)
    for n in range(5):
        make_subscriber(f"r{n}@example.org", series=series)
    mailing = Mailing.objects.create(edition=publish_now(issue))
    assert mailings.address_batch(mailing.pk) == 2  # and here the worker dies
    assert sending.send_editions() == 5
    assert len(set(sent_to())) == 5
    assert mailings.address_batch(mailing.pk) is None


def test_a_worker_that_died_while_sending_leaves_a_doubt_and_no_second_letter(
    issue, series, time_machine
):
    make_subscriber(series=series)
    publish_now(issue)
    mailings.address_new_editions()
    assert sending.take_next()  # and here the worker dies
    assert sending.send_editions() == 0
    assert states() == ["sending"]
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=11))
    assert sending.send_editions() == 0
    assert states() == ["doubtful"]
    assert mail.outbox == []


def test_two_workers_never_take_the_same_letter(issue, series):
    make_subscriber(series=series)
    publish_now(issue)
    mailings.address_new_editions()
    assert sending.take_next()
    assert sending.take_next() is None


def refused(code, reply):
    return smtplib.SMTPRecipientsRefused({"reader@example.org": (code, reply)})


@pytest.mark.parametrize(
    ("fault", "state", "is_suspended"),
    [
        (refused(550, b"5.1.1 No such user"), State.FAILED, True),
        (refused(550, b"No such user"), State.FAILED, True),
        (refused(552, b"5.2.2 Mailbox full"), State.FAILED, False),
        (refused(450, b"4.2.1 Come back later"), State.WAITING, False),
        (smtplib.SMTPDataError(554, b"5.7.1 Looks like spam"), State.FAILED, False),
        (smtplib.SMTPDataError(451, b"Busy"), State.WAITING, False),
        (smtplib.SMTPSenderRefused(421, b"Too many", "x"), State.WAITING, False),
        (smtplib.SMTPServerDisconnected("lost"), State.DOUBTFUL, False),
        (TimeoutError("slow"), State.DOUBTFUL, False),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    issue, series, faulty, fault, state, is_suspended
):
    make_subscriber(series=series)
    publish_now(issue)
    faulty([fault])
    assert sending.send_editions() == 0
    assert states() == [state]
    assert bool(Subscriber.objects.get().suspended_at) == is_suspended
    assert Letter.objects.get().problem
    assert "reader@example.org" not in Subscriber.objects.get().suspended_because


def test_a_server_that_is_away_costs_no_letter_and_no_try(issue, series, faulty, time_machine):
    for n in range(3):
        make_subscriber(f"r{n}@example.org", series=series)
    publish_now(issue)
    time_machine.move_to(timezone.now(), tick=False)
    faulty([ConnectionRefusedError("away")] * 20)
    for _minute in range(20):
        assert sending.send_editions() == 0
        time_machine.shift(dt.timedelta(minutes=1))
    assert not Letter.objects.exclude(attempts=0).exists()
    FAULTS.clear()
    time_machine.shift(dt.timedelta(minutes=2))
    assert sending.send_editions() == 3
    assert len(set(sent_to())) == 3


def test_a_refusal_for_now_is_tried_again_and_not_for_ever(issue, series, faulty, time_machine):
    make_subscriber(series=series)
    publish_now(issue)
    time_machine.move_to(timezone.now(), tick=False)
    faulty([refused(450, b"later")] * 99)
    tried = []
    for _minute in range(0, 60 * 24 * 2, 5):
        before = sum(Letter.objects.values_list("attempts", flat=True))
        sending.send_editions()
        if sum(Letter.objects.values_list("attempts", flat=True)) > before:
            tried.append(timezone.now())
        time_machine.shift(dt.timedelta(minutes=5))
    gaps = [(b - a).total_seconds() / 60 for a, b in zip(tried, tried[1:], strict=False)]
    assert gaps == [5, 15, 60, 240, 720]
    assert states() == ["failed"]


def test_one_letter_that_cannot_be_written_stops_no_other(issue, series):
    make_subscriber("bad\naddress", series=series)
    make_subscriber("good@example.org", series=series)
    publish_now(issue)
    assert sending.send_editions() == 1
    assert sent_to() == ["good@example.org"]
    assert states() == ["sent", "waiting"]


def test_mail_comes_back_to_an_address_of_its_own(issue, series, settings):
    settings.BOUNCE_ADDRESS = "bounces@example.org"
    settings.ISSUE_MAIL_FROM = '"IOM Almaty" <reports@example.org>'
    settings.ISSUE_MAIL_REPLY_TO = ["office@example.org"]
    make_subscriber(series=series)
    publish_now(issue)
    sending.send_editions()
    [message] = mail.outbox
    letter = Letter.objects.get()
    envelope = f"bounces+{letter.pk}-{links.letter_mark(letter.pk)}@example.org"
    assert message.from_email == envelope
    assert received(message)["From"] == "IOM Almaty <reports@example.org>"
    assert received(message)["Reply-To"] == "office@example.org"


def test_a_letter_costs_few_queries_and_its_text_is_made_once(
    issue, series, monkeypatch, django_assert_max_num_queries
):
    made = []
    write = letters.copy_of
    monkeypatch.setattr(letters, "copy_of", lambda *what: made.append(what) or write(*what))
    for n in range(10):
        make_subscriber(f"r{n}@example.org", series=series)
    publish_now(issue)
    mailings.address_new_editions()
    with django_assert_max_num_queries(10 + 15 * 10):
        assert sending.send_waiting() == 10
    assert len(made) == 1
