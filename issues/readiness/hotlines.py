"""What is wrong with the hotlines that an issue prints."""

from django.utils.translation import gettext as _

from missions.models import Hotline

from .finding import Finding, change_url


def hotline_findings(section):
    issue = section.issue
    hotlines = Hotline.objects.public(issue.publication_date).filter(
        mission__series=issue.series_id
    )
    for hotline in hotlines:
        if hotline.is_stale_on(issue.publication_date):
            yield Finding(
                str(hotline),
                _("Nobody has called this number in the 90 days before publication: test it."),
                change_url(hotline),
                blocks=False,
            )
