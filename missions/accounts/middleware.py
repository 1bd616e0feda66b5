"""On the staff's side: the reader's own language and clock, and the second step of log-in."""

import contextlib
import zoneinfo

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from missions.people import needs_second_step, time_zone_of

from .adapter import SECOND_STEP, SEEN

STAFF_SIDE = "/admin/"
SEEN_EVERY = 10 * 60  # seconds
# What may be opened before the second step is set up.
BEFORE_SECOND_STEP = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "jsi18n",
    "login",
    "logout",
}


class PersonalMiddleware:
    """Show pages of the admin in their reader's language, with times on their reader's clock."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(STAFF_SIDE) or not request.user.is_authenticated:
            return self.get_response(request)
        note_seen(request)
        profile = getattr(request.user, "profile", None)
        zone = zoneinfo.ZoneInfo(time_zone_of(request.user))
        language = translation.override(profile.language) if profile else contextlib.nullcontext()
        with timezone.override(zone), language:
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response


def note_seen(request):
    """Keep roughly when a session was last used: people look for strangers in their list."""
    now = timezone.now()
    seen = request.session.get(SEEN)
    if seen and now.timestamp() - seen > SEEN_EVERY:
        request.session[SEEN] = now.timestamp()
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


class SecondStepMiddleware:
    """Lead those who publish, clear or manage people to a second step before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_MFA or not request.path_info.startswith(STAFF_SIDE):
            return None
        name = request.resolver_match.url_name or ""
        if name in BEFORE_SECOND_STEP or name.startswith("mfa_"):
            return None
        if not needs_second_step(request.user) or is_mfa_enabled(request.user, SECOND_STEP):
            return None
        response = HttpResponseRedirect(reverse("mfa_index"))
        add_never_cache_headers(response)
        return response
