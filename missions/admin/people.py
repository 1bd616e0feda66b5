"""People and their roles: the administrators' matter."""

from allauth.account import admin as account_admin
from allauth.mfa import admin as mfa_admin
from allauth.usersessions import admin as session_admin
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from missions.models import Membership

from .scoping import ScopedAdmin, ScopedTabularInline, StaffForm

# What somebody may do follows from their memberships alone.
admin.site.unregister(Group)
admin.site.unregister(User)
# Secrets of the second step and keys of sessions are nobody's to look at.
admin.site.unregister(
    [
        account_admin.EmailAddress,
        mfa_admin.Authenticator,
        session_admin.UserSession,
    ]
)


class PersonForm(StaffForm, UserChangeForm):
    """Django's form of a user, with plain labels."""


class MembershipInline(ScopedTabularInline):
    model = Membership
    fields = ["role", "mission"]
    extra = 0


@admin.register(User)
class PersonAdmin(ScopedAdmin, UserAdmin):
    """One person: name, password, roles."""

    form = PersonForm
    inlines = [MembershipInline]
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "memberships__role"]
    readonly_fields = ["is_active"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (
            _("Access"),
            {
                "fields": ["is_active", "is_staff", "is_superuser"],
                "description": _(
                    "“Staff” lets a person log in here. What they may do follows from the "
                    "roles below; a superuser may do everything. Accounts are closed and "
                    "opened again under People."
                ),
            },
        ),
    ]
    filter_horizontal = []

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__mission").distinct()

    @admin.display(description=_("roles"))
    def roles(self, user):
        return "; ".join(str(membership) for membership in user.memberships.all()) or "–"

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
