"""Storing a file of figures: all of it, once, or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.ledger import record
from missions.models import FigureImport

from .plan import Plan


@transaction.atomic
def store(figure_import, user, *, seen=None):
    """Store all rows of an import, or none; return how many figures were recorded.

    ``seen`` is the stamp of the plan that the person has looked at; the rows are read anew, and
    must still do the same. Pressed twice, it stores once and returns None the second time. Raises
    ``ValidationError`` if a row is not good (any more), with nothing stored.
    """
    held = FigureImport.objects.select_for_update().get(pk=figure_import.pk)
    if held.state == FigureImport.State.STORED:
        return None
    if held.state == FigureImport.State.DISCARDED:
        raise ValidationError(_("This file was discarded. Upload it again."))
    plan = Plan(held.rows, user)
    if plan.bad:
        raise ValidationError(
            _("Some rows are not good any more, and nothing was stored: look at them again.")
        )
    if seen is not None and seen != plan.stamp:
        raise ValidationError(
            _("The ledger has changed since you looked, and nothing was stored: look again.")
        )
    new = [planned for planned in plan.figures.values() if not planned.is_there]
    for planned in new:
        planned.row.figure = record(
            planned.figure, covers=planned.covers, parts=planned.parts, by=user
        )
    held.rows = [held.rows[0], *(stored(row) for row in plan.rows)]
    held.state, held.stored_at = FigureImport.State.STORED, timezone.now()
    held.save()
    return len(new)


def stored(row):
    """A row with the id of its figure in the ledger."""
    cells = row.cells | ({"figure": str(row.figure.pk)} if row.figure else {})
    return [row.number, cells]
