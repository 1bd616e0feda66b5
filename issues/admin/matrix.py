"""The matrix of an issue: each mission's part, section by section, and the way to each place."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues import rounds
from issues.models import Article, Contribution, Section

from .figure_grid import grid_url
from .round import CHIPS, part_url

State, Answer = Article.State, Contribution.State
TEXT_KINDS = (Section.Kind.ARTICLES, Section.Kind.FEATURE)
# Of several articles in one cell the one that needs most is told.
NEEDIEST = [State.RETURNED, State.DRAFT, State.SUBMITTED, State.APPROVED]
LOOKS = {State.RETURNED: "warn", State.SUBMITTED: "wait", State.APPROVED: "good"}


@dataclass(frozen=True)
class Cell:
    """What stands in one place: a few words, how they look, and where they lead ("" nowhere)."""

    text: str = "–"
    look: str = ""
    url: str = ""


@dataclass(frozen=True)
class Matrix:
    """``columns`` are headings; ``rows`` are (mission, cells in the order of the columns)."""

    columns: list[str]
    rows: list


def matrix_of(issue):
    """Return the `Matrix` of ``issue``, None if no mission was asked; the number of queries is fixed."""
    given = {
        c.mission_id: c
        for c in issue.contributions.select_related("mission").prefetch_related("sections")
    }
    if not given:
        return None
    missions = [contribution.mission for contribution in given.values()]
    parts = rounds.parts_of(issue, missions)
    sections = [section for section in issue.sections.all() if section.kind in TEXT_KINDS]
    unplaced = any(a.section_id is None for part in parts.values() for a in part.articles)
    columns = [
        _("Answer"),
        _("Figures"),
        _("Hotlines"),
        *(section.title for section in sections),
        *([_("In no section")] if unplaced else []),
    ]
    rows = []
    for mission in missions:
        contribution, part = given[mission.pk], parts[mission.pk]
        contribution.issue = issue  # what links need, without a query each
        cells = [
            answer_cell(contribution),
            figures_cell(contribution, part),
            hotlines_cell(contribution, part),
            *(text_cell(contribution, part, section) for section in sections),
            *([text_cell(contribution, part, None)] if unplaced else []),
        ]
        rows.append((mission, cells))
    return Matrix(columns, rows)


def answer_cell(contribution):
    url = part_url(contribution)
    if contribution.is_late:
        return Cell(_("late"), "stop", url)
    return Cell(contribution.get_state_display(), CHIPS.get(contribution.state, ""), url)


def text_cell(contribution, part, section):
    """The articles of a mission in ``section`` (None: in no section), or what it owes there."""
    articles = [a for a in part.articles if a.section_id == (section.pk if section else None)]
    if articles:
        state = min((article.state for article in articles), key=NEEDIEST.index)
        text = _("drafting") if state == State.DRAFT else State(state).label
        if len(articles) > 1:
            return Cell(f"{len(articles)} × {text}", LOOKS.get(state, ""), part_url(contribution))
        url = reverse("admin:issues_article_change", args=[articles[0].pk])
        return Cell(text, LOOKS.get(state, ""), url)
    asked = {row.pk for row in contribution.sections.all()}
    if section is None or section.pk not in asked:
        return Cell()
    if contribution.state in (Answer.NOTHING, Answer.NO_UPDATE) or contribution.is_late:
        return answer_cell(contribution)
    if contribution.state in Contribution.OWED:
        return Cell(_("asked"), "", part_url(contribution))
    return Cell()


def figures_cell(contribution, part):
    if not part.figures_asked:
        return Cell()
    url = grid_url(contribution.issue, contribution.mission)
    if not part.figures_due:
        return Cell(_("complete"), "good", url)
    said = _("%(due)s of %(all)s due") % {
        "due": len(part.figures_due),
        "all": part.figures_asked,
    }
    return Cell(said, "warn" if contribution.is_late else "", url)


def hotlines_cell(contribution, part):
    lines = reverse("admin:missions_hotline_changelist")
    url = f"{lines}?mission__id__exact={contribution.mission_id}"
    if not part.hotlines_due:
        return Cell(_("tested"), "good", url)
    count = len(part.hotlines_due)
    return Cell(ngettext("%s to test", "%s to test", count) % count, "warn", url)
