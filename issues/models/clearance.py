"""The word of the person who stands for an issue towards the outside."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .issue import Issue


class Clearance(models.Model):
    """One clearance of an issue, good for the content it was given for only.

    ``content_sha256`` maps each language to the checksum of its content tree; ``warnings`` are the
    findings that the clearer saw and let stand, ``{"place", "message"}``, and ``reason`` says why.
    ``note`` is the correction note that was cleared along, from the second edition on.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="clearances", verbose_name=_("issue")
    )
    content_sha256 = models.JSONField()
    note = models.CharField(_("correction note"), max_length=500, blank=True)
    warnings = models.JSONField(_("warnings"), default=list)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("cleared by"),
    )
    cleared_at = models.DateTimeField(_("cleared at"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ["-cleared_at", "-pk"]
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        permissions = [("clear_issue", "Can clear an issue")]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=models.Q(withdrawn_at=None),
                name="clearance_one_standing",
                violation_error_message=_("This issue is cleared already."),
            )
        ]

    def __str__(self):
        return f"{self.issue}: {self.cleared_at:%Y-%m-%d %H:%M}"
