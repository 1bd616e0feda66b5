"""What stands on the Desk of the person who has just logged in: everything leads to its place."""

from django.contrib.auth.context_processors import PermWrapper
from django.db.models import Case, Count, Max, Q, When
from django.utils import timezone

from issues import rounds
from issues.models import Article, Contribution, EditorialAct, Issue
from issues.readiness import findings
from issues.review.clearance import last_clearance, standing_clearance
from issues.review.schedule import scheduled
from missions.models import Hotline
from missions.models.mission import is_regional

from .figure_grid import grid_url
from .matrix import matrix_of
from .round import CHIPS, due_of
from .translate_cards import translation_lines

ISSUES_SHOWN = 4
BLOCKERS_SHOWN = 3
LATELY_SHOWN = 3
ROWS_SHOWN = 12
ACTS_SHOWN = 6

MAY = [
    ("issues", "view", "issue"),
    ("issues", "add", "issue"),
    ("issues", "change", "issue"),
    ("issues", "publish", "issue"),
    ("issues", "clear", "issue"),
    ("issues", "view", "article"),
    ("issues", "view", "contribution"),
    ("missions", "view", "hotline"),
    ("missions", "change", "hotline"),
]


def desk_of(user):
    """Return the context of the Desk of ``user``."""
    perms = PermWrapper(user)
    may = {f"may_{verb}_{model}": perms[app][f"{verb}_{model}"] for app, verb, model in MAY}
    issues = open_issues(user)
    if may["may_view_issue"]:
        lines = [issue_line(issue, user) for issue in issues]
    else:
        lines = part_lines(issues, user) if may["may_view_article"] else []
    articles = Article.objects.visible_to(user).filter(issue__in=issues)
    hotlines = Hotline.objects.public().visible_to(user).select_related("mission")
    return {
        **may,
        "regional": is_regional(user),
        "issues": lines,
        "lately": lately_published(user, issues) if may["may_view_issue"] else [],
        "articles": articles_shown(articles, regional=is_regional(user)),
        "stale_hotlines": [hotline for hotline in hotlines if hotline.is_stale][:ROWS_SHOWN],
        "acts": EditorialAct.objects.visible_to(user)
        .filter(issue__in=issues)
        .select_related("actor", "mission")[:ACTS_SHOWN],
    }


def articles_shown(articles, *, regional):
    """Those that wait for the person first: to review for the region, to write on for a mission."""
    states = Article.State
    first = [states.SUBMITTED] if regional else [states.RETURNED, states.DRAFT]
    rest = [state for state in states if state not in first and state != states.APPROVED]
    if not regional:
        rest.append(states.APPROVED)
    place = Case(*(When(state=state, then=n) for n, state in enumerate([*first, *rest])))
    return (
        articles.filter(state__in=[*first, *rest])
        .select_related("issue", "mission")
        .order_by(place, "-changed_at")[:ROWS_SHOWN]
    )


def open_issues(user):
    """Unpublished issues, newest first; for the regional office, else the newest published one."""
    visible = Issue.objects.visible_to(user).select_related("series")
    unpublished = list(visible.unpublished()[:ISSUES_SHOWN])
    if not unpublished and is_regional(user):
        return list(visible[:1])
    return unpublished


def lately_published(user, shown):
    """The newest published issues that are not on the Desk already: corrections begin there."""
    published = Issue.objects.visible_to(user).exclude(editions=None).distinct()
    return published.exclude(pk__in=[issue.pk for issue in shown])[:LATELY_SHOWN]


def issue_line(issue, user):
    """One issue as the regional office sees it: how far it is, and each mission's part."""
    counts = issue.articles.aggregate(
        ready=Count("pk", filter=Q(state=Article.State.APPROVED)), articles=Count("pk")
    )
    published = issue.editions.aggregate(last=Max("version"))["last"] or 0
    found = findings(issue)
    blockers = [finding for finding in found if finding.blocks]
    return counts | {
        "issue": issue,
        "published": published,
        "version": published + 1,
        "blockers": blockers,
        "first_blockers": blockers[:BLOCKERS_SHOWN],
        "warnings": [finding for finding in found if not finding.blocks],
        "matrix": matrix_of(issue),
        "clearance": clearance_state(issue),
        "scheduled": scheduled(issue),
        "translations": translation_lines(issue, user),
    }


def clearance_state(issue):
    """Say “cleared”, “changed” (since it was cleared) or “open”; "" where no clearance is needed."""
    if not issue.series.needs_clearance:
        return ""
    if last_clearance(issue) is None:
        return "open"
    return "cleared" if standing_clearance(issue) else "changed"


def part_lines(issues, user):
    """Each open issue as a mission sees it: what is asked of it, by when, and what is still due."""
    given = Contribution.objects.editable_by(user).filter(issue__in=issues)
    of_issue = {}
    for contribution in given.select_related("mission").prefetch_related("sections"):
        of_issue.setdefault(contribution.issue_id, []).append(contribution)
    lines = []
    for issue in issues:
        contributions = of_issue.get(issue.pk, [])
        parts = rounds.parts_of(issue, [c.mission for c in contributions])
        lines.append(
            {
                "issue": issue,
                "translations": translation_lines(issue, user),
                "asked": [
                    {
                        "contribution": contribution,
                        "chip": CHIPS.get(contribution.state, ""),
                        "due": due_of(contribution, timezone.get_current_timezone()),
                        "is_owed": contribution.state in Contribution.OWED,
                        "part": parts[contribution.mission_id],
                        "grid_url": grid_url(issue, contribution.mission),
                    }
                    for contribution in contributions
                ],
            }
        )
    return lines
