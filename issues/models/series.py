"""A report that appears again and again, and the themes it writes about."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from missions.models import Indicator, Mission, SeriesAddress
from missions.models.mission import is_regional, mission_ids

# Languages a report may be written in or translated into (ISO 639-1, with script where needed).
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("kk", "Қазақша"),
    ("ky", "Кыргызча"),
    ("tg", "Тоҷикӣ"),
    ("tk", "Türkmençe"),
    ("uz", "Oʻzbekcha"),
    ("uz-cyrl", "Ўзбекча"),
    ("fa", "دری"),
    ("ar", "العربية"),
]

validate_color = RegexValidator(
    r"^#[0-9a-f]{6}\Z", _("Write a colour as # and six digits or letters a–f, such as #0033a0.")
)


# The site has pages of its own at these addresses.
RESERVED_ADDRESSES = {
    "about",
    "accessibility",
    "api",
    "embed",
    "feed",
    "figures",
    "follow",
    "hotlines",
    "licence",
    "media",
    "missions",
    "privacy",
    "search",
}


def validate_free_address(slug):
    """Refuse a slug that would hide a page of the site."""
    if slug in RESERVED_ADDRESSES:
        raise ValidationError(
            _("The site has a page at “%(slug)s” already: choose another address.") % {"slug": slug}
        )


def default_languages():
    return ["en"]


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Series ``user`` works on."""
        if is_regional(user):
            return self
        joined = Series.missions.through.objects.filter(mission__in=mission_ids(user))
        return self.filter(pk__in=joined.values("series"))


class Series(models.Model):
    """Title, organisation, region, missions, languages and look of a recurring report."""

    class ReliefWebFormat(models.TextChoices):
        SITUATION_REPORT = "situation_report", _("Situation Report")
        NEWS = "news", _("News and Press Release")

    title = models.CharField(_("title"), max_length=160, unique=True)
    slug = models.SlugField(
        _("address on the site"), max_length=80, unique=True, validators=[validate_free_address]
    )
    organisation = models.CharField(_("organisation"), max_length=160)
    organisation_short = models.CharField(_("short name"), max_length=20, blank=True)
    region = models.CharField(_("region"), max_length=120)
    running_title = models.CharField(
        _("running title"), max_length=160, help_text=_("Printed at the head of every page.")
    )
    missions = models.ManyToManyField(Mission, related_name="series", verbose_name=_("missions"))
    indicators = models.ManyToManyField(
        Indicator,
        blank=True,
        related_name="series",
        verbose_name=_("figures asked of each mission"),
        help_text=_("They stand in the table in which a mission enters its figures for an issue."),
    )
    languages = models.JSONField(
        _("languages"), default=default_languages, help_text=_("The first is the original.")
    )
    brand_color = models.CharField(
        _("main colour"), max_length=7, default="#0033a0", validators=[validate_color]
    )
    accent_color = models.CharField(
        _("accent colour"), max_length=7, default="#d45b07", validators=[validate_color]
    )
    logo = models.ImageField(
        _("logo"), upload_to="logos/", max_length=200, blank=True, help_text=_("A PNG picture.")
    )
    logo_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
    needs_clearance = models.BooleanField(
        _("issues need clearance"),
        default=True,
        help_text=_("Somebody with the role of clearer looks at an issue before it is published."),
    )
    reliefweb_format = models.CharField(
        _("kind of content at ReliefWeb"),
        max_length=20,
        choices=ReliefWebFormat,
        default=ReliefWebFormat.SITUATION_REPORT,
        help_text=_("As what its issues are sent there."),
    )
    licence = models.CharField(_("licence"), max_length=120, default="CC BY-NC-ND 3.0 IGO")
    licence_url = models.URLField(
        _("licence address"),
        blank=True,
        default="https://creativecommons.org/licenses/by-nc-nd/3.0/igo/",
    )
    disclaimer = models.TextField(_("disclaimer"), max_length=1000, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self):
        return self.title

    def clean(self):
        own = Series.objects.filter(pk=self.pk).values("slug")
        if SeriesAddress.objects.filter(slug=self.slug).exclude(moved_to__in=own).exists():
            raise ValidationError(
                {"slug": _("Another report had this address: its readers are led on from here.")}
            )
        known = dict(LANGUAGES)
        unknown = [code for code in self.languages or [""] if code not in known]
        if unknown:
            raise ValidationError(
                {
                    "languages": _("Unknown language %(code)s. Known: %(known)s.")
                    % {"code": ", ".join(map(repr, unknown)), "known": ", ".join(known)}
                }
            )

    @property
    def language(self):
        """The original language."""
        return self.languages[0]


class Theme(models.Model):
    """A subject that readers filter by."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address on the site"), max_length=60, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self):
        return self.name
