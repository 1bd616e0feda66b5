"""What we count: indicators, and the insert-only ledger of observations.

A printed number is one row of the ledger. Nothing in the ledger is overwritten: a correction is
a new row (a *vintage*) that supersedes the old one and says why. The database refuses UPDATE and
DELETE on these tables (see ``missions/migrations/0002_frozen_ledger.py``).
"""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .mission import Mission, MissionOwnedQuerySet


class Indicator(models.Model):
    """What a figure counts."""

    class Kind(models.TextChoices):
        CUMULATIVE = "cumulative", _("cumulative since a start date")
        PERIOD = "period", _("within a period")
        POINT = "point", _("at a date")

    code = models.SlugField(
        _("code"),
        max_length=60,
        unique=True,
        help_text=_("Stays for ever: it is the indicator's address and its name in downloads."),
    )
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(
        _("unit"), max_length=40, default="people", help_text=_("people, households, %, USD, m³")
    )
    kind = models.CharField(_("counts"), max_length=12, choices=Kind, default=Kind.CUMULATIVE)
    is_whole = models.BooleanField(
        _("whole numbers only"), default=True, help_text=_("People are never 1.5.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self):
        return self.name

    @property
    def current_definition(self):
        return self.definitions.order_by("-version").first()


class IndicatorDefinition(models.Model):
    """One version of what an indicator includes and leaves out."""

    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.CASCADE,
        related_name="definitions",
        verbose_name=_("indicator"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    text = models.TextField(_("definition"), max_length=2000)
    is_comparable = models.BooleanField(_("comparable with the earlier version"), default=True)

    class Meta:
        ordering = ["indicator", "version"]
        verbose_name = _("definition")
        verbose_name_plural = _("definitions")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "version"], name="definition_version_once_per_indicator"
            )
        ]

    def __str__(self):
        return _("%(indicator)s, definition %(version)s") % {
            "indicator": self.indicator,
            "version": self.version,
        }


class AssistanceFigureQuerySet(MissionOwnedQuerySet):
    def current(self):
        """Observations that no later vintage supersedes."""
        return self.filter(superseded_by=None)


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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.VERIFIED)
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
        indexes = [models.Index(fields=["indicator", "-as_of"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="figure_not_negative",
                violation_error_message=_("A count is never negative."),
            ),
            models.CheckConstraint(
                condition=Q(value=None, status="not_reported")
                | Q(value__isnull=False) & ~Q(status="not_reported"),
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
        ]

    def __str__(self):
        value = _("not reported") if self.value is None else f"{self.value.normalize():,f}"
        return f"{self.indicator}: {value} ({self.as_of:%Y-%m-%d})"

    def latest_vintage(self):
        """Follow corrections to the observation that stands today."""
        figure = self
        while True:
            try:
                figure = figure.superseded_by
            except AssistanceFigure.DoesNotExist:
                return figure


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
        _("value"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["dimension", "pk"]
        verbose_name = _("part of a figure")
        verbose_name_plural = _("breakdown")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "dimension", "label"], name="breakdown_part_once"
            )
        ]

    def __str__(self):
        return f"{self.label}: {self.value.normalize():f}"
