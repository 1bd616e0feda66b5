"""Who is told of a round."""

from django.contrib.auth import get_user_model

from missions.models import Membership

Role = Membership.Role


def contributors_of(mission):
    """Return the people who write for ``mission`` today."""
    return list(
        get_user_model()
        .objects.filter(
            is_active=True, memberships__mission=mission, memberships__role=Role.CONTRIBUTOR
        )
        .distinct()
    )


def regional_editors():
    """Return the regional editors of today."""
    return list(
        get_user_model()
        .objects.filter(is_active=True, memberships__role=Role.REGIONAL_EDITOR)
        .distinct()
    )
