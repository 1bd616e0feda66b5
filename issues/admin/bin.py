"""The bin's screen: what was deleted in the last thirty days, and bringing it back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from issues.history.bin import bring_back
from issues.models import Binned, Photo
from issues.review import Refused
from missions.models.mission import mission_ids, writes_everywhere

PER_PAGE = 40


@admin.register(Binned)
class BinAdmin(admin.ModelAdmin):
    """A list with a button for each line: no model forms."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.bin), name="issues_binned_changelist"),
            path("<int:pk>/back/", view(require_POST(self.back)), name="issues_binned_back"),
        ]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("issues.view_binned")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def bin(self, request):
        """List what the person's missions deleted; the regional office sees all of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = (
            Binned.objects.visible_to(request.user)
            .exclude(pk__in=Binned.objects.due(timezone.now()))
            .select_related("version__content_type", "mission", "deleted_by")
        )
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        return TemplateResponse(
            request,
            "admin/history/bin.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Bin"),
                "page": page,
                "lines": [line(row, request.user) for row in page],
            },
        )

    def back(self, request, pk):
        """Bring one thing back and lead to it."""
        entry = (
            Binned.objects.visible_to(request.user)
            .select_related("version__content_type")
            .filter(pk=pk)
            .first()
        )
        if entry is None or not self.has_view_permission(request):
            raise Http404
        try:
            row = bring_back(entry, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:issues_binned_changelist"))
        messages.success(request, _("“%s” is back.") % entry.title)
        return HttpResponseRedirect(address_of(row))


def line(entry, user):
    """Return what one line of the list shows of ``entry``."""
    model = entry.version.content_type.model_class()
    opts = model._meta
    return {
        "entry": entry,
        "kind": opts.verbose_name,
        "may": user.has_perm(f"{opts.app_label}.add_{opts.model_name}")
        and (writes_everywhere(user) or entry.mission_id in mission_ids(user)),
    }


def address_of(row):
    """Return the address of the form of ``row``; of a photo, that of what it stands in."""
    if isinstance(row, Photo):
        row = row.article or row.section
    opts = row._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return reverse("admin:index")
