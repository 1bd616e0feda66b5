"""The edition that a content tree is made for: its address, and what it and those before correct."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from issues.figure_nodes import all_nodes, figure_changes, iso
from issues.models import Rendition


def edition_node(issue, language, version, note):
    """The edition being made: its address for ever, and what the editions before corrected."""
    earlier = issue.editions.standing().filter(version__range=(2, version - 1)).order_by("version")
    changes = dict(
        Rendition.objects.standing()
        .filter(edition__in=earlier, language=language)
        .values_list("edition", "content__edition__figure_changes")
    )
    return {
        "version": version,
        "note": note,
        "language": issue.language,
        "corrections": [
            {
                "version": edition.version,
                "date": iso(office_day(edition.published_at)),
                "note": edition.note,
                "figure_changes": changes.get(edition.pk) or [],
            }
            for edition in earlier
        ],
        "url": permanent_address(issue, language, version),
    }


def office_day(moment):
    """Return the day of ``moment`` on the office's clock, whoever looks."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def changes_since(issue, language, version, tree):
    """Return the figures that ``tree`` shows otherwise than the edition before ``version``."""
    before = (
        Rendition.objects.standing()
        .filter(edition__issue=issue, edition__version__lt=version, language=language)
        .order_by("-edition__version")
        .first()
    )
    if before is None:
        return []
    return figure_changes(all_nodes(tree), before.content, language=issue.language)


def permanent_address(issue, language, version):
    """Return the whole address of edition ``version`` in ``language``."""
    site_language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(site_language):
        path = reverse("issues:issue", args=[issue.series.slug, issue.year, issue.number, version])
    query = "" if language == site_language else f"?language={language}"
    return f"{settings.SITE_URL}{path}{query}"
