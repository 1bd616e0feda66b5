"""What a person prefers, and how a new one is invited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .mission import Membership, Mission, validate_time_zone


class Topic(models.TextChoices):
    """What people are told by e-mail, unless they prefer not to be."""

    ASKED = "asked", _("what is asked of my mission")
    REMINDER = "reminder", _("reminders before a deadline")
    REVIEW = "review", _("texts sent for review, returned or approved")
    MENTION = "mention", _("notes that name me")
    PUBLICATION = "publication", _("clearance and publication")


def no_topics():
    return []


class Profile(models.Model):
    """Language, time zone and mail of one person; a person without a row has the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    language = models.CharField(
        _("language of the admin and of mails"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="en",
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: that of your mission."),
    )
    muted_topics = models.JSONField(_("no mail about"), default=no_topics, blank=True)

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")

    def __str__(self):
        return str(self.user)


class InvitationQuerySet(models.QuerySet):
    def open(self, at=None):
        """Invitations that can still be accepted at the moment ``at`` (now)."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """An account offered to an address. Only the digest of the secret link is kept."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role)
    mission = models.ForeignKey(
        Mission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("mission"),
        help_text=_("Leave empty for the regional office."),
    )
    language = models.CharField(
        _("language of the mail"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("good until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
    )
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="contributor") | Q(mission__isnull=False),
                name="invited_contributor_has_mission",
                violation_error_message=_("A contributor belongs to a mission: choose which."),
            ),
            models.CheckConstraint(
                condition=Q(role="contributor") | Q(mission__isnull=True),
                name="other_invited_roles_are_regional",
                violation_error_message=_("This role is regional: leave the mission empty."),
            ),
        ]

    def __str__(self):
        return self.email
