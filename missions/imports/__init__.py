"""Figures from workbooks and CSV files: read, matched, planned, and stored as a whole or not at all."""

from .limits import Unreadable
from .plan import Plan
from .reading import read_table
from .storing import store

__all__ = ["Plan", "Unreadable", "read_table", "store"]
