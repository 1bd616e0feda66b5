"""Who is told of an editorial act, by the part they have in it today."""

from django.contrib.auth import get_user_model

from missions.models import Membership

Role = Membership.Role


def contributors_of(mission):
    """Return the people who write for ``mission``."""
    return members(mission=mission, role=Role.CONTRIBUTOR)


def regional_editors():
    """Return the regional editors."""
    return members(role=Role.REGIONAL_EDITOR)


def clearers():
    """Return those who clear issues."""
    return members(role=Role.CLEARER)


def communications():
    """Return those who tell the press and the public."""
    return members(role=Role.COMMUNICATIONS)


def members(**having):
    """Return the active people with a membership ``having`` these values, each once."""
    held = Membership.objects.filter(**having)
    return list(get_user_model().objects.filter(is_active=True, pk__in=held.values("user")))
