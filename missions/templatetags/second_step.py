"""Whether the reader still has to set up the second step of log-in."""

from allauth.mfa.utils import is_mfa_enabled
from django import template
from django.conf import settings

from missions.accounts.adapter import SECOND_STEP
from missions.people import needs_second_step

register = template.Library()


@register.simple_tag(takes_context=True)
def second_step_is_missing(context):
    """Say whether nothing else of the admin opens before a second step is set up."""
    user = context["request"].user
    return (
        settings.REQUIRE_MFA and needs_second_step(user) and not is_mfa_enabled(user, SECOND_STEP)
    )
