"""The history of a row: its versions and acts, two versions compared, an earlier one restored.

Import it after the other admin modules: it adds this screen to each model that is kept.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.figure_nodes import newest_vintages
from issues.history import bin as history_bin
from issues.history import reading
from issues.history.restoring import restore
from issues.models import Article, ConsentWithdrawal, Photo
from issues.photo_files import preview_url
from issues.review import Refused
from missions.admin.figure import value_text
from reportcms import versions
from reportcms.prose import figure_references

from .access import article_for

PER_PAGE = 30


class Kept:
    """What admin classes of kept rows share: the history's screen, and deleting into the bin.

    Mix it in before `ScopedAdmin`.
    """

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if history_bin.is_binned(model):
            self.delete_confirmation_template = "admin/history/delete.html"
            self.delete_selected_confirmation_template = "admin/history/delete_selected.html"

    def get_urls(self):
        own = []
        if self.model is Article:
            view = self.admin_site.admin_view(restore_page)
            own = [path("<int:pk>/restore/<int:version>/", view, name="issues_article_restore")]
        return own + super().get_urls()

    def history_view(self, request, object_id, extra_context=None):
        """List versions and acts; with ``?old=…&new=…`` show what differs between the two."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "may_restore": isinstance(obj, Article) and self.has_change_permission(request, obj),
            **(extra_context or {}),
        }
        if {"old", "new"} <= set(request.GET):
            return self.compare_view(request, obj, context)
        entries = reading.history(obj, request.user)
        kept = [entry.version.pk for entry in entries if entry.version]
        context |= {
            "first_old": kept[1] if len(kept) > 1 else None,
            "title": _("History of “%s”") % obj,
            "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("p")),
            "version_count": len(kept),
        }
        return TemplateResponse(request, "admin/history/list.html", context)

    def compare_view(self, request, obj, context):
        found = reading.readable_versions(obj, request.user)
        asked = {version.pk: version for version in found}
        try:
            pair = [asked[int(request.GET[name])] for name in ("old", "new")]
        except (KeyError, ValueError):
            raise Http404 from None
        old, new = sorted(pair, key=lambda version: version.pk)
        context |= {
            "title": _("What changed in “%s”") % obj,
            "old": old,
            "new": new,
            "is_newest": new == found[0],
            "may_restore": context["may_restore"] and old != found[0],
            "comparison": compared(obj, old, new),
        }
        return TemplateResponse(request, "admin/history/compare.html", context)

    def delete_model(self, request, obj):
        if history_bin.is_binned(self.model):
            history_bin.put_in_bin(obj, by=request.user)
        else:
            super().delete_model(request, obj)

    def response_delete(self, request, obj_display, obj_id):
        response = super().response_delete(request, obj_display, obj_id)
        if history_bin.is_binned(self.model):
            messages.info(
                request,
                format_html(
                    '<a href="{}">{}</a>',
                    reverse("admin:issues_binned_changelist"),
                    _("It is in the bin for 30 days."),
                ),
            )
        return response

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def save_formset(self, request, form, formset, change):
        """Rows taken out of a form (its photos) go to the bin too."""
        if history_bin.is_binned(formset.model):
            for deleted in formset.deleted_forms:
                row = deleted.instance
                if row.pk and formset.model.objects.filter(pk=row.pk).exists():
                    history_bin.remember(row, by=request.user)
        super().save_formset(request, form, formset, change)


def compared(obj, old, new):
    """Return what differs between two versions, with a small picture for each photo."""
    withdrawn = set(ConsentWithdrawal.objects.values_list("photo_sha256", flat=True))
    comparison = reading.compare(obj, old, new, shown=figure_names(old, new), withdrawn=withdrawn)
    pictures = {shown.photo["sha256"] for shown in comparison.photos}
    there = set(Photo.objects.filter(sha256__in=pictures).values_list("sha256", flat=True))
    for shown in comparison.photos:
        if shown.photo["sha256"] in there - withdrawn:
            shown.url = preview_url(shown.photo, "w320.jpg")
    return comparison


def figure_names(*found):
    """Return a function that names an observation and its present value: “Returnees: 40”."""
    named = {
        observation
        for version in found
        for observation in figure_references(reading.texts_in(version))
    }
    newest = newest_vintages(named)

    def shown(observation):
        figure = newest.get(observation)
        return f"{figure.indicator}: {value_text(figure)}" if figure else _("a figure")

    return shown


def restore_page(request, pk, version):
    """Show what restoring a version of an article would change; do it on a POST."""
    article = article_for(request, pk)
    found = {v.pk: v for v in reading.readable_versions(article, request.user)}
    if version not in found or not request.user.has_perm("issues.change_article"):
        raise Http404
    then = found[version]
    if request.method == "POST":
        try:
            stamp = request.POST.get("stamp", "")
            _article, missing = restore(article, then, by=request.user, stamp=stamp)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:issues_article_history", args=[pk]))
        messages.success(request, _("The earlier version stands again."))
        if missing:
            said = ngettext(
                "%s photo could not return: consent was withdrawn, or its file is lost.",
                "%s photos could not return: consent was withdrawn, or their files are lost.",
                missing,
            )
            messages.warning(request, said % missing)
        return HttpResponseRedirect(reverse("admin:issues_article_change", args=[pk]))
    newest = next(iter(found.values()))
    return TemplateResponse(
        request,
        "admin/history/restore.html",
        {
            **admin.site.each_context(request),
            "opts": Article._meta,
            "object": article,
            "title": _("Restore an earlier version?"),
            "then": then,
            "stamp": article.changed_at.isoformat(),
            "is_published": article.issue.is_published,
            "may": Article.objects.editable_by(request.user).filter(pk=pk).exists(),
            "comparison": compared(article, newest, then),
        },
    )


for _model in versions.kept_models():
    # Its admin class as it is, with the history's screen and the bin before it.
    if admin.site.is_registered(_model):
        _own = type(admin.site.get_model_admin(_model))
        admin.site.unregister(_model)
        admin.site.register(_model, type(f"Kept{_own.__name__}", (Kept, _own), {}))
