"""What was published, to look at: nobody adds, changes or deletes an edition here."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.following.mailings import letters_told
from issues.models import Edition, Rendition
from issues.submitting import SEND
from issues.withdrawal import WITHDRAW
from missions.admin.scoping import ScopedAdmin
from reportcms.storage import PublicFiles

from .progress import edition_links
from .reliefweb import reliefweb_file, reliefweb_page
from .withdrawal import withdraw_page


class ReadOnlyAdmin(ScopedAdmin):
    """A list and a page without any button that changes something."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def to_key(text):
    """Return the key in an address; None if it cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def file_links(files):
    """Return links to further files of a rendition, each with its size."""
    return format_html_join(
        ", ",
        '<a href="{}">{}</a> ({})',
        ((PublicFiles().url(file.name), file, filesizeformat(file.size)) for file in files),
    )


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "publication_date", "published_at", "published_by", "state", "note"]
    list_filter = ["series_title", "year"]
    search_fields = ["series_title", "note"]
    list_select_related = ["published_by", "withdrawal"]
    fields = [
        *("series_title", "year", "number", "version", "note"),
        *("publication_date", "published_at", "published_by", "state"),
        *("published_pages", "further_files", "letters_sent"),
    ]
    readonly_fields = ["state", "published_pages", "further_files", "letters_sent"]

    def get_urls(self):
        return [
            path(
                "<int:pk>/withdraw/",
                self.admin_site.admin_view(withdraw_page),
                name="issues_edition_withdraw",
            ),
            path(
                "<int:pk>/reliefweb/",
                self.admin_site.admin_view(reliefweb_page),
                name="issues_edition_reliefweb",
            ),
            path(
                "<int:pk>/reliefweb/<slug:language>.json",
                self.admin_site.admin_view(reliefweb_file),
                name="issues_edition_reliefweb_file",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        standing = Edition.objects.standing().filter(pk=to_key(object_id)).exists()
        may = {
            "may_withdraw": standing and request.user.has_perm(WITHDRAW),
            "may_send": standing and request.user.has_perm(SEND),
        }
        return super().change_view(request, object_id, form_url, may | (extra_context or {}))

    @admin.display(description=_("state"))
    def state(self, edition):
        withdrawal = getattr(edition, "withdrawal", None)
        if withdrawal is None:
            return gettext("public")
        day = date_format(timezone.localtime(withdrawal.withdrawn_at))
        return gettext("withdrawn on %(day)s: %(reason)s") % {
            "day": day,
            "reason": withdrawal.reason,
        }

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
