"""Uploading a file of figures, looking at what it would do, and storing it as a whole."""

import uuid

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
from missions.imports.limits import MOST_BYTES
from missions.imports.template import template
from missions.models import AssistanceFigure, FigureImport, Mission
from missions.models.mission import writes_everywhere

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_SHOWN = 200
# Columns by which people know a row again.
IDENTITY = ("indicator", "mission", "as_of", "value")


class UploadForm(forms.Form):
    """The file; what is wrong with it as a whole is said at its field."""

    file = forms.FileField(
        label=_("Excel workbook (.xlsx) or CSV file"),
        help_text=_(
            "Drop it here or choose it: at most 5 MB and 5,000 rows. The template has lists "
            "to choose from; a file downloaded from this site can be read too."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Choose the file first.")},
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
        if request.method == "POST":
            return self.act(request, found)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Figures of a file"),
            "subtitle": found.file_name,
            "import": found,
            "opts": self.opts,
        }
        if found.state == FigureImport.State.CHECKED:
            context |= looked_at(found, request.user)
        elif found.state == FigureImport.State.STORED:
            context |= {"figures": stored_figures(found, request.user)}
        return TemplateResponse(request, "admin/missions/figureimport/look.html", context)

    def act(self, request, found):
        """Store or discard a file, as the button says; both lead to where one sees what came of it."""
        if "discard" in request.POST:
            waiting = FigureImport.objects.filter(pk=found.pk, state=FigureImport.State.CHECKED)
            if waiting.update(state=FigureImport.State.DISCARDED):
                messages.success(request, gettext("The file was discarded. Nothing was stored."))
            return HttpResponseRedirect(reverse("admin:missions_figureimport_add"))
        if "store" in request.POST:
            try:
                count = store(found, request.user, seen=request.POST.get("seen", ""))
            except ValidationError as error:
                for message in error.messages:
                    messages.error(request, message)
            else:
                if count is not None:
                    messages.success(request, said_of(count))
        return HttpResponseRedirect(reverse("admin:missions_figureimport_look", args=[found.pk]))

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


def said_of(count):
    if not count:
        return gettext("Everything was in the ledger already.")
    return ngettext("%(count)s figure was stored.", "%(count)s figures were stored.", count) % {
        "count": count
    }


def looked_at(found, user):
    """What the dry run shows: rows to mend with what is wrong, then what storing would do."""
    plan = Plan(found.rows, user)
    used = {key for row in plan.rows for key in row.cells}
    wrong = {column for row in plan.bad for column, _message in row.problems}
    bad_columns = [key for key in BY_KEY if key in wrong | set(IDENTITY)]
    columns = [key for key in BY_KEY if key in used | set(IDENTITY)]
    return {
        "plan": plan,
        "bad_columns": headings(plan, bad_columns),
        "bad": [shown(plan, row, bad_columns) for row in plan.bad[:ROWS_SHOWN]],
        "more_bad": max(0, len(plan.bad) - ROWS_SHOWN),
        "columns": headings(plan, columns),
        "good": [shown(plan, row, columns) for row in plan.good[:ROWS_SHOWN]],
        "more_good": max(0, len(plan.good) - ROWS_SHOWN),
    }


def headings(plan, keys):
    return [(plan.letters.get(key, ""), BY_KEY[key].name) for key in keys]


def shown(plan, row, columns):
    """A row with its cells in the order of ``columns``, each with its place and what is wrong."""
    faults = row.faults_by_column()
    cells = [
        {
            "name": BY_KEY[key].name,
            "text": row.cells.get(key, ""),
            "place": f"{plan.letters[key]}{row.number}" if key in plan.letters else "",
            "faults": faults.pop(key, []),
        }
        for key in columns
    ]
    return {
        "number": row.number,
        "effect": row.effect,
        "figure": row.figure,
        "cells": cells,
        "others": [message for messages in faults.values() for message in messages],
    }


def stored_figures(found, user):
    """The figures that the rows of a stored file are in the ledger, in the order of the file."""
    rows = found.rows[1:]
    ids = [uuid.UUID(cells["figure"]) for _number, cells in rows if "figure" in cells]
    figures = AssistanceFigure.objects.visible_to(user).select_related("indicator", "mission")
    here = figures.in_bulk(ids)
    return [here[pk] for pk in ids if pk in here]
