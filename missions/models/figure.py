"""The insert-only ledger of observations.

A printed number is one row of the ledger. Nothing in the ledger is overwritten: a correction is
a new row (a *vintage*) that supersedes the old one and says why. All vintages of one observation
share its ``observation`` id. The database refuses UPDATE and DELETE on these tables (see
``missions/migrations``).
"""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .indicator import Indicator, IndicatorDefinition
from .mission import Mission, MissionOwnedQuerySet
from .release import FigureRelease

# A figure of one of these statuses has no value: three different answers, none of them zero.
WITHOUT_VALUE = ("not_reported", "nothing_to_report", "no_update")
WITHHELD = ("suppressed", "banded")


class AssistanceFigureQuerySet(MissionOwnedQuerySet):
    def current(self):
        """Observations as the ledger holds them today: what no later vintage supersedes."""
        return self.filter(superseded_by=None)

    def known_at(self, moment):
        """Observations as the ledger held them at ``moment``, an aware ``datetime``."""
        newer = AssistanceFigure.objects.filter(
            observation=OuterRef("observation"),
            vintage__gt=OuterRef("vintage"),
            recorded_at__lte=moment,
        )
        return self.filter(recorded_at__lte=moment).exclude(Exists(newer))

    def public(self, *, known_on=None):
        """Observations as the public knows them today, or knew them on the day ``known_on``.

        A vintage counts from its release on: a correction that no edition has printed yet
        changes nothing here.
        """
        releases = FigureRelease.objects.standing()
        if known_on:
            releases = releases.filter(released_on__lte=known_on)
        newer = releases.filter(
            figure__observation=OuterRef("observation"), figure__vintage__gt=OuterRef("vintage")
        )
        return self.filter(Exists(releases.filter(figure=OuterRef("pk")))).exclude(Exists(newer))

    def released(self):
        """Every vintage that the public has been shown and may still see, corrected ones too."""
        return self.filter(Exists(FigureRelease.objects.standing().filter(figure=OuterRef("pk"))))

    def indicators(self):
        """The indicators that these figures count."""
        return Indicator.objects.filter(Exists(self.filter(indicator=OuterRef("pk"))))


