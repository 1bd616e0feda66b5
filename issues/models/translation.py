"""Translations of texts: one row for each text and language, beside the originals.

Figures, telephone numbers and dates are no texts: each language writes them by itself.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from missions.models import Indicator, IndicatorDefinition
from reportcms.prose import ProseField, clean_prose

from .article import Article, Photo
from .issue import Fact, FigurePlacement, Issue, Section
from .series import LANGUAGES, Series, Theme


class Kind(models.TextChoices):
    """What holds a text. The value stays for ever: rows and addresses name it."""

    SERIES = "series", _("series")
    ISSUE = "issue", _("issue")
    SECTION = "section", _("section")
    FACT = "fact", _("fact")
    PLACEMENT = "placement", _("figure in a section")
    ARTICLE = "article", _("article")
    PHOTO = "photo", _("photo")
    THEME = "theme", _("theme")
    INDICATOR = "indicator", _("indicator")
    DEFINITION = "definition", _("definition")


MODELS = {
    Kind.SERIES: Series,
    Kind.ISSUE: Issue,
    Kind.SECTION: Section,
    Kind.FACT: Fact,
    Kind.PLACEMENT: FigurePlacement,
    Kind.ARTICLE: Article,
    Kind.PHOTO: Photo,
    Kind.THEME: Theme,
    Kind.INDICATOR: Indicator,
    Kind.DEFINITION: IndicatorDefinition,
}
# The fields that hold texts for readers, in the order in which they are read.
FIELDS = {
    Kind.SERIES: (
        *("title", "running_title", "organisation", "organisation_short", "region"),
        "disclaimer",
    ),
    Kind.ISSUE: ("title", "summary"),
    Kind.SECTION: ("title", "intro"),
    Kind.FACT: ("label", "value"),
    Kind.PLACEMENT: ("label", "statement", "change_reason"),
    Kind.ARTICLE: ("title", "body", "sources"),
    Kind.PHOTO: ("alt", "caption", "place", "text_equivalent"),
    Kind.THEME: ("name",),
    Kind.INDICATOR: ("name", "unit", "base"),
    Kind.DEFINITION: ("text",),
}
KINDS = {model: kind for kind, model in MODELS.items()}


def column_of(kind, field):
    """Return the model field that holds the original."""
    return MODELS[Kind(kind)]._meta.get_field(field)


def is_rich(kind, field):
    """Say whether a text is rich text, sanitised HTML, rather than plain words."""
    return isinstance(column_of(kind, field), ProseField)


class TranslatedText(models.TextField):
    """The words themselves; those of a rich text are cleaned on their way into the database."""

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if model_instance.is_rich:
            value = clean_prose(value)
            setattr(model_instance, self.attname, value)
        return value


class TranslationQuerySet(models.QuerySet):
    def of(self, *rows):
        """Translations of all texts of ``rows``, of whatever models that have texts."""
        keys = {}
        for row in rows:
            keys.setdefault(KINDS[type(row)], set()).add(row.pk)
        wanted = Q(pk=None)
        for kind, found in keys.items():
            wanted |= Q(kind=kind, object_id__in=found)
        return self.filter(wanted)


class Translation(models.Model):
    """The translation of one text into one language.

    ``kind``, ``object_id`` and ``field`` name the text. There is no foreign key: what somebody
    brings back from the bin has its translations still. ``source`` is the original from which the
    translation was made: once the original says something else, the translation is outdated.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=20)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    text = TranslatedText(_("translation"))
    source = models.TextField(_("original it was made from"))
    is_done = models.BooleanField(_("done"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("translated by"),
    )
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "object_id", "field", "language"]
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "field", "language"],
                name="translation_once_per_text_and_language",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="translation_of_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="translation_says_something"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}, {self.field} ({self.language})"

    @property
    def is_rich(self):
        return self.kind in MODELS and is_rich(self.kind, self.field)
