"""What an unpublished issue or article would look like, for those who may see it."""

from csp.decorators import csp_exempt
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues import rendering
from issues.delivery.reading import identity
from issues.models import Proof
from issues.pdf import Form, PdfError, print_edition
from issues.photo_files import PhotoFiles, preview_url
from issues.proofing import content_now
from issues.publishing import issue_title
from issues.snapshot import article_preview
from reportcms.canonical import digest

from .access import article_for, issue_for
from .proof import kept, pdf_response


@never_cache
def issue_preview_page(request, pk):
    """The issue as its public page would be, from the same content tree and templates."""
    issue = issue_for(request, pk, "issues.view_issue")
    language = chosen_language(request, issue.series)
    content = content_now(issue, language)
    return preview_page(
        request,
        content,
        back=reverse("admin:issues_issue_change", args=[issue.pk]),
        pages=reverse("admin:issues_issue_pages", args=[issue.pk]),
        pdf=f"{reverse('admin:issues_issue_preview_pdf', args=[issue.pk])}?language={language}",
        languages=issue.series.languages,
    )


@never_cache
def article_preview_page(request, pk):
    """One article as readers would see it, for its author."""
    article = article_for(request, pk)
    languages = dict.fromkeys([article.language, *article.issue.series.languages])
    language = request.GET.get("language")
    content = article_preview(article, language if language in languages else article.language)
    return preview_page(
        request,
        content,
        back=reverse("admin:issues_article_change", args=[article.pk]),
        languages=list(languages),
    )


def preview_page(request, content, **context):
    with translation.override(interface_language(content["language"])):
        return render(
            request,
            "admin/issues/preview.html",
            {
                **admin.site.each_context(request),
                "content": content,
                "identity": identity(content),
                "title": issue_title(content),
                "document": rendering.document_html(content, photo_url=preview_url),
                "palette": rendering.palette_css(content),
                **context,
            },
        )


@never_cache
@csp_exempt()  # as for the published PDF: browsers show it in a page of their own making
def issue_preview_pdf(request, pk):
    """The issue's PDF as it would be printed: that of the proof, or laid out now."""
    issue = issue_for(request, pk, "issues.view_issue")
    language = chosen_language(request, issue.series)
    content = content_now(issue, language)
    proof = issue.proofs.filter(
        language=language, state=Proof.State.DONE, content_sha256=digest(content)
    ).first()
    if proof:
        return pdf_response(kept(proof.pdf), issue, language)
    try:
        printed = print_edition(content, pictures=PhotoFiles.of_content(content))
    except (PdfError, FileNotFoundError) as error:
        messages.error(request, _("The PDF cannot be made: %s") % error)
        return HttpResponseRedirect(reverse("admin:issues_issue_pages", args=[issue.pk]))
    return pdf_response(printed.files[Form.STANDARD], issue, language)


def chosen_language(request, series):
    """The language asked for if the series has it, else its original."""
    language = request.GET.get("language")
    return language if language in series.languages else series.language


def interface_language(language):
    """The language of the words around a text, as public pages would choose it."""
    return language if translation.check_for_language(language) else translation.get_language()
