"""What we tell: the working document (series to photo) and what was published (edition)."""

from .article import Article, Photo
from .edition import Edition, EditionSubject, Page, Rendition, RenditionFile
from .issue import Fact, FigurePlacement, Issue, Section
from .publication import Proof, Publication
from .series import Series, Theme
from .stated_reason import StatedReason

__all__ = [
    "Article",
    "Edition",
    "EditionSubject",
    "Fact",
    "FigurePlacement",
    "Issue",
    "Page",
    "Photo",
    "Proof",
    "Publication",
    "Rendition",
    "RenditionFile",
    "Section",
    "Series",
    "StatedReason",
    "Theme",
]
