"""The acts of those who follow: ask, confirm, change, stop; and being forgotten.

Asking stores nothing. The wish travels in the link of the mail that asks for confirmation, so an
address that somebody else typed leaves no row behind, and no answer tells whether it is known.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from issues.models import Subscriber, Subscription

from . import links
from .offers import KINDS, offers


class NothingLeft(Exception):
    """Nothing of what was wished for can be followed any more."""


def ask(address, language, chosen):
    """Send ``address`` a mail whose link confirms the wish to follow ``chosen`` (Offers).

    ``language`` is the one to get editions in. Raises what the mail server raises.
    """
    wish = {"address": address, "language": language}
    wish |= {kind: [offer.pk for offer in chosen if offer.kind == kind] for kind in KINDS}
    spoken = get_language()
    known = Subscriber.objects.filter(address=address).first()
    text = render_to_string(
        "email/follow.txt",
        {
            "site": settings.SITE_URL,
            "chosen": chosen,
            "confirm": links.page("confirm", links.wish_token(wish), language=spoken),
            "choices": known and links.page("choices", links.person_token(known), language=spoken),
        },
    )
    EmailMessage(
        _("Please confirm: reports by e-mail"),
        text,
        from_email=settings.ISSUE_MAIL_FROM,
        to=[address],
        reply_to=settings.ISSUE_MAIL_REPLY_TO,
        headers={"Auto-Submitted": "auto-replied"},
    ).send()


@transaction.atomic
def confirm(wish):
    """Let the address of ``wish`` follow what it asks for, beside what it follows already.

    Returns the Subscriber. Mail that had come back is tried again. Raises ``NothingLeft``.
    """
    chosen = offers().among(wish)
    if not chosen:
        raise NothingLeft
    subscriber, _is_new = Subscriber.objects.select_for_update().get_or_create(
        address=wish["address"], defaults={"language": wish["language"]}
    )
    write_again(subscriber, wish["language"])
    follow(subscriber, chosen)
    return subscriber


@transaction.atomic
def change(subscriber, language, chosen):
    """Let ``subscriber`` follow ``chosen`` (Offers) only, in ``language``, from now on.

    Raises ``Subscriber.DoesNotExist`` if they have stopped meanwhile.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    write_again(subscriber, language)
    subscriber.subscriptions.all().delete()
    follow(subscriber, chosen)


def write_again(subscriber, language):
    """Send ``subscriber`` mail in ``language``, also if it had come back before."""
    subscriber.language = language
    if subscriber.suspended_at:
        subscriber.suspended_at, subscriber.suspended_because = None, ""
        subscriber.confirmed_at = timezone.now()
    subscriber.save()


def follow(subscriber, chosen):
    Subscription.objects.bulk_create(
        (Subscription(subscriber=subscriber, **{f"{o.kind}_id": o.pk}) for o in chosen),
        ignore_conflicts=True,
    )


def followed(subscriber):
    """Return the keys of what ``subscriber`` follows: kind → list of keys."""
    rows = subscriber.subscriptions.values_list(*KINDS)
    return {kind: [row[n] for row in rows if row[n] is not None] for n, kind in enumerate(KINDS)}


def stop(subscriber):
    """Delete ``subscriber``: address, choices, everything. Letters stay, as a count."""
    subscriber.delete()


def forget(address):
    """Delete whoever has ``address`` (in its canonical form); return whether there was somebody."""
    return bool(Subscriber.objects.filter(address=address).delete()[0])


def suspend(subscriber, because):
    """Send ``subscriber`` nothing more until the address is confirmed anew."""
    Subscriber.objects.filter(pk=subscriber.pk, suspended_at=None).update(
        suspended_at=timezone.now(), suspended_because=because[:200]
    )
