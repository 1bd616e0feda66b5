"""Publishing at a moment chosen beforehand, also under embargo.

Nothing is public before that moment: there is no hidden edition that an address could betray.
Then the worker publishes, if nothing stops it and the clearance still holds.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from issues.models import EditorialAct, Publication
from issues.models.edition import next_version
from missions.models.profile import Topic

from . import Refused
from .clearance import locked, note_to_print, stopping
from .log import log
from .people import clearers, communications, regional_editors

Verb, State = EditorialAct.Verb, Publication.State
PUBLISH = "issues.publish_issue"


def scheduled(issue):
    """Return the publication that ``issue`` is scheduled for, None if it is not."""
    return issue.publications.filter(state=State.SCHEDULED).first()


@transaction.atomic
def schedule(issue, *, by, at, embargoed=False, note=""):
    """Have ``issue`` published at the moment ``at``; return the Publication.

    ``embargoed`` allows a marked copy for the press before; ``note`` says what a second or later
    edition corrects, where no clearance says it. Raises ``Refused``.
    """
    issue = locked(issue)
    if not by.has_perm(PUBLISH):
        raise Refused(_("You may not publish this issue."))
    if at <= timezone.now():
        raise Refused(_("This moment has passed: choose a later one, or publish now."))
    if found := stopping(issue, by=by):
        raise Refused("\n".join(f"{finding.place}: {finding.message}" for finding in found))
    note = note_to_print(issue, note)
    if next_version(issue) > 1 and not note:
        raise Refused(_("Say what this new edition corrects: readers will see it."))
    publication = Publication(
        issue=issue,
        requested_by=by,
        language=get_language(),
        note=note,
        state=State.SCHEDULED,
        publish_at=at,
        is_embargoed=embargoed,
    )
    try:
        publication.clean_fields(exclude=["issue", "requested_by", "edition"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    try:
        with transaction.atomic():
            publication.save()
    except IntegrityError:
        raise Refused(_("This issue is scheduled or being published already.")) from None
    tell(Verb.SCHEDULED, publication, by=by, reason=moment_said(publication))
    return publication


@transaction.atomic
def cancel(publication, *, by, reason=""):
    """Cancel a scheduled publication; raise ``Refused`` if it is not scheduled any more."""
    if not by.has_perm(PUBLISH):
        raise Refused(_("You may not cancel this publication."))
    locked(publication.issue)
    rows = Publication.objects.filter(pk=publication.pk, state=State.SCHEDULED)
    if not rows.update(state=State.CANCELLED):
        raise Refused(_("It is not scheduled any more: look at where it stands."))
    tell(Verb.UNSCHEDULED, publication, by=by, reason=reason.strip())


def moment_said(publication):
    """Return the moment of ``publication`` on the clock of whoever reads, with its time zone."""
    local = timezone.localtime(publication.publish_at)
    said = f"{date_format(local, 'j E Y, H:i')} ({timezone.get_current_timezone_name()})"
    if publication.is_embargoed:
        return _("%s, under embargo until then") % said
    return said


def tell(verb, publication, *, by, reason=""):
    """Log what became of a scheduled publication and tell everybody it concerns."""
    log(
        verb,
        issue=publication.issue,
        by=by,
        reason=reason,
        to=[publication.requested_by, *regional_editors(), *clearers(), *communications()],
        topic=Topic.PUBLICATION,
    )
