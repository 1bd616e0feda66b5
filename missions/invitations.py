"""Inviting people by e-mail: a link with a secret, of which only the digest is kept.

Whoever invites learns nothing about the address. The link decides: it opens a new account, or
adds the role to the account that has this address, once its owner has logged in.
"""

import datetime as dt
import hashlib
import secrets
import smtplib
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from missions.models import Invitation, Membership, Profile

from .people import Refused, log, roles_given_by

LIFE = dt.timedelta(days=7)
SECRET_BYTES = 32


class NotSent(Exception):
    """The invitation is kept, but its mail could not be sent."""


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret):
    """Return the invitation that the link with ``secret`` belongs to, or None."""
    return Invitation.objects.filter(token_sha256=digest(secret)).select_related("mission").first()


def check_may_invite(user, role):
    if role not in roles_given_by(user):
        raise Refused(_("Only an administrator invites to this role."))


def invite(email, role, mission=None, *, language="en", by):
    """Invite ``email`` to ``role``; returns the invitation.

    Raises Refused when ``by`` may not, or when the same invitation is open already; NotSent when
    the mail fails, after the invitation was kept.
    """
    check_may_invite(by, role)
    email = User.objects.normalize_email(email.strip())
    with transaction.atomic():
        same = Invitation.objects.open().filter(email__iexact=email, role=role, mission=mission)
        if same.exists():
            raise Refused(_("This invitation is open already: send it again from the list."))
        secret = secrets.token_hex(SECRET_BYTES)
        invitation = Invitation(
            email=email,
            role=role,
            mission=mission,
            language=language,
            token_sha256=digest(secret),
            invited_by=by,
            expires_at=timezone.now() + LIFE,
        )
        try:
            invitation.full_clean()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        invitation.save()
        log(invitation, by=by, did=_("Invited: %s.") % where(invitation))
    send(invitation, secret, by=by)
    return invitation


def send_again(invitation, *, by):
    """Send a new link, good for another seven days; the one sent before stops working."""
    secret = secrets.token_hex(SECRET_BYTES)
    with transaction.atomic():
        invitation = not_finished(invitation)
        check_may_invite(by, invitation.role)
        invitation.token_sha256 = digest(secret)
        invitation.expires_at = timezone.now() + LIFE
        invitation.save(update_fields=["token_sha256", "expires_at"])
        log(invitation, by=by, did=_("Sent a new link."))
    send(invitation, secret, by=by)


@transaction.atomic
def withdraw(invitation, *, by):
    """Make the link of an invitation useless."""
    invitation = not_finished(invitation)
    check_may_invite(by, invitation.role)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    log(invitation, by=by, did=_("Withdrew the invitation."))


def not_finished(invitation):
    """Return the invitation, held until the transaction ends, unless it was used or withdrawn."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Refused(_("This invitation has been accepted."))
    if invitation.revoked_at:
        raise Refused(_("This invitation has been withdrawn."))
    return invitation


def send(invitation, secret, *, by):
    """Mail the link in the invitation's language."""
    link = f"{settings.SITE_URL}{reverse('invitation_accept')}?{urlencode({'key': secret})}"
    with translation.override(invitation.language):
        text = render_to_string(
            "account/email/invitation.txt",
            {"invitation": invitation, "link": link, "by": by.get_full_name() or by.get_username()},
        )
        subject = _("Invitation to write for %(office)s") % {
            "office": invitation.mission or _("the regional office")
        }
    try:
        send_mail(subject, text, None, [invitation.email])
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(
            _("The invitation is kept, but the mail could not be sent: send it again later.")
        ) from error


def where(invitation):
    """Return the role offered, and where."""
    return str(Membership(role=invitation.role, mission=invitation.mission))


def account_of(invitation):
    """Return the account that has the invited address, or None."""
    return User.objects.filter(email__iexact=invitation.email).order_by("-is_active").first()


@transaction.atomic
def open_account(invitation, *, username, password, first_name, last_name, language, time_zone):
    """Open the invited person's account with its role; returns the user.

    Raises Refused when the invitation is no longer open, or its address has an account.
    """
    invitation = still_open(invitation)
    if account_of(invitation):
        raise Refused(_("You have an account already: log in to accept."))
    user = User.objects.create_user(
        username,
        invitation.email,
        password,
        first_name=first_name,
        last_name=last_name,
        is_staff=True,
    )
    Profile.objects.create(user=user, language=language, time_zone=time_zone)
    take_up(invitation, user)
    return user


@transaction.atomic
def join(invitation, user):
    """Add the invited role to the account of ``user``, whose address was invited."""
    invitation = still_open(invitation)
    if not user.email or user.email.lower() != invitation.email.lower():
        raise Refused(_("This invitation was sent to another address than that of your account."))
    take_up(invitation, user)


def still_open(invitation):
    """Return the invitation, held until the transaction ends; raises Refused unless it is open."""
    invitation = not_finished(invitation)
    if invitation.expires_at <= timezone.now():
        raise Refused(_("This invitation is more than seven days old."))
    return invitation


def take_up(invitation, user):
    membership, _created = Membership.objects.get_or_create(
        user=user, role=invitation.role, mission=invitation.mission
    )
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    did = _("Accepted the invitation of %(by)s: %(role)s.") % {
        "by": invitation.invited_by,
        "role": membership,
    }
    log(user, by=user, did=did)
