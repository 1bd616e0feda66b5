"""The Translate screen: one issue in one language, each text beside its original."""

import js_asset
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from issues.models import Issue
from issues.templatetags.report import text_direction
from issues.translating import Stale, texts_for, write
from issues.translations import name_of
from missions.models.mission import is_regional
from reportcms.typed import typed_text

from .access import screen_context
from .translate_cards import (
    address,
    cards_of,
    editor_settings,
    editor_widget,
    figure_namer,
    groups_of,
    progress,
    progress_of,
    suggest,
    told_of,
)

TEXTS_ON_A_PAGE = 40


def issue_to_translate(request, pk):
    """Return issue ``pk`` and the texts of it that the person may read; else raise 404."""
    issues = Issue.objects.visible_to(request.user).select_related("series")
    may_view = request.user.has_perm("issues.view_translation")
    issue = issues.filter(pk=pk).first() if may_view else None
    texts = texts_for(issue, request.user) if issue else []
    if not texts:
        raise Http404
    return issue, texts


@never_cache
def languages_page(request, pk):
    """Lead to the first language in which something waits; say so if nothing can be translated."""
    issue, texts = issue_to_translate(request, pk)
    lines = progress_of(issue, texts)
    if not lines:
        context = own_context(request, issue, _("Translations"))
        return render(
            request,
            "admin/issues/translate_none.html",
            {**context, "language": name_of(issue.series.language)},
        )
    first = next((line for line in lines if line["waiting"]), lines[0])
    return HttpResponseRedirect(address(issue, first["code"], text=request.GET.get("text", "")))


@never_cache
@gzip_page
def translate_page(request, pk, language):
    """Show the texts beside their originals; on POST store those that were sent."""
    issue, texts = issue_to_translate(request, pk)
    if language not in issue.series.languages:
        raise Http404
    foreign = [text for text in texts if text.language != language]
    cards = cards_of(foreign, language, request.user, is_published=issue.is_published)
    if request.method == "POST":
        return store(request, issue, language, cards, texts)
    return page(request, issue, language, cards, texts)


def store(request, issue, language, cards, texts):
    """Store every text that was sent and says something else than before, each by itself."""
    pressed = request.POST.get("done") or request.POST.get("save", "")
    sent = {card.key: card for card in cards if f"words-{card.key}" in request.POST}
    if not all(card.may_write for card in sent.values()):
        raise Http404
    stored = True
    for card in sent.values():
        words = typed_text(request, f"words-{card.key}")
        is_pressed = card.key == pressed
        if is_pressed or not card.says(words):
            done = is_pressed and "done" in request.POST
            stored &= store_one(request, card, language, words, done=done)
    if "alone" in request.POST:
        return answer(request, cards, sent.get(pressed))
    if not stored or any(card.complaints for card in cards):
        # The page comes back at what could not be stored as it was meant, with what was typed.
        at = next(card.key for card in cards if card.complaints)
        return page(request, issue, language, cards, texts, at=at, status=200 if stored else 409)
    follow = next_waiting(cards, pressed) if "done" in request.POST else pressed
    show = {"show": "todo"} if request.GET.get("show") == "todo" else {}
    return HttpResponseRedirect(address(issue, language, text=follow, **show))


def store_one(request, card, language, words, *, done):
    """Store one text; say whether it is stored, and tell the card what is wrong with it."""
    try:
        written = write(
            card.text,
            language,
            words,
            done=done,
            by=request.user,
            seen=request.POST.get(f"seen-{card.key}", ""),
            original=request.POST.get(f"original-{card.key}", ""),
        )
    except Stale as stale:
        card.typed, card.row, card.theirs = words, stale.standing, stale.standing
        card.complaints = [
            _("Somebody else saved this translation meanwhile. Compare; saving again keeps yours.")
        ]
        return False
    except ValidationError as error:
        card.typed, card.complaints = words, error.messages
        return False
    card.row, card.complaints = written.row, written.complaints
    return True


def next_waiting(cards, key):
    """Return the key of the next text that waits after ``key``, round to the beginning."""
    keys = [card.key for card in cards]
    at = keys.index(key) if key in keys else -1
    around = [*cards[at + 1 :], *cards[: max(at, 0)]]
    return next((card.key for card in around if card.may_write and card.waits), key)


def answer(request, cards, card):
    """Answer a save of one text to the script of the screen."""
    if card is None:
        raise Http404
    told = told_of(card, figure_namer([card], request.user))
    parts = {"told": (told, "translate_told"), "progress": (progress(cards), "translate_progress")}
    return JsonResponse(
        {
            "state": card.state,
            "seen": card.seen,
            "original": card.original,
            **{
                name: render_to_string(f"admin/issues/{template}.html", context, request)
                for name, (context, template) in parts.items()
            },
        },
        status=200 if card.typed is None else 409,
    )


def page(request, issue, language, cards, texts, *, at="", status=200):
    """Show the cards that were asked for, part by part; ``at`` begins the key of one to see."""
    at = at or request.GET.get("text", "")
    only_todo = request.GET.get("show") == "todo"
    chosen = [c for c in cards if not only_todo or c.waits or c.key == at or c.complaints]
    pages = Paginator(chosen, TEXTS_ON_A_PAGE)
    number = request.GET.get("page")
    if at and not number:
        place = next((n for n, card in enumerate(chosen) if card.key.startswith(at)), 0)
        number = place // TEXTS_ON_A_PAGE + 1
    shown = pages.get_page(number)
    if is_regional(request.user):
        suggest(shown.object_list, language)
    editor = editor_widget()
    return render(
        request,
        "admin/issues/translate.html",
        {
            **own_context(request, issue, _("Translate")),
            **progress(cards),
            "language": language,
            "language_name": name_of(language),
            "direction": text_direction(language),
            "lines": progress_of(issue, texts),
            "groups": groups_of(shown.object_list, request.user),
            "page": shown,
            "only_todo": only_todo,
            "may_write": any(card.may_write for card in cards),
            "editor_settings": editor_settings(editor),
            "media": js_asset.Media.from_media(editor.media, nonce=request.csp_nonce),
        },
        status=status,
    )


def own_context(request, issue, title):
    return {
        **screen_context(request, admin.site, issue, title),
        # A mission's people see this screen, but not those of the whole issue.
        "sees_issue": request.user.has_perm("issues.view_issue"),
    }
