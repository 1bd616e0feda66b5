"""One search over what a person may see: articles, figures, photos, hotlines and contacts.

Each group is asked as its list in the admin asks: the same rows, the same fields, the same words.
"""

import re
from html import unescape
from urllib.parse import urlencode

from django.contrib import admin
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import Article, Photo
from issues.templatetags.review import state_chip
from missions.admin.figure_form import value_text
from missions.admin.matching import LONGEST, expression, matching, words_of
from missions.admin.scoping import visible
from missions.models import AssistanceFigure, Contact, Hotline

MOST = 20  # rows of a group; its list has the others
BEFORE, AROUND = 50, 160  # characters of a text shown before the word that was found, and in all
PHOTO_FIELDS = ["alt", "caption", "credit", "place", "article__mission__name"]
PHOTO_LOOKS = {Photo.Consent.MISSING: "stop", Photo.Consent.WITHDRAWN: "stop"}


@never_cache
def search_page(request):
    """Answer ``q``, a few words in any order; one query for each group, however many rows."""
    query = request.GET.get("q", "").strip()
    words = words_of(query)
    found = [group for group in groups(request, query, words) if group["lines"]] if words else []
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        "query": query[:LONGEST],
        "asked": bool(words),
        "was_cut": len(query) > LONGEST,
        "most_characters": LONGEST,
        "groups": found,
        "most": MOST,
    }
    return render(request, "admin/issues/search.html", context)


def groups(request, query, words):
    """Yield what is found in each list that the person may open."""
    for model, related, line in (
        (Article, ["issue", "mission", "section"], article_line),
        (AssistanceFigure, ["indicator", "mission"], figure_line),
        (Photo, ["article__issue", "article__mission", "section__issue"], photo_line),
        (Hotline, ["mission"], hotline_line),
        (Contact, ["mission"], contact_line),
    ):
        rows = rows_of(model, request, query)
        if rows is None:
            continue
        rows = list(rows.select_related(*related)[: MOST + 1])
        yield {
            "name": capfirst(model._meta.verbose_name_plural),
            "slug": model._meta.model_name,
            "lines": [line(row, words) for row in rows[:MOST]],
            "has_more": len(rows) > MOST,
            "more_url": list_url(model, query),
        }


def rows_of(model, request, query):
    """Return the rows with these words that the person may see; None without the permission."""
    if model is Photo:  # they have no list of their own: they stand in articles and sections
        if not request.user.has_perm("issues.view_photo"):
            return None
        photos = matching(visible(Photo.objects.all(), request.user), query, PHOTO_FIELDS)
        return photos.order_by("-pk")
    listed = admin.site.get_model_admin(model)
    if not listed.has_view_permission(request):
        return None
    rows, _twice = listed.get_search_results(request, listed.get_queryset(request), query)
    if model is AssistanceFigure:
        rows = rows.current()
    return rows.order_by(*listed.get_ordering(request) or model._meta.ordering, "pk")


def list_url(model, query):
    if model is Photo:
        return ""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode({'q': query[:LONGEST]})}"


def form_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def chip(words, look=""):
    return format_html('<span class="chip {}">{}</span>', look, words)


def article_line(article, words):
    return {
        "url": form_url(article),
        "name": article.title,
        "chip": state_chip(article),
        "where": [mission_of(article), number_of(article.issue), article.section],
        "excerpt": excerpt(words, plain(article.body), article.sources),
    }


def figure_line(figure, words):
    return {
        "url": form_url(figure),
        "name": f"{figure.indicator}: {value_text(figure)}",
        "chip": chip(figure.get_status_display(), "good" if figure.released else ""),
        "where": [mission_of(figure), _("as of %s") % f"{figure.as_of:%d.%m.%Y}"],
        "excerpt": excerpt(words, figure.source, figure.footnote, figure.indicator.code),
    }


def photo_line(photo, words):
    home = photo.article or photo.section
    whose = mission_of(photo.article) if photo.article else _("regional office")
    return {
        "url": f"{form_url(home)}#photos-group",
        "name": str(photo),
        "chip": chip(photo.get_consent_display(), PHOTO_LOOKS.get(photo.consent, "good")),
        "where": [whose, number_of(home.issue), home, photo.place],
        "excerpt": excerpt(words, photo.caption, photo.credit),
    }


def hotline_line(hotline, words):
    state = chip(_("tested in time"), "good")
    if hotline.is_stale:
        state = chip(_("to be tested"), "warn")
    return {
        "url": form_url(hotline),
        "name": f"{hotline.number_for_reading} · {hotline.name}",
        "chip": state,
        "where": [hotline.mission, hotline.works_from],
        "excerpt": excerpt(words, hotline.purpose, hotline.languages),
    }


def contact_line(contact, words):
    return {
        "url": form_url(contact),
        "name": str(contact),
        "chip": "" if contact.is_public else chip(_("not shown to the public")),
        "where": [contact.mission, contact.title],
        "excerpt": excerpt(words, contact.email, contact.phone),
    }


def mission_of(row):
    return row.mission or _("regional office")


def number_of(issue):
    return _("Issue %(number)s/%(year)s") % {"number": issue.number, "year": issue.year}


def plain(prose):
    """Return rich text as words, without its tags."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", prose)).split())


def excerpt(words, *texts):
    """Return what stands around the first of ``words`` in ``texts``, all of them marked; or ""."""
    sought = re.compile(f"({'|'.join(map(expression, words))})", re.IGNORECASE)
    for text in texts:
        hit = sought.search(text)
        if hit is None:
            continue
        start = max(0, hit.start() - BEFORE)
        end = min(len(text), max(start + AROUND, hit.end()))
        # Whole words only, at both ends.
        space = text.find(" ", start, hit.start()) if start else -1
        start = space + 1 if space >= 0 else start
        end = max(text.rfind(" ", hit.end(), end), hit.end()) if end < len(text) else end
        pieces = sought.split(text[start:end])
        marked = format_html_join(
            "", "{}<mark>{}</mark>", zip(pieces[:-1:2], pieces[1::2], strict=True)
        )
        return format_html(
            "{}{}{}{}", "…" if start else "", marked, pieces[-1], "…" if end < len(text) else ""
        )
    return ""
