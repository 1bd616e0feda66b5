"""Everything that still stops a publication, each with its place and its remedy."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from issues.contradictions import contradictions, stated_reasons
from issues.models import Article, FigurePlacement, Photo
from issues.references import IssueLedger, passages
from missions.figure_checks import open_checks, shown
from missions.models import Hotline
from reportcms.prose import plain_text


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what is wrong, where, and the address of the form that mends it.

    ``answer_url`` is where a reason can be stated instead, if it can.
    """

    place: str
    message: str
    url: str
    blocks: bool = True
    answer_url: str = ""


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
    texts = passages(issue, sections)
    ledger = IssueLedger(issue, placements, texts)
    missions = set(issue.series.missions.values_list("pk", flat=True))
    return [
        *issue_findings(issue, sections),
        *(
            finding
            for section in sections
            for finding in section_findings(section, ledger, missions)
        ),
        *reference_findings(texts, ledger),
        *number_findings(issue, texts, ledger),
    ]


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
    previous = compared or ledger.before(figure)
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
    if later := ledger.after(figure):
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


def reference_findings(texts, ledger):
    """What is wrong with the figures that texts refer to, each once for each text."""
    placed = {placement.figure.observation for placement in ledger.placements}
    for passage in texts:
        url, place = change_url(passage.owner), str(passage.owner)
        for observation in dict.fromkeys(passage.references):
            figure = ledger.newest.get(observation)
            if figure is None:
                yield Finding(
                    place,
                    _("The text refers to a figure that is not in the ledger: take it out."),
                    url,
                )
                continue
            if figure.public_value is None:
                yield Finding(place, no_number(figure), url)
            if observation not in placed:
                for check in open_checks(
                    figure, covers=figure.covers.all(), parts=figure.breakdown.all()
                ):
                    yield Finding(str(figure.indicator), check.message, change_url(figure))


def no_number(figure):
    """Say why ``figure`` cannot stand in a sentence."""
    if figure.is_withheld:
        return _(
            "The text refers to “%(indicator)s”, which is withheld from readers: write the "
            "sentence without it."
        ) % {"indicator": figure.indicator}
    return _(
        "The text refers to “%(indicator)s”, which has no number (%(status)s): write the "
        "sentence without it."
    ) % {"indicator": figure.indicator, "status": figure.get_status_display()}


def number_findings(issue, texts, ledger):
    """Typed numbers that the ledger contradicts and no stated reason explains."""
    found = contradictions(texts, ledger)
    if not found:
        return
    answered = stated_reasons(issue)
    for contradiction in found:
        if contradiction.subject not in answered:
            yield Finding(
                str(contradiction.passage.owner),
                contradicted(contradiction),
                change_url(contradiction.passage.owner),
                answer_url=answer_url(issue, contradiction),
            )


def answer_url(issue, contradiction):
    """Return the address where somebody says why a typed number stays."""
    address = reverse("admin:issues_issue_reason", args=[issue.pk])
    return f"{address}?{urlencode({'subject': contradiction.subject})}"


def contradicted(contradiction):
    """Say to staff what the ledger says instead of a typed number, and what to do."""
    figure = contradiction.figure
    facts = said(figure) | {
        "number": contradiction.number.written,
        "figure": contradiction.label,
    }
    match contradiction.kind:
        case "withheld":
            return (
                _(
                    "“%(number)s” tells “%(figure)s”, which is withheld to protect people: take it out."
                )
                % facts
            )
        case "superseded":
            return (
                _(
                    "“%(number)s” was corrected since: “%(figure)s” is %(value)s of %(date)s. Put "
                    "the figure itself in its place (button “Figure” of the text)."
                )
                % facts
            )
        case "previous":
            return (
                _(
                    "“%(number)s” is the earlier number: “%(figure)s” is %(value)s of %(date)s. Put "
                    "the figure itself in its place (button “Figure” of the text)."
                )
                % facts
            )
    return (
        _(
            "“%(number)s” is not what the ledger says: “%(figure)s” is %(value)s of %(date)s. Put "
            "the figure itself in its place (button “Figure” of the text)."
        )
        % facts
    )


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
