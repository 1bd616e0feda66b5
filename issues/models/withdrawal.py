"""That an edition was taken from the public: readers find why in its place."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .edition import Edition


class EditionWithdrawal(models.Model):
    """That an edition was taken from the public, and why. Insert-only.

    Readers find ``reason`` where the edition was.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, related_name="withdrawal", verbose_name=_("edition")
    )
    reason = models.TextField(
        _("reason"),
        max_length=1000,
        help_text=_("Readers find it in place of the edition. Do not repeat what must go."),
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-withdrawn_at", "-pk"]
        verbose_name = _("withdrawal of an edition")
        verbose_name_plural = _("withdrawals of editions")
        default_permissions = ["add", "view"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="withdrawal_says_why")
        ]

    def __str__(self):
        return str(self.edition)
