"""Addresses that a series of reports once had, and where they lead now.

They stand here, below the series themselves, because the release of a figure names the series that
printed it by its address of that day.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SeriesAddress(models.Model):
    """A former address of a series: everything below ``slug`` is found below ``moved_to``."""

    slug = models.SlugField(_("former address"), max_length=80, unique=True)
    moved_to = models.SlugField(_("present address"), max_length=80)
    moved_at = models.DateTimeField(_("moved at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("former address of a series")
        verbose_name_plural = _("former addresses of series")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug=models.F("moved_to")), name="series_moved_elsewhere"
            )
        ]

    def __str__(self):
        return f"{self.slug} → {self.moved_to}"


def present_slug(slug):
    """Return the address that a series has now whose address is, or once was, ``slug``."""
    return (
        SeriesAddress.objects.filter(slug=slug).values_list("moved_to", flat=True).first() or slug
    )


def every_slug(slug):
    """Return all addresses, present and former, of the series that is, or once was, at ``slug``."""
    present = present_slug(slug)
    former = SeriesAddress.objects.filter(moved_to=present).values_list("slug", flat=True)
    return [present, *former]
