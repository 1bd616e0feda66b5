"""Issues: dates, sections, and the way to the screens that arrange, preview and publish them."""

from django.contrib import admin
from django.db.models import Max
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from issues.models import Issue, Section, Series
from missions.admin.scoping import ScopedAdmin, ScopedTabularInline, StaffForm, visible

from . import (
    arrange,
    embargo,
    figure_choices,
    figure_grid,
    preview,
    progress,
    proof,
    publish,
    readiness_reasons,
    review,
    round,
    round_opening,
    round_part,
    search,
    translate,
)
from .section import put_last


class SectionLineForm(StaffForm):
    class Meta:
        model = Section
        fields = ["title", "kind", "starts_page", "fit_page"]


class SectionInline(ScopedTabularInline):
    """The sections in brief; their order is set on the Arrange screen."""

    model = Section
    form = SectionLineForm
    show_change_link = True


class IssueForm(StaffForm):
    class Meta:
        model = Issue
        fields = [
            *("series", "year", "number", "title", "summary", "language"),
            *("period_start", "period_end", "data_as_of", "publication_date", "next_issue_date"),
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.is_published:
            for name in {"series", "year", "number"} & set(self.fields):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Published editions keep their address.")


@admin.register(Issue)
class IssueAdmin(ScopedAdmin):
    form = IssueForm
    inlines = [SectionInline]
    navigation_order = 10
    list_display = ["number_and_year", "series", "publication_date", "editions_published"]
    list_filter = [("series", admin.RelatedOnlyFieldListFilter), "year"]
    list_select_related = ["series"]
    search_fields = ["series__title", "title"]
    fieldsets = [
        (None, {"fields": ["series", ("year", "number"), "title", "summary", "language"]}),
        (
            _("Dates"),
            {
                "fields": [
                    ("period_start", "period_end"),
                    "data_as_of",
                    ("publication_date", "next_issue_date"),
                ]
            },
        ),
    ]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        series = list(visible(Series.objects.all(), request.user)[:2])
        if len(series) == 1:
            initial.setdefault("series", series[0].pk)
        return initial

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(newest=Max("editions__version"))

    @admin.display(description=_("issue"), ordering="number")
    def number_and_year(self, issue):
        return f"{issue.number}/{issue.year}"

    @admin.display(description=_("published"), ordering="newest")
    def editions_published(self, issue):
        return _("edition %s") % issue.newest if issue.newest else _("not yet")

    def save_formset(self, request, form, formset, change):
        """Put new sections after the others; Django saves the rest."""
        if formset.model is not Section:
            return super().save_formset(request, form, formset, change)
        formset.save(commit=False)
        for section in formset.deleted_objects:
            section.delete()
        for section, _fields in formset.changed_objects:
            section.save()
        for section in formset.new_objects:
            put_last(section)
            section.save()
        return None

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("search/", view(search.search_page), name="issues_search"),
            path("open/", view(round_opening.open_page), name="issues_issue_open"),
            path("<int:pk>/round/", view(round.round_page), name="issues_issue_round"),
            path(
                "<int:pk>/round/<slug:slug>/", view(round_part.part_page), name="issues_issue_part"
            ),
            path("<int:pk>/arrange/", view(arrange.arrange_page), name="issues_issue_arrange"),
            path(
                "<int:pk>/figures/",
                view(figure_grid.missions_page),
                name="issues_issue_figure_missions",
            ),
            path(
                "<int:pk>/figures/<slug:slug>/",
                view(figure_grid.grid_page),
                name="issues_issue_figures",
            ),
            path(
                "<int:pk>/preview/", view(preview.issue_preview_page), name="issues_issue_preview"
            ),
            path(
                "<int:pk>/preview.pdf",
                view(preview.issue_preview_pdf),
                name="issues_issue_preview_pdf",
            ),
            path("<int:pk>/pages/", view(proof.pages_page), name="issues_issue_pages"),
            path(
                "<int:pk>/pages/<str:language>/",
                include(
                    [
                        path("state/", view(proof.proof_state), name="issues_issue_proof_state"),
                        path("issue.pdf", view(proof.proof_pdf), name="issues_issue_proof_pdf"),
                        path(
                            "<int:number>.webp",
                            view(proof.proof_picture),
                            name="issues_issue_proof_picture",
                        ),
                    ]
                ),
            ),
            path(
                "<int:pk>/reason/",
                view(readiness_reasons.reason_page),
                name="issues_issue_reason",
            ),
            path(
                "figure-choices/",
                view(figure_choices.figure_choices),
                name="issues_figure_choices",
            ),
            path("<int:pk>/log/", view(review.issue_log_page), name="issues_issue_log"),
            path(
                "<int:pk>/embargoed/<str:language>.pdf",
                view(embargo.embargoed_pdf),
                name="issues_issue_embargoed_pdf",
            ),
            path(
                "<int:pk>/translate/",
                view(translate.languages_page),
                name="issues_issue_translations",
            ),
            path(
                "<int:pk>/translate/<str:language>/",
                view(translate.translate_page),
                name="issues_issue_translate",
            ),
            path("<int:pk>/publish/", view(publish.publish_page), name="issues_issue_publish"),
            path(
                "publication/<int:pk>/",
                view(progress.progress_page),
                name="issues_publication_progress",
            ),
            path(
                "publication/<int:pk>/state/",
                view(progress.progress_state),
                name="issues_publication_state",
            ),
            *super().get_urls(),
        ]
