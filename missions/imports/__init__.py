"""Figures from workbooks and CSV files: read, matched, planned, and stored as a whole or not at all."""

from .plan import Plan, store
from .reading import Unreadable, read_table

__all__ = ["Plan", "Unreadable", "read_table", "store"]
