"""Uploading a file of figures, looking at what it would do, and storing it as a whole."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from missions.imports import Plan, Unreadable, read_table, store
from missions.imports.columns import BY_KEY
from missions.imports.reading import MOST_BYTES
from missions.imports.template import template
from missions.models import FigureImport, Mission
from missions.models.mission import writes_everywhere

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD_ROWS_SHOWN = 200


class UploadForm(forms.Form):
    """The file; what is wrong with it as a whole is said at its field."""

    file = forms.FileField(
        label=_("Excel workbook (.xlsx) or CSV file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 5 MB. Split it into several."))
        try:
            self.table = read_table(file.read(), file.name)
        except Unreadable as problem:
            raise ValidationError(str(problem)) from problem
        return file


@admin.register(FigureImport)
class FigureImportAdmin(admin.ModelAdmin):
    """Imports are made by uploading; each is looked at and then stored or discarded."""

    navigation_order = 35

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(never_cache(self.upload)), name="missions_figureimport_changelist"),
            path("add/", view(never_cache(self.upload)), name="missions_figureimport_add"),
            path("template.xlsx", view(self.template), name="missions_figureimport_template"),
            path("<int:pk>/", view(never_cache(self.look)), name="missions_figureimport_look"),
            path(
                "<int:pk>/change/",
                view(never_cache(self.look)),
                name="missions_figureimport_change",
            ),
        ]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def own(self, request):
        """Imports the person may go on with: their own."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return FigureImport.objects.filter(uploaded_by=request.user)

    def upload(self, request):
        waiting = self.own(request).filter(state=FigureImport.State.CHECKED)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            found = FigureImport.objects.create(
                file_name=form.cleaned_data["file"].name[:200],
                rows=form.table.rows,
                remarks=form.table.remarks,
                uploaded_by=request.user,
            )
            return HttpResponseRedirect(
                reverse("admin:missions_figureimport_look", args=[found.pk])
            )
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Import figures"),
            "form": form,
            "waiting": waiting[:10],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/missions/figureimport/upload.html", context)

    def look(self, request, pk):
        found = self.own(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        if request.method == "POST" and found.state == FigureImport.State.CHECKED:
            return self.act(request, found)
        is_open = found.state == FigureImport.State.CHECKED
        plan = Plan(found.rows, request.user) if is_open else None
        columns = used_columns(found.rows)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Look at the figures of %s") % found.file_name,
            "import": found,
            "plan": plan,
            "columns": [BY_KEY[key] for key in columns],
            "bad": [shown(row, columns) for row in plan.bad] if plan else [],
            "good": [shown(row, columns) for row in plan.good[:GOOD_ROWS_SHOWN]] if plan else [],
            "more": max(0, len(plan.good) - GOOD_ROWS_SHOWN) if plan else 0,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/missions/figureimport/look.html", context)

    def act(self, request, found):
        """Store or discard a file."""
        here = HttpResponseRedirect(reverse("admin:missions_figureimport_look", args=[found.pk]))
        if "discard" in request.POST:
            found.state = FigureImport.State.DISCARDED
            found.save()
            messages.success(request, gettext("The file was discarded. Nothing was stored."))
            return HttpResponseRedirect(reverse("admin:missions_figureimport_add"))
        try:
            count = store(found, request.user)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return here
        messages.success(
            request,
            ngettext("%(count)s figure was stored.", "%(count)s figures were stored.", count)
            % {"count": count},
        )
        return HttpResponseRedirect(reverse("admin:missions_assistancefigure_changelist"))

    def template(self, request):
        """The workbook to fill, with the lists of what there is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        everywhere = writes_everywhere(request.user)
        missions = (
            Mission.objects.all() if everywhere else Mission.objects.editable_by(request.user)
        )
        return HttpResponse(
            template(missions),
            content_type=XLSX,
            headers={"Content-Disposition": 'attachment; filename="figures-template.xlsx"'},
        )


def used_columns(rows):
    """Return the keys of the columns in which a row says anything, in the template's order."""
    used = {key for _number, cells in rows for key in cells}
    needed = {key for key, column in BY_KEY.items() if column.is_needed}
    return [key for key in BY_KEY if key in used | needed]


def shown(row, columns):
    """A row with its cells in the order of ``columns``, and what is wrong at each."""
    faults = row.faults_by_column()
    return {
        "number": row.number,
        "effect": row.effect,
        "cells": [
            {"text": row.cells.get(key, ""), "faults": faults.pop(key, [])} for key in columns
        ],
        # In columns that the file does not have.
        "others": [
            (BY_KEY[key].name if key in BY_KEY else key, messages)
            for key, messages in faults.items()
        ],
    }
