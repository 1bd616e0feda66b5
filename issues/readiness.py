"""Everything that still stops a publication, each with its place and its remedy."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from issues.figure_nodes import newest_vintages
from issues.models import Article, FigurePlacement, Photo
from missions.figure_checks import open_checks, shown
from missions.ledger import neighbours
from missions.models import Hotline
from reportcms.prose import plain_text


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what is wrong, where, and the address of the form that mends it."""

    place: str
    message: str
    url: str
    blocks: bool = True


def blockers(issue):
    """Return the findings that stop ``issue`` from being published."""
    return [finding for finding in findings(issue) if finding.blocks]


def findings(issue):
    """Return all findings about ``issue``: blockers and warnings, in reading order."""
    sections = list(
        issue.sections.prefetch_related(
            "photos", "facts", "articles__photos", "placements__figure", "placements__compared_with"
        )
    )
    placements = [p for section in sections for p in section.placements.all()]
    ledger = Ledger(placements, until=issue.publication_date)
    missions = set(issue.series.missions.values_list("pk", flat=True))
    return [
        *issue_findings(issue, sections),
        *(
            finding
            for section in sections
            for finding in section_findings(section, ledger, missions)
        ),
    ]


class Ledger:
    """What the ledger says about the figures of ``placements``, read in a few queries.

    Observations after the day ``until`` are another issue's matter.
    """

    def __init__(self, placements, *, until):
        compared = [p.compared_with for p in placements if p.compared_with]
        figures = [*(p.figure for p in placements), *compared]
        self.newest = newest_vintages(figure.observation for figure in figures)
        self.neighbours = neighbours((self.figure(p) for p in placements), until=until)

    def figure(self, placement):
        """The newest vintage of the figure placed."""
        return self.newest[placement.figure.observation]

    def compared(self, placement):
        """The newest vintage of the figure it is compared with, None if with none."""
        compared = placement.compared_with
        return compared and self.newest[compared.observation]

    def before(self, placement):
        """The observation before the figure placed, None if it is the first."""
        return self.neighbours[self.figure(placement).pk].before

    def after(self, placement):
        """The newest observation after the figure placed, None if it is the last."""
        return self.neighbours[self.figure(placement).pk].last


def change_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


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


def article_findings(article):
    url = change_url(article)
    if article.state == Article.State.DRAFT:
        yield Finding(
            article.title,
            _("The article is still a draft: set it to “ready for the editor”, or take it out."),
            url,
        )
    if not plain_text(article.body).strip():
        yield Finding(article.title, _("The article has no text."), url)
    for photo in article.photos.all():
        yield from photo_findings(photo, article.title, url)


def photo_findings(photo, place, url):
    if not photo.alt.strip():
        yield Finding(place, _("A photo has no alternative text."), url)
    if not photo.credit.strip():
        yield Finding(place, _("A photo has no credit."), url)
    if photo.consent == Photo.Consent.MISSING:
        yield Finding(
            place,
            _("The people on the photo “%(alt)s” have not agreed: get consent or take it out.")
            % {"alt": photo.alt},
            url,
        )
    if photo.kind in {Photo.Kind.MAP, Photo.Kind.CHART} and not photo.text_equivalent.strip():
        yield Finding(place, _("A map or chart lacks its text: write what it says in words."), url)


def style_findings(placement, figure, missions, url):
    """Whether the figure has what its table or chart is made of."""
    name = placement.label or str(figure.indicator)
    parts = Counter(part.dimension for part in figure.breakdown.all())
    if placement.style == placement.Style.CHART and max(parts.values(), default=0) < 2:
        yield Finding(
            name,
            _("A chart needs a breakdown with at least two numbers: add it, or show a callout."),
            url,
        )
    covered = {mission.pk for mission in figure.covers.all()}
    has_rows = "country" in parts or len(covered) == 1 or covered >= missions
    if placement.style == placement.Style.TABLE and not has_rows:
        yield Finding(
            name,
            _(
                "The table by mission has no row for this figure: add its breakdown by country, "
                "or show a callout."
            ),
            url,
        )


def placement_findings(placement, ledger, url):
    """What the ledger asks about a figure placed, unless the placement answers it."""
    figure, compared = ledger.figure(placement), ledger.compared(placement)
    name = placement.label or str(figure.indicator)
    if compared and compared.indicator_id != figure.indicator_id:
        yield Finding(name, _("It is compared with a figure of another indicator."), url)
        return
    if placement.style == FigurePlacement.Style.MENTION:
        return
    previous = compared or ledger.before(placement)
    for check in open_checks(
        figure,
        covers=figure.covers.all(),
        parts=figure.breakdown.all(),
        # A remark on the change answers whatever is asked about it.
        previous=None if placement.change_reason else previous,
    ):
        yield Finding(
            name, check.message, url if check.field == "break_note" else change_url(figure)
        )
    if compared is None and previous is not None and figure.value is not None:
        yield Finding(
            name,
            _(
                "The ledger has an earlier number, %(value)s of %(date)s: choose it under "
                "“compared with”, and readers see the change."
            )
            % said(previous),
            url,
            blocks=False,
        )
    if later := ledger.after(placement):
        yield Finding(
            name,
            _("The ledger has a newer number, %(value)s of %(date)s: show that one.") % said(later),
            url,
            blocks=False,
        )


def said(figure):
    """The value and date of a figure, as a sentence to staff says them."""
    value = figure.get_status_display() if figure.value is None else shown(figure.value)
    return {"value": value, "date": f"{figure.as_of:%Y-%m-%d}"}


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
