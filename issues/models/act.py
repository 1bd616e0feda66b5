"""Who did what to an issue, when, and why: the editorial log, and the notices it gives rise to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from missions.models import Mission
from missions.models.mission import is_regional, mission_ids
from missions.models.profile import Topic

from .article import Article
from .issue import Issue


class ActQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Acts on ``user``'s missions, and those on whole issues of their series."""
        if is_regional(user):
            return self
        issues = Issue.objects.visible_to(user)
        return self.filter(
            Q(mission__in=mission_ids(user)) | Q(mission=None, article=None, issue__in=issues)
        )


def loose(model, **options):
    """A key that outlives its row: the log stays when a draft is deleted."""
    return models.ForeignKey(
        model,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="acts",
        **options,
    )


class EditorialAct(models.Model):
    """One act on an issue, one of its articles, or one mission's part in it. Insert-only.

    ``subject`` is what it was about, in the words of that day; ``reason`` is why, or the text of
    a note. ``actor`` is None for what the clock or an operator's command did.
    """

    class Verb(models.TextChoices):
        OPENED = "opened", _("opened the issue")
        ASKED = "asked", _("asked for a contribution")
        REMINDED = "reminded", _("sent a reminder")
        SUBMITTED = "submitted", _("sent for review")
        TAKEN_BACK = "taken_back", _("took back")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")
        NOTHING = "nothing", _("has nothing to report")
        NO_UPDATE = "no_update", _("closed without an answer")
        REOPENED = "reopened", _("opened again")
        CLEARED = "cleared", _("cleared")
        UNCLEARED = "uncleared", _("withdrew the clearance")
        SCHEDULED = "scheduled", _("scheduled the publication")
        UNSCHEDULED = "unscheduled", _("cancelled the scheduled publication")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrew")
        MOVED = "moved", _("changed the address")
        NOT_PUBLISHED = "not_published", _("could not publish")
        NOTED = "noted", _("left a note")
        NOTE_DONE = "note_done", _("settled a note")
        DELETED = "deleted", _("deleted")
        RESTORED = "restored", _("restored an earlier version")
        BROUGHT_BACK = "brought_back", _("brought back from the bin")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("recorded that consent was withdrawn")

    verb = models.CharField(_("act"), max_length=20, choices=Verb)
    issue = loose(Issue, verbose_name=_("issue"))
    article = loose(Article, verbose_name=_("article"))
    mission = loose(Mission, verbose_name=_("mission"))
    subject = models.CharField(_("about"), max_length=300)
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("act")
        verbose_name_plural = _("editorial log")
        indexes = [models.Index(fields=["issue", "at"]), models.Index(fields=["article", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verb="returned") | ~Q(reason=""),
                name="return_says_why",
                violation_error_message=_("Say what should be changed."),
            )
        ]

    def __str__(self):
        return f"{self.get_verb_display()}: {self.subject}"


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        """Notices that no mail has carried yet and whose next try is due."""
        return self.filter(
            sent_at=None, attempts__lt=Notice.MOST_ATTEMPTS, next_try_at__lte=timezone.now()
        )


class Notice(models.Model):
    """One act that one person is to be told by e-mail: written with the act, sent by the worker."""

    MOST_ATTEMPTS = 8

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    act = models.ForeignKey(EditorialAct, on_delete=models.PROTECT, related_name="notices")
    topic = models.CharField(max_length=12, choices=Topic)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    problem = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "act"], name="notice_once_per_person")
        ]

    def __str__(self):
        return f"{self.person}: {self.act}"
