"""Somebody who follows, and the mail that comes of it, for tests."""

import re
from email import message_from_bytes, policy

from django.core import mail
from django.utils import timezone

from issues.models import Subscriber, Subscription
from tests.delivery.editions import add_rendition, content_of
from tests.issues.publish import published

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
    return received(message).get_body(preferencelist=(kind,)).get_content()


def links_in(text):
    """Return the links of ``text`` to pages of those who follow: name → path with its query."""
    return {found[1]: f"/en/follow/{found[1]}/?key={found[2]}" for found in LINK.finditer(text)}


def last_links():
    return links_in(body_of(mail.outbox[-1]))
