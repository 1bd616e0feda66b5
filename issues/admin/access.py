"""Who may open the issue's own screens; to everybody else the issue does not exist."""

from django.http import Http404

from issues.models import Article, Edition, Issue


def issue_for(request, pk, permission):
    """Return issue ``pk`` if the person has ``permission`` and may see it; else raise 404."""
    issues = Issue.objects.visible_to(request.user).select_related("series")
    issue = issues.filter(pk=pk).first() if request.user.has_perm(permission) else None
    if issue is None:
        raise Http404
    return issue


def article_for(request, pk):
    """Return article ``pk`` if the person may see it; else raise 404."""
    articles = Article.objects.visible_to(request.user).select_related("issue__series", "section")
    article = (
        articles.filter(pk=pk).first() if request.user.has_perm("issues.view_article") else None
    )
    if article is None:
        raise Http404
    return article


def edition_for(request, pk, permission):
    """Return edition ``pk``, public or withdrawn, if the person has ``permission`` and may see its
    issue; else raise 404."""
    editions = Edition.objects.filter(issue__in=Issue.objects.visible_to(request.user))
    edition = (
        editions.select_related("issue__series", "withdrawal").filter(pk=pk).first()
        if request.user.has_perm(permission)
        else None
    )
    if edition is None:
        raise Http404
    return edition


def screen_context(request, admin_site, issue, title):
    """What every own screen of an issue shows around its content."""
    user = request.user
    return {
        **admin_site.each_context(request),
        "title": title,
        "issue": issue,
        "opts": Issue._meta,
        "may_change": user.has_perm("issues.change_issue"),
        "may_publish": user.has_perm("issues.publish_issue"),
    }
