"""What a file of figures would do to the ledger, row by row."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.utils.translation import gettext as _

from missions.figure_checks import open_checks, shown
from missions.models import AssistanceFigure, FigureBreakdown, Indicator, IndicatorDefinition

from .rows import PlannedRow, RowReader
from .standing import Standing, series_of

Status = AssistanceFigure.Status
Qualifier = AssistanceFigure.Qualifier
# What the file says nothing of in any row stays as the ledger has it; else what stands here.
BLANK = {
    "qualifier": Qualifier.EXACT,
    "status": Status.VERIFIED,
    **dict.fromkeys(["period_start", "target", "base_value"]),
    **dict.fromkeys(["source", "footnote", "parts_note", "break_cause", "break_note"], ""),
    **dict.fromkeys(["disclosure", "disclosure_reason"], ""),
}
# The column in which a question of `open_checks` is answered.
ANSWERED_IN = {"breakdown": "disclosure"}


@dataclass
class PlannedFigure:
    """A figure to record, with the row of the whole and those of its parts."""

    figure: AssistanceFigure
    said: dict
    row: PlannedRow
    covers: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    part_rows: list = field(default_factory=list)  # (row, what it says)
    is_there: bool = False

    @property
    def is_sound(self):
        return not any(row.problems for row in [self.row, *(row for row, _said in self.part_rows)])


class Plan:
    """Reads ``rows`` (those of a `Table`) as ``user`` may write them; stores nothing."""

    def __init__(self, rows, user):
        [(_number, self.letters), *lines] = rows
        self.rows = [PlannedRow(number, dict(cells)) for number, cells in lines]
        reader = RowReader(user)
        self.newest_definition = {
            definition.indicator_id: definition
            for definition in IndicatorDefinition.objects.order_by("version")
        }
        self.figures = {}
        self.by_day = {}
        self.by_series = defaultdict(list)
        said = [(row, reader.read(row)) for row in self.rows]
        for row, cells in said:
            if not row.is_part:
                self.add_whole(row, cells)
        for row, cells in said:
            if row.is_part:
                self.add_part(row, cells)
        self.meet_ledger()

    @property
    def bad(self):
        return [row for row in self.rows if row.problems]

    @property
    def good(self):
        return [row for row in self.rows if not row.problems]

    @property
    def stamp(self):
        """A digest of all that storing would do: the same plan, the same stamp."""
        acts = [
            (planned.row.number, planned.is_there, str(planned.figure.supersedes_id))
            for planned in self.figures.values()
        ]
        return hashlib.sha256(repr(acts).encode()).hexdigest()[:16]

    # --- The file for itself ---

    def add_whole(self, row, said):
        if any(row.is_faulty_at(column) for column in ("indicator", "mission", "as_of")):
            return
        key = key_of(said)
        if twin := self.figures.get(key):
            row.fault(
                "indicator",
                _("The same figure stands in row %s already. Keep one of them.") % twin.row.number,
            )
            return
        figure = AssistanceFigure(
            indicator=said["indicator"],
            mission=said["mission"],
            as_of=said["as_of"],
            value=said["value"],
        )
        planned = PlannedFigure(figure, said, row)
        self.figures[key] = planned
        self.by_day.setdefault(key[:3], planned)
        self.by_series[series_of(figure)].append(planned)

    def add_part(self, row, said):
        if any(row.is_faulty_at(c) for c in ("indicator", "mission", "as_of", "dimension", "part")):
            return
        key = key_of(said)
        planned = self.figures.get(key) or self.by_day.get(key if len(key) == 3 else None)
        if planned is None:
            row.fault(
                "dimension",
                _("The whole of this figure has no row in the file: add one above its parts."),
            )
            return
        name = (said["dimension"], said["part"])
        twins = [r for r, other in planned.part_rows if (other["dimension"], other["part"]) == name]
        if twins:
            row.fault(
                "part",
                _("The same part stands in row %s already. Keep one of them.") % twins[0].number,
            )
            return
        planned.part_rows.append((row, said))
        row.effect = _("part of row %s") % planned.row.number

    # --- The file and the ledger ---

    def meet_ledger(self):
        """Compare the figures with what the ledger has, and ask what is to be asked."""
        ledger = Standing(self.figures.values())
        for key, planned in self.figures.items():
            self.complete(planned, ledger.same_as(key))
        for planned in self.figures.values():
            if planned.is_sound and not planned.is_there:
                self.ask(planned, self.before(planned, ledger))

    def complete(self, planned, known):
        """Fill in what the row leaves open; find whether ``known`` of the ledger says the same."""
        figure, said, row = planned.figure, planned.said, planned.row
        figure.definition = (
            known.definition if known else self.newest_definition.get(figure.indicator_id)
        )
        if figure.definition is None:
            row.fault("indicator", _("This indicator has no definition yet: ask the editor."))
            return
        for name, blank in BLANK.items():
            carried = (
                known if name not in self.letters and self.carries(name, said, known) else None
            )
            given = getattr(carried, name) if carried else said.get(name)
            setattr(figure, name, blank if given in (None, "") else given)
        if said["is_untold"]:
            self.tell(row, figure, known)
        self.cover(planned, known)
        self.break_down(planned, known)
        self.check_reasons(planned)
        if not planned.is_sound:
            return
        if known and says_the_same(planned, known):
            planned.is_there, row.figure = True, known
            row.effect = _("there already: nothing is stored")
        elif known:
            figure.supersedes = known
            figure.correction_reason = said["correction_reason"]
            row.effect = _("corrects %s") % told(known)
            if not figure.correction_reason:
                row.fault(
                    "correction_reason",
                    _("The ledger has %s for this day: say why it is corrected.") % told(known),
                )
        else:
            row.effect = _("new")

    def carries(self, name, said, known):
        """Whether what ``known`` says under ``name`` fits the row too."""
        if known is None or said["value"] is not None and known.value is not None:
            return known is not None
        return name not in ("status", "disclosure", "disclosure_reason")

    def check_reasons(self, planned):
        """See that what needs a word of explanation has one."""
        figure, row = planned.figure, planned.row
        if not figure.source and figure.value is None and figure.mission:
            figure.source = str(figure.mission)  # it is the mission that has no number
        if not figure.source:
            row.fault("source", _("Say where this number comes from."))
        if figure.break_cause and not figure.break_note:
            row.fault("break_note", _("Explain in one sentence what changed."))
        if figure.disclosure == "approved" and not figure.disclosure_reason:
            row.fault("disclosure_reason", _("Say why this small count may be shown."))

    def tell(self, row, counted, known):
        """Take a withheld number from the ledger; the files of the site do not tell it."""
        if known and known.value is not None and known.disclosure == counted.disclosure:
            counted.value = known.value
        else:
            row.fault("value", _("Write the number too: it is kept, and not shown."))

    def cover(self, planned, known):
        if planned.said["covers"] is not None:
            planned.covers = planned.said["covers"]
        elif known:
            planned.covers = list(known.covers.all())
        elif planned.figure.mission:
            planned.covers = [planned.figure.mission]
        elif not planned.row.is_faulty_at("covers"):
            planned.row.fault("covers", _("Which missions does the regional number include?"))

    def break_down(self, planned, known):
        """Make the parts; a figure without rows of parts keeps those that the ledger has."""
        here = list(known.breakdown.all()) if known else []
        by_name = {(part.dimension, part.label): part for part in here}
        if not planned.part_rows:
            planned.parts = [
                FigureBreakdown(
                    dimension=part.dimension,
                    label=part.label,
                    value=part.value,
                    disclosure=part.disclosure,
                )
                for part in here
            ]
        for row, said in planned.part_rows:
            part = FigureBreakdown(
                dimension=said["dimension"],
                label=said["part"],
                value=said["value"],
                disclosure=said["disclosure"] or "",
            )
            if said["is_untold"]:
                self.tell(row, part, by_name.get((part.dimension, part.label)))
            planned.parts.append(part)

    def before(self, planned, ledger):
        """Return the figure that ``planned`` follows: the latest before it, in file or ledger."""
        figure = planned.figure
        in_file = max(
            (
                other
                for other in self.by_series[series_of(figure)]
                if other.figure.as_of < figure.as_of
            ),
            key=lambda other: other.figure.as_of,
            default=None,
        )
        in_ledger = ledger.before(figure)
        if in_file and (not in_ledger or in_file.figure.as_of >= in_ledger.as_of):
            return as_previous(in_file)
        return in_ledger

    def ask(self, planned, previous):
        """Note the questions that the row has not answered, each at the cell that answers it."""
        rows = {said["part"]: row for row, said in planned.part_rows}
        for check in open_checks(
            planned.figure, covers=planned.covers, parts=planned.parts, previous=previous
        ):
            about = [row for label, row in rows.items() if f"“{label}”" in check.message]
            row = about[0] if check.field == "breakdown" and about else planned.row
            row.fault(ANSWERED_IN.get(check.field, check.field), check.message)


def key_of(said):
    """What makes two rows the same figure; of counts in a period the first day belongs to it."""
    indicator, mission = said["indicator"], said["mission"]
    key = (indicator.pk, mission.pk if mission else None, said["as_of"])
    is_period = indicator.kind == Indicator.Kind.PERIOD and said["period_start"]
    return (*key, said["period_start"]) if is_period else key


def as_previous(planned):
    """An earlier figure of the file, as `open_checks` looks at one."""
    figure = planned.figure
    return SimpleNamespace(
        value=figure.value,
        as_of=figure.as_of,
        definition_id=figure.definition_id,
        covers=SimpleNamespace(all=lambda: planned.covers),
    )


def says_the_same(planned, known):
    """Whether the ledger says already what the file says."""
    return (
        all(getattr(planned.figure, name) == getattr(known, name) for name in ("value", *BLANK))
        and parts_of(planned.parts) == parts_of(known.breakdown.all())
        and {m.pk for m in planned.covers} == {m.pk for m in known.covers.all()}
    )


def parts_of(rows):
    return {(row.dimension, row.label, row.value, row.disclosure) for row in rows}


def told(figure):
    return figure.get_status_display() if figure.value is None else shown(figure.value)
