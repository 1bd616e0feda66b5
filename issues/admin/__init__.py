"""The admin of series, issues and what stands in them; arranging, previewing, publishing."""

from . import article, edition, issue, section, series

__all__ = ["article", "edition", "issue", "section", "series"]
