"""The acts on one mission's part in an issue: answering, returning, approving, closing, reminding."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from issues.models import Article, Contribution, EditorialAct
from issues.review import Refused
from issues.review.articles import submit
from issues.review.log import log
from issues.review.people import contributors_of, regional_editors
from missions.models.profile import Topic

from .deadlines import refuse_after_publication, reminder_moments

Verb, State = EditorialAct.Verb, Contribution.State


def locked(contribution, *, among, refusal):
    """Return the row of ``contribution``, locked; raise `Refused` unless its state is ``among``."""
    row = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("issue__series", "mission")
        .get(pk=contribution.pk)
    )
    if row.state not in among:
        raise Refused(refusal % {"mission": row.mission, "state": row.get_state_display()})
    return row


def keep(row, verb, *, by, to, topic, reason="", **changes):
    """Store the new state of ``row`` and write the act; return the row."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.full_clean(exclude=["issue", "mission", "answered_by"])
    row.save(update_fields=list(changes))
    log(verb, issue=row.issue, mission=row.mission, by=by, reason=reason, to=to, topic=topic)
    return row


def articles_of(row):
    return Article.objects.filter(issue=row.issue_id, mission=row.mission_id)


def answered(by):
    return {"answered_at": timezone.now(), "answered_by": by}


@transaction.atomic
def submit_contribution(contribution, *, by, remark="", with_articles=False):
    """Send the mission's part for review; whether it is complete is for the mission to decide.

    ``with_articles`` sends along its articles that are still with their writer.
    """
    row = locked(
        contribution,
        among=Contribution.OWED,
        refusal=_("This part is not waiting for an answer: it is “%(state)s”."),
    )
    if with_articles:
        for article in articles_of(row).filter(state__in=Article.WITH_WRITER):
            submit(article, by=by)
    return keep(
        row,
        Verb.SUBMITTED,
        by=by,
        reason=remark,
        to=regional_editors(),
        topic=Topic.REVIEW,
        state=State.SUBMITTED,
        remark=remark,
        **answered(by),
    )


@transaction.atomic
def answer_nothing(contribution, *, by, remark=""):
    """Answer that the mission has nothing to report; readers see that it said so.

    Refused while the issue has an article of it, which would say the contrary.
    """
    row = locked(
        contribution,
        among=Contribution.OWED,
        refusal=_("This part is not waiting for an answer: it is “%(state)s”."),
    )
    if articles_of(row).exists():
        raise Refused(
            _(
                "This issue has an article of %s: send it for review, or delete it before you say "
                "that there is nothing to report."
            )
            % row.mission
        )
    return keep(
        row,
        Verb.NOTHING,
        by=by,
        reason=remark,
        to=regional_editors(),
        topic=Topic.REVIEW,
        state=State.NOTHING,
        remark=remark,
        **answered(by),
    )


@transaction.atomic
def take_back_contribution(contribution, *, by):
    """Withdraw an answer that the editor has not approved yet."""
    row = locked(
        contribution,
        among=(State.SUBMITTED, State.NOTHING),
        refusal=_("There is no answer to take back: this part is “%(state)s”."),
    )
    return keep(
        row,
        Verb.TAKEN_BACK,
        by=by,
        to=regional_editors(),
        topic=Topic.REVIEW,
        state=State.RETURNED if row.return_reason else State.ASKED,
        answered_at=None,
        answered_by=None,
    )


