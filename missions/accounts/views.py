"""Logging in, and “My account”: what people set for themselves."""

import smtplib

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView
from allauth.core.ratelimit import respond_429
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from missions.models import Profile
from missions.people import forget_sessions

from .adapter import SECOND_STEP
from .forms import EmailForm, ProfileForm

LINK_LIFE = 24 * 60 * 60  # seconds a link that proves a new address is good for
SALT = "missions.accounts.email"


class LogInView(LoginView):
    """The one door: allauth's, which refuses guesses with a page that says until when."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_staff:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        refused = str(get_adapter().error_messages["too_many_login_attempts"])
        if refused in form.non_field_errors():
            return respond_429(self.request)
        return super().form_invalid(form)


log_in = LogInView.as_view()


def profile_of(user):
    """Return ``user``'s preferences, not stored yet if there are none."""
    return getattr(user, "profile", None) or Profile(user=user)


@login_required
@never_cache
def home(request):
    """Show and keep name, language, time zone and mails; lead to everything else."""
    form = ProfileForm(request.POST or None, instance=profile_of(request.user))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("account_home"))
    authenticators = Authenticator.objects.filter(user=request.user)
    return render(
        request,
        "account/home.html",
        {
            "title": _("My account"),
            "form": form,
            "memberships": request.user.memberships.select_related("mission"),
            "has_second_step": any(one.type in SECOND_STEP for one in authenticators),
            "passkeys": [one for one in authenticators if one.type == SECOND_STEP[1]],
            "session_count": request.user.usersession_set.count(),
        },
    )


@login_required
@never_cache
@reauthentication_required(app="missions")
def change_email(request):
    """Send a link to a new address; the address counts once the link has been opened."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        proof = signing.dumps([request.user.pk, request.user.email, email], salt=SALT)
        link = request.build_absolute_uri(reverse("account_confirm_new_email")) + f"?link={proof}"
        try:
            send_mail(
                _("Confirm your e-mail address"),
                render_to_string("account/email/new_address.txt", {"link": link}),
                None,
                [email],
            )
        except (OSError, smtplib.SMTPException):
            form.add_error("email", _("The mail could not be sent. Try again in a few minutes."))
        else:
            messages.success(
                request, _("Open the link that we sent to %(email)s.") % {"email": email}
            )
            return HttpResponseRedirect(reverse("account_home"))
    return render(
        request, "account/change_email.html", {"title": _("E-mail address"), "form": form}
    )


@login_required
@never_cache
def confirm_email(request):
    """Take the new address, if the link is this person's, fresh, and the address is free."""
    try:
        pk, old, new = signing.loads(request.GET.get("link", ""), salt=SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        pk = old = new = None
    if pk != request.user.pk or old != request.user.email:
        messages.error(request, _("This link is not good any more. Ask for a new one."))
    elif User.objects.filter(email__iexact=new).exclude(pk=pk).exists():
        messages.error(request, _("This address cannot be used: choose another."))
    else:
        get_adapter().send_notification_mail(
            "account/email/email_changed",
            request.user,
            {
                "from_email": old,
                "to_email": new,
            },
        )
        User.objects.filter(pk=pk).update(email=new)
        messages.success(request, _("Your e-mail address is %(email)s now.") % {"email": new})
    return HttpResponseRedirect(reverse("account_home"))


@login_required
@never_cache
def sessions(request):
    """List the browsers one is logged in with; end one of them, or all others."""
    if request.method == "POST":
        own = request.session.session_key
        if request.POST.get("session"):
            for session in request.user.usersession_set.filter(
                pk__in=[
                    pk for pk in request.POST.getlist("session") if pk.isdecimal() and len(pk) < 18
                ]
            ).exclude(session_key=own):
                session.end()
            messages.success(request, _("The session is ended."))
        else:
            forget_sessions(request.user, but=own)
            messages.success(request, _("All other sessions are ended."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    found = UserSession.objects.purge_and_list(request.user)
    return render(
        request,
        "account/sessions.html",
        {
            "title": _("Where I am logged in"),
            "sessions": sorted(found, key=lambda one: one.last_seen_at, reverse=True),
            "own_key": request.session.session_key,
        },
    )
