"""What we tell: the working document (series to photo) and what was published (edition)."""

from .act import EditorialAct, Notice
from .article import Article, Photo
from .bin import Binned
from .clearance import Clearance
from .consent import ConsentWithdrawal
from .contribution import Contribution
from .edition import Edition, EditionSubject, Page, Redaction, Rendition, RenditionFile
from .issue import Fact, FigurePlacement, Issue, Section
from .note import Note, Presence
from .publication import Proof, Publication
from .reliefweb import ReliefWebSubmission
from .search import SearchChoice, SearchEntry, Spelling
from .series import Series, Theme
from .stated_reason import StatedReason
from .subscription import Letter, Mailing, Subscriber, Subscription
from .translation import Translation
from .withdrawal import EditionWithdrawal

__all__ = [
    "Article",
    "Binned",
    "Clearance",
    "ConsentWithdrawal",
    "Contribution",
    "Edition",
    "EditionSubject",
    "EditionWithdrawal",
    "EditorialAct",
    "Fact",
    "FigurePlacement",
    "Issue",
    "Letter",
    "Mailing",
    "Note",
    "Notice",
    "Page",
    "Photo",
    "Presence",
    "Proof",
    "Publication",
    "Redaction",
    "ReliefWebSubmission",
    "Rendition",
    "RenditionFile",
    "SearchChoice",
    "SearchEntry",
    "Section",
    "Series",
    "Spelling",
    "StatedReason",
    "Subscriber",
    "Subscription",
    "Theme",
    "Translation",
]