@transaction.atomic
def return_contribution(contribution, *, by, reason):
    """Give the part back to its mission, saying what should be changed."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say what should be changed."))
    row = locked(
        contribution,
        among=(State.SUBMITTED, State.NOTHING, State.APPROVED),
        refusal=_("%(mission)s has not answered yet, so there is nothing to return."),
    )
    return keep(
        row,
        Verb.RETURNED,
        by=by,
        reason=reason,
        to=contributors_of(row.mission),
        topic=Topic.REVIEW,
        state=State.RETURNED,
        return_reason=reason,
    )


@transaction.atomic
def approve_contribution(contribution, *, by):
    """Say that the part of the mission is complete."""
    row = locked(
        contribution,
        among=(State.SUBMITTED,),
        refusal=_("Only what was sent for review is approved: %(mission)s is “%(state)s”."),
    )
    return keep(
        row,
        Verb.APPROVED,
        by=by,
        to=contributors_of(row.mission),
        topic=Topic.REVIEW,
        state=State.APPROVED,
        return_reason="",
    )


@transaction.atomic
def close_without_answer(contribution, *, by):
    """Stop waiting: the issue says that no update was received from the mission."""
    row = locked(
        contribution,
        among=Contribution.OWED,
        refusal=_("%(mission)s has answered already: “%(state)s”."),
    )
    return keep(
        row,
        Verb.NO_UPDATE,
        by=by,
        to=contributors_of(row.mission),
        topic=Topic.ASKED,
        state=State.NO_UPDATE,
    )


@transaction.atomic
def reopen(contribution, *, by):
    """Ask the mission again, after its part was closed or approved."""
    row = locked(
        contribution,
        among=(State.NO_UPDATE, State.APPROVED, State.NOTHING),
        refusal=_("%(mission)s is still open: “%(state)s”."),
    )
    return keep(
        row,
        Verb.REOPENED,
        by=by,
        to=contributors_of(row.mission),
        topic=Topic.ASKED,
        state=State.ASKED,
        return_reason="",
        answered_at=None,
        answered_by=None,
    )


@transaction.atomic
def change_deadline(contribution, due_at, *, by):
    """Give the mission until the moment ``due_at``; it is asked anew, with the new deadline."""
    row = locked(
        contribution,
        among=Contribution.OWED,
        refusal=_("%(mission)s has answered already: “%(state)s”."),
    )
    if row.due_at == due_at:
        return row
    refuse_after_publication(row.issue, due_at.astimezone(ZoneInfo(row.mission.time_zone)).date())
    return keep(
        row,
        Verb.ASKED,
        by=by,
        reason=row.request,
        to=contributors_of(row.mission),
        topic=Topic.ASKED,
        due_at=due_at,
        reminded_at=None,
    )


@transaction.atomic
def remind(contribution, *, by, at=None):
    """Remind the mission of its deadline now (or at the moment ``at``)."""
    row = locked(
        contribution,
        among=Contribution.OWED,
        refusal=_("%(mission)s has answered already: “%(state)s”."),
    )
    return keep(
        row,
        Verb.REMINDED,
        by=by,
        to=contributors_of(row.mission),
        topic=Topic.REMINDER,
        reminded_at=at or timezone.now(),
    )


def remind_due(now=None):
    """Send the reminders that have come due by ``now``; return the contributions reminded.

    Called by the clock as often as it likes: each mission gets one reminder two working days
    before its deadline and one on the day, however often this runs and however late.
    """
    now = now or timezone.now()
    waiting = (
        Contribution.objects.unanswered()
        .filter(issue__editions=None, due_at__gt=now)
        .select_related("mission")
    )
    return [row for row in waiting if is_reminder_due(row, now) and reminded_by_clock(row, now)]


def is_reminder_due(contribution, now):
    """Say whether a reminder's moment has passed since the mission last heard of the deadline."""
    moments = reminder_moments(contribution.due_at, contribution.mission.time_zone)
    passed = [moment for moment in moments if moment <= now]
    if not passed:
        return False
    heard = EditorialAct.objects.filter(
        issue=contribution.issue_id,
        mission=contribution.mission_id,
        verb__in=[Verb.ASKED, Verb.RETURNED, Verb.REMINDED, Verb.REOPENED],
        article=None,
        at__gte=passed[-1],
    )
    last = contribution.reminded_at
    return (last is None or last < passed[-1]) and not heard.exists()


@transaction.atomic
def reminded_by_clock(contribution, now):
    """Remind once, also when two workers look at the same time; return whether it was this one."""
    row = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if row.reminded_at != contribution.reminded_at or row.state not in Contribution.OWED:
        return False
    remind(row, by=None, at=now)
    return True
