"""Somebody who follows, and the mail that comes of it, for tests."""

import re
from email import message_from_bytes, policy

from django.core import mail
from django.utils import timezone

from issues.models import Subscriber, Subscription
from tests.delivery.editions import add_rendition, content_of
from tests.issues.publish import published

END_OF_LETTER = b"\n" + b"-" * 79 + b"\n"  # as Django's backend for folders writes it
LINK = re.compile(r"https?://\S+/follow/(confirm|choices|stop)/\?key=(\S+)")


def make_subscriber(address="reader@example.org", *, language="en", **follows):
    """Somebody who follows the series, mission or theme in ``follows``."""
    subscriber = Subscriber.objects.create(address=address, language=language)
    for kind, thing in follows.items():
        Subscription.objects.create(subscriber=subscriber, **{kind: thing})
    return subscriber


def publish_now(issue, *, version=1, note="", languages=("en",), **changes):
    """Publish ``issue`` today, as a reader gets it: news."""
    issue.publication_date = timezone.localdate()
    edition = published(issue, version=version, note=note)
    for language in languages:
        content = content_of(issue, language=language, version=version, note=note, **changes)
        add_rendition(edition, content, "text")
    edition.subjects.create(kind="mission", slug="tajikistan", name="IOM Tajikistan")
    edition.subjects.create(kind="theme", slug="labour-migration", name="Labour migration")
    return edition


def received(message):
    """Return a sent message as a mail program reads it."""
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def body_of(message, kind="plain"):
    return text_of(received(message), kind)


def letters_in(outbox):
    """Return the letters in a folder for mail that is not sent, oldest first, as `received`."""
    files = sorted(outbox.glob("*"), key=lambda file: file.stat().st_mtime_ns)
    return [
        message_from_bytes(data.lstrip(), policy=policy.default)
        for file in files
        for data in file.read_bytes().split(END_OF_LETTER)[:-1]  # what follows is still written
    ]


def text_of(letter, kind="plain"):
    """Return what a letter says as ``kind``: plain or html."""
    return letter.get_body(preferencelist=(kind,)).get_content()


def links_in(text):
    """Return the links of ``text`` to pages of those who follow: name → path with its query."""
    return {found[1]: f"/en/follow/{found[1]}/?key={found[2]}" for found in LINK.finditer(text)}


def last_links():
    return links_in(body_of(mail.outbox[-1]))
