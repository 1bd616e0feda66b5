"""Who follows what by e-mail, and which edition went to whom.

A row here means that the owner of the address asked for mail and confirmed it: until then nothing
is stored. Whoever stops is deleted; their letters stay without them, for the count.
"""

import secrets

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from missions.models import Mission

from .edition import Edition, EditionSubject
from .series import Series, Theme


def new_key():
    return secrets.token_urlsafe(12)


class SubscriberQuerySet(models.QuerySet):
    def reachable(self):
        """Those whose mail does not come back."""
        return self.filter(suspended_at=None)

    def following(self, edition):
        """Those who follow the series of ``edition``, or a mission or theme it speaks of."""
        subjects = {kind: [] for kind in EditionSubject.Kind.values}
        for kind, slug in edition.subjects.values_list("kind", "slug"):
            subjects[kind].append(slug)
        wanted = Subscription.objects.filter(
            Q(series=edition.issue.series_id)
            | Q(mission__slug__in=subjects["mission"])
            | Q(theme__slug__in=subjects["theme"]),
            subscriber=OuterRef("pk"),
        )
        return self.filter(Exists(wanted))


class Subscriber(models.Model):
    """An address that gets editions by e-mail, in ``language`` where they are published in it.

    ``address`` is in small letters, its domain in ASCII. ``key`` stands for the person in links.
    """

    address = models.CharField(_("e-mail address"), max_length=254, unique=True)
    language = models.CharField(_("language"), max_length=10)
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now, editable=False)
    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True)
    suspended_because = models.CharField(_("suspended because"), max_length=200, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=Q(suspended_at=None) | ~Q(suspended_because=""),
                name="subscriber_suspension_has_reason",
            )
        ]

    def __str__(self):
        return self.address


class Subscription(models.Model):
    """One thing that a subscriber follows: a series, a mission or a theme."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="subscriptions"
    )
    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("series")
    )
    mission = models.ForeignKey(
        Mission, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("mission")
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("theme")
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(series__isnull=False, mission=None, theme=None)
                | Q(series=None, mission__isnull=False, theme=None)
                | Q(series=None, mission=None, theme__isnull=False),
                name="subscription_to_one_thing",
            ),
            models.UniqueConstraint(
                fields=["subscriber", "series"], name="subscription_once_per_series"
            ),
            models.UniqueConstraint(
                fields=["subscriber", "mission"], name="subscription_once_per_mission"
            ),
            models.UniqueConstraint(
                fields=["subscriber", "theme"], name="subscription_once_per_theme"
            ),
        ]

    def __str__(self):
        return str(self.series or self.mission or self.theme)


class Mailing(models.Model):
    """The sending of one edition to those who follow it.

    ``reached`` is the key of the last subscriber a letter was written to; ``addressed_at`` says
    when there was nobody left.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="mailing")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    reached = models.BigIntegerField(default=0)
    addressed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self):
        return str(self.edition)


class LetterQuerySet(models.QuerySet):
    def waiting(self):
        """Letters whose next try is due."""
        return self.filter(state=Letter.State.WAITING, next_try_at__lte=timezone.now())


class Letter(models.Model):
    """One edition to one subscriber: there is never a second one.

    The row is marked as being sent before the mail goes out. If the worker dies in between, nobody
    knows whether it went: the letter is *in doubt* and stays so, since twice is worse than never.
    """

    MOST_ATTEMPTS = 6

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DOUBTFUL = "doubtful", _("in doubt")
        DROPPED = "dropped", _("not sent any more")

    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="letters")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="letters"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="letter_by_turn"),
            models.Index(fields=["taken_at"], name="letter_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "subscriber"], name="letter_once")
        ]

    def __str__(self):
        return f"{self.mailing}: {self.get_state_display()}"
