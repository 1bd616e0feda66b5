"""Clearance: the word of the person who stands for an issue, good for exactly what they saw."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.models import Clearance, EditorialAct, Issue
from issues.models.edition import next_version
from issues.readiness import Finding, blockers, findings
from issues.snapshot import snapshot
from missions.models.profile import Topic
from reportcms.canonical import digest

from . import Refused
from .log import log
from .people import communications, regional_editors

Verb = EditorialAct.Verb
CLEAR = "issues.clear_issue"


def content_sha256(issue, *, note=""):
    """Map each language to the checksum of what would be published in it now with ``note``."""
    version = next_version(issue)
    return {
        language: digest(snapshot(issue, language, version=version, note=note))
        for language in issue.series.languages
    }


def seen_sha256(issue):
    """Return one checksum for what the issue says now, whatever the note will be."""
    return digest(content_sha256(issue))


def last_clearance(issue):
    """Return the clearance for the next edition that nobody withdrew, None if there is none."""
    given = issue.clearances.filter(withdrawn_at=None).select_related("cleared_by")
    if last := issue.editions.order_by("-version").first():
        given = given.filter(cleared_at__gt=last.published_at)
    return given.first()


def standing_clearance(issue):
    """Return the clearance of exactly what the issue says now, None if there is none."""
    clearance = last_clearance(issue)
    if clearance and clearance.content_sha256 == content_sha256(issue, note=clearance.note):
        return clearance
    return None


def clearance_findings(issue):
    """Return what stops a publication for want of a clearance, in a list of one or none."""
    if not issue.series.needs_clearance or standing_clearance(issue):
        return []
    message = _("Nobody has cleared it yet: a clearer does that on “Review & publish”.")
    if last := last_clearance(issue):
        message = _("It was changed since %(person)s cleared it on %(when)s: clear it again.") % {
            "person": last.cleared_by.get_full_name() or last.cleared_by.username,
            "when": date_format(timezone.localtime(last.cleared_at), "j M Y, H:i"),
        }
    return [Finding(_("Clearance"), message, "#clearance")]


@transaction.atomic
def clear(issue, *, by, reason="", note="", seen=None):
    """Clear ``issue`` as it stands now for its next edition; return the Clearance.

    ``seen`` is the ``seen_sha256`` of what the person had before them: anything else is refused.
    ``reason`` says why warnings stand, ``note`` what a second or later edition corrects. Raises
    ``Refused``.
    """
    issue = locked(issue)
    if not by.has_perm(CLEAR):
        raise Refused(_("Only a clearer clears an issue."))
    reason, note = reason.strip(), note.strip()
    found = findings(issue)
    if stopping := [finding for finding in found if finding.blocks]:
        raise Refused(
            ngettext(
                "%s thing still stops this issue: it can be cleared once that is mended.",
                "%s things still stop this issue: it can be cleared once they are mended.",
                len(stopping),
            )
            % len(stopping)
        )
    if seen is not None and seen != seen_sha256(issue):
        raise Refused(
            _("The issue was changed since you opened this page: look at it again, then clear it.")
        )
    if found and not reason:
        raise Refused(_("There are warnings: say why they may stand."))
    if next_version(issue) > 1 and not note:
        raise Refused(_("Say what this new edition corrects: readers will see it."))
    issue.clearances.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    clearance = Clearance(
        issue=issue,
        content_sha256=content_sha256(issue, note=note),
        note=note,
        warnings=[{"place": f.place, "message": f.message} for f in found],
        reason=reason,
        cleared_by=by,
    )
    try:
        clearance.clean_fields(exclude=["issue", "content_sha256", "warnings", "cleared_by"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    clearance.save()
    log(
        Verb.CLEARED,
        issue=issue,
        by=by,
        reason=reason,
        to=[*regional_editors(), *communications()],
        topic=Topic.PUBLICATION,
    )
    return clearance


@transaction.atomic
def withdraw_clearance(issue, *, by, reason=""):
    """Take the clearance of ``issue`` back, for ``reason``; raise ``Refused`` if there is none."""
    issue = locked(issue)
    clearance = last_clearance(issue)
    if not by.has_perm(CLEAR):
        raise Refused(_("Only a clearer withdraws a clearance."))
    if clearance is None:
        raise Refused(_("This issue is not cleared: there is nothing to withdraw."))
    if not reason.strip():
        raise Refused(_("Say why the clearance is withdrawn."))
    clearance.withdrawn_at = timezone.now()
    clearance.save(update_fields=["withdrawn_at"])
    log(
        Verb.UNCLEARED,
        issue=issue,
        by=by,
        reason=reason.strip(),
        to=regional_editors(),
        topic=Topic.PUBLICATION,
    )
    return clearance


def stopping(issue, *, by):
    """Return the findings that stop ``by`` from publishing ``issue``; None is the operator.

    The operator's command asks for no clearance: it restores and imports what was cleared
    elsewhere, and whoever may run it may change the database anyway.
    """
    return [*blockers(issue), *(clearance_findings(issue) if by else [])]


def note_to_print(issue, note):
    """Return what the next edition of ``issue`` says it corrects: the words that were cleared.

    Without a clearance it is ``note``, as whoever publishes typed it.
    """
    clearance = last_clearance(issue) if issue.series.needs_clearance else None
    return (clearance.note if clearance else note).strip()


def locked(issue):
    """Return the row of ``issue``, locked until the transaction ends."""
    return Issue.objects.select_for_update(of=["self"]).select_related("series").get(pk=issue.pk)
