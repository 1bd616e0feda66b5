"""Publishing from the admin: what stops it, the confirmation, and how far it is."""

from django import forms
from django.contrib import admin
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues.models import Publication, RenditionFile
from issues.proofing import has_stand_in_note, typed_note
from issues.publishing import NotPublished, next_version
from issues.readiness import findings
from issues.tasks import give_up_silent_jobs, is_lost, request_publication, step_said

from .access import issue_for, screen_context
from .proof import blocking, proofs_shown
from .readiness_reasons import answers_shown

# The addresses of the files that are made beside the standard PDF.
FURTHER_PDFS = {RenditionFile.Kind.LIGHT: "pdf_light", RenditionFile.Kind.PRINT: "pdf_print"}


class PublishForm(forms.Form):
    """The confirmation; from the second edition on it asks what is corrected."""

    note = forms.CharField(
        label=gettext_lazy("What does this edition correct?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers see this sentence above the issue."),
        error_messages={
            "required": gettext_lazy("Say what this new edition corrects: readers will see it.")
        },
    )

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        if version == 1:
            del self.fields["note"]


@never_cache
def publish_page(request, pk):
    """Show the pages, list what stops or should worry; publish on POST unless something stops."""
    issue = issue_for(request, pk, "issues.publish_issue")
    version = next_version(issue)
    found = findings(issue)
    blockers = [finding for finding in found if finding.blocks]
    note = typed_note(issue)
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        version=version,
        initial={"note": note},
    )
    give_up_silent_jobs()
    under_way = issue.publications.filter(state__in=Publication.UNDER_WAY).first()
    may_ask = under_way is None or is_lost(under_way)
    proofs = proofs_shown(issue)
    page_faults = blocking(proofs)
    if request.method == "POST":
        if not may_ask:  # pressed twice
            return to_progress(under_way)
        # The fault may lie in the note of the try before: only another note tells.
        stopped = page_faults and not (note and form.has_changed())
        if not blockers and not stopped and form.is_valid():
            try:
                return to_progress(
                    request_publication(
                        issue, by=request.user, note=form.cleaned_data.get("note", "")
                    )
                )
            except NotPublished as problem:
                form.add_error(None, str(problem))
    return render(
        request,
        "admin/issues/publish.html",
        {
            **screen_context(
                request, admin.site, issue, _("Publish edition %(version)s") % {"version": version}
            ),
            "form": form,
            "version": version,
            "proofs": proofs,
            "page_faults": page_faults,
            "blockers": blockers,
            "answers": answers_shown(issue),
            "warnings": [finding for finding in found if not finding.blocks],
            "under_way": under_way,
            "may_ask": may_ask,
            "shows_form": not blockers and may_ask and (note or not page_faults),
            "has_stand_in_note": has_stand_in_note(issue),
            "editions": issue.editions.select_related("published_by"),
        },
        status=422 if request.method == "POST" else 200,
    )


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
        for rendition in edition.renditions.defer("content", "text").prefetch_related("files")
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
