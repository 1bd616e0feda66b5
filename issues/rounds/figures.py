"""Figures carried over from the issue before: a new number, that the old one stands, or out."""

from django.db import transaction
from django.utils.translation import gettext as _

from issues.models import FigurePlacement
from issues.review import Refused
from missions.models import AssistanceFigure


def unconfirmed(issue):
    """Return the figures of ``issue`` that were only carried over, in reading order."""
    return (
        FigurePlacement.objects.filter(section__issue=issue, is_confirmed=False)
        .select_related(
            "section__issue", "figure__indicator", "figure__mission", "figure__definition"
        )
        .order_by("section__order", "section", "order", "pk")
    )


@transaction.atomic
def take_up(figure, issue):
    """Show ``figure`` where ``issue`` still carries an older one of its indicator and mission.

    The older one becomes what it is compared with. Returns the number of places confirmed.
    """
    waiting = (
        unconfirmed(issue)
        .filter(
            figure__indicator=figure.indicator_id,
            figure__mission=figure.mission_id,
            figure__as_of__lt=figure.as_of,
        )
        .exclude(figure__observation=figure.observation)
        .select_for_update(of=("self",))
    )
    count = 0
    for placement in waiting:
        show_instead(placement, figure)
        count += 1
    return count


def show_instead(placement, figure):
    """Put ``figure`` in the place of the one that ``placement`` carries."""
    there = FigurePlacement.objects.filter(
        section=placement.section_id, style=placement.style, figure__observation=figure.observation
    )
    if there.exists():  # somebody has placed the new one by hand already
        placement.delete()
        return
    placement.compared_with, placement.figure = placement.figure, figure
    placement.is_confirmed = True
    placement.save()


def newer_of(placements):
    """Map the id of each of ``placements`` of an issue to the newest later figure of its
    indicator and mission, where there is one up to the issue's publication."""
    if not placements:
        return {}
    found = {}
    figures = (
        AssistanceFigure.objects.current()
        .filter(
            indicator__in={placement.figure.indicator_id for placement in placements},
            as_of__lte=placements[0].section.issue.publication_date,
        )
        .select_related("indicator")
        .order_by("as_of", "recorded_at")
    )
    for figure in figures:
        found[figure.indicator_id, figure.mission_id] = figure
    newer = {}
    for placement in placements:
        figure = found.get((placement.figure.indicator_id, placement.figure.mission_id))
        if figure and placement.figure.as_of < figure.as_of:
            newer[placement.pk] = figure
    return newer


def waiting_row(placement):
    """Return the locked row; raise `Refused` when somebody else has confirmed or removed it."""
    row = unconfirmed(placement.section.issue).select_for_update(of=("self",))
    row = row.filter(pk=placement.pk).first()
    if row is None:
        raise Refused(_("This figure has been confirmed or taken out already."))
    return row


@transaction.atomic
def let_stand(placement, *, as_last_reported=False):
    """Confirm that the figure of the issue before still stands.

    ``as_last_reported`` moves it out of the way: one line at the end says when it was reported.
    """
    row = waiting_row(placement)
    row.is_confirmed = True
    if as_last_reported:
        mention = FigurePlacement.Style.MENTION
        if row.section.placements.filter(figure=row.figure_id, style=mention).exists():
            row.delete()
            return
        row.style = mention
    row.save(update_fields=["is_confirmed", "style"])


@transaction.atomic
def show_newer(placement):
    """Show the newest later figure of the ledger instead; return it."""
    row = waiting_row(placement)
    newer = newer_of([row]).get(row.pk)
    if newer is None:
        raise Refused(_("The ledger has no newer number of “%s”.") % row.figure.indicator)
    show_instead(row, newer)
    return newer


@transaction.atomic
def take_out(placement):
    """Take the figure out of the issue; the ledger keeps it."""
    waiting_row(placement).delete()
