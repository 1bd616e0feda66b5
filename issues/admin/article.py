"""Articles: missions write them, the editor places them."""

from django.contrib import admin, messages
from django.db.models import F, Max
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page

from issues.models import Article, Issue, Section
from issues.rounds import section_asked
from issues.templatetags.review import state_chip
from missions.admin.scoping import ScopedAdmin, only_mission, visible
from missions.models import Mission
from missions.models.mission import writes_everywhere

from . import consent, notes, photo_reuse, preview, review, write_screen, writing
from .article_form import ArticleForm
from .photo import PhotoInline, photo_variant
from .stale import without_vanished


@admin.register(Article)
class ArticleAdmin(ScopedAdmin):
    form = ArticleForm
    inlines = [PhotoInline]
    actions = [review.approve_selected]
    navigation_order = 20
    list_display = ["title", "issue_number", "mission", "section", "standing", "changed_at"]
    list_display_links = ["title"]
    list_filter = [
        "state",
        ("issue", admin.RelatedOnlyFieldListFilter),
        ("mission", admin.RelatedOnlyFieldListFilter),
        ("themes", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["issue__series", "mission", "section"]
    search_fields = ["title", "body", "sources", "mission__name"]
    ordering = ["-issue__publication_date", "section__order", "order", "pk"]

    @admin.display(description=_("issue"), ordering="issue__publication_date")
    def issue_number(self, article):
        return f"{article.issue.number}/{article.issue.year}"

    @admin.display(description=_("state"), ordering="state")
    def standing(self, article):
        return state_chip(article)

    def has_approve_permission(self, request):
        return self.has_change_permission(request) and writes_everywhere(request.user)

    # The page is mostly the same markup for each field, and slow lines are common.
    @method_decorator(gzip_page)
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def form_parts(self, request, obj=None):
        where = ["issue", "mission"]
        own = only_mission(request.user)
        if writes_everywhere(request.user):
            where = ["issue", "section", "mission", "with_missions"]
        elif own and (obj is None or obj.mission == own):
            where = ["issue"]
        return [
            (None, {"fields": ["title", "body"]}),
            (None, {"fields": ["sources"]}),
            (_("Where it belongs"), {"fields": [*where, "stamp"]}),
            (_("Themes and language"), {"fields": ["themes", "language"], "classes": ["collapse"]}),
        ]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if not writes_everywhere(request.user):
            initial.setdefault("mission", Mission.objects.editable_by(request.user).first())
        newest = visible(Issue.objects.unpublished(), request.user).first()
        if newest:
            initial.setdefault("issue", newest.pk)
            initial.setdefault("language", newest.language)
        return initial

    def choices(self, db_field, request):
        rows = super().choices(db_field, request)
        article = self.article_of(request)
        if db_field.name == "issue" and not writes_everywhere(request.user):
            return rows.unpublished()
        if db_field.name == "issue":
            return rows.select_related("series")
        if db_field.name == "section":
            issues = visible(Issue.objects.unpublished(), request.user)
            if article:
                return Section.objects.filter(issue=article.issue_id)
            return Section.objects.filter(issue__in=issues).select_related("issue__series")
        return rows

    def article_of(self, request):
        """The article that the form of this request is about, if it exists already."""
        match = request.resolver_match
        pk = str(match.kwargs.get("object_id", "")) if match else ""
        return Article.objects.filter(pk=pk).first() if pk.isdigit() else None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "section":
            field.label_from_instance = section_label(self.article_of(request))
        return field

    def save_model(self, request, obj, form, change):
        """Fill in the only mission and the section it was asked for; put an article that changes
        its section at the end there."""
        if not change and obj.mission is None:
            obj.mission = only_mission(request.user)
        # Two saves of one title wait here for each other, so that each gets its own address.
        list(Issue.objects.select_for_update(of=["self"]).filter(pk=obj.issue_id))
        if obj.section and obj.section.issue_id != obj.issue_id:
            obj.section = None  # it moved to another issue, where the editor places it anew
        placed = "section" in form.changed_data
        if not change and obj.section is None and not writes_everywhere(request.user):
            obj.section = section_asked(obj, wanted=request.GET.get("section", ""))
            placed = obj.section is not None
        if placed:
            last = Article.objects.filter(section=obj.section).aggregate(last=Max("order"))["last"]
            obj.order = (last or 0) + 1
            Issue.objects.filter(pk=obj.issue_id).update(order_stamp=F("order_stamp") + 1)
        super().save_model(request, obj, form, change)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs and obj.pk:
            kwargs["data"] = without_vanished(kwargs["data"], prefix, obj)
        return kwargs

    def response_change(self, request, obj):
        return write_screen.after_saving(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return write_screen.after_saving(request, obj)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "photo/<slug:sha256>/<slug:focal>/<str:variant>",
                view(photo_variant),
                name="issues_photo_variant",
            ),
            path(
                "photo/<int:pk>/consent/",
                view(consent.consent_form),
                name="issues_photo_consent_form",
            ),
            path(
                "photo/<slug:sha256>/withdraw/",
                view(consent.withdraw_page),
                name="issues_photo_withdraw",
            ),
            path(
                "<int:pk>/preview/",
                view(preview.article_preview_page),
                name="issues_article_preview",
            ),
            path("look/", view(writing.look_page), name="issues_article_add_look"),
            path("<int:object_id>/look/", view(writing.look_page), name="issues_article_look"),
            path(
                "<int:object_id>/presence/",
                view(writing.presence_page),
                name="issues_article_presence",
            ),
            path("<int:pk>/notes/", view(notes.notes_page), name="issues_article_notes"),
            path("<int:pk>/notes/<int:note>/", view(notes.notes_page), name="issues_article_note"),
            path("<int:pk>/people/", view(notes.people_page), name="issues_article_people"),
            path(
                "<int:pk>/earlier-photos/",
                view(photo_reuse.earlier_photos_page),
                name="issues_article_earlier_photos",
            ),
            path("<int:pk>/act/<slug:act>/", view(review.act_page), name="issues_article_act"),
            path("<int:pk>/log/", view(review.article_log_page), name="issues_article_log"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= write_screen.screen_context(self, request, context, obj)
        context["media"] = write_screen.lighter(context["media"])
        if context.get("errors") and request.FILES:
            messages.warning(
                request,
                gettext(
                    "Nothing was saved yet. Please choose the pictures again: browsers forget them."
                ),
            )
        return super().render_change_form(request, context, add, change, form_url, obj)


def section_label(article):
    """Name sections briefly inside one issue, and with their issue where several are offered."""
    if article:
        return str
    return lambda section: f"{section.issue.number}/{section.issue.year}: {section}"
