"""Writing the editorial log, and the notices of an act for those who are to be told."""

from issues.models import EditorialAct, Notice
from missions.models.profile import Profile


def log(
    verb, *, issue=None, article=None, mission=None, by, reason="", subject="", to=(), topic=None
):
    """Write one act and a notice for each of ``to`` who has not muted ``topic``; return the act.

    Nobody is told of what they did themselves. ``by`` is None for the clock. ``subject`` is what
    it was about where that is none of the rows.
    """
    act = EditorialAct.objects.create(
        verb=verb,
        issue=issue,
        article=article,
        mission=mission,
        subject=str(subject or article or mission or issue)[:300],
        reason=reason,
        actor=by,
    )
    people = {person.pk: person for person in to if person.is_active and person != by}
    muted = Profile.objects.filter(user__in=people).values_list("user", "muted_topics")
    for user, topics in muted:
        if topic in topics:
            del people[user]
    Notice.objects.bulk_create(
        Notice(person=person, act=act, topic=topic) for person in people.values()
    )
    return act
