"""The bin: what somebody deleted and can bring back for thirty days."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from reversion.models import Version

from missions.models import Mission
from missions.models.mission import is_regional, mission_ids, writes_everywhere

KEPT_FOR = dt.timedelta(days=30)


class BinnedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was deleted of ``user``'s missions; the regional office sees all."""
        if is_regional(user):
            return self
        return self.filter(mission__in=mission_ids(user))

    def editable_by(self, user):
        """What ``user`` may bring back, as far as it depends on whose it is."""
        if writes_everywhere(user):
            return self
        return self.filter(mission__in=mission_ids(user))

    def due(self, now):
        """What was deleted more than thirty days before ``now``."""
        return self.filter(deleted_at__lt=now - KEPT_FOR)


class Binned(models.Model):
    """One thing deleted: its last version, whose it was, who deleted it and when."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=300)
    mission = models.ForeignKey(
        Mission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mission"),
    )
    # Keys of the articles that stood in a section, which stay without one.
    placed = models.JSONField(default=list)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("deleted by"),
    )
    deleted_at = models.DateTimeField(_("deleted at"), default=timezone.now, db_index=True)

    objects = BinnedQuerySet.as_manager()

    class Meta:
        ordering = ["-deleted_at", "-pk"]
        verbose_name = _("deleted thing")
        verbose_name_plural = _("bin")

    def __str__(self):
        return self.title

    @property
    def good_until(self):
        return self.deleted_at + KEPT_FOR
