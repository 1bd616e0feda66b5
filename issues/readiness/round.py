"""What the round of an issue left open: figures nobody confirmed, missions that gave no answer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from issues.models import Article, Contribution

from .finding import Finding

State = Contribution.State


def carried_findings(issue, sections):
    """Figures that were only carried over; each is entered anew, confirmed or taken out."""
    carried = [
        placement
        for section in sections
        for placement in section.placements.all()
        if not placement.is_confirmed
    ]
    if not carried:
        return
    earlier = issue.series.issues.filter(publication_date__lt=issue.publication_date)
    last = earlier.order_by("-publication_date", "-number").first()
    message = _(
        "Carried over from Issue %(number)s: enter a new value, say that it stands, or take it out."
    ) % {"number": f"{last.number}/{last.year}" if last else "–"}
    for placement in carried:
        yield Finding(
            placement.label or str(placement.figure.indicator),
            message,
            f"{round_url(issue)}#figure-{placement.pk}",
        )


def contribution_findings(issue):
    """Missions whose part is not done; what readers will be told of each is said."""
    telling = set(
        Article.objects.filter(issue=issue).exclude(section=None).values_list("mission", flat=True)
    )
    for given in issue.contributions.select_related("mission"):
        if message := remark(given, given.mission_id in telling):
            yield Finding(
                str(given.mission), message, f"{round_url(issue)}#part-{given.pk}", blocks=False
            )


def remark(given, has_article):
    """Say what is open about one mission's part; None when it is done."""
    match given.state:
        case State.SUBMITTED:
            return _("The part was sent for review: approve it, or return it.")
        case State.ASKED | State.RETURNED if has_article:
            return _(
                "Readers will be told that no update was received, beside an article of this "
                "mission: get its answer, or take the article out."
            )
        case State.ASKED | State.RETURNED:
            return _("No answer yet: readers will be told that no update was received.")
        case State.NO_UPDATE | State.NOTHING if has_article:
            return _(
                "Readers will be told “%(state)s”, beside an article of this mission: ask it "
                "again, or take the article out."
            ) % {"state": given.get_state_display()}
    return None


def round_url(issue):
    return reverse("admin:issues_issue_round", args=[issue.pk])
