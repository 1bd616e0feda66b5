"""What a file of figures would do to the ledger, row by row; and doing it."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.figure_checks import open_checks
from missions.ledger import previous_of, record
from missions.models import AssistanceFigure, FigureBreakdown, FigureImport, Indicator, Mission
from missions.models.figure import WITHOUT_VALUE
from missions.models.mission import mission_ids, writes_everywhere
from reportcms.numbers import parse_number

from .matching import NotFound, choice_names, indicator_names, mission_names, read_date

FIELD_COLUMNS = {"covers": "covers", "breakdown": "disclosure", "definition": "indicator"}
COMPARED = ("value", "qualifier", "status", "period_start", "source", "footnote", "target")
WORDS = {"suppressed": ("withheld",), "exact": ("exact",)}


@dataclass
class PlannedRow:
    """One row of the file: its cells, what is wrong with them, and what it will do."""

    number: int
    cells: dict
    problems: list = field(default_factory=list)  # (column key, message)
    effect: str = ""

    def fault(self, column, message):
        self.problems.append((column, str(message)))

    def faults_by_column(self):
        found = {}
        for column, message in self.problems:
            found.setdefault(column, []).append(message)
        return found


@dataclass
class PlannedFigure:
    """A figure to record, with the row of the whole and those of its parts."""

    figure: AssistanceFigure
    row: PlannedRow
    covers: list
    parts: list = field(default_factory=list)
    part_rows: list = field(default_factory=list)
    is_there: bool = False


class Plan:
    """Reads ``rows`` ([number, {column: text}], …) as ``user`` may write; stores nothing."""

    def __init__(self, rows, user):
        self.user = user
        self.rows = [PlannedRow(number, dict(cells)) for number, cells in rows]
        self.read_names()
        self.figures = {}
        for row in self.rows:
            if not row.cells.get("dimension") and not row.cells.get("part"):
                self.plan_whole(row)
        for row in self.rows:
            if row.cells.get("dimension") or row.cells.get("part"):
                self.plan_part(row)
        self.meet_ledger()

    @property
    def bad(self):
        return [row for row in self.rows if row.problems]

    @property
    def good(self):
        return [row for row in self.rows if not row.problems]

    def read_names(self):
        figure = AssistanceFigure
        self.missions = list(Mission.objects.all())
        self.by_mission = mission_names(self.missions)
        self.by_indicator = indicator_names(Indicator.objects.prefetch_related("definitions"))
        self.choices = {
            "qualifier": choice_names(figure.Qualifier, _("qualifier"), **WORDS),
            "status": choice_names(figure.Status, _("status"), **WORDS),
            "disclosure": choice_names(figure.Disclosure, _("treatment of small counts"), **WORDS),
        }
        self.own = None if writes_everywhere(self.user) else mission_ids(self.user)

    # --- One row ---

    def found(self, row, column, names, text):
        try:
            return names.find(text)
        except NotFound as problem:
            row.fault(column, problem)
            return None

    def key_of(self, row):
        """Return (indicator, mission, as_of) of a row, None after a fault."""
        indicator = mission = as_of = None
        if text := row.cells.get("indicator"):
            indicator = self.found(row, "indicator", self.by_indicator, text)
        else:
            row.fault("indicator", _("Which indicator? The cell is empty."))
        if text := row.cells.get("mission"):
            mission = self.found(row, "mission", self.by_mission, text)
            if mission and self.own is not None and mission.pk not in self.own:
                row.fault("mission", _("You write for your own mission only."))
        elif self.own is not None:
            own = [m for m in self.missions if m.pk in self.own]
            if len(own) == 1:
                mission = own[0]
            else:
                row.fault("mission", _("For which mission? The cell is empty."))
        as_of = self.day(row, "as_of")
        if as_of is None and "as_of" not in dict(row.problems):
            row.fault("as_of", _("Of which day is the number? The cell is empty."))
        if as_of and as_of > timezone.localdate():
            row.fault("as_of", _("This day lies in the future."))
        return None if row.problems else (indicator, mission, as_of)

    def day(self, row, column):
        if text := row.cells.get(column):
            try:
                return read_date(text)
            except NotFound as problem:
                row.fault(column, problem)
        return None

    def number(self, row, column):
        try:
            return parse_number(row.cells.get(column, ""))
        except ValidationError as error:
            row.fault(column, " ".join(error.messages))
            return None

    def choice(self, row, column, default):
        if text := row.cells.get(column):
            return self.found(row, column, self.choices[column], text) or default
        return default

    def plan_whole(self, row):
        key = self.key_of(row)
        value = self.number(row, "value")
        status = self.choice(row, "status", AssistanceFigure.Status.VERIFIED)
        said = row.cells.get("value")
        if not said and status not in WITHOUT_VALUE:
            row.fault(
                "value",
                _("No number? Then say why under “Status”: not reported, nothing to report, or no "
                  "update received."),
            )  # fmt: skip
        if said and status in WITHOUT_VALUE:
            row.fault("status", _("With this status the value stays empty."))
        if key is None:
            return
        if twin := self.figures.get(key):
            row.fault(
                "indicator",
                _("The same figure stands in row %s already. Keep one of them.") % twin.row.number,
            )
            return
        indicator, mission, as_of = key
        figure = AssistanceFigure(
            indicator=indicator,
            definition=indicator.current_definition,
            mission=mission,
            as_of=as_of,
            value=value,
            status=status,
            qualifier=self.choice(row, "qualifier", AssistanceFigure.Qualifier.EXACT),
            disclosure=self.choice(row, "disclosure", ""),
            period_start=self.day(row, "period_start"),
            target=self.number(row, "target"),
            base_value=self.number(row, "base_value"),
            **{key: row.cells.get(key, "") for key in ("source", "footnote", "parts_note")},
            **{key: row.cells.get(key, "") for key in ("break_note", "disclosure_reason")},
        )
        if figure.definition is None:
            row.fault("indicator", _("This indicator has no definition yet: ask the editor."))
            return
        if indicator.is_whole and value is not None and value != value.to_integral_value():
            row.fault("value", _("“%s” is counted in whole numbers.") % indicator)
        self.figures[key] = PlannedFigure(figure, row, self.covers(row, mission))

    def covers(self, row, mission):
        if text := row.cells.get("covers"):
            parts = [part.strip() for part in text.split(";") if part.strip()]
            found = [self.found(row, "covers", self.by_mission, part) for part in parts]
            return list(dict.fromkeys(m for m in found if m))
        if mission:
            return [mission]
        row.fault("covers", _("Which missions does the regional number include?"))
        return []

    def plan_part(self, row):
        dimension, label = row.cells.get("dimension"), row.cells.get("part")
        if not (dimension and label):
            empty = "part" if dimension else "dimension"
            row.fault(empty, _("A part needs both: what it is broken down by, and which part."))
        key = self.key_of(row)
        value = self.number(row, "value")
        if key is None or row.problems:
            return
        planned = self.figures.get(key)
        if planned is None:
            row.fault(
                "dimension",
                _("The whole of this figure has no row in the file: add one above its parts."),
            )
            return
        if any((p.dimension, p.label) == (dimension, label) for p in planned.parts):
            row.fault("part", _("This part stands in the file twice."))
            return
        if key[0].is_whole and value is not None and value != value.to_integral_value():
            row.fault("value", _("“%s” is counted in whole numbers.") % key[0])
            return
        planned.parts.append(
            FigureBreakdown(
                dimension=dimension,
                label=label,
                value=value,
                disclosure=self.choice(row, "disclosure", ""),
            )
        )
        planned.part_rows.append(row)
        row.effect = _("part of row %s") % planned.row.number

    # --- The whole file ---

    def meet_ledger(self):
        """Compare the figures with what the ledger has, and ask what is to be asked."""
        standing = AssistanceFigure.objects.current().filter(
            indicator__in={key[0] for key in self.figures},
            as_of__in={key[2] for key in self.figures},
        )
        here = {
            (figure.indicator_id, figure.mission_id, figure.as_of): figure
            for figure in standing.prefetch_related("breakdown", "covers").order_by("recorded_at")
        }
        for (indicator, mission, as_of), planned in self.figures.items():
            known = here.get((indicator.pk, mission.pk if mission else None, as_of))
            self.compare(planned, known)

    def compare(self, planned, known):
        figure, row = planned.figure, planned.row
        if known and same(planned, known):
            planned.is_there = True
            row.effect = _("there already: nothing is stored")
            return
        row.effect = _("new")
        if known:
            figure.supersedes = known
            figure.correction_reason = row.cells.get("correction_reason", "")
            row.effect = _("corrects %s") % (
                known.get_status_display()
                if known.value is None
                else f"{known.value.normalize():f}"
            )
            if not figure.correction_reason:
                row.fault(
                    "correction_reason",
                    _("The ledger has another number for this day: say why it is corrected."),
                )
        if row.problems:
            return
        for check in open_checks(
            figure, covers=planned.covers, parts=planned.parts, previous=previous_of(figure)
        ):
            row.fault(FIELD_COLUMNS.get(check.field, check.field), check.message)
        try:
            figure.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                column = name if name in row.cells or name in COMPARED else "value"
                row.fault(column, " ".join(messages))


def same(planned, known):
    """Whether the ledger says already what the file says."""
    figure = planned.figure
    parts = {(p.dimension, p.label, p.value) for p in planned.parts}
    return (
        all(getattr(figure, name) == getattr(known, name) for name in COMPARED)
        and parts == {(p.dimension, p.label, p.value) for p in known.breakdown.all()}
        and {m.pk for m in planned.covers} == {m.pk for m in known.covers.all()}
    )


@transaction.atomic
def store(figure_import, user):
    """Store all rows of an import, or none; return how many figures were recorded.

    Stored once, however often it is asked for. Raises ``ValidationError`` if a row is not good
    (any more), with nothing stored.
    """
    held = FigureImport.objects.select_for_update().get(pk=figure_import.pk)
    if held.state != FigureImport.State.CHECKED:
        raise ValidationError(_("This file was stored or discarded already."))
    plan = Plan(held.rows, user)
    if plan.bad:
        raise ValidationError(_("Some rows are not good any more: look at them again."))
    recorded = 0
    try:
        for planned in plan.figures.values():
            if not planned.is_there:
                record(planned.figure, covers=planned.covers, parts=planned.parts, by=user)
                recorded += 1
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody has just changed the same figures: look at the rows again.")
        ) from error
    held.state, held.stored_at = FigureImport.State.STORED, timezone.now()
    held.save()
    return recorded
