"""Writing an issue as a bundle: the same issue always gives the same bytes."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from issues.models import Article, Photo
from missions.models import AssistanceFigure, Mission
from missions.models.address import every_slug
from reportcms.prose import figure_references
from reportcms.storage import write_atomically

from .assembly import CONTACT_KEYS, HOTLINE_KEYS, MISSION_KEYS, SERIES_KEYS
from .contents import (
    ARTICLE_KEYS,
    ISSUE_KEYS,
    PHOTO_KEYS,
    PLACEMENT_KEYS,
    REASON_KEYS,
    SECTION_KEYS,
)
from .contributions import CONTRIBUTION_KEYS
from .faults import BundleRefused, Remark
from .ledger import FIGURE_KEYS, INDICATOR_KEYS, NUMBER_KEYS, PART_KEYS
from .reading import DOCUMENT, PHOTOS
from .translations import TranslationsOf

SCHEMA_VERSION = 1
LOGO = "logo.png"
# The oldest date a zip file can say: the bytes shall not depend on the day of export.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class WrittenBundle:
    """A bundle ready to be written: the document, and its pictures by file name."""

    document: dict
    pictures: dict[str, FieldFile]

    def files(self):
        """Yield name and bytes of every file."""
        text = json.dumps(self.document, ensure_ascii=False, indent=2)
        yield DOCUMENT, f"{text}\n".encode()
        for name, picture in self.pictures.items():
            with picture.open("rb") as file:
                yield f"{PHOTOS}/{name}", file.read()


def bundle_of(issue):
    """Return the `WrittenBundle` of ``issue`` as it stands now, with all that it refers to.

    Of the missions it carries what the public may see: hotlines, and contacts that are public.
    """
    return Writer(issue).bundle()


def write_bundle(bundle, path):
    """Write ``bundle`` to ``path``: a zip file if the name ends in .zip, else a new folder.

    Raises ``BundleRefused`` rather than write over something.
    """
    path = Path(path)
    if path.suffix == ".zip":
        write_zip(bundle, path)
        return
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise BundleRefused(
            [Remark(str(path), _("This exists and is not an empty folder. Give another name."))]
        )
    for name, data in bundle.files():
        write_atomically(path / name, [data], overwrite=False)


def write_zip(bundle, path):
    if path.exists():
        raise BundleRefused([Remark(str(path), _("This file exists. Give another name."))])
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".part-{path.name}")
    try:
        # Photos are compressed already, and stored bytes depend on no compressor's version.
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
            for name, data in bundle.files():
                entry = zipfile.ZipInfo(name, _ZIP_DATE)
                entry.create_system = 3
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, data)
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


class Writer:
    """Turns one issue into the document and photos of a bundle."""

    def __init__(self, issue):
        self.issue = issue
        self.pictures = {}
        self.names = {}
        self.sections = list(
            issue.sections.prefetch_related(
                "photos", "facts", "articles__photos", "articles__themes", "articles__mission",
                "articles__with_missions", "placements",
            )
        )  # fmt: skip
        self.unplaced = list(Article.objects.filter(issue=issue, section=None))
        self.contributions = list(
            issue.contributions.select_related("mission").prefetch_related("sections")
        )
        self.figures = self.all_vintages()
        self.translations = TranslationsOf(self.rows_with_texts())

    def bundle(self):
        articles = [a for section in self.sections for a in section.articles.all()]
        articles += self.unplaced
        document = {
            "schema_version": SCHEMA_VERSION,
            "series": self.series(),
            "missions": [self.mission(mission) for mission in self.missions(articles)],
            "themes": self.themes(articles),
            "indicators": [self.indicator(i) for i in self.indicators()],
            "figures": [self.figure(figure) for figure in self.figures],
            "issue": plain(self.issue, ISSUE_KEYS)
            | self.translated(self.issue)
            | filled(
                stated_reasons=[
                    plain(reason, REASON_KEYS) for reason in self.issue.stated_reasons.all()
                ]
            ),
            "sections": [self.section(section) for section in self.sections],
        } | filled(
            unplaced_articles=[self.article(article) for article in self.unplaced],
            contributions=[self.contribution(given) for given in self.contributions],
        )
        return WrittenBundle(document, self.pictures)

    def rows_with_texts(self):
        """Yield every row of the bundle whose texts may be translated."""
        yield from (self.issue, self.issue.series, *self.sections)
        articles = [a for section in self.sections for a in section.articles.all()]
        for holder in (*self.sections, *articles, *self.unplaced):
            yield from holder.photos.all()
        for section in self.sections:
            yield from (*section.placements.all(), *section.facts.all())
        for article in (*articles, *self.unplaced):
            yield from (article, *article.themes.all())
        for indicator in self.indicators():
            yield from (indicator, *indicator.definitions.all())

    def translated(self, row):
        """Return the translations of ``row`` as a part of its object, if there are any."""
        return filled(translations=self.translations.nodes(row))

    def all_vintages(self):
        """Return every vintage of the figures placed, compared with or referred to, in order."""
        wanted = {
            pk
            for section in self.sections
            for placement in section.placements.all()
            for pk in (placement.figure_id, placement.compared_with_id)
            if pk
        }
        observations = AssistanceFigure.objects.filter(pk__in=wanted).values("observation")
        figures = (
            AssistanceFigure.objects.filter(
                Q(observation__in=observations) | Q(observation__in=self.referred_to())
            )
            .select_related("indicator", "definition", "mission")
            .prefetch_related("covers", "breakdown", "releases")
        )
        return sorted(figures, key=lambda f: (f.indicator.code, f.as_of, f.recorded_at, str(f.pk)))

    def referred_to(self):
        """Return the observations that the texts of the issue refer to."""
        articles = [a for section in self.sections for a in section.articles.all()]
        texts = [
            self.issue.summary,
            *(section.intro for section in self.sections),
            *(article.body for article in (*articles, *self.unplaced)),
        ]
        return {found for text in texts for found in figure_references(text)}

    def missions(self, articles):
        """Return every mission the bundle speaks of, in the order of lists."""
        ids = {mission.pk for mission in self.issue.series.missions.all()}
        for figure in self.figures:
            ids |= {figure.mission_id, *(mission.pk for mission in figure.covers.all())}
        for article in articles:
            ids |= {article.mission_id, *(m.pk for m in article.with_missions.all())}
        ids |= {given.mission_id for given in self.contributions}
        return Mission.objects.filter(pk__in=ids - {None})

    def indicators(self):
        found = {figure.indicator.code: figure.indicator for figure in self.figures}
        for indicator in self.issue.series.indicators.all():
            found[indicator.code] = indicator
        return [found[code] for code in sorted(found)]

    def series(self):
        series = self.issue.series
        if series.logo:
            self.pictures[LOGO] = series.logo
        return (
            plain(series, SERIES_KEYS)
            | filled(logo=series.logo and LOGO)
            | {"missions": [mission.slug for mission in series.missions.all()]}
            | filled(indicators=[indicator.code for indicator in series.indicators.all()])
            | self.translated(series)
        )

    def mission(self, mission):
        contacts = mission.contacts.filter(is_public=True)
        return plain(mission, MISSION_KEYS) | filled(
            contacts=[plain(contact, CONTACT_KEYS) for contact in contacts],
            hotlines=[plain(hotline, HOTLINE_KEYS) for hotline in mission.hotlines.all()],
        )

    def themes(self, articles):
        found = {theme.slug: theme for article in articles for theme in article.themes.all()}
        return [
            {"slug": slug, "name": found[slug].name} | self.translated(found[slug])
            for slug in sorted(found)
        ]

    def indicator(self, indicator):
        return (
            plain(indicator, INDICATOR_KEYS)
            | self.translated(indicator)
            | {
                "definitions": [
                    plain(definition, ["version", "text", "is_comparable"])
                    | self.translated(definition)
                    for definition in indicator.definitions.all()
                ]
            }
        )

    def figure(self, figure):
        return (
            {"id": str(figure.pk), "indicator": figure.indicator.code}
            | {"definition_version": figure.definition.version}
            | filled(mission=figure.mission and figure.mission.slug)
            | {"value": typed(figure.value)}
            | filled(**{key: typed(getattr(figure, key)) for key in NUMBER_KEYS[1:]})
            | plain(figure, FIGURE_KEYS)
            | {"covers": [mission.slug for mission in figure.covers.all()]}
            | filled(
                breakdown=[
                    plain(part, PART_KEYS) | {"value": typed(part.value)}
                    for part in figure.breakdown.all()
                ],
                corrects=figure.supersedes_id and str(figure.supersedes_id),
                released_on=self.released_elsewhere(figure),
            )
        )

    @cached_property
    def addresses(self):
        """Every address of the series, for releases name the one of their day."""
        return every_slug(self.issue.series.slug)

    def released_elsewhere(self, figure):
        """Return the day since which ``figure`` is public otherwise than by this issue."""
        own = (self.issue.year, self.issue.number)
        days = [
            release.released_on
            for release in figure.releases.all()
            if release.series_slug not in self.addresses or (release.year, release.number) != own
        ]
        return min(days).isoformat() if days else None

    def section(self, section):
        return plain(section, SECTION_KEYS) | self.translated(section) | self.held_by(section)

    def held_by(self, section):
        return filled(
            photos=self.photos(section),
            figures=[self.placement(placement) for placement in section.placements.all()],
            articles=[self.article(article) for article in section.articles.all()],
            facts=[
                plain(fact, ["label", "value"]) | self.translated(fact)
                for fact in section.facts.all()
            ],
        )

    def placement(self, placement):
        compared = placement.compared_with_id
        return (
            {"figure": str(placement.figure_id)}
            | plain(placement, PLACEMENT_KEYS)
            | filled(compared_with=compared and str(compared))
            | self.translated(placement)
        )

    def article(self, article):
        return (
            plain(article, ARTICLE_KEYS)
            | {"body": article.body}
            | self.translated(article)
            | filled(
                mission=article.mission and article.mission.slug,
                with_missions=[mission.slug for mission in article.with_missions.all()],
                themes=[theme.slug for theme in article.themes.all()],
                photos=self.photos(article),
            )
        )

    def contribution(self, given):
        return {"mission": given.mission.slug} | filled(
            sections=[section.slug for section in given.sections.all()],
            **plain(given, CONTRIBUTION_KEYS),
        )

    def photos(self, owner):
        """A slot emptied by a withdrawal of consent has no picture to send along."""
        withdrawn = Photo.Consent.WITHDRAWN
        return [self.photo(photo) for photo in owner.photos.all() if photo.consent != withdrawn]

    def photo(self, photo):
        """Name each picture by its place in reading order; the same picture is written once."""
        if photo.sha256 not in self.names:
            name = f"{len(self.names) + 1:02}.jpg"
            self.names[photo.sha256] = name
            self.pictures[name] = photo.image
        file = {"file": self.names[photo.sha256]}
        return file | plain(photo, PHOTO_KEYS) | self.translated(photo)


def plain(row, keys):
    """Return those of ``keys`` that are not empty (or not so by default), as JSON types."""
    given = {}
    for key in keys:
        value = row.country.code if key == "country" else getattr(row, key)
        if value in (None, "", []) and value == row._meta.get_field(key).get_default():
            continue
        given[key] = value.isoformat() if hasattr(value, "isoformat") else value
    return given


def filled(**values):
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def typed(value):
    """Return a Decimal so that reading it back gives the same: a whole number, or text."""
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    text = f"{value:f}".rstrip("0")
    # Exactly three decimals would read like a group of thousands.
    return f"{text}0" if len(text.rpartition(".")[2]) == 3 else text
