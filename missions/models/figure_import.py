"""A file of figures that somebody has uploaded, looked at, and may store as a whole."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FigureImport(models.Model):
    """An uploaded workbook or CSV file, read into rows of text, until it is stored or dropped.

    The rows are checked anew against the ledger whenever they are shown and when they are stored.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("checked, not stored")
        STORED = "stored", _("stored")
        DISCARDED = "discarded", _("discarded")

    file_name = models.CharField(_("file"), max_length=200)
    # [[row number in the file, {column: text}], …]
    rows = models.JSONField()
    # What was remarked while reading the file as a whole, e.g. its encoding.
    remarks = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    stored_at = models.DateTimeField(_("stored at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("import of figures")
        verbose_name_plural = _("imports of figures")

    def __str__(self):
        return self.file_name
