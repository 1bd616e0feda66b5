"""What was sent to ReliefWeb, and what it answered."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .edition import Edition


class ReliefWebSubmission(models.Model):
    """One try to send one language of an edition. Insert-only.

    ``status`` is the answer's HTTP status, 0 if there was none; ``answer`` what it said.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("edition")
    )
    language = models.CharField(_("language"), max_length=10)
    document = models.UUIDField(_("document"))
    payload_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(_("status"))
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("submission to ReliefWeb")
        verbose_name_plural = _("submissions to ReliefWeb")
        default_permissions = ["add", "view"]

    def __str__(self):
        return f"{self.edition} ({self.language}): {self.status}"

    @property
    def was_taken(self):
        return 200 <= self.status < 300
