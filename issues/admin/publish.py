"""Review & publish: what stops an issue, its clearance, and when it is published."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from issues.models import EditorialAct, Publication
from issues.models.edition import next_version
from issues.proofing import has_stand_in_note, typed_note
from issues.publishing import NotPublished
from issues.readiness import findings
from issues.review import Refused, clearance, schedule
from issues.tasks import give_up_silent_jobs, is_lost, request_publication

from .access import issue_for, screen_context
from .progress import to_progress
from .proof import blocking, proofs_shown
from .publish_forms import ClearForm, PublishForm, ReasonForm, ScheduleForm
from .readiness_reasons import answers_shown

ACTS_SHOWN = 8


class Screen:
    """What the person has before them, and the acts they may do there.

    Each act is a form of its own; ``name`` is the value of its button. A form that could not be
    taken is shown again with what was typed.
    """

    def __init__(self, request, issue):
        self.request, self.issue, self.user = request, issue, request.user
        self.version = next_version(issue)
        self.note = typed_note(issue)
        self.proofs = proofs_shown(issue)
        self.page_faults = blocking(self.proofs)
        self.findings = findings(issue)
        self.warnings = [finding for finding in self.findings if not finding.blocks]
        self.content_blockers = [finding for finding in self.findings if finding.blocks]
        self.unclear = clearance.clearance_findings(issue)
        self.blockers = self.content_blockers + self.unclear
        self.under_way = issue.publications.filter(state__in=Publication.UNDER_WAY).first()
        self.may_ask = self.under_way is None or is_lost(self.under_way)
        self.scheduled = schedule.scheduled(issue)
        self.needs_clearance = issue.series.needs_clearance
        # The clearance brings its own note.
        self.asks_note = self.version > 1 and not self.needs_clearance
        self.forms = {name: self.form(name) for name in FORMS}

    def form(self, name, data=None):
        note = {"initial": {"note": self.note}, "label_suffix": "", "prefix": FORMS[name][1]}
        match name:
            case "clear":
                if self.unclear and data is None:
                    note["initial"]["seen"] = clearance.seen_sha256(self.issue)
                return ClearForm(
                    data, asks_note=self.version > 1, asks_reason=bool(self.warnings), **note
                )
            case "publish":
                return PublishForm(data, asks_note=self.asks_note, **note)
            case "schedule":
                return ScheduleForm(data, asks_note=self.asks_note, **note)
        return ReasonForm(data, **note)

    def shows(self):
        """Say which of the acts are offered."""
        free = self.may_ask and not self.scheduled
        ready = free and not self.blockers
        may_clear = self.user.has_perm(clearance.CLEAR)
        standing = self.needs_clearance and clearance.last_clearance(self.issue)
        return {
            "clear": self.needs_clearance
            and may_clear
            and free
            and not self.content_blockers
            and not self.page_faults
            and bool(self.unclear),
            "withdraw": bool(standing) and may_clear and self.may_ask,
            # The fault may lie in the note of the try before: only another note tells.
            "publish": ready and bool(not self.page_faults or self.note),
            "schedule": ready and not self.page_faults,
            "cancel": self.scheduled is not None,
        }

    def do(self, name):
        """Do the act called ``name``; return where it leads, None if its form cannot be taken."""
        form = self.forms[name] = self.form(name, self.request.POST.copy())
        try:
            if form.is_valid():
                return FORMS[name][0](self, form.cleaned_data)
        except (Refused, NotPublished) as problem:
            form.add_error(None, str(problem))
        if name == "clear":  # shown again, it is about what the page says now
            form.data[form.add_prefix("seen")] = clearance.seen_sha256(self.issue)
        return None

    def clear(self, data):
        if self.page_faults:
            return None
        given = {name: data.get(name, "") for name in ("reason", "note", "seen")}
        clearance.clear(self.issue, by=self.user, **given)
        messages.success(self.request, _("The issue is cleared as it stands now."))
        return self.address()

    def withdraw(self, data):
        clearance.withdraw_clearance(self.issue, by=self.user, reason=data["reason"])
        messages.success(self.request, _("The clearance is withdrawn."))
        return self.address()

    def publish(self, data):
        changed = self.note and self.forms["publish"].has_changed()
        if self.blockers or (self.page_faults and not changed):
            return None
        note = data.get("note", "")
        return to_progress(request_publication(self.issue, by=self.user, note=note))

    def schedule(self, data):
        if self.page_faults:
            return None
        publication = schedule.schedule(
            self.issue,
            by=self.user,
            at=data["at"],
            embargoed=data["embargoed"],
            note=data.get("note", ""),
        )
        said = _("The issue will be published on %s.")
        messages.success(self.request, said % schedule.moment_said(publication))
        return self.address()

    def cancel(self, data):
        if self.scheduled is None:
            raise Refused(_("It is not scheduled any more: look at where it stands."))
        schedule.cancel(self.scheduled, by=self.user, reason=data["reason"])
        messages.success(self.request, _("The scheduled publication is cancelled."))
        return self.address()

    def address(self):
        return HttpResponseRedirect(reverse("admin:issues_issue_publish", args=[self.issue.pk]))


# Button → the act, and what keeps the fields of its form apart from those of the others.
FORMS = {
    "clear": (Screen.clear, "clear"),
    "withdraw": (Screen.withdraw, "withdraw"),
    "publish": (Screen.publish, None),
    "schedule": (Screen.schedule, "schedule"),
    "cancel": (Screen.cancel, "cancel"),
}


@never_cache
def publish_page(request, pk):
    """Show pages, findings, clearance and schedule; do one act on POST unless something stops it."""
    issue = issue_for(request, pk, "issues.publish_issue")
    give_up_silent_jobs()
    screen = Screen(request, issue)
    status = 200
    if request.method == "POST":
        name = request.POST.get("act", "publish")
        if name not in FORMS:
            raise Http404
        if not screen.may_ask:  # pressed twice
            return to_progress(screen.under_way)
        if answer := screen.do(name):
            return answer
        status = 422
    acts = EditorialAct.objects.filter(issue=issue.pk).visible_to(request.user)
    return render(
        request,
        "admin/issues/publish.html",
        {
            **screen_context(request, admin.site, issue, _("Review & publish")),
            "form": screen.forms["publish"],
            "forms": screen.forms,
            "shows": screen.shows(),
            "version": screen.version,
            "proofs": screen.proofs,
            "page_faults": screen.page_faults,
            "blockers": screen.content_blockers,  # the clearance has a card of its own
            "is_stopped": bool(screen.blockers or screen.page_faults),
            "warnings": screen.warnings,
            "answers": answers_shown(issue),
            "under_way": screen.under_way,
            "may_ask": screen.may_ask,
            "has_stand_in_note": has_stand_in_note(issue),
            "clearance": clearance.last_clearance(issue),
            "clearance_holds": screen.needs_clearance and not screen.unclear,
            "scheduled": screen.scheduled,
            "scheduled_for": screen.scheduled and schedule.moment_said(screen.scheduled),
            "zone": timezone.get_current_timezone_name(),
            "acts": acts.select_related("actor")[:ACTS_SHOWN],
            "editions": issue.editions.select_related("published_by"),
        },
        status=status,
    )
