"""Missions, their contacts and their hotlines."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.models import Contact, Hotline, Mission
from reportcms import versions

from .scoping import ScopedAdmin, StaffForm, only_mission


@admin.register(Mission)
class MissionAdmin(ScopedAdmin):
    navigation_order = 60
    list_display = ["name", "country", "city", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "city"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "country", "city", "description", "order", "is_active"]


class OfMission(ScopedAdmin):
    """Rows that belong to one mission: it is filled in for those who have only one."""

    added_in_rows = True
    list_filter = [("mission", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["mission"]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if own := only_mission(request.user):
            initial.setdefault("mission", own.pk)
        return initial


@admin.register(Contact)
class ContactAdmin(OfMission):
    navigation_order = 50
    list_display = ["__str__", "mission", "title", "email", "phone", "is_public"]
    list_filter = [*OfMission.list_filter, "is_public"]
    search_fields = ["name", "title", "email", "phone", "mission__name"]
    fields = ["mission", "name", "title", "email", "phone", "order", "is_public"]


class HotlineForm(StaffForm):
    needs = forms.MultipleChoiceField(
        label=Hotline._meta.get_field("needs").verbose_name,
        help_text=Hotline._meta.get_field("needs").help_text,
        choices=Hotline.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Hotline)
class HotlineAdmin(OfMission):
    form = HotlineForm
    navigation_order = 40
    list_display = ["name", "number", "mission", "works_from", "last_tested_on", "is_fresh"]
    search_fields = [
        *("name", "number", "international_number", "works_from", "purpose", "mission__name"),
    ]
    fieldsets = [
        (None, {"fields": ["mission", "name", "number", "international_number", "works_from"]}),
        (
            gettext_lazy("What a caller should know"),
            {"fields": ["needs", "purpose", "hours", "languages", "cost"]},
        ),
        (
            gettext_lazy("Does it answer?"),
            {"fields": ["last_tested_on", "tested_by", "valid_from", "valid_to", "order"]},
        ),
    ]

    @admin.display(description=gettext_lazy("tested in time"), boolean=True)
    def is_fresh(self, hotline):
        return not hotline.is_stale

    def get_urls(self):
        return [
            path(
                "<int:pk>/answered/",
                self.admin_site.admin_view(self.answered),
                name="missions_hotline_answered",
            ),
            *super().get_urls(),
        ]

    def answered(self, request, pk):
        """Note that the hotline answered a call today."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        hotline = self.get_object(request, pk)
        if hotline is None or not self.has_change_permission(request, hotline):
            raise Http404
        versions.keep_stored(hotline)
        hotline.last_tested_on = timezone.localdate()
        hotline.tested_by = (request.user.get_full_name() or request.user.username)[:120]
        hotline.save(update_fields=["last_tested_on", "tested_by"])
        versions.keep(hotline, by=request.user)
        self.log_change(request, hotline, [{"changed": {"fields": ["last_tested_on"]}}])
        messages.success(request, _("“%(hotline)s” answered today: noted.") % {"hotline": hotline})
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = reverse("admin:index")
        return HttpResponseRedirect(back)
