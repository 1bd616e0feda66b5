"""Which figures the public has been shown, and since when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FigureReleaseQuerySet(models.QuerySet):
    def standing(self):
        """Releases that count: all but those of editions that were withdrawn."""
        return self.filter(withdrawal=None)


class FigureRelease(models.Model):
    """One figure made public: printed in an edition, or released on its own by the editor.

    Insert-only, as the ledger is. The edition is named by its address, not by a key: the ledger
    knows nothing of issues.
    """

    figure = models.ForeignKey(
        "missions.AssistanceFigure",
        on_delete=models.PROTECT,
        related_name="releases",
        verbose_name=_("figure"),
    )
    # Empty and 0 for a figure that was released on its own.
    series_slug = models.CharField(max_length=80, blank=True)
    series_title = models.CharField(max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=0)
    released_on = models.DateField(
        _("public since"),
        help_text=_(
            "The publication date printed on a first edition; for later ones the day they came out."
        ),
    )
    released_at = models.DateTimeField(default=timezone.now, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = FigureReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["released_on", "pk"]
        verbose_name = _("release of a figure")
        verbose_name_plural = _("releases of figures")
        indexes = [models.Index(fields=["series_slug", "year", "number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "series_slug", "year", "number", "version"],
                name="figure_released_once_per_edition",
            ),
            models.CheckConstraint(
                condition=Q(series_slug="", year=0, number=0, version=0)
                | ~Q(series_slug="") & Q(year__gte=1, number__gte=1, version__gte=1),
                name="release_names_a_whole_edition",
            ),
        ]

    def __str__(self):
        if not self.series_slug:
            return f"{self.released_on:%Y-%m-%d}"
        return f"{self.series_title}, {self.year}/{self.number} v{self.version}"


class ReleaseWithdrawal(models.Model):
    """That the edition which released a figure was withdrawn. Insert-only.

    The figure stays public if another edition printed it, too.
    """

    release = models.OneToOneField(
        FigureRelease, on_delete=models.PROTECT, related_name="withdrawal"
    )
    withdrawn_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("withdrawn release")
        verbose_name_plural = _("withdrawn releases")

    def __str__(self):
        return str(self.release)
