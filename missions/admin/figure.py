"""The ledger of figures: rows are added, and corrected by a newer row; never overwritten."""

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from missions.figure_checks import small_count_checks
from missions.ledger import record, release
from missions.models import AssistanceFigure, FigureBreakdown, FigureRelease, Mission
from missions.models.mission import is_regional

from .figure_form import PREFILLED, BreakdownFormSet, FigureForm, value_text
from .scoping import ScopedAdmin, ScopedTabularInline, only_mission


class BreakdownInline(ScopedTabularInline):
    model = FigureBreakdown
    formset = BreakdownFormSet
    fields = ["dimension", "label", "value", "disclosure"]

    def get_extra(self, request, obj=None, **kwargs):
        corrected = getattr(request, "corrected_figure", None)
        return corrected.breakdown.count() if corrected else 0


class StandingFilter(admin.SimpleListFilter):
    """Corrected rows are out of the way unless asked for."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("all", _("with corrected ones"))]

    def choices(self, changelist):
        found = list(super().choices(changelist))
        found[0]["display"] = gettext("as they stand today")
        return found

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.current()


@admin.register(AssistanceFigure)
class FigureAdmin(ScopedAdmin):
    """Add a figure; “change” one by adding the row that corrects it."""

    added_in_rows = True
    form = FigureForm
    inlines = [BreakdownInline]
    navigation_order = 30
    list_display = ["indicator", "value_for_reading", "as_of", "mission", "source", "is_public"]
    list_filter = [
        StandingFilter,
        ("indicator", admin.RelatedOnlyFieldListFilter),
        ("mission", admin.RelatedOnlyFieldListFilter),
        "status",
    ]
    list_select_related = ["indicator", "mission"]
    search_fields = [
        *("indicator__name", "indicator__code", "source", "footnote", "mission__name"),
    ]
    actions = ["make_public"]

    def get_queryset(self, request):
        released = FigureRelease.objects.standing().filter(figure=OuterRef("pk"))
        return super().get_queryset(request).annotate(released=Exists(released))

    @admin.display(description=_("value"), ordering="value")
    def value_for_reading(self, figure):
        """The value, with its status unless that is the usual one."""
        if figure.value is None or figure.status == AssistanceFigure.Status.VERIFIED:
            return value_text(figure)
        return f"{value_text(figure)} ({figure.get_status_display()})"

    @admin.display(description=_("public"), boolean=True)
    def is_public(self, figure):
        return figure.released

    def has_release_permission(self, request):
        return request.user.has_perm("missions.release_assistancefigure")

    @admin.action(description=_("Make public…"), permissions=["release"])
    def make_public(self, request, queryset):
        """Ask once, then release the chosen figures from today on."""
        figures = queryset.select_related("indicator", "mission", "definition")
        figures = list(figures.prefetch_related("breakdown"))
        for figure in figures:
            figure.shown = value_text(figure)
            figure.superseded = hasattr(figure, "superseded_by")
            figure.unguarded = any(small_count_checks(figure, figure.breakdown.all()))
        ready = [
            figure
            for figure in figures
            if not (figure.superseded or figure.unguarded or figure.released)
        ]
        if request.POST.get("confirmed"):
            release([figure.pk for figure in ready], on=timezone.localdate(), by=request.user)
            for figure in ready:
                self.log_change(request, figure, gettext("Made public."))
            messages.success(
                request,
                ngettext(
                    "%(count)s figure is public from today on.",
                    "%(count)s figures are public from today on.",
                    len(ready),
                )
                % {"count": len(ready)},
            )
            return None
        return TemplateResponse(
            request,
            "admin/missions/assistancefigure/make_public.html",
            {
                **self.admin_site.each_context(request),
                "title": gettext("Make figures public"),
                "opts": self.opts,
                "figures": figures,
                "ready": ready,
            },
        )

    def has_change_permission(self, request, obj=None):
        superseded = obj is not None and hasattr(obj, "superseded_by")
        return super().has_change_permission(request, obj) and not superseded

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        correcting = getattr(request, "corrected_figure", None)
        filled = obj or correcting

        def tucked_away(*fields):
            """Fold a group that is empty; Django unfolds it when something in it is wrong."""
            in_use = any(getattr(filled, name, None) not in (None, "") for name in fields)
            return {"fields": fields, "classes": [] if in_use else ["collapse"]}

        parts = [
            (None, {"fields": ["indicator", "value", "qualifier", "status"]}),
            (_("When and where"), {"fields": ["period_start", "as_of", "mission", "covers"]}),
            (_("Where it comes from"), {"fields": ["source", "footnote", "definition"]}),
            (_("Plan, and base of a share"), tucked_away("target", "base_value")),
            (_("A break since the last figure"), tucked_away("break_cause", "break_note")),
            (
                _("A count so small that it shows who is meant"),
                tucked_away("disclosure", "disclosure_reason"),
            ),
            (_("Parts that do not add up"), {"fields": ["parts_note"]}),
        ]
        if correcting:
            parts.insert(0, (_("Correction"), {"fields": ["correction_reason"]}))
        elif obj is not None:
            parts.append((_("History of this figure"), {"fields": ["vintages"]}))
        return parts

    def get_readonly_fields(self, request, obj=None):
        return ["vintages"] if obj is not None else []

    @admin.display(description=_("corrections"))
    def vintages(self, figure):
        """List the rows this one replaced and the one that replaced it."""
        chain, row = [], figure.latest_vintage()
        while row is not None:
            chain.append(row)
            row = row.supersedes
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                '<li><a href="{}">{}</a> {}</li>',
                (
                    (
                        reverse("admin:missions_assistancefigure_change", args=[row.pk]),
                        f"{value_text(row)}, {row.recorded_at:%Y-%m-%d}",
                        row.correction_reason,
                    )
                    for row in chain
                ),
            ),
        )

    def choices(self, db_field, request):
        if db_field.name == "covers" and not is_regional(request.user):
            # Names of missions are no secret; a number may include a neighbour's country.
            own = Mission.objects.editable_by(request.user)
            return Mission.objects.filter(Q(pk__in=own) | Q(series__missions__in=own)).distinct()
        return super().choices(db_field, request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.corrects = getattr(request, "corrected_figure", None)
        return form

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if corrected := getattr(request, "corrected_figure", None):
            initial |= {name: getattr(corrected, name) for name in PREFILLED}
            return initial | {"covers": list(corrected.covers.all())}
        if own := only_mission(request.user):
            initial = {"mission": own.pk, "covers": [own.pk]} | initial
        return initial

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        corrected = getattr(request, "corrected_figure", None)
        if corrected and isinstance(inline, BreakdownInline):
            kwargs["initial"] = list(
                corrected.breakdown.values("dimension", "label", "value", "disclosure")
            )
        return kwargs

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a corrected figure as it was; any other in a form that adds its correction."""
        figure = self.get_object(request, object_id)
        correcting_late = (
            request.method == "POST"
            and figure is not None
            and super().has_change_permission(request, figure)
        )
        if figure is None or not (correcting_late or self.has_change_permission(request, figure)):
            return super().change_view(request, object_id, form_url, extra_context)
        request.corrected_figure = figure
        return self.changeform_view(
            request,
            None,
            form_url,
            (extra_context or {})
            | {
                "title": gettext("Correct a figure"),
                "subtitle": str(figure),
                "corrected_figure": figure,
            },
        )

    def save_model(self, request, obj, form, change):
        """Leave it to `save_related`: a figure, its coverage and its parts are recorded as one."""

    def save_related(self, request, form, formsets, change):
        parts = [part for formset in formsets for part in formset.save(commit=False)]
        record(form.instance, covers=form.cleaned_data["covers"], parts=parts, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        if corrected := obj.supersedes:
            messages.success(
                request,
                gettext("%(indicator)s: corrected from %(old)s to %(new)s.")
                % {
                    "indicator": obj.indicator,
                    "old": value_text(corrected),
                    "new": value_text(obj),
                },
            )
            return HttpResponseRedirect(reverse("admin:missions_assistancefigure_changelist"))
        return super().response_add(request, obj, post_url_continue)
