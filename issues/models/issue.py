"""The working document: an issue, its sections, and the figures placed in them."""

import re

from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from missions.models import AssistanceFigure
from reportcms.prose import ProseField

from .series import LANGUAGES, Series, validate_color


class IssueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Issues of the series ``user`` works on."""
        return self.filter(series__in=Series.objects.visible_to(user))

    def unpublished(self):
        return self.filter(editions=None)


class Issue(models.Model):
    """One number of a series, while it is being made."""

    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="issues", verbose_name=_("series")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), help_text=_("Numbers start again each year.")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(
        _("title of this issue"), max_length=160, blank=True, help_text=_("Usually empty.")
    )
    summary = ProseField(_("summary"), blank=True)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGES, default="en")
    period_start = models.DateField(_("reporting period from"))
    period_end = models.DateField(_("reporting period to"))
    data_as_of = models.DateField(_("data as of"), null=True, blank=True)
    publication_date = models.DateField(_("publication date"))
    next_issue_date = models.DateField(_("next issue"), null=True, blank=True)
    contributions_due_on = models.DateField(
        _("contributions due on"),
        null=True,
        blank=True,
        help_text=_("The deadline of the missions, at the end of their working day."),
    )
    # Counts changes of the order, so that two people arranging do not undo each other.
    order_stamp = models.PositiveIntegerField(default=0, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-publication_date", "-number"]
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        permissions = [("publish_issue", "Can publish an issue")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "number"],
                name="issue_number_once_per_series_and_year",
                violation_error_message=_("This series already has an issue of that number."),
            ),
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")),
                name="issue_period_in_order",
                violation_error_message=_("The reporting period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(data_as_of=None) | Q(data_as_of__lte=F("publication_date")),
                name="issue_data_before_publication",
                violation_error_message=_("“Data as of” is after the publication date."),
            ),
            models.CheckConstraint(
                condition=Q(period_start__lte=F("publication_date")),
                name="issue_period_begins_before_publication",
                violation_error_message=_("The reporting period begins after the publication."),
            ),
            models.CheckConstraint(
                condition=Q(next_issue_date=None) | Q(next_issue_date__gt=F("publication_date")),
                name="issue_next_after_publication",
                violation_error_message=_("The next issue must come after this one."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=9999, year__gte=1900, year__lte=2200),
                name="issue_number_and_year_sensible",
                violation_error_message=_("Number from 1 to 9999, year with four digits."),
            ),
        ]

    def __str__(self):
        return _("%(series)s, Issue %(number)s of %(year)s") % {
            "series": self.series.title,
            "number": self.number,
            "year": self.year,
        }

    @property
    def is_published(self):
        return self.editions.exists()


class Section(models.Model):
    """A titled part of an issue."""

    class Kind(models.TextChoices):
        FIGURES = "figures", _("figures")
        ARTICLES = "articles", _("articles")
        FEATURE = "feature", _("feature")
        HOTLINES = "hotlines", _("hotlines")
        CONTACTS = "contacts", _("contacts")
        FACTS = "facts", _("fact sheet")

    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, related_name="sections", verbose_name=_("issue")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("anchor"), max_length=80, blank=True, allow_unicode=True)
    intro = ProseField(_("introduction"), blank=True)
    accent = models.CharField(
        _("own colour"), max_length=7, blank=True, validators=[validate_color]
    )
    starts_page = models.BooleanField(_("starts a new page on paper"), default=False)
    fit_page = models.BooleanField(_("keep on one page"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=["issue", "slug"], name="section_anchor_once_per_issue")
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        self.slug = self.slug or free_slug(
            self.title, Section.objects.filter(issue=self.issue).exclude(pk=self.pk)
        )
        super().save(**kwargs)


class Fact(models.Model):
    """One line of a fact sheet."""

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="facts", verbose_name=_("section")
    )
    label = models.CharField(_("label"), max_length=80)
    value = models.CharField(_("value"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("fact")
        verbose_name_plural = _("fact sheet")

    def __str__(self):
        return f"{self.label}: {self.value}"


class FigurePlacement(models.Model):
    """A figure of the ledger, shown in a section."""

    class Style(models.TextChoices):
        CALLOUT = "callout", _("callout")
        STATEMENT = "statement", _("sentence with a big number")
        TABLE = "table", _("column of the table by mission")
        CHART = "chart", _("bar chart of its breakdown")
        TREND = "trend", _("line over time")
        MENTION = "mention", _("one line at the end: last reported")

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="placements", verbose_name=_("section")
    )
    figure = models.ForeignKey(
        AssistanceFigure,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("figure"),
    )
    style = models.CharField(_("shown as"), max_length=10, choices=Style, default=Style.CALLOUT)
    label = models.CharField(
        _("label"), max_length=160, blank=True, help_text=_("Empty: the indicator's name.")
    )
    statement = models.CharField(
        _("sentence"),
        max_length=400,
        blank=True,
        help_text=_("Write {figure} where the number stands."),
    )
    compared_with = models.ForeignKey(
        AssistanceFigure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compared with"),
        help_text=_("The figure of the last issue; the change is computed."),
    )
    change_reason = models.CharField(
        _("remark on the change"),
        max_length=200,
        blank=True,
        help_text=_("Needed when a cumulative figure falls or its definition has changed."),
    )
    # False while a figure was only carried over from the issue before.
    is_confirmed = models.BooleanField(_("confirmed for this issue"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("figure in this section")
        verbose_name_plural = _("figures in this section")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "figure", "style"], name="figure_once_per_section_and_style"
            ),
            models.CheckConstraint(
                condition=~Q(style="statement") | Q(statement__contains="{figure}"),
                name="statement_holds_its_figure",
                violation_error_message=_(
                    "Write the sentence with {figure} where the number stands."
                ),
            ),
        ]

    def __str__(self):
        return str(self.figure)


# “…/8/v2/” is the address of an edition, so no article may have it.
EDITION_ADDRESS = re.compile(r"v\d+")


def free_slug(title, taken):
    """Return a slug for ``title`` that no row of the queryset ``taken`` uses."""
    base = slugify(title, allow_unicode=True)[:70] or "part"
    if EDITION_ADDRESS.fullmatch(base):
        base = f"part-{base}"
    used = set(taken.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, n = base, 2
    while slug in used:
        slug, n = f"{base}-{n}", n + 1
    return slug
