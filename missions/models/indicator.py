"""What we count: indicators, and the versions of their definitions."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Pages beside those of the indicators.
RESERVED_CODES = {"dictionary", "series"}
CURRENCY = re.compile(r"[A-Z]{3}")
# Changes of more per cent than this ask for a reason, unless the indicator says otherwise.
JUMP_THRESHOLD = 50


class Indicator(models.Model):
    """What a figure counts, how it is written, and when a number asks for a second look."""

    class Kind(models.TextChoices):
        CUMULATIVE = "cumulative", _("cumulative since a start date")
        PERIOD = "period", _("within a period")
        POINT = "point", _("at a date")

    class Measure(models.TextChoices):
        COUNT = "count", _("a count")
        MONEY = "money", _("an amount of money")
        PERCENT = "percent", _("a share in per cent")
        RATE = "rate", _("a rate per so many")

    class Scale(models.IntegerChoices):
        """The power of ten a number is written in; the ledger always holds it in full."""

        ONES = 0, _("in full")
        THOUSANDS = 3, _("in thousands")
        MILLIONS = 6, _("in millions")
        BILLIONS = 9, _("in billions")

    code = models.SlugField(
        _("code"),
        max_length=60,
        unique=True,
        help_text=_("Stays for ever: it is the indicator's address and its name in downloads."),
    )
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("counts"), max_length=12, choices=Kind, default=Kind.CUMULATIVE)
    measure = models.CharField(
        _("measured as"), max_length=8, choices=Measure, default=Measure.COUNT
    )
    unit = models.CharField(
        _("unit"),
        max_length=40,
        default="people",
        # xgettext:no-python-format
        help_text=_("people, households, m³; % for a share; the currency (USD) for money"),
    )
    per = models.PositiveIntegerField(
        _("per"), null=True, blank=True, help_text=_("For a rate: 1000 means “per 1,000”.")
    )
    base = models.CharField(
        _("base"),
        max_length=80,
        blank=True,
        help_text=_("What a share or rate is a part of: “new cases”, “inhabitants”."),
    )
    scale = models.PositiveSmallIntegerField(_("written"), choices=Scale, default=Scale.ONES)
    is_whole = models.BooleanField(
        _("whole numbers only"), default=True, help_text=_("People are never 1.5.")
    )
    jump_threshold = models.PositiveSmallIntegerField(
        _("a jump is more than (%)"),
        null=True,
        blank=True,
        default=JUMP_THRESHOLD,
        validators=[MinValueValidator(1)],
        help_text=_("A larger change since the last figure asks for a reason. Empty: never."),
    )
    disclosure_threshold = models.PositiveSmallIntegerField(
        _("small counts are below"),
        null=True,
        blank=True,
        help_text=_(
            "Counts of people from 1 up to this number could show who they are; each is "
            "withheld, banded, or approved with a reason. Empty: no guard."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order in lists"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=~Q(measure="percent") | Q(unit="%"),
                name="indicator_share_in_per_cent",
                violation_error_message=_("The unit of a share is %."),
            ),
            models.CheckConstraint(
                condition=Q(measure="rate", per__gte=1) | ~Q(measure="rate") & Q(per=None),
                name="indicator_rate_has_base_number",
                violation_error_message=_("“Per” belongs to a rate, and a rate needs it."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("missions:indicator", args=[self.code])

    def clean(self):
        if self.code in RESERVED_CODES:
            raise ValidationError({"code": _("This word is an address of the site already.")})
        if self.measure == self.Measure.MONEY and not CURRENCY.fullmatch(self.unit):
            raise ValidationError(
                {"unit": _("Give the currency as three capital letters: USD, EUR, KZT.")}
            )
        if self.measure == self.Measure.PERCENT and self.unit != "%":
            raise ValidationError({"unit": _("The unit of a share is %.")})

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
