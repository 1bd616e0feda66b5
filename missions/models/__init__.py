"""Who we are and what we count."""

from .address import SeriesAddress
from .contact import Contact
from .figure import AssistanceFigure, FigureBreakdown
from .figure_import import FigureImport
from .hotline import Hotline
from .indicator import Indicator, IndicatorDefinition
from .mission import Membership, Mission
from .person import Person
from .profile import Invitation, Profile, Topic
from .release import FigureRelease, ReleaseWithdrawal

__all__ = [
    "AssistanceFigure",
    "Contact",
    "FigureBreakdown",
    "FigureImport",
    "FigureRelease",
    "Hotline",
    "Indicator",
    "IndicatorDefinition",
    "Invitation",
    "Membership",
    "Mission",
    "Person",
    "Profile",
    "ReleaseWithdrawal",
    "SeriesAddress",
    "Topic",
]
