"""How far a publication is, and where its files are once it is done."""

from django.contrib import admin
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import Publication, RenditionFile
from issues.tasks import give_up_silent_jobs, is_lost, step_said

from .access import issue_for, screen_context

# The addresses of the files that are made beside the standard PDF.
FURTHER_PDFS = {RenditionFile.Kind.LIGHT: "pdf_light", RenditionFile.Kind.PRINT: "pdf_print"}


def to_progress(publication):
    return HttpResponseRedirect(reverse("admin:issues_publication_progress", args=[publication.pk]))


def publication_for(request, pk):
    """Return publication ``pk`` if the person may publish its issue; else raise 404."""
    give_up_silent_jobs()
    publication = (
        Publication.objects.select_related("issue__series", "edition", "requested_by")
        .filter(pk=pk)
        .first()
    )
    if publication is None:
        raise Http404
    issue_for(request, publication.issue_id, "issues.publish_issue")
    return publication


@never_cache
def progress_page(request, pk):
    """Where a publication stands; a small script keeps the page up to date."""
    publication = publication_for(request, pk)
    return render(
        request,
        "admin/issues/progress.html",
        {
            **screen_context(request, admin.site, publication.issue, _("Publishing")),
            "publication": publication,
            "step": step_said(publication),
            "may_ask_again": is_lost(publication),
            "published": published_files(publication.edition) if publication.edition else [],
        },
    )


@never_cache
def progress_state(request, pk):
    """The same as JSON, for the script."""
    publication = publication_for(request, pk)
    return JsonResponse(
        {"state": publication.state, "percent": publication.percent, "step": step_said(publication)}
    )


def published_files(edition):
    """Return (rendition, page, PDF, further PDFs) of each rendition, for a row of links."""
    return [(*links, list(further_links(edition, links[0]))) for links in edition_links(edition)]


def edition_links(edition):
    """Return (rendition, address of the page, address of the PDF) of each rendition."""
    return [
        (
            rendition,
            edition_address(edition, "issue", rendition),
            edition_address(edition, "pdf", rendition),
        )
        for rendition in edition.renditions.standing()
        .defer("content", "text")
        .prefetch_related("files")
    ]


def further_links(edition, rendition):
    """Yield (file, address) of the PDFs that were made beside the standard one."""
    for file in rendition.files.all():
        if name := FURTHER_PDFS.get(file.kind):
            yield file, edition_address(edition, name, rendition)


def edition_address(edition, name, rendition):
    """Return the public address called ``name`` of this very edition, in the one language."""
    where = {
        "series": edition.series_slug,
        "year": edition.year,
        "number": edition.number,
        "version": edition.version,
    }
    return f"{reverse(f'issues:{name}', kwargs=where)}?language={rendition.language}"
