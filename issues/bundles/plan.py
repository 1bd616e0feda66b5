"""What a checked bundle becomes: unsaved rows, with what they will be linked to."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from issues.models import (
    Article,
    Contribution,
    Fact,
    FigurePlacement,
    Issue,
    Photo,
    Section,
    Series,
    StatedReason,
    Theme,
    Translation,
)
from missions.models import (
    AssistanceFigure,
    Contact,
    FigureBreakdown,
    Hotline,
    Indicator,
    IndicatorDefinition,
    Mission,
)

from .faults import Remark
from .photos import CleanPhoto


@dataclass
class PlannedFigure:
    figure: AssistanceFigure
    covers: list[Mission]
    breakdown: list[FigureBreakdown]
    released_on: date | None = None


@dataclass
class PlannedPhoto:
    photo: Photo
    file: CleanPhoto


@dataclass
class PlannedArticle:
    article: Article
    with_missions: list[Mission]
    themes: list[Theme]
    photos: list[PlannedPhoto]


@dataclass
class PlannedSection:
    section: Section
    photos: list[PlannedPhoto]
    placements: list[FigurePlacement]
    articles: list[PlannedArticle]
    facts: list[Fact]


@dataclass
class PlannedTranslation:
    """A translation without the key of ``row``, which may not be stored yet."""

    row: Model
    translation: Translation


@dataclass
class PlannedContribution:
    contribution: Contribution
    sections: list[Section]


@dataclass
class Bundle:
    """A whole bundle without faults. Rows that exist already are the database's own."""

    series: Series = None
    logo: CleanPhoto | None = None
    series_missions: list[Mission] = field(default_factory=list)
    series_indicators: list[Indicator] = field(default_factory=list)
    missions: dict[str, Mission] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    hotlines: list[Hotline] = field(default_factory=list)
    themes: dict[str, Theme] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    definitions: dict[tuple[str, int], IndicatorDefinition] = field(default_factory=dict)
    figures: dict[str, PlannedFigure] = field(default_factory=dict)
    issue: Issue = None
    stated_reasons: list[StatedReason] = field(default_factory=list)
    sections: list[PlannedSection] = field(default_factory=list)
    unplaced: list[PlannedArticle] = field(default_factory=list)
    contributions: list[PlannedContribution] = field(default_factory=list)
    translations: list[PlannedTranslation] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
