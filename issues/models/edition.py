"""What was published. Rows here are never changed or deleted: the database refuses it.

An edition carries its own copy of everything it shows, so the public pages need nothing else.
This module imports no other model of ours; ``issues.delivery`` imports only this one.

Two things lawfully change what readers get, and even then no row changes. People shown in a
picture withdraw their consent: a `Redaction` says that a language of an edition must be replaced,
and the worker inserts its replacement, a Rendition of the same edition and language with the next
``redaction``. An edition is withdrawn: an `EditionWithdrawal` says so and why. What is public is
always ``Edition.objects.standing()`` and ``Rendition.objects.standing()``.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from missions.models.address import present_slug


class EditionQuerySet(models.QuerySet):
    def standing(self):
        """Editions that have not been withdrawn: all that is public, corrected ones too."""
        return self.filter(withdrawal=None)

    def withdrawn(self):
        return self.filter(withdrawal__isnull=False)

    def of_series(self, slug):
        """Editions of the series whose address is ``slug``, or once was."""
        return self.filter(series_slug=present_slug(slug))

    def latest_versions(self):
        """The newest standing edition of every issue, newest issue first: what the public sees."""
        newest = Edition.bare.standing().filter(issue=OuterRef("issue"))
        return self.filter(pk=Subquery(newest.order_by("-version").values("pk")[:1]))

    def latest_versions_among(self, keys):
        """Those of many known editions that are ``latest_versions``, unordered.

        Put the other way round: of a thousand, PostgreSQL would look for each newest on its own.
        """
        newer = Edition.bare.standing().filter(
            issue=OuterRef("issue"), version__gt=OuterRef("version")
        )
        return self.standing().filter(~Exists(newer), pk__in=keys).order_by()

    def numbered(self, series_slug, year, number):
        """All standing editions of one issue, newest first."""
        return self.standing().of_issue(series_slug, year, number)

    def of_issue(self, series_slug, year, number):
        """All editions of one issue, withdrawn or not, newest first."""
        return self.filter(series_slug=series_slug, year=year, number=number).order_by("-version")


class EditionManager(models.Manager.from_queryset(EditionQuerySet)):
    def get_queryset(self):
        """Editions with ``series_slug``: the series' address of today, where links lead."""
        return super().get_queryset().annotate(series_slug=F("issue__series__slug"))


class Edition(models.Model):
    """Version ``version`` of an issue, frozen.

    ``published_slug`` is the address that the series had on that day.
    """

    issue = models.ForeignKey(
        "issues.Issue", on_delete=models.PROTECT, related_name="editions", verbose_name=_("issue")
    )
    version = models.PositiveSmallIntegerField(_("edition"))
    note = models.CharField(_("correction note"), max_length=500, blank=True)
    published_slug = models.SlugField(max_length=80, db_column="series_slug")
    series_title = models.CharField(_("series"), max_length=160)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    publication_date = models.DateField(_("publication date"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = EditionManager()
    # Without ``series_slug`` and the joins it takes; what asks for that raises ``FieldError``.
    bare = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-publication_date", "-number", "-version"]
        get_latest_by = ["publication_date", "number", "version"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        indexes = [
            models.Index(
                fields=["-publication_date", "-number", "-version"], name="edition_newest_first"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "version"], name="edition_version_once_per_issue"
            ),
            models.UniqueConstraint(
                fields=["published_slug", "year", "number", "version"], name="edition_address_once"
            ),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(note=""),
                name="edition_correction_has_note",
            ),
        ]

    def __str__(self):
        return _("%(series)s, Issue %(number)s of %(year)s, edition %(version)s") % {
            "series": self.series_title,
            "number": self.number,
            "year": self.year,
            "version": self.version,
        }

    @cached_property
    def series_slug(self):
        """The address of the series today; the manager loads it along."""
        return self.issue.series.slug


class EditionSubject(models.Model):
    """A mission or theme an edition speaks of, for the archive's filters."""

    class Kind(models.TextChoices):
        MISSION = "mission", _("mission")
        THEME = "theme", _("theme")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=8, choices=Kind)
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "slug"], name="subject_once")
        ]
        indexes = [models.Index(fields=["kind", "slug"])]

    def __str__(self):
        return self.name


class Redaction(models.Model):
    """The duty to replace what was published in one language, since consent was withdrawn.

    ``number`` counts the redactions of an edition in a language from 1; a rendition answers all
    up to its own ``redaction``. Insert-only.
    """

    withdrawal = models.ForeignKey(
        "issues.ConsentWithdrawal", on_delete=models.PROTECT, related_name="redactions"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="redactions")
    language = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "language", "number"]
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "number"], name="redaction_number_once"
            ),
            models.UniqueConstraint(
                fields=["edition", "language", "withdrawal"], name="redaction_once_per_withdrawal"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="redaction_counts_from_one"
            ),
        ]

    def __str__(self):
        return f"{self.edition} ({self.language}), {self.number}"


