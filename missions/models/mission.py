"""Missions, and who may do what in them."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


def validate_time_zone(name):
    """Refuse what is not a name of the IANA time zone database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write one such as Asia/Dushanbe.") % {"name": name}
        )


class MissionQuerySet(models.QuerySet):
    def public(self):
        """Missions that visitors of the site may see."""
        return self.filter(is_active=True)

    def visible_to(self, user):
        """Missions ``user`` works for; all of them for the regional office."""
        return self if is_regional(user) else self.filter(pk__in=mission_ids(user))

    def editable_by(self, user):
        """Missions ``user`` writes for."""
        return self if writes_everywhere(user) else self.filter(pk__in=mission_ids(user))


class Mission(models.Model):
    """A country office."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("“IOM Tajikistan”"))
    slug = models.SlugField(_("address on the site"), max_length=60, unique=True)
    country = CountryField(_("country"))
    city = models.CharField(_("city of the office"), max_length=80, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("“Asia/Dushanbe”: deadlines are shown in it."),
    )
    description = models.TextField(_("what the mission does"), blank=True, max_length=2000)
    order = models.PositiveSmallIntegerField(_("order in lists"), default=0)
    is_active = models.BooleanField(
        _("shown on the site"), default=True, help_text=_("Untick when the office has closed.")
    )

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("mission")
        verbose_name_plural = _("missions")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("missions:mission", args=[self.slug])


class MissionOwnedQuerySet(models.QuerySet):
    """Rows that belong to a mission, or to the regional office where ``mission`` is empty."""

    def visible_to(self, user):
        """Rows ``user`` may read in the admin."""
        return self if is_regional(user) else self.filter(mission__in=mission_ids(user))

    def editable_by(self, user):
        """Rows ``user`` may change in the admin; which acts are allowed is the role's matter."""
        return self if writes_everywhere(user) else self.filter(mission__in=mission_ids(user))


class Membership(models.Model):
    """One role of one person, in one mission or in the regional office."""

    class Role(models.TextChoices):
        CONTRIBUTOR = "contributor", _("contributor")
        REGIONAL_EDITOR = "regional_editor", _("regional editor")
        CLEARER = "clearer", _("clearer")
        TRANSLATOR = "translator", _("translator")
        COMMUNICATIONS = "communications", _("communications")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    mission = models.ForeignKey(
        Mission,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("mission"),
        help_text=_("Leave empty for the regional office."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mission", "role"], name="membership_once_per_mission_and_role"
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(mission=None),
                name="membership_once_per_regional_role",
                violation_error_message=_("This person already has this role regionally."),
            ),
            models.CheckConstraint(
                condition=~Q(role="contributor") | Q(mission__isnull=False),
                name="membership_contributor_has_mission",
                violation_error_message=_("A contributor belongs to a mission: choose which."),
            ),
            models.CheckConstraint(
                condition=Q(role="contributor") | Q(mission__isnull=True),
                name="membership_other_roles_are_regional",
                violation_error_message=_("This role is regional: leave the mission empty."),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.mission or _('regional office')}"


def memberships_of(user):
    """Return ``user``'s memberships, read once for each user object (that is, each request)."""
    if not user.is_active or user.is_anonymous:
        return []
    if not hasattr(user, "_memberships"):
        user._memberships = list(user.memberships.all())
    return user._memberships


def mission_ids(user):
    """Return the ids of the missions ``user`` works for."""
    return {m.mission_id for m in memberships_of(user) if m.mission_id}


def writes_everywhere(user):
    """Say whether ``user`` may write for every mission; reading everything is not enough."""
    editor = Membership.Role.REGIONAL_EDITOR
    return user.is_active and (
        user.is_superuser or any(m.role == editor for m in memberships_of(user))
    )


def translates_everywhere(user):
    """Say whether ``user`` may write translations of every text of the region."""
    roles = {Membership.Role.REGIONAL_EDITOR, Membership.Role.TRANSLATOR}
    return user.is_active and (
        user.is_superuser or any(m.role in roles for m in memberships_of(user))
    )


def is_regional(user):
    """Say whether ``user`` reads the work of the whole region (administrators do)."""
    if not user.is_active:
        return False
    return user.is_superuser or any(m.mission_id is None for m in memberships_of(user))
