"""Reasons that people gave for what a check found and they let stand."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .issue import Issue


class StatedReason(models.Model):
    """Why one finding about an issue stays as it is; readers see the reason beside the text.

    ``code`` names the check, ``subject`` what it found, in words that stay the same as long as
    the finding does: once the text or the figure changes, the reason no longer applies.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="stated_reasons", verbose_name=_("issue")
    )
    code = models.SlugField(_("check"), max_length=40)
    subject = models.CharField(_("finding"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("stated reason")
        verbose_name_plural = _("stated reasons")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "code", "subject"], name="reason_once_per_finding"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="stated_reason_says_something",
                violation_error_message=_("Give a reason."),
            ),
        ]

    def __str__(self):
        return self.reason
