"""Who we are and what we count."""

from .contact import Contact
from .figure import AssistanceFigure, FigureBreakdown, Indicator, IndicatorDefinition
from .hotline import Hotline
from .mission import Membership, Mission

__all__ = [
    "AssistanceFigure",
    "Contact",
    "FigureBreakdown",
    "Hotline",
    "Indicator",
    "IndicatorDefinition",
    "Membership",
    "Mission",
]
