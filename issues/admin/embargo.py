"""The copy for the press of an issue under embargo: never at a public address."""

import copy

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models.edition import next_version
from issues.pdf import Form, PdfError, print_edition
from issues.photo_files import PhotoFiles
from issues.review import schedule
from issues.review.clearance import clearance_findings, note_to_print
from issues.snapshot import snapshot

from .access import issue_for
from .proof import pdf_response


@never_cache
@csp_exempt()  # as for the published PDF: browsers show it in a page of their own making
def embargoed_pdf(request, pk, language):
    """The PDF as it will be published, with the embargo on every page."""
    issue = issue_for(request, pk, "issues.view_publication")
    publication = schedule.scheduled(issue)
    if not publication or not publication.is_embargoed or language not in issue.series.languages:
        raise Http404
    back = reverse("admin:issues_issue_log", args=[issue.pk])
    if found := clearance_findings(issue):  # not what was cleared is given away
        messages.error(request, found[0].message)
        return HttpResponseRedirect(back)
    note = note_to_print(issue, publication.note)
    content = snapshot(issue, language, version=next_version(issue), note=note)
    try:
        printed = print_edition(
            under_embargo(content, publication.publish_at), pictures=PhotoFiles.of_content(content)
        )
    except (PdfError, FileNotFoundError) as error:
        messages.error(request, _("The PDF cannot be made: %s") % error)
        return HttpResponseRedirect(back)
    return pdf_response(printed.files[Form.STANDARD], issue, language, kind="embargoed")


def distance(local):
    """Return how far the clock of ``local`` is from UTC: “UTC+05:00”."""
    return "UTC" if not local.utcoffset() else f"UTC{local.isoformat()[-6:]}"


def under_embargo(content, moment):
    """Return ``content`` with the end of the embargo in the head of every page.

    The moment is told on the office's clock, with its distance from UTC, to readers anywhere.
    """
    with translation.override(content["language"]):
        local = timezone.localtime(moment, timezone.get_default_timezone())
        words = {"when": date_format(local, "j E Y, H:i"), "zone": distance(local)}
        head = _("EMBARGOED UNTIL %(when)s %(zone)s") % words
    marked = copy.deepcopy(content)
    marked["series"]["running_title"] = f"{head} · {content['series']['running_title']}"
    return marked
