"""That people shown in a picture took back their consent: the one lawful change to what stands."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentWithdrawal(models.Model):
    """One picture that must not be shown again, known by its SHA-256. Insert-only.

    ``reason`` is how the wish arrived. Nothing here says who the people are.
    """

    photo_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    reason = models.TextField(
        _("how you learned of it"),
        max_length=500,
        help_text=_("“By telephone on 3 March, noted by the Bishkek office.” Name nobody shown."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("withdrawal of consent")
        verbose_name_plural = _("withdrawals of consent")
        default_permissions = ["add", "view"]

    def __str__(self):
        return self.photo_sha256[:12]


def withdrawn_among(pictures):
    """Return those of the SHA-256 ``pictures`` whose people took back their consent."""
    return set(
        ConsentWithdrawal.objects.filter(photo_sha256__in=pictures).values_list(
            "photo_sha256", flat=True
        )
    )
