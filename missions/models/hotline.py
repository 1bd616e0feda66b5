"""Numbers that people in need call. A wrong one does harm, so each says when it last answered."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reportcms.phones import dial_string, format_phone, validate_phone

from .mission import Mission, MissionOwnedQuerySet

TESTED_WITHIN = dt.timedelta(days=90)


class HotlineQuerySet(MissionOwnedQuerySet):
    def public(self, on=None):
        """Hotlines that answer, as far as we know, on the date ``on`` (today by default)."""
        on = on or timezone.localdate()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on),
            Q(valid_to=None) | Q(valid_to__gte=on),
            mission__is_active=True,
        )

    def ever_public(self):
        """Hotlines that answer today or did once: their pages stay and say which."""
        started = Q(valid_from=None) | Q(valid_from__lte=timezone.localdate())
        return self.filter(started, mission__is_active=True)


class Hotline(models.Model):
    """One number, as it is dialled, and what a caller must know before dialling it."""

    class Cost(models.TextChoices):
        FREE = "free", _("free of charge")
        LOCAL = "local", _("local call rate")
        PAID = "paid", _("charged")
        UNKNOWN = "unknown", _("cost not known")

    class Need(models.TextChoices):
        MIGRATION = "migration", _("Migration and return")
        TRAFFICKING = "trafficking", _("Human trafficking")
        VIOLENCE = "violence", _("Violence")
        CHILD = "child", _("Children")
        HEALTH = "health", _("Health and COVID-19")
        LEGAL = "legal", _("Legal advice")
        COUNSELLING = "counselling", _("Somebody to talk to")

    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, related_name="hotlines", verbose_name=_("mission")
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("“National hotline”"))
    number = models.CharField(
        _("number as dialled"),
        max_length=40,
        validators=[validate_phone],
        help_text=_("Short numbers such as 11616 are welcome."),
    )
    international_number = models.CharField(
        _("number from abroad"), max_length=40, blank=True, validators=[validate_phone]
    )
    works_from = models.CharField(
        _("works from"), max_length=120, help_text=_("“Kazakhstan, any network”")
    )
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    languages = models.CharField(_("languages spoken"), max_length=200, blank=True)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost, default=Cost.UNKNOWN)
    purpose = models.CharField(_("what it helps with"), max_length=200, blank=True)
    needs = models.JSONField(
        _("needs"), default=list, blank=True, help_text=_("Readers look for a number by these.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    last_tested_on = models.DateField(_("last tested on"), null=True, blank=True)
    tested_by = models.CharField(_("tested by"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = HotlineQuerySet.as_manager()

    class Meta:
        ordering = ["mission__order", "mission__name", "order", "pk"]
        verbose_name = _("hotline")
        verbose_name_plural = _("hotlines")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="hotline_dates_in_order",
                violation_error_message=_("“Valid to” is before “valid from”."),
            ),
            models.UniqueConstraint(
                fields=["mission", "number"],
                condition=Q(valid_to=None),
                name="hotline_number_once_per_mission",
                violation_error_message=_("This mission already has this number."),
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.number}"

    def get_absolute_url(self):
        return reverse("missions:hotline", args=[self.pk])

    def clean(self):
        needs = self.needs if isinstance(self.needs, list) else [self.needs]
        if unknown := [need for need in needs if need not in self.Need.values]:
            raise ValidationError(
                {
                    "needs": _("Unknown need %(need)s. Known: %(known)s.")
                    % {"need": ", ".join(map(repr, unknown)), "known": ", ".join(self.Need.values)}
                }
            )
        self.needs = [need for need in self.Need.values if need in needs]  # each once, in order
        if self.last_tested_on and self.last_tested_on > timezone.localdate():
            raise ValidationError(
                {"last_tested_on": _("This date is in the future. When did somebody last call?")}
            )

    @property
    def dial(self):
        """The number for a ``tel:`` link."""
        return dial_string(self.number)

    @property
    def number_for_reading(self):
        return format_phone(self.number)

    @property
    def international_dial(self):
        return dial_string(self.international_number)

    @property
    def need_labels(self):
        return [label for need, label in self.Need.choices if need in self.needs]

    @property
    def days_since_test(self):
        """How many days ago the number last answered; None if nobody ever called it."""
        return self.last_tested_on and (timezone.localdate() - self.last_tested_on).days

    @property
    def has_ended(self):
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    @property
    def is_stale(self):
        """Whether nobody has tested the number for 90 days."""
        return self.is_stale_on(timezone.localdate())

    def is_stale_on(self, day):
        return self.last_tested_on is None or day - self.last_tested_on > TESTED_WITHIN
