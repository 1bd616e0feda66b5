"""Whole addresses of what was published, for what leaves the site: metadata, citations, feeds."""

from django.conf import settings
from django.urls import reverse

from reportcms.text_mode import normal


def whole(path):
    """Return the full address of ``path``, never that of its text mode."""
    return f"{settings.SITE_URL}{normal(path)}"


def address(name, edition, *, version=None, slug=None, language=None):
    """Return the full address of a page or file of ``edition``: of the latest one without ``version``.

    ``language`` is one of its renditions that is not the language of the site.
    """
    parts = {"series": edition.series_slug, "year": edition.year, "number": edition.number}
    optional = {"version": version, "slug": slug}
    parts |= {key: value for key, value in optional.items() if value is not None}
    query = f"?language={language}" if language else ""
    return whole(reverse(f"issues:{name}", kwargs=parts)) + query


def permanent(reading, *, slug=None):
    """Return the address that this edition, or its article ``slug``, keeps for ever."""
    name = "article" if slug else "issue"
    version = reading.edition.version
    return address(name, reading.edition, version=version, slug=slug, language=reading.language)


def archive_address(edition):
    """Return the full address of all issues of the series of ``edition``."""
    return whole(reverse("issues:archive", args=[edition.series_slug]))
