"""An edition for ReliefWeb: what would be sent, the file to download, and the button that sends."""

import json

from django.contrib import admin, messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import ReliefWebSubmission
from issues.review import Refused
from issues.submitting import SEND, can_send, edition_report, submit

from .access import edition_for, screen_context


def edition_to_send(request, pk):
    """Return edition ``pk`` if it is public and the person may send it; else raise 404."""
    edition = edition_for(request, pk, SEND)
    if hasattr(edition, "withdrawal"):
        raise Http404
    return edition


@never_cache
def reliefweb_page(request, pk):
    """Each language of the edition with what is ready; on POST send the chosen one."""
    edition = edition_to_send(request, pk)
    languages = list(
        edition.renditions.standing().order_by("language").values_list("language", flat=True)
    )
    if request.method == "POST":
        language = request.POST.get("language")
        if language not in languages:
            raise Http404
        send(request, edition, language)
        return HttpResponseRedirect(request.path)
    context = screen_context(request, admin.site, edition.issue, _("Send to ReliefWeb"))
    return render(
        request,
        "admin/issues/reliefweb.html",
        {
            **context,
            "edition": edition,
            "reports": [prepared(edition, language) for language in languages],
            "can_send": can_send(),
            "submissions": ReliefWebSubmission.objects.filter(
                edition__issue=edition.issue_id
            ).select_related("edition", "sent_by")[:20],
        },
    )


def prepared(edition, language):
    """Return what the page says of one language: its report, or why there is none."""
    try:
        report = edition_report(edition, language)
    except Refused as refusal:
        return {"language": language, "problem": str(refusal)}
    return {"language": language, "report": report, "length": len(report.payload["body"])}


def send(request, edition, language):
    try:
        submission = submit(edition, language, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if submission.was_taken:
        messages.success(request, _("ReliefWeb has taken it: its editors publish it there."))
    elif submission.status:
        messages.error(request, _("ReliefWeb refused it (%s). See below.") % submission.status)
    else:
        messages.error(request, _("ReliefWeb could not be reached. Try again later."))


@never_cache
def reliefweb_file(request, pk, language):
    """The payload as a file, to look at or to send by other means."""
    edition = edition_to_send(request, pk)
    if not edition.renditions.standing().filter(language=language).exists():
        raise Http404
    try:
        report = edition_report(edition, language)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:issues_edition_reliefweb", args=[pk]))
    name = f"reliefweb-{edition.series_slug}-{edition.year}-{edition.number:02}-{language}.json"
    return HttpResponse(
        json.dumps(report.payload, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
