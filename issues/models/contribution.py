"""What one mission was asked for one issue, by when, and where it stands."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from missions.models import Mission
from missions.models.mission import MissionOwnedQuerySet, writes_everywhere

from .issue import Issue, Section


class ContributionQuerySet(MissionOwnedQuerySet):
    def editable_by(self, user):
        """Contributions that ``user`` may answer: a mission its own, until the issue is published."""
        rows = super().editable_by(user)
        return rows if writes_everywhere(user) else rows.filter(issue__editions=None)

    def unanswered(self):
        """Contributions that the mission still owes an answer."""
        return self.filter(state__in=Contribution.OWED)

    def late(self, at=None):
        """Unanswered contributions whose deadline has passed at the moment ``at`` (now)."""
        return self.unanswered().filter(due_at__lt=at or timezone.now())


class Contribution(models.Model):
    """One mission's part in one issue.

    “Nothing to report” and “no update received” are answers, and are printed. ``due_at`` is a
    moment; people see it in the mission's own time zone.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")
        NOTHING = "nothing", _("nothing to report")
        NO_UPDATE = "no_update", _("no update received")

    OWED = (State.ASKED, State.RETURNED)

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("issue")
    )
    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("mission")
    )
    sections = models.ManyToManyField(
        Section, blank=True, related_name="contributions", verbose_name=_("asked for")
    )
    request = models.TextField(
        _("what is asked"),
        blank=True,
        max_length=1000,
        help_text=_("What the mission should write about; it stands on its Desk and in the mail."),
    )
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    remark = models.TextField(_("remark to the editor"), blank=True, max_length=1000)
    return_reason = models.TextField(_("what should be changed"), blank=True, max_length=1000)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    reminded_at = models.DateTimeField(_("last reminded at"), null=True, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["mission__order", "mission__name"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "mission"], name="contribution_once_per_mission_and_issue"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="contribution_return_says_why",
                violation_error_message=_("Say what should be changed."),
            ),
        ]

    def __str__(self):
        return f"{self.mission}: {self.get_state_display()}"

    @property
    def is_late(self):
        return self.state in self.OWED and self.due_at is not None and self.due_at < timezone.now()
