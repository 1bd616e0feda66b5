"""A publication asked for: what the worker does, and how far it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .edition import Edition
from .issue import Issue


class Publication(models.Model):
    """One request to publish an issue; at most one is under way for an issue."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("published")
        FAILED = "failed", _("failed")

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="publications", verbose_name=_("issue")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, default="en")  # of whoever asked
    note = models.CharField(_("correction note"), max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    heartbeat_at = models.DateTimeField(auto_now=True)
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="publication"
    )

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(state__in=["waiting", "running"]),
                name="publication_one_under_way",
                violation_error_message=_("This issue is being published already."),
            )
        ]

    def __str__(self):
        return f"{self.issue}: {self.get_state_display()}"
