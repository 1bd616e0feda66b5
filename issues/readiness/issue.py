"""What is wrong with an issue as a whole."""

from django.urls import reverse
from django.utils.translation import gettext as _

from issues.models import Article

from .finding import Finding, change_url


def issue_findings(issue, sections):
    if not sections:
        yield Finding(str(issue), _("The issue has no sections: add one."), change_url(issue))
    if issue.data_as_of is None:
        yield Finding(
            str(issue),
            _("“Data as of” is empty: readers will not know how old the figures are."),
            change_url(issue),
            blocks=False,
        )
    for article in Article.objects.filter(issue=issue, section=None):
        yield Finding(
            article.title,
            _("The article stands in no section and will not be published: arrange it."),
            reverse("admin:issues_issue_arrange", args=[issue.pk]),
            blocks=False,
        )
