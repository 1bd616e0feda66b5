"""The Write screen around the form of an article, and where saving it leads."""

from copy import copy
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from issues.review import Refused
from issues.review.articles import MOST_CHARACTERS, Act, allowed_acts
from issues.snapshot import article_preview
from reportcms.typed import typed_text

from . import review
from .draft import Draft
from .notes import notes_context
from .stale import conflict_of
from .writing import clock, findings_of, length_of

ACT, ACT_TEXT = "_act", "_act_text_"
# The names that a browser gave to its last saves, so that it knows which of its copies may go.
ARRIVED, MOST_ARRIVED, LONGEST_NAME = "article_saves", 20, 40

# Scripts of Django's forms for what this one has not: slugs, actions of a list, related look-ups.
UNUSED = ("actions.js", "urlify.js", "prepopulate.js", "xregexp.min.js", "RelatedObjectLookups.js")


def lighter(media):
    """Return ``media`` without the scripts that the form of an article has no use for."""
    light = copy(media)  # with the import map that it may carry
    light._js_lists = [
        [script for script in scripts if not str(script).endswith(UNUSED)]
        for scripts in media._js_lists
    ]
    return light


@dataclass(frozen=True)
class Button:
    """One act of the review as a button of the form, with what was typed beside it already."""

    act: Act
    typed: str


def screen_context(model_admin, request, context, article):
    """Return what the screen shows beside the form whose ``context`` this is."""
    form = context["adminform"].form
    user = request.user
    may_write = article is None or model_admin.has_change_permission(request, article)
    shown = {
        "may_write": may_write,
        "most_characters": MOST_CHARACTERS,
        "arrived": request.session.get(ARRIVED, []),
        "draft_key": f"{user.pk}:{article.pk if article else 'add'}",
        "look_url": reverse("admin:issues_article_add_look"),
    }
    if article is None:
        return shown
    shown |= {
        "notes": notes_context(article),
        "acts": [
            Button(act, request.POST.get(f"{ACT_TEXT}{act.name}", ""))
            for act in allowed_acts(article, user)
        ],
        "look_url": reverse("admin:issues_article_look", args=[article.pk]),
        "presence_url": reverse("admin:issues_article_presence", args=[article.pk]),
        "saved_at": clock(article.changed_at),
        "just_saved": "saved" in request.GET and request.method == "GET",
        "may_reuse": may_write and user.has_perm("issues.add_photo"),
    }
    if not may_write:
        return shown
    if form.is_bound and getattr(form, "is_stale", False):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        shown["conflict"] = conflict_of(form, formsets, user)
    if not form.is_bound:
        content = article_preview(article, article.language)
        shown |= {
            "findings": findings_of(Draft(article, list(article.photos.all())), user),
            "length": length_of(article, content),
        }
    return shown


def after_saving(request, article):
    """Do what the button says beyond saving, and lead on.

    An act that is refused is told with what was typed; the text itself is saved.
    """
    if sent := request.POST.get("_sent", "")[:LONGEST_NAME]:
        request.session[ARRIVED] = [*request.session.get(ARRIVED, []), sent][-MOST_ARRIVED:]
    if name := request.POST.get(ACT):
        typed = typed_text(request, f"{ACT_TEXT}{name}")
        try:
            said = review.do(name, article, by=request.user, text=typed)
            messages.success(request, said % article.title)
        except Refused as refusal:
            kept = _("You wrote: “%s”") % typed.strip() if typed.strip() else ""
            messages.error(request, f"{_('Your text is saved.')} {refusal} {kept}".strip())
    if "_preview" in request.POST:
        return HttpResponseRedirect(reverse("admin:issues_article_preview", args=[article.pk]))
    if "_photos" in request.POST:
        return HttpResponseRedirect(
            reverse("admin:issues_article_earlier_photos", args=[article.pk])
        )
    form = reverse("admin:issues_article_change", args=[article.pk])
    return HttpResponseRedirect(f"{form}?saved=1")
