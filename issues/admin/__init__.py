"""The admin of series, issues and what stands in them; arranging, previewing, publishing."""

from . import article, bin, edition, followers, issue, section, series

from . import history  # isort: skip -- after the classes it extends

__all__ = ["article", "bin", "edition", "followers", "history", "issue", "section", "series"]
