"""What was published, to look at: nobody adds, changes or deletes an edition here."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.following.mailings import letters_told
from issues.models import Edition, Rendition
from missions.admin.scoping import ScopedAdmin
from reportcms.storage import PublicFiles

from .progress import edition_links


class ReadOnlyAdmin(ScopedAdmin):
    """A list and a page without any button that changes something."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def file_links(files):
    """Return links to further files of a rendition, each with its size."""
    return format_html_join(
        ", ",
        '<a href="{}">{}</a> ({})',
        ((PublicFiles().url(file.name), file, filesizeformat(file.size)) for file in files),
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "publication_date", "published_at", "published_by", "note"]
    list_filter = ["series_title", "year"]
    search_fields = ["series_title", "note"]
    list_select_related = ["published_by"]
    fields = [
        *("series_title", "year", "number", "version", "note"),
        *("publication_date", "published_at", "published_by", "published_pages", "further_files"),
        "letters_sent",
    ]
    readonly_fields = ["published_pages", "further_files", "letters_sent"]

    @admin.display(description=_("letters to followers"))
    def letters_sent(self, edition):
        return letters_told(edition)

    @admin.display(description=_("pages and PDF"))
    def published_pages(self, edition):
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                '<li>{}: <a href="{}">{}</a>, <a href="{}">{}</a></li>',
                (
                    (rendition.language, page, gettext("web page"), pdf, gettext("PDF"))
                    for rendition, page, pdf in edition_links(edition)
                ),
            ),
        )

    @admin.display(description=_("further files"))
    def further_files(self, edition):
        renditions = edition.renditions.standing().defer(
            "content", "text", "palette_css", "pictures"
        )
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                "<li>{}: {}</li>",
                (
                    (rendition.language, file_links(rendition.files.all()) or "–")
                    for rendition in renditions.prefetch_related("files")
                ),
            ),
        )


@admin.register(Rendition)
class RenditionAdmin(ReadOnlyAdmin):
    list_display = ["edition", "language", "pdf_pages", "pdf_size"]
    list_filter = ["language"]
    list_select_related = ["edition"]
    fields = [
        *("edition", "language", "content_sha256", "pdf_sha256", "pdf_size", "pdf_pages"),
        "further_files",
    ]
    readonly_fields = ["further_files"]

    def get_queryset(self, request):
        return super().get_queryset(request).standing().defer("content", "text", "palette_css")

    @admin.display(description=_("further files"))
    def further_files(self, rendition):
        return file_links(rendition.files.all()) or "–"
