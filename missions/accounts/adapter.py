"""How allauth works here: no sign-up, mails that may fail, and when to ask for a password again."""

import logging
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from missions.people import needs_second_step

SECOND_STEP = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SEEN = "seen"  # in the session: when it was last noted as used
SHOWN_ANYWAY = {"account/messages/logged_in.txt", "mfa/messages/recovery_codes_generated.txt"}
logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations and administrators only."""

    wrong = _("This username or e-mail and this password do not belong together.")
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": wrong,
        "email_password_mismatch": wrong,
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Tell what happened, unless the page that follows shows it."""
        if message_template not in SHOWN_ANYWAY:
            super().add_message(request, level, message_template, *args, **kwargs)

    def login(self, request, user):
        super().login(request, user)
        request.session[SEEN] = time.time()

    def get_password_change_redirect_url(self, request):
        return reverse("account_home")

    def get_logout_redirect_url(self, request):
        return reverse("account_login")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask again only when the last proof, at log-in or later, is some minutes old."""
        request = context.request
        records = get_authentication_records(request, request.user)
        last = max((record["at"] for record in records), default=0)
        return time.time() - last > app_settings.REAUTHENTICATION_TIMEOUT

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        if email or user.email:
            super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix, email, context):
        """Send, or log why not: what the person did on the page stands either way."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("The mail %s could not be sent", template_prefix)


class SecondStepAdapter(DefaultMFAAdapter):
    """Whoever needs a second step may change it, but not be without one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role needs a second step. Add another one first, then take this one away."
        ),
        "incorrect_code": _("This code is not right. Codes change every 30 seconds: try the next."),
    }

    def can_delete_authenticator(self, authenticator):
        if not settings.REQUIRE_MFA or not needs_second_step(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_STEP)
        return others.exclude(pk=authenticator.pk).exists()

    def get_totp_issuer(self):
        return f"ReportCMS {context.request.get_host()}"

    def get_totp_label(self, user):
        return user.get_username()

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}
