"""The people who log in, as the regional office sees them."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _


class PersonQuerySet(models.QuerySet):
    def with_state(self):
        """People with their roles, and ``has_mfa``: whether a second step guards the log-in."""
        second = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return self.prefetch_related("memberships__mission").annotate(has_mfa=Exists(second))


class Person(User):
    """An account, without what only administrators deal with."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        proxy = True
        ordering = ["last_name", "first_name", "username"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.get_full_name() or self.username
