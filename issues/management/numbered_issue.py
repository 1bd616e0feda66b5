"""How commands name an issue: SERIES YEAR NUMBER."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from issues.models import Issue, Series
from missions.models.address import present_slug


def add_issue_arguments(parser):
    parser.add_argument("series", help="address of the series, as in its web pages")
    parser.add_argument("year", type=int)
    parser.add_argument("number", type=int)


def find_issue(series, year, number):
    """Return the Issue; ``CommandError`` says what there is instead."""
    series = present_slug(series)
    if not Series.objects.filter(slug=series).exists():
        known = ", ".join(Series.objects.values_list("slug", flat=True)) or "–"
        raise CommandError(
            _("There is no series “%(series)s”. Known: %(known)s.")
            % {"series": series, "known": known}
        )
    issues = Issue.objects.select_related("series").filter(series__slug=series)
    if issue := issues.filter(year=year, number=number).first():
        return issue
    known = ", ".join(f"{issue.year} {issue.number}" for issue in issues) or "–"
    raise CommandError(
        _("This series has no Issue %(number)s of %(year)s. It has: %(known)s.")
        % {"number": number, "year": year, "known": known}
    )
