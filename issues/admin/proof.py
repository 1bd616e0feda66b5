"""The pages of an issue as pictures, with what is wrong with them, before anybody publishes."""

from dataclasses import dataclass
from functools import cached_property

from csp.decorators import csp_exempt
from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import Proof
from issues.models.series import LANGUAGES
from issues.proofing import PAGE_HEIGHT, PAGE_WIDTH, has_stand_in_note
from issues.tasks import give_up_silent_jobs, request_proof, step_said

from .access import issue_for, screen_context

LANGUAGE_NAMES = dict(LANGUAGES)


@dataclass(frozen=True)
class ShownPage:
    """One page of a proof: its number and the complaints about it."""

    number: int
    complaints: list

    @property
    def blocks(self):
        return any(complaint["blocks"] for complaint in self.complaints)


@dataclass(frozen=True)
class ShownProof:
    """A Proof as the screens show it."""

    proof: Proof
    width = PAGE_WIDTH
    height = PAGE_HEIGHT

    @property
    def language_name(self):
        return LANGUAGE_NAMES.get(self.proof.language, self.proof.language)

    @property
    def is_good(self):
        """Whether the pages are those of the issue as it stands now."""
        return self.proof.state == Proof.State.DONE

    @property
    def step(self):
        return step_said(self.proof)

    @cached_property
    def pages(self):
        return [
            ShownPage(number, [c for c in self.proof.complaints if c["page"] == number])
            for number in range(1, len(self.proof.pages) + 1)
        ]

    @property
    def faults(self):
        """The complaints that stop a publication, as far as they still hold."""
        return [c for c in self.proof.complaints if c["blocks"]] if self.is_good else []

    @property
    def remarks(self):
        """The complaints the editor should know."""
        return [c for c in self.proof.complaints if not c["blocks"]] if self.is_good else []


def proofs_shown(issue, *, again=False):
    """Ask for the proof in every language of the series and return them to be shown."""
    return [ShownProof(request_proof(issue, code, again=again)) for code in issue.series.languages]


def blocking(proofs):
    """Return the proofs with something that stops a publication."""
    return [shown for shown in proofs if shown.faults]


@never_cache
def pages_page(request, pk):
    """All pages in every language; a POST asks once more for those that could not be made."""
    issue = issue_for(request, pk, "issues.view_issue")
    if request.method == "POST":
        proofs_shown(issue, again=True)
        return HttpResponseRedirect(reverse("admin:issues_issue_pages", args=[issue.pk]))
    return render(
        request,
        "admin/issues/pages.html",
        {
            **screen_context(request, admin.site, issue, _("Pages")),
            "proofs": proofs_shown(issue),
            "has_stand_in_note": has_stand_in_note(issue),
        },
    )


def proof_for(request, pk, language):
    """Return the proof of issue ``pk`` if the person may see the issue; else raise 404."""
    issue = issue_for(request, pk, "issues.view_issue")
    proof = issue.proofs.filter(language=language).select_related("issue__series").first()
    if proof is None:
        raise Http404
    return proof


@never_cache
def proof_state(request, pk, language):
    """How far the making of a proof is, for the script."""
    give_up_silent_jobs()
    proof = proof_for(request, pk, language)
    return JsonResponse({"state": proof.state, "percent": proof.percent, "step": step_said(proof)})


@never_cache
def proof_picture(request, pk, language, number):
    """The picture of one page."""
    names = proof_for(request, pk, language).pages
    if not 1 <= number <= len(names):
        raise Http404
    return HttpResponse(kept(names[number - 1]), content_type="image/webp")


@never_cache
@csp_exempt()  # as for the published PDF: browsers show it in a page of their own making
def proof_pdf(request, pk, language):
    """The PDF that the pictures were made of."""
    proof = proof_for(request, pk, language)
    return pdf_response(kept(proof.pdf), proof.issue, language)


def kept(name):
    """Return the bytes of a file of a proof; raise 404 if there is none any more."""
    if not name:
        raise Http404
    try:
        with default_storage.open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise Http404 from None


def pdf_response(data, issue, language, *, kind="preview"):
    """Answer a PDF of an unpublished issue, to be shown in the browser."""
    response = HttpResponse(data, content_type="application/pdf")
    name = slugify(f"{kind} {issue.series.slug} {issue.year} {issue.number} {language}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
