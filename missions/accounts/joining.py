"""The page that the link of an invitation opens."""

import re
import unicodedata

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from missions import invitations
from missions.models import Invitation
from missions.people import Refused

from .forms import JoinForm

# The link's secret leaves the address bar at once; the session keeps which invitation it opened.
KEPT = "invitation"


@sensitive_post_parameters("password")
@never_cache
def invitation(request):
    """Open an account, or add the role to the account of whoever is logged in."""
    if limited := consume_or_429(request, action="accept_invitation"):
        return limited
    if key := request.GET.get("key"):
        found = invitations.find(key)
        if found is None:
            return closed(request)
        request.session[KEPT] = found.token_sha256
        return HttpResponseRedirect(reverse("invitation_accept"))
    kept = request.session.get(KEPT)
    found = Invitation.objects.filter(token_sha256=kept).select_related("mission").first()
    if found is None or not Invitation.objects.open().filter(pk=found.pk).exists():
        return closed(request, found)
    with translation.override(found.language):
        if request.user.is_authenticated:
            return for_an_account(request, found)
        account = invitations.account_of(found)
        if account:
            return page(request, found, "log_in" if account.is_active else "closed_account")
        return for_a_newcomer(request, found)


def closed(request, found=None):
    """Say what has become of the invitation; of an unknown link, nothing but that."""
    state = "unknown"
    if found:
        state = "used" if found.accepted_at else "withdrawn" if found.revoked_at else "expired"
        request.session.pop(KEPT, None)
    return page(request, found, state, status=200 if state == "used" else 410)


def page(request, found, state, status=200, **context):
    titles = {
        "used": _("This invitation has been used"),
        "withdrawn": _("This invitation was withdrawn"),
        "expired": _("This invitation has expired"),
        "unknown": _("This link does not work"),
        "closed_account": _("Your account is closed"),
    }
    context |= {
        "title": titles.get(state, _("Welcome")),
        "state": state,
        "invitation": found,
    }
    return render(request, "account/invitation.html", context, status=status)


def for_an_account(request, found):
    """Offer the role to whoever is logged in, if it was their address that was invited."""
    if request.user.email.lower() != found.email.lower():
        return page(request, found, "other_account")
    if request.method == "POST":
        try:
            invitations.join(found, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            request.session.pop(KEPT, None)
            messages.success(request, _("The role has been added to your account."))
        return HttpResponseRedirect(reverse("admin:index"))
    return page(request, found, "join")


def for_a_newcomer(request, found):
    """Ask for name and password, and open the account."""
    zone = found.mission.time_zone if found.mission else timezone.get_default_timezone_name()
    form = JoinForm(
        request.POST or None,
        email=found.email,
        initial={
            "username": proposed_username(found.email),
            "language": found.language,
            "time_zone": zone,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.open_account(found, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except IntegrityError:  # somebody else took it a moment ago
            form.add_error("username", _("This username is taken: choose another."))
        else:
            request.session.pop(KEPT, None)
            login = Login(user=user, redirect_url=reverse("admin:index"))
            return perform_password_login(request, {"username": user.username}, login)
    return page(request, found, "newcomer", form=form)


def proposed_username(email):
    """Return a free username made of the address: ``aigerim`` for ``aigerim@example.org``."""
    plain = unicodedata.normalize("NFKD", email.partition("@")[0].lower())
    base = re.sub(r"[^a-z0-9._-]", "", plain).strip("._-")[:30] or "colleague"
    taken = set(User.objects.filter(username__istartswith=base).values_list("username", flat=True))
    taken = {name.lower() for name in taken}
    names = (base if n == 1 else f"{base}{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
