"""What the form of an article asks while somebody writes: look, checks, length, who else is there."""

import base64

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from issues import presence, rendering
from issues.length import length_said
from issues.models import Article
from issues.pdf import Form, PdfError, print_edition
from issues.readiness.writing import number_checks, writing_findings
from issues.snapshot import article_preview
from missions.admin.scoping import is_editable

from .access import article_for
from .draft import DraftPictures, draft_of, draft_photo_url
from .preview import interface_language

PAPER_WIDTH = 900  # pixels of a page's picture
LOOKS = {"web", "paper"}


def name_of(person):
    """Return how colleagues know ``person``."""
    return person.get_full_name() or person.get_username()


def article_to_write(request, pk):
    """Return article ``pk`` if the person may change it now; else raise 404."""
    article = article_for(request, pk)
    if not (request.user.has_perm("issues.change_article") and is_editable(article, request.user)):
        raise Http404
    return article


@never_cache
@gzip_page
@require_POST
def look_page(request, object_id=None):
    """Answer an unsaved form with its checks, its length, and its look on the web or on paper.

    Nothing is stored. ``look`` is ``web``, ``paper`` or empty, for checks and length alone.
    """
    model_admin = admin.site.get_model_admin(Article)
    if object_id is None and not model_admin.has_add_permission(request):
        raise PermissionDenied
    stored = article_to_write(request, object_id) if object_id is not None else None
    draft = draft_of(model_admin, request, stored)
    if draft.article.issue_id is None:
        return JsonResponse({"problem": _("Choose the issue first: it sets the look.")})
    content = article_preview(draft.article, draft.article.language)
    look = request.POST.get("look", "")
    return JsonResponse(
        {
            "checks": checks_html(findings_of(draft, request.user)),
            "length": length_of(draft.article, content),
            **(looked_at(content, look) if look in LOOKS else {}),
        }
    )


def findings_of(draft, user):
    """Return what ``user`` is told is wrong with a `Draft`, what stops the publication first."""
    found = [
        *writing_findings(draft.article, draft.photos, typed=draft.typed),
        *number_checks(draft.article, user),
    ]
    return sorted(found, key=lambda finding: not finding.blocks)


def checks_html(findings):
    return render_to_string("admin/issues/article/checks.html", {"findings": findings})


def length_of(article, content):
    """Say how long ``article`` is, whose content tree alone is ``content``."""
    node = content["sections"][0]["articles"][0]
    return length_said(node, article=article)


def looked_at(content, look):
    """Return the page to show, or the problem why there is none."""
    try:
        body = paper_body(content) if look == "paper" else web_body(content)
    except (PdfError, FileNotFoundError) as error:
        return {"problem": _("The page cannot be laid out: %s") % error}
    return {
        "page": render_to_string(
            "admin/issues/article/look.html",
            {
                "content": content,
                "body": body,
                "look": look,
                "palette": rendering.palette_css(content),
            },
        )
    }


def web_body(content):
    with translation.override(interface_language(content["language"])):
        return rendering.document_html(content, photo_url=draft_photo_url)


def paper_body(content):
    """Return pictures of the printed pages, laid out now in the press's bounded process."""
    printed = print_edition(
        content,
        pictures=DraftPictures.of_content(content),
        forms=(Form.LIGHT,),
        image_width=PAPER_WIDTH,
    )
    pages = [base64.b64encode(image).decode() for image in printed.images]
    return render_to_string("admin/issues/article/paper_pages.html", {"pages": pages})


@never_cache
@require_POST
def presence_page(request, object_id):
    """Note that somebody has the form open, or has closed it; answer who else is there.

    ``said`` are sentences to show; ``newest`` is the stamp of the article as it is stored.
    """
    if "left" in request.POST:  # also a form they may not open again: they sent it for review
        presence.leave(article_for(request, object_id), request.user)
        return JsonResponse({})
    article = article_to_write(request, object_id)
    presence.note_presence(article, request.user)
    said = [
        _("%(name)s is editing this since %(time)s.")
        % {"name": name_of(other.person), "time": clock(other.since)}
        for other in presence.others_at(article, request.user)
    ]
    newest = article.changed_at.isoformat()
    if request.POST.get("stamp") not in {None, "", newest}:
        said.append(saved_meanwhile(article, request.user))
    return JsonResponse({"said": said, "newest": newest})


def saved_meanwhile(article, user):
    """Say to ``user`` who saved ``article`` last and that nothing is lost by it."""
    words = {"name": last_writer(article, seen_by=user), "time": clock(article.changed_at)}
    return (
        _(
            "This article was saved meanwhile, at %(time)s: %(name)s. Your text is still here: when you save, "
            "you see both side by side."
        )
        % words
    )


def last_writer(article, *, seen_by):
    """Return the name of who changed ``article`` last, as far as it is known."""
    kind = ContentType.objects.get_for_model(Article)
    entry = LogEntry.objects.filter(content_type=kind, object_id=str(article.pk)).first()
    if entry is None:
        return _("somebody")
    if entry.user_id == seen_by.pk:
        return _("yourself, in another window")
    return name_of(entry.user)


def clock(moment):
    """Return the time of ``moment`` on the reader's clock."""
    return time_format(timezone.localtime(moment), "H:i")
