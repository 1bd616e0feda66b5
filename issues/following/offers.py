"""What can be followed: series with a published issue, public missions, themes written about."""

from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import get_language

from issues.models import Edition, EditionSubject, Rendition, Theme
from issues.models.series import LANGUAGES
from missions.models import Mission

KINDS = ("series", "mission", "theme")


@dataclass(frozen=True)
class Offer:
    """One thing to follow; ``slug`` names it in addresses."""

    kind: str
    pk: int
    slug: str
    name: str


@dataclass(frozen=True)
class Offers:
    """All things to follow by kind, and the languages editions are published in."""

    series: list[Offer] = field(default_factory=list)
    mission: list[Offer] = field(default_factory=list)
    theme: list[Offer] = field(default_factory=list)
    languages: list[tuple[str, str]] = field(default_factory=list)

    def of(self, kind):
        return getattr(self, kind)

    def among(self, wish):
        """Return those of the keys in ``wish`` (kind → list of keys) that are on offer."""
        return [
            offer
            for kind in KINDS
            for offer in self.of(kind)
            if offer.pk in set(wish.get(kind, []))
        ]

    @property
    def first_language(self):
        """The language of the page where editions come in it, else the first."""
        codes = [code for code, _name in self.languages]
        return get_language() if get_language() in codes else next(iter(codes), get_language())


def offers():
    """Return what the public can follow now."""
    public = Edition.objects.latest_versions()
    return Offers(
        series=followed_series(public),
        mission=[
            Offer("mission", mission.pk, mission.slug, mission.name)
            for mission in Mission.objects.public()
        ],
        theme=[
            Offer("theme", theme.pk, theme.slug, theme.name)
            for theme in Theme.objects.filter(
                slug__in=EditionSubject.objects.filter(kind="theme", edition__in=public).values(
                    "slug"
                )
            )
        ],
        languages=languages_of(public),
    )


def followed_series(public):
    """Return the series of ``public`` editions, each by the title and address of its newest one."""
    rows = (
        public.values("issue__series", "series_slug", "series_title")
        .annotate(newest=Max("publication_date"))
        .order_by("newest")
    )
    newest = {
        row["issue__series"]: Offer(
            "series", row["issue__series"], row["series_slug"], row["series_title"]
        )
        for row in rows
    }
    return sorted(newest.values(), key=lambda offer: offer.name.casefold())


def languages_of(public):
    """Return (code, own name) of the languages that ``public`` editions are in."""
    used = set(
        Rendition.objects.standing()
        .filter(edition__in=public)
        .order_by()
        .values_list("language", flat=True)
        .distinct()
    )
    return [(code, name) for code, name in LANGUAGES if code in used]
