"""What we tell: the working document (series to photo) and what was published (edition)."""

from .article import Article, Photo
from .edition import Edition, EditionSubject, Page, Rendition
from .issue import Fact, FigurePlacement, Issue, Section
from .publication import Publication
from .series import Series, Theme

__all__ = [
    "Article",
    "Edition",
    "EditionSubject",
    "Fact",
    "FigurePlacement",
    "Issue",
    "Page",
    "Photo",
    "Publication",
    "Rendition",
    "Section",
    "Series",
    "Theme",
]
