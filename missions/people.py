"""Who works here, in which role: giving and taking roles, and what happens when somebody leaves.

Each act says no by ``Refused`` in words for whoever asked, and is kept in the admin's log with
who, when and why. *Whom* one may manage follows from the roles one may give; never oneself.
"""

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import Invitation, Membership

Role = Membership.Role
MANAGE = "missions.manage_people"
GIVEN_BY_EDITORS = frozenset([Role.CONTRIBUTOR, Role.TRANSLATOR, Role.COMMUNICATIONS])
# Who has one of these logs in with a second step (see ``settings.REQUIRE_MFA``).
GUARDED = ("issues.publish_issue", "issues.clear_issue", MANAGE)


class Refused(Exception):
    """An act that may not be done; the message says why."""


def needs_second_step(user):
    """Say whether ``user`` can publish, clear or manage people."""
    return user.is_active and any(user.has_perm(permission) for permission in GUARDED)


def time_zone_of(user):
    """Return the name of ``user``'s time zone: their own, else their mission's, else the site's."""
    profile = getattr(user, "profile", None)
    if profile and profile.time_zone:
        return profile.time_zone
    if hasattr(user, "mission_zone"):  # read with the user of a request
        return user.mission_zone or settings.TIME_ZONE
    first = user.memberships.exclude(mission=None).select_related("mission").order_by("pk").first()
    return first.mission.time_zone if first else settings.TIME_ZONE


def roles_given_by(user):
    """Return the roles ``user`` may give and invite to."""
    if not user.has_perm(MANAGE):
        return frozenset()
    return frozenset(Role) if user.is_superuser else GIVEN_BY_EDITORS


def may_manage(user, person):
    """Say whether ``user`` may change the access of ``person``."""
    if user.pk == person.pk or not user.has_perm(MANAGE):
        return False
    if user.is_superuser:
        return True
    held = {membership.role for membership in person.memberships.all()}
    return not person.is_superuser and held <= roles_given_by(user)


def check_may_manage(user, person):
    if user.pk == person.pk:
        raise Refused(_("Nobody changes their own access: ask a colleague."))
    if not may_manage(user, person):
        raise Refused(_("Only an administrator may change the access of this person."))


def log(subject, *, by, did, reason=""):
    """Keep in the admin's log what ``by`` did about a person or an invitation, and why."""
    model = User if isinstance(subject, User) else type(subject)
    name = subject.get_full_name() or subject.username if model is User else str(subject)
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(model),
        object_id=str(subject.pk),
        object_repr=name[:200],
        action_flag=CHANGE,
        change_message=f"{did} {reason}".strip(),
    )


def locked(person):
    """Return ``person`` as the database has it, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


@transaction.atomic
def give_role(person, role, mission=None, *, by, reason=""):
    """Give ``person`` a role, in ``mission`` or (None) regionally, and return the membership."""
    person = locked(person)
    check_may_manage(by, person)
    if role not in roles_given_by(by):
        raise Refused(_("Only an administrator gives this role."))
    membership = Membership(user=person, role=role, mission=mission)
    try:
        membership.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    membership.save()
    log(person, by=by, did=_("Gave the role: %s.") % membership, reason=reason)
    return membership


@transaction.atomic
def take_role(membership, *, by, reason=""):
    """Take a role away. Work done in it stays, under the same name."""
    person = locked(membership.user)
    check_may_manage(by, person)
    log(person, by=by, did=_("Took the role away: %s.") % membership, reason=reason)
    membership.delete()


@transaction.atomic
def deactivate(person, *, by, reason):
    """Close the account of somebody who leaves: at once, everywhere, keeping what they wrote.

    The password goes too, which voids links for setting a new one.
    """
    person = locked(person)
    check_may_manage(by, person)
    if not reason.strip():
        raise Refused(_("Say why: it is kept in the log."))
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    forget_sessions(person)
    their_own = Invitation.objects.open().filter(invited_by=person)
    to_them = Invitation.objects.open().filter(email__iexact=person.email)
    for invitations in (their_own, to_them) if person.email else (their_own,):
        invitations.update(revoked_at=timezone.now())
    log(person, by=by, did=_("Closed the account."), reason=reason)


@transaction.atomic
def reactivate(person, *, by, reason=""):
    """Open a closed account again; the person sets a new password by e-mail."""
    person = locked(person)
    check_may_manage(by, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    log(person, by=by, did=_("Opened the account again."), reason=reason)


@transaction.atomic
def end_sessions(person, *, by, reason=""):
    """Log ``person`` out of every browser, and return of how many."""
    check_may_manage(by, person)
    count = forget_sessions(person)
    log(person, by=by, did=_("Ended all sessions."), reason=reason)
    return count


@transaction.atomic
def remove_second_step(person, *, by, reason):
    """Let somebody who lost telephone and recovery codes log in with the password alone.

    Roles that need a second step are asked to set up a new one at the next log-in.
    """
    person = locked(person)
    check_may_manage(by, person)
    if not reason.strip():
        raise Refused(_("Say how you know that it is really they who ask."))
    person.authenticator_set.all().delete()
    forget_sessions(person)
    log(person, by=by, did=_("Removed the second step of log-in."), reason=reason)


def forget_sessions(person, *, but=None):
    """Delete every session of ``person`` except the one with the key ``but``; return how many."""
    theirs = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if session.get_decoded().get("_auth_user_id") == str(person.pk)
        and session.session_key != but
    ]
    Session.objects.filter(session_key__in=theirs).delete()
    person.usersession_set.exclude(session_key=but).delete()
    return len(theirs)
