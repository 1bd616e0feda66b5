"""What is wrong with an article, and who has it in hand."""

from django.utils.translation import gettext as _

from issues.models import Article

from .finding import Finding, change_url
from .writing import writing_findings


def article_findings(article):
    url = change_url(article)
    if stands := where_it_stands(article):
        yield Finding(article.title, stands, url)
    yield from writing_findings(article, article.photos.all(), url)


def where_it_stands(article):
    """Say who has yet to act on ``article``; None when it is approved."""
    match article.state:
        case Article.State.DRAFT:
            return _("The article is still a draft: send it for review, or take it out.")
        case Article.State.RETURNED:
            return _(
                "The article was returned to whoever wrote it: change it and send it for review "
                "again, or take it out."
            )
        case Article.State.SUBMITTED:
            return _("The article waits for the editor’s approval.")
