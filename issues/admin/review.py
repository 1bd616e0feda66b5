"""The buttons of the review: sending, taking back, returning, approving; and the editorial log."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from issues.models import EditorialAct
from issues.review import Refused, articles, schedule
from reportcms.typed import typed_text

from .access import article_for, issue_for, screen_context

ACTS_SHOWN = 200


def do(name, article, *, by, text):
    """Do the act called ``name``; return what to say about it."""
    match name:
        case "submit":
            articles.submit(article, by=by, note=text)
            return _("“%s” is sent for review.")
        case "take_back":
            articles.take_back(article, by=by)
            return _("“%s” is a draft again: write on.")
        case "return":
            articles.return_to_mission(article, by=by, reason=text)
            return _("“%s” is returned.")
        case "approve":
            articles.approve(article, by=by)
            return _("“%s” is approved.")
    raise Http404


@require_POST
def act_page(request, pk, act):
    """Do one act on an article and lead back; if it is refused, say why and keep what was typed."""
    article = article_for(request, pk)
    text, next_url = typed_text(request, "text"), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(next_url, allowed_hosts=None):
        next_url = ""
    try:
        said = do(act, article, by=request.user, text=text)
    except Refused as refusal:
        return render(
            request,
            "admin/issues/article/act_refused.html",
            {
                **admin.site.each_context(request),
                "title": article.title,
                "article": article_for(request, pk),
                "refusal": str(refusal),
                "typed": text.strip(),
                "next_url": next_url,
            },
            status=409,
        )
    messages.success(request, said % article.title)
    return HttpResponseRedirect(next_url or reverse("admin:issues_article_change", args=[pk]))


@admin.action(description=gettext_lazy("Approve the selected articles"), permissions=["approve"])
def approve_selected(modeladmin, request, queryset):
    """Approve each article that waits for it; say which do not."""
    approved, refused = 0, []
    for article in queryset:
        try:
            articles.approve(article, by=request.user)
            approved += 1
        except Refused as refusal:
            refused.append(str(refusal))
    if approved:
        said = ngettext("%s article is approved.", "%s articles are approved.", approved)
        messages.success(request, said % approved)
    for problem in refused:
        messages.warning(request, problem)


@never_cache
def article_log_page(request, pk):
    """Who did what to an article, when, and why."""
    article = article_for(request, pk)
    acts = EditorialAct.objects.filter(article=article.pk).visible_to(request.user)
    return log_page(
        request, acts, article.issue, {"article": article, "title": _("Log of “%s”") % article}
    )


@never_cache
def issue_log_page(request, pk):
    """Who did what to an issue and what stands in it, when, and why."""
    issue = issue_for(request, pk, "issues.view_issue")
    acts = EditorialAct.objects.filter(issue=issue.pk).visible_to(request.user)
    return log_page(request, acts, issue, {"title": _("Editorial log")})


def log_page(request, acts, issue, context):
    return render(
        request,
        "admin/issues/log.html",
        {
            **screen_context(request, admin.site, issue, context["title"]),
            **context,
            "acts": acts.select_related("actor")[:ACTS_SHOWN],
            "scheduled": schedule.scheduled(issue),
            "zone": timezone.get_current_timezone_name(),
        },
    )
