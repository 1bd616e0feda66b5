"""People: who works in which mission, invitations, and leaving. The regional office's screen."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions import invitations, people
from missions.models import Invitation, Membership, Mission, Person
from missions.people import MANAGE, Refused
from reportcms.typed import typed_text

from .matching import matching

PER_PAGE = 40
LOG_SHOWN = 20


def is_key(text):
    """Say whether ``text`` can be the key of a row, whoever sent it."""
    return text.isdecimal() and len(text) < 18


class RoleForm(forms.Form):
    """A role, and the mission where it is one of a mission."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    mission = forms.ModelChoiceField(
        Mission.objects.all(),
        label=gettext_lazy("Mission"),
        required=False,
        empty_label=gettext_lazy("Regional office"),
        help_text=gettext_lazy("Contributors belong to a mission, all others to the office."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        given = people.roles_given_by(by)
        self.fields["role"].choices = [(r.value, r.label) for r in Membership.Role if r in given]

    def clean(self):
        data = super().clean()
        contributes = data.get("role") == Membership.Role.CONTRIBUTOR
        if contributes and not data.get("mission") and "mission" not in self.errors:
            self.add_error("mission", _("A contributor belongs to a mission: choose which."))
        if data.get("role") and not contributes and data.get("mission"):
            self.add_error("mission", _("This role is regional: choose the regional office."))
        return data


class GiveForm(RoleForm):
    reason = forms.CharField(
        label=gettext_lazy("Why (kept in the log)"), max_length=500, required=False
    )


class InviteForm(RoleForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=Invitation._meta.get_field("language").choices,
    )
    field_order = ["email", "role", "mission", "language"]


@admin.register(Person)
class PeopleAdmin(admin.ModelAdmin):
    """A list, a page for each person, and a form to invite: no model forms."""

    navigation_order = 60

    def get_urls(self):
        return [
            path(where, self.admin_site.admin_view(view), name=f"missions_person_{name}")
            for where, view, name in [
                ("", self.people, "changelist"),
                ("invite/", self.invite, "add"),
                ("<int:pk>/", self.person, "change"),
            ]
        ]

    def has_module_permission(self, request):
        return request.user.has_perm(MANAGE)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(MANAGE)

    has_add_permission = has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        return False

    def page(self, request, template, context):
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/missions/person/{template}.html", context)

    # --- The list ---------------------------------------------------------------------------

    def people(self, request):
        """List people by mission, and the invitations that wait; act on an invitation."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.act_on_invitation(request)
        asked = request.GET
        left = asked.get("left") == "1"
        mission, sought = asked.get("mission", ""), asked.get("q", "").strip()[:80]
        found = Person.objects.with_state().filter(is_active=not left)
        if mission == "office":
            found = found.filter(Q(memberships__mission=None, memberships__isnull=False))
        elif mission:
            found = found.filter(memberships__mission__slug=mission)
        found = matching(found, sought, ["first_name", "last_name", "username", "email"])
        page = Paginator(found.distinct(), PER_PAGE).get_page(asked.get("p"))
        may_invite = people.roles_given_by(request.user)
        waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
        return self.page(
            request,
            "list",
            {
                "title": _("People"),
                "page": page,
                "left": left,
                "mission": mission,
                "q": sought,
                "missions": Mission.objects.all(),
                "invitations": [
                    {"row": row, "may": row.role in may_invite}
                    for row in waiting.select_related("mission", "invited_by")[:PER_PAGE]
                ],
                "open": set(Invitation.objects.open().values_list("pk", flat=True)),
            },
        )

    def act_on_invitation(self, request):
        """Send again or withdraw the invitation that the button belongs to."""
        pk = request.POST.get("invitation", "")
        row = Invitation.objects.filter(pk=pk).first() if is_key(pk) else None
        acts = {"send": invitations.send_again, "withdraw": invitations.withdraw}
        act = acts.get(request.POST.get("act"))
        if row is None or act is None:
            raise Http404
        done = {
            "send": _("A new link was sent to %(email)s; the one before does not work any more."),
            "withdraw": _("The invitation of %(email)s is withdrawn."),
        }[request.POST["act"]]
        try:
            act(row, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        except invitations.NotSent as problem:
            messages.warning(request, str(problem))
        else:
            messages.success(request, done % {"email": row.email})
        return HttpResponseRedirect(reverse("admin:missions_person_changelist"))

    # --- Inviting ---------------------------------------------------------------------------

    def invite(self, request):
        """Ask for an address and a role, and send the link."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        first = {"mission": request.GET.get("mission"), "language": "en"}
        form = InviteForm(request.POST or None, by=request.user, initial=first)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                invitations.invite(
                    data["email"],
                    data["role"],
                    data["mission"],
                    language=data["language"],
                    by=request.user,
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except invitations.NotSent as problem:
                messages.warning(request, str(problem))
                return HttpResponseRedirect(reverse("admin:missions_person_changelist"))
            else:
                said = _(
                    "An invitation is on its way to %(email)s. Its link is good for seven days."
                )
                messages.success(request, said % {"email": data["email"]})
                return HttpResponseRedirect(reverse("admin:missions_person_changelist"))
        return self.page(request, "invite", {"title": _("Invite somebody"), "form": form})

    # --- One person -------------------------------------------------------------------------

    def person(self, request, pk):
        """Show a person's roles, sessions and log; do what one of the page's buttons says."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        person = Person.objects.with_state().filter(pk=pk).first()
        if person is None:
            raise Http404
        role_form = GiveForm(by=request.user)
        if request.method == "POST":
            act = self.ACTS.get(request.POST.get("act"))
            if act is None:
                raise Http404
            if request.POST["act"] == "give":
                role_form = GiveForm(request.POST, by=request.user)
            if request.POST["act"] != "give" or role_form.is_valid():
                try:
                    messages.success(request, act(self, request, person, role_form))
                except Refused as refusal:
                    messages.error(request, str(refusal))
                return HttpResponseRedirect(request.path)
        log = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
        )
        return self.page(
            request,
            "person",
            {
                "title": str(person),
                "person": person,
                "may_manage": people.may_manage(request.user, person),
                "is_self": person.pk == request.user.pk,
                "role_form": role_form,
                "session_count": person.usersession_set.count(),
                "log": log.select_related("user")[:LOG_SHOWN],
            },
        )

    def give(self, request, person, form):
        data = form.cleaned_data
        people.give_role(
            person, data["role"], data["mission"], by=request.user, reason=data["reason"]
        )
        return _("The role is given.")

    def take(self, request, person, form):
        pk = request.POST.get("membership", "")
        membership = person.memberships.filter(pk=pk).first() if is_key(pk) else None
        if membership is None:
            raise Refused(_("This role has been taken away already."))
        people.take_role(membership, by=request.user)
        return _("The role is taken away.")

    def deactivate(self, request, person, form):
        people.deactivate(person, by=request.user, reason=typed_text(request, "reason")[:500])
        return _("The account is closed. What %(person)s wrote stays.") % {"person": person}

    def reactivate(self, request, person, form):
        people.reactivate(person, by=request.user)
        return _(
            "The account is open again. A new password is set through “Forgotten your password?” "
            "on the log-in page."
        )

    def end_sessions(self, request, person, form):
        people.end_sessions(person, by=request.user)
        return _("All sessions of %(person)s are ended.") % {"person": person}

    def remove_second_step(self, request, person, form):
        reason = typed_text(request, "reason")[:500]
        people.remove_second_step(person, by=request.user, reason=reason)
        return _("The second step is removed.")

    ACTS = {
        "give": give,
        "take": take,
        "deactivate": deactivate,
        "reactivate": reactivate,
        "end_sessions": end_sessions,
        "remove_second_step": remove_second_step,
    }
