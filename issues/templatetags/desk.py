"""The Desk: what the person who has just logged in has to do."""

from django import template
from django.contrib.auth.context_processors import PermWrapper
from django.db.models import Count, Max, Q

from issues.models import Article, Issue
from issues.readiness import findings
from missions.models import Hotline
from missions.models.mission import is_regional

register = template.Library()

ISSUES_SHOWN = 4
BLOCKERS_SHOWN = 3
LATELY_SHOWN = 3
ROWS_SHOWN = 12


@register.inclusion_tag("admin/desk.html", takes_context=True)
def desk(context):
    """Open issues, articles and hotlines of the person's missions, each a way to the place."""
    user = context["request"].user
    perms = PermWrapper(user)
    regional = is_regional(user)
    issues = open_issues(user)
    shown = {
        f"may_{verb}_{model}": perms[app][f"{verb}_{model}"]
        for app, verb, model in [
            ("issues", "view", "issue"),
            ("issues", "add", "issue"),
            ("issues", "change", "issue"),
            ("issues", "publish", "issue"),
            ("issues", "view", "article"),
            ("missions", "view", "hotline"),
            ("missions", "change", "hotline"),
        ]
    }
    if shown["may_view_issue"]:
        lines = [issue_line(issue) for issue in issues]
    else:
        lines = [{"issue": issue} for issue in issues if shown["may_view_article"]]
    articles = Article.objects.visible_to(user).select_related("issue", "mission")
    hotlines = Hotline.objects.public().visible_to(user).select_related("mission")
    return {
        **shown,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "regional": regional,
        "issues": lines,
        "lately": lately_published(user, issues) if shown["may_view_issue"] else [],
        "articles": articles.filter(issue__in=issues).order_by("state", "-changed_at")[:ROWS_SHOWN],
        "stale_hotlines": [hotline for hotline in hotlines if hotline.is_stale][:ROWS_SHOWN],
    }


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


def issue_line(issue):
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
    }
