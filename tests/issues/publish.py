"""A published edition without the work of rendering, for tests of what follows from one."""

from django.utils import timezone

from issues.models import Edition


def published(issue, *, version=1, note=""):
    """Insert edition ``version`` of ``issue`` without renditions."""
    return Edition.objects.create(
        issue=issue,
        version=version,
        note=note,
        published_slug=issue.series.slug,
        series_title=issue.series.title,
        year=issue.year,
        number=issue.number,
        publication_date=issue.publication_date,
        published_at=timezone.now(),
    )
