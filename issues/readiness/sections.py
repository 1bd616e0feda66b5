"""What is wrong in a section and what stands in it."""

from django.utils.translation import gettext as _

from .articles import article_findings
from .figures import placement_findings, style_findings
from .finding import Finding, change_url
from .hotlines import hotline_findings
from .photos import photo_findings


def section_findings(section, ledger, missions):
    url = change_url(section)
    articles = list(section.articles.all())
    photos = list(section.photos.all())
    placements = list(section.placements.all())
    by_itself = section.kind in {"hotlines", "contacts"}
    if not (by_itself or articles or photos or placements or section.intro or section.facts.all()):
        yield Finding(section.title, _("The section is empty: fill it or delete it."), url)
    for photo in photos:
        yield from photo_findings(photo, section.title, url)
    for placement in placements:
        yield from style_findings(placement, ledger.figure(placement), missions, url)
        yield from placement_findings(placement, ledger, url)
    for article in articles:
        if article.issue_id != section.issue_id:
            yield Finding(
                article.title, _("The article belongs to another issue: take it out."), url
            )
        yield from article_findings(article)
    if section.kind == "hotlines":
        yield from hotline_findings(section)
