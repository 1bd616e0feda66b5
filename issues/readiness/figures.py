"""What the ledger asks about the figures placed."""

from collections import Counter

from django.utils.translation import gettext as _

from issues.models import FigurePlacement
from missions.figure_checks import open_checks, shown

from .finding import Finding, change_url


def style_findings(placement, figure, missions, url):
    """Whether the figure has what its table or chart is made of."""
    name = placement.label or str(figure.indicator)
    parts = Counter(part.dimension for part in figure.breakdown.all())
    if placement.style == placement.Style.CHART and max(parts.values(), default=0) < 2:
        yield Finding(
            name,
            _("A chart needs a breakdown with at least two numbers: add it, or show a callout."),
            url,
        )
    covered = {mission.pk for mission in figure.covers.all()}
    has_rows = "country" in parts or len(covered) == 1 or covered >= missions
    if placement.style == placement.Style.TABLE and not has_rows:
        yield Finding(
            name,
            _(
                "The table by mission has no row for this figure: add its breakdown by country, "
                "or show a callout."
            ),
            url,
        )


def placement_findings(placement, ledger, url):
    """What the ledger asks about a figure placed, unless the placement answers it."""
    figure, compared = ledger.figure(placement), ledger.compared(placement)
    name = placement.label or str(figure.indicator)
    if compared and compared.indicator_id != figure.indicator_id:
        yield Finding(name, _("It is compared with a figure of another indicator."), url)
        return
    if placement.style == FigurePlacement.Style.MENTION:
        return
    previous = compared or ledger.before(figure)
    for check in open_checks(
        figure,
        covers=figure.covers.all(),
        parts=figure.breakdown.all(),
        # A remark on the change answers whatever is asked about it.
        previous=None if placement.change_reason else previous,
    ):
        yield Finding(
            name, check.message, url if check.field == "break_note" else change_url(figure)
        )
    # A figure of an earlier time says when it was reported; its change was told back then.
    is_new = placement.is_confirmed and figure.as_of >= ledger.issue.period_start
    if is_new and compared is None and previous is not None and figure.value is not None:
        yield Finding(
            name,
            _(
                "The ledger has an earlier number, %(value)s of %(date)s: choose it under "
                "“compared with”, and readers see the change."
            )
            % said(previous),
            url,
            blocks=False,
        )
    if later := ledger.after(figure):
        yield Finding(
            name,
            _("The ledger has a newer number, %(value)s of %(date)s: show that one.") % said(later),
            url,
            blocks=False,
        )


def said(figure):
    """The value and date of a figure, as a sentence to staff says them."""
    value = figure.get_status_display() if figure.value is None else shown(figure.value)
    return {"value": value, "date": f"{figure.as_of:%Y-%m-%d}"}
