"""Work asked of the worker for an issue: how far it is, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .edition import Edition
from .issue import Issue


class Job(models.Model):
    """Something the worker does while a person looks on."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        SCHEDULED = "scheduled", _("scheduled")
        CANCELLED = "cancelled", _("cancelled")

    UNDER_WAY = (State.WAITING, State.RUNNING)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    heartbeat_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY


class Publication(Job):
    """One request to publish an issue; at most one is scheduled or under way for an issue.

    ``publish_at`` is the moment it was scheduled for, None for at once. ``is_embargoed`` says that
    the text may be shown to the press before, marked with that moment.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="publications", verbose_name=_("issue")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, default="en")  # of whoever asked
    note = models.CharField(_("correction note"), max_length=500, blank=True)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    is_embargoed = models.BooleanField(_("under embargo until then"), default=False)
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
                condition=Q(state__in=["scheduled", "waiting", "running"]),
                name="publication_one_under_way",
                violation_error_message=_("This issue is being published already."),
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=False) | Q(is_embargoed=False),
                name="publication_embargo_has_an_end",
                violation_error_message=_("Say until when the embargo holds."),
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=False) | ~Q(state="scheduled"),
                name="publication_schedule_has_a_moment",
                violation_error_message=_("Say when it is to be published."),
            ),
        ]

    def __str__(self):
        return f"{self.issue}: {self.get_state_display()}"


class Proof(Job):
    """The pages of an issue in one language as they would be printed, for the editor's eye.

    It is good for the content with ``content_sha256`` only. ``pages`` are names of WebP pictures
    in the private storage; ``complaints`` are ``{"message", "page", "blocks"}``.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="proofs", verbose_name=_("issue")
    )
    language = models.CharField(_("language"), max_length=10)
    interface_language = models.CharField(max_length=10, default="en")
    content_sha256 = models.CharField(max_length=64)
    pdf = models.CharField(max_length=200, blank=True)
    pages = models.JSONField(default=list)
    complaints = models.JSONField(default=list)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [
            models.UniqueConstraint(fields=["issue", "language"], name="proof_once_per_language")
        ]

    def __str__(self):
        return f"{self.issue} ({self.language})"