class AssistanceFigure(models.Model):
    """One observation of an indicator.

    ``value`` is in the indicator's unit; ``None`` means *not reported*, which is not zero.
    ``as_of`` is the date the data describe (the last day of a period), not the day of printing.
    """

    class Qualifier(models.TextChoices):
        EXACT = "exact", _("exactly")
        ABOUT = "about", _("about")
        OVER = "over", _("over")
        AT_LEAST = "at_least", _("at least")
        UP_TO = "up_to", _("up to")

    class Status(models.TextChoices):
        PRELIMINARY = "preliminary", _("preliminary")
        VERIFIED = "verified", _("verified")
        REVISED = "revised", _("revised")
        PROJECTED = "projected", _("projected")
        UNDER_REPORTED = "under_reported", _("under-reported")
        NOT_REPORTED = "not_reported", _("not reported")
        NOTHING_TO_REPORT = "nothing_to_report", _("nothing to report")
        NO_UPDATE = "no_update", _("no update received")

    class Break(models.TextChoices):
        """Why a number does not simply continue the one before it."""

        REAL = "real", _("the situation itself changed")
        REVISION = "revision", _("earlier data were revised")
        RECLASSIFICATION = "reclassification", _("cases were classified anew")
        LATE_DATA = "late_data", _("late data came in")
        SCOPE = "scope", _("definition or coverage changed")
        ERROR = "error", _("the earlier number was wrong")

    class Disclosure(models.TextChoices):
        """What is done with a count so small that it could show who is meant."""

        SUPPRESSED = "suppressed", _("withheld")
        BANDED = "banded", _("shown as “fewer than …”")
        APPROVED = "approved", _("shown, with a reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The id of its first vintage.
    observation = models.UUIDField(default=uuid.uuid4, editable=False)
    vintage = models.PositiveSmallIntegerField(_("vintage"), default=1, editable=False)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="figures", verbose_name=_("indicator")
    )
    definition = models.ForeignKey(
        IndicatorDefinition,
        on_delete=models.PROTECT,
        related_name="figures",
        verbose_name=_("definition"),
    )
    mission = models.ForeignKey(
        Mission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("reported by"),
        help_text=_("Empty for a figure of the regional office."),
    )
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("A count is never negative."))],
    )
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.VERIFIED)
    target = models.DecimalField(
        _("target"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("A count is never negative."))],
        help_text=_("What was to be reached by then, if there was a plan."),
    )
    base_value = models.DecimalField(
        _("size of the base"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("A count is never negative."))],
        help_text=_("For a share or rate: how many 100% are."),
    )
    period_start = models.DateField(_("counted since"), null=True, blank=True)
    as_of = models.DateField(_("data as of"))
    covers = models.ManyToManyField(
        Mission,
        related_name="covered_by_figures",
        verbose_name=_("covers"),
        help_text=_("The missions whose country the number includes."),
    )
    source = models.CharField(_("source"), max_length=200)
    footnote = models.CharField(_("footnote"), max_length=400, blank=True)
    break_cause = models.CharField(
        _("why it does not continue the last figure"), max_length=16, choices=Break, blank=True
    )
    break_note = models.CharField(
        _("explained to readers"),
        max_length=200,
        blank=True,
        help_text=_("One sentence, printed beside the number."),
    )
    parts_note = models.CharField(
        _("why the parts do not add up"),
        max_length=200,
        blank=True,
        help_text=_("Printed below the breakdown."),
    )
    disclosure = models.CharField(
        _("small count"), max_length=10, choices=Disclosure, blank=True, default=""
    )
    disclosure_reason = models.CharField(
        _("why it may be shown"), max_length=300, blank=True, help_text=_("Not printed.")
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects"),
    )
    correction_reason = models.CharField(_("reason of the correction"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = AssistanceFigureQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "indicator__name"]
        verbose_name = _("assistance figure")
        verbose_name_plural = _("assistance figures")
        permissions = [("release_assistancefigure", "Can make a figure public outside an issue")]
        indexes = [
            models.Index(fields=["indicator", "-as_of"]),
            models.Index(fields=["indicator", "mission", "-as_of"]),
            models.Index(fields=["-as_of", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="figure_not_negative",
                violation_error_message=_("A count is never negative."),
            ),
            models.CheckConstraint(
                condition=Q(value=None, status__in=WITHOUT_VALUE)
                | Q(value__isnull=False) & ~Q(status__in=WITHOUT_VALUE),
                name="figure_value_or_not_reported",
                violation_error_message=_(
                    "Give a value, or set the status to “not reported” and leave the value empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(period_start=None) | Q(period_start__lte=F("as_of")),
                name="figure_dates_in_order",
                violation_error_message=_("“Counted since” is after “data as of”."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(correction_reason=""),
                name="figure_correction_has_reason",
                violation_error_message=_("Say why the earlier figure is corrected."),
            ),
            models.CheckConstraint(
                condition=Q(break_cause="") | ~Q(break_note=""),
                name="figure_break_is_explained",
                violation_error_message=_("Explain in one sentence what changed."),
            ),
            models.CheckConstraint(
                condition=Q(disclosure="") | Q(value__isnull=False),
                name="figure_withheld_has_value",
                violation_error_message=_("There is no number here to withhold."),
            ),
            models.CheckConstraint(
                condition=~Q(disclosure="approved") | ~Q(disclosure_reason=""),
                name="figure_small_count_approved_with_reason",
                violation_error_message=_("Say why this small count may be shown."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, vintage=1, observation=F("id"))
                | Q(supersedes__isnull=False, vintage__gt=1),
                name="figure_vintage_follows_another",
            ),
            models.UniqueConstraint(
                fields=["observation", "vintage"], name="figure_vintage_once_per_observation"
            ),
        ]

    def __str__(self):
        value = self.get_status_display() if self.value is None else f"{self.value.normalize():,f}"
        return f"{self.indicator}: {value} ({self.as_of:%Y-%m-%d})"

    def save(self, **kwargs):
        self.join_vintages()
        super().save(**kwargs)

    def clean(self):
        self.join_vintages()

    def join_vintages(self):
        """Take the next place after the figure this one supersedes, or begin an observation."""
        if self.supersedes:
            self.observation = self.supersedes.observation
            self.vintage = self.supersedes.vintage + 1
        else:
            # The inline forms of the admin take a default key away until the row is saved.
            self.pk = self.observation = self.pk or uuid.uuid4()

    @property
    def is_withheld(self):
        """Whether the public is not told the value itself."""
        return self.disclosure in WITHHELD

    @property
    def public_value(self):
        """The value as the public may know it; None if withheld, banded or not reported."""
        return None if self.is_withheld else self.value

    def latest_vintage(self):
        """Return the vintage that stands in the ledger today."""
        return AssistanceFigure.objects.filter(observation=self.observation).latest("vintage")


class FigureBreakdown(models.Model):
    """One part of a figure along a dimension; parts of a dimension never exceed the total."""

    figure = models.ForeignKey(
        AssistanceFigure,
        on_delete=models.CASCADE,
        related_name="breakdown",
        verbose_name=_("figure"),
    )
    dimension = models.CharField(_("dimension"), max_length=40, help_text=_("country, sex, age"))
    label = models.CharField(_("part"), max_length=80)
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: not reported."),
    )
    disclosure = models.CharField(
        _("small count"),
        max_length=10,
        choices=AssistanceFigure.Disclosure,
        blank=True,
        default="",
    )

    class Meta:
        ordering = ["dimension", "pk"]
        verbose_name = _("part of a figure")
        verbose_name_plural = _("breakdown")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "dimension", "label"], name="breakdown_part_once"
            ),
            models.CheckConstraint(
                condition=Q(disclosure="") | Q(value__isnull=False),
                name="breakdown_withheld_has_value",
                violation_error_message=_("There is no number here to withhold."),
            ),
        ]

    def __str__(self):
        value = _("not reported") if self.value is None else f"{self.value.normalize():f}"
        return f"{self.label}: {value}"

    @property
    def public_value(self):
        """The value as the public may know it; None if withheld, banded or not reported."""
        return None if self.disclosure in WITHHELD else self.value
