"""The panel of notes beside an article: writing, naming people, settling."""

from django.contrib import messages
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from issues.models import Note
from issues.notes import MOST_CHARACTERS, leave_note, readers_of, reopen_note, settle_note
from issues.review import Refused
from reportcms.typed import typed_text

from .access import article_for
from .writing import name_of

PEOPLE_OFFERED = 8
LONGEST_QUERY = 60


def notes_context(article):
    """Return what the panel shows: open notes first, then those that are done."""
    notes = list(article.remarks.select_related("author", "done_by").prefetch_related("mentions"))
    return {
        "article": article,
        "open_notes": [note for note in notes if note.done_at is None],
        "done_notes": [note for note in notes if note.done_at],
        "most_characters": MOST_CHARACTERS,
    }


@never_cache
@require_POST
def notes_page(request, pk, note=None):
    """Leave a note on an article, or settle or open again one of its notes.

    Scripts get the panel again (422 if it was refused, with what was typed); others are led back.
    """
    article = article_for(request, pk)
    typed, problem = typed_text(request, "text"), ""
    try:
        if note is None:
            leave_note(article, by=request.user, text=typed)
            typed = ""
        else:
            change_note(article, note, request)
    except Refused as refusal:
        problem = str(refusal)
    if "panel" in request.POST:
        return HttpResponse(
            render_to_string(
                "admin/issues/article/notes.html",
                {**notes_context(article), "typed": typed, "problem": problem},
                request,
            ),
            status=422 if problem else 200,
        )
    if problem:
        messages.error(request, f"{problem} {typed}".strip())
    change = reverse("admin:issues_article_change", args=[article.pk])
    return HttpResponseRedirect(f"{change}#notes")


def change_note(article, pk, request):
    found = Note.objects.filter(article=article, pk=pk).first()
    if found is None:
        raise Http404
    if "again" in request.POST:
        reopen_note(found)
    else:
        settle_note(found, by=request.user)


@never_cache
def people_page(request, pk):
    """Answer ``q``, the beginning of a name, with those who may see the article."""
    article = article_for(request, pk)
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    people = readers_of(article).exclude(pk=request.user.pk)
    if query:
        people = people.annotate(whole=Concat("first_name", Value(" "), "last_name")).filter(
            Q(username__istartswith=query)
            | Q(whole__istartswith=query)
            | Q(last_name__istartswith=query)
        )
    found = people.order_by("first_name", "last_name", "username")[:PEOPLE_OFFERED]
    return JsonResponse(
        {"people": [{"username": p.get_username(), "name": name_of(p)} for p in found]}
    )