class RenditionQuerySet(models.QuerySet):
    def standing(self):
        """The rendition of every public edition and language that counts: its newest replacement."""
        newer = Rendition.objects.filter(
            edition=OuterRef("edition"),
            language=OuterRef("language"),
            redaction__gt=OuterRef("redaction"),
        )
        return self.filter(~Exists(newer), edition__withdrawal=None)

    def unredacted(self):
        """Renditions that a redaction still waits for: nothing of their files may be shown."""
        return self.filter(Exists(open_redactions()))

    def with_state(self):
        """Annotate ``is_unredacted``, whether a redaction still waits for the rendition."""
        return self.annotate(is_unredacted=Exists(open_redactions()))


def open_redactions():
    """The redactions that the rendition of the query around does not answer."""
    return Redaction.objects.filter(
        edition=OuterRef("edition"),
        language=OuterRef("language"),
        number__gt=OuterRef("redaction"),
    )


class Rendition(models.Model):
    """One edition in one language: the content tree, its text, its PDF and its pictures.

    ``redaction`` is 0 as it was published, n for what answers the n-th `Redaction`.
    ``pdf_name`` and the keys of ``pictures`` are names below ``PUBLIC_ROOT``; the values of
    ``pictures`` are SHA-256 in hexadecimal; ``pdf_size`` is in bytes.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="renditions", verbose_name=_("edition")
    )
    language = models.CharField(_("language"), max_length=10)
    redaction = models.PositiveSmallIntegerField(_("redaction"), default=0)
    content = models.JSONField(_("content"))
    content_sha256 = models.CharField(max_length=64)
    text = models.TextField(_("text for search"))
    palette_css = models.TextField()
    pictures = models.JSONField(_("pictures"), default=dict)
    pdf_name = models.CharField(max_length=100)
    pdf_sha256 = models.CharField(max_length=64)
    pdf_size = models.PositiveIntegerField()
    pdf_pages = models.PositiveSmallIntegerField()

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["language"]
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "redaction"],
                name="rendition_once_per_language_and_redaction",
            )
        ]

    def __str__(self):
        return f"{self.edition} ({self.language})"

    def withdrawn_pictures(self):
        """Return the SHA-256 of the pictures that its waiting redactions take out."""
        return set(
            Redaction.objects.filter(
                edition=self.edition_id, language=self.language, number__gt=self.redaction
            ).values_list("withdrawal__photo_sha256", flat=True)
        )

    @property
    def light(self):
        """The light PDF (a RenditionFile), or None: an early edition may have none."""
        return self.further_file(RenditionFile.Kind.LIGHT)

    @property
    def for_printing(self):
        """The PDF for a printing house (a RenditionFile), or None."""
        return self.further_file(RenditionFile.Kind.PRINT)

    @property
    def cover(self):
        """The picture of the first page (a RenditionFile), or None."""
        return self.further_file(RenditionFile.Kind.COVER)

    @property
    def share(self):
        """The picture for shared links, 1200 × 630 pixels (a RenditionFile), or None."""
        return self.further_file(RenditionFile.Kind.SHARE)

    def further_file(self, kind):
        # Not a query of its own: lists load the files of all their renditions at once.
        return next((file for file in self.files.all() if file.kind == kind), None)


class RenditionFile(models.Model):
    """A further file of a rendition, made from the same content for another use.

    ``name`` is below ``PUBLIC_ROOT``; ``size`` is in bytes.
    """

    class Kind(models.TextChoices):
        LIGHT = "light", _("light PDF")
        PRINT = "print", _("PDF for a printing house")
        COVER = "cover", _("picture of the first page")
        SHARE = "share", _("picture for shared links")

    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        verbose_name = _("further file")
        verbose_name_plural = _("further files")
        constraints = [
            models.UniqueConstraint(fields=["rendition", "kind"], name="file_once_per_rendition")
        ]

    def __str__(self):
        return self.get_kind_display()


class Page(models.Model):
    """One web page of a rendition: the issue itself (empty slug) or one of its articles."""

    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="pages")
    slug = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    html = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rendition", "slug"], name="page_once_per_rendition")
        ]

    def __str__(self):
        return self.title


def next_version(issue):
    """Return the number of the edition that ``issue`` would be published as now."""
    last = Edition.objects.filter(issue=issue).order_by("-version").first()
    return last.version + 1 if last else 1
