"""Articles and photos."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from missions.models import Mission
from missions.models.mission import is_regional, mission_ids, writes_everywhere
from reportcms.prose import ProseField

from .issue import Issue, Section, free_slug
from .series import LANGUAGES, Theme


class ArticleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Articles of ``user``'s missions, also those they share in."""
        if is_regional(user):
            return self
        mine = mission_ids(user)
        shared = Article.with_missions.through.objects.filter(mission__in=mine)
        return self.filter(Q(mission__in=mine) | Q(pk__in=shared.values("article")))

    def editable_by(self, user):
        """Articles in the hands of ``user``'s missions, until their issue is published.

        A text that was sent for review is the editor's until it is taken back or returned: what
        was approved is what is published.
        """
        if writes_everywhere(user):
            return self
        return self.filter(
            mission__in=mission_ids(user), state__in=Article.WITH_WRITER, issue__editions=None
        )


class Article(models.Model):
    """A text of one or more missions, written for an issue."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("sent for review")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    # Texts in the hands of whoever writes them.
    WITH_WRITER = (State.DRAFT, State.RETURNED)

    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, related_name="articles", verbose_name=_("issue")
    )
    mission = models.ForeignKey(
        Mission,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("mission"),
        help_text=_("Empty for an article of the regional office."),
    )
    with_missions = models.ManyToManyField(
        Mission, blank=True, related_name="shared_articles", verbose_name=_("together with")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="articles", verbose_name=_("themes")
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("section"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(
        _("address"), max_length=80, blank=True, allow_unicode=True, editable=False
    )
    body = ProseField(_("text"), blank=True)
    sources = models.CharField(_("sources"), max_length=400, blank=True)
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGES, default="en")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # What the editor wants changed, while the article is returned.
    return_reason = models.TextField(
        _("what should be changed"), blank=True, max_length=1000, editable=False
    )
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "slug"], name="article_address_once_per_issue"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="article_return_says_why",
                violation_error_message=_("Say what should be changed."),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        others = Article.objects.filter(issue=self.issue).exclude(pk=self.pk)
        if not self.slug or others.filter(slug=self.slug).exists():
            self.slug = free_slug(self.title, others)
        super().save(**kwargs)


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Photos of visible articles; those of sections are the regional office's."""
        if is_regional(user):
            return self
        return self.filter(article__in=Article.objects.visible_to(user))

    def editable_by(self, user):
        """Photos of editable articles; those of sections are the regional editor's."""
        if writes_everywhere(user):
            return self
        return self.filter(article__in=Article.objects.editable_by(user))

    def answered_for_by(self, user):
        """Photos whose consent is ``user``'s matter, published or not: those of own missions."""
        if writes_everywhere(user):
            return self
        return self.filter(article__mission__in=mission_ids(user))


class Photo(models.Model):
    """A picture, what it shows, who made it, and whether the people in it agreed."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        ILLUSTRATION = "illustration", _("illustration")
        MAP = "map", _("map")
        CHART = "chart", _("chart")

    class Consent(models.TextChoices):
        NOT_NEEDED = "not_needed", _("nobody can be recognised")
        GIVEN = "given", _("the people shown agreed in writing")
        MISSING = "missing", _("consent is missing")
        WITHDRAWN = "withdrawn", _("consent was withdrawn")

    class Purpose(models.TextChoices):
        ISSUE = "issue", _("this issue only")
        SERIES = "series", _("every issue of this report")
        ALL = "all", _("all publications of the organisation")

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("article"),
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="photos",
        verbose_name=_("section"),
    )
    image = models.ImageField(_("picture"), upload_to="photos/", max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    focal_x = models.FloatField(
        _("focal point, from the left"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    focal_y = models.FloatField(
        _("focal point, from the top"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PHOTO)
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        help_text=_("What a person who cannot see the picture needs to know."),
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    credit = models.CharField(_("credit"), max_length=120, help_text=_("“IOM Kazakhstan”"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    date_taken = models.DateField(_("taken on"), null=True, blank=True)
    text_equivalent = models.TextField(
        _("what the map or chart says, in words"), blank=True, max_length=2000
    )
    consent = models.CharField(
        _("consent"), max_length=12, choices=Consent, default=Consent.MISSING
    )
    # What follows stays with the mission and the regional editor.
    consent_by = models.CharField(
        _("who gave it"),
        max_length=200,
        blank=True,
        help_text=_("Only your mission and the regional editor see this name."),
    )
    consent_on = models.DateField(_("given on"), null=True, blank=True)
    consent_purpose = models.CharField(
        _("given for"), max_length=10, choices=Purpose, default=Purpose.SERIES
    )
    consent_until = models.DateField(
        _("good until"), null=True, blank=True, help_text=_("Empty: without an end.")
    )
    consent_form = models.FileField(
        _("signed form"), upload_to="consent/", max_length=200, blank=True
    )
    language = models.CharField(_("written in"), max_length=10, choices=LANGUAGES, default="en")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=Q(article=None, section__isnull=False)
                | Q(article__isnull=False, section=None),
                name="photo_in_article_or_section",
                violation_error_message=_("A photo belongs to an article or to a section."),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="photo_focal_point_inside",
            ),
        ]

    def __str__(self):
        return self.alt or self.get_consent_display()
