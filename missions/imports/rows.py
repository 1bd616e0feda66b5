"""One row of a file: every cell read for itself, every fault noted at its cell."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import AssistanceFigure, FigureBreakdown, Indicator, Mission
from missions.models.figure import WITHHELD, WITHOUT_VALUE
from missions.models.mission import mission_ids, writes_everywhere
from reportcms.numbers import parse_number

from .matching import NotFound, choice_names, indicator_names, mission_names, read_date
from .reading import BESIDE

Status = AssistanceFigure.Status
TEXTS = ("source", "footnote", "break_note", "parts_note", "disclosure_reason", "correction_reason")
NUMBERS = ("target", "base_value")
# Other words for the values of a list, beside their labels.
SAID = {
    "exact": ("exact",),
    "suppressed": ("suppressed",),
    "banded": ("banded", "fewer than"),
    "approved": ("approved", "shown"),
    "not_reported": ("no data", "n/a", "нет данных"),
    "nothing_to_report": ("нет случаев",),
    "no_update": ("no update", "нет обновления"),
}


@dataclass
class PlannedRow:
    """One row of the file: its cells, what is wrong with them, and what it will do."""

    number: int
    cells: dict
    problems: list = field(default_factory=list)  # (column key, message)
    effect: str = ""
    figure: AssistanceFigure | None = None  # the one that stands in the ledger

    def fault(self, column, message):
        self.problems.append((column, str(message)))

    def is_faulty_at(self, column):
        return any(place == column for place, _message in self.problems)

    @property
    def is_part(self):
        return bool(self.cells.get("dimension") or self.cells.get("part"))

    def faults_by_column(self):
        found = {}
        for column, message in self.problems:
            found.setdefault(column, []).append(message)
        return found


class RowReader:
    """Reads rows as ``user`` may write them; knows every name there is."""

    def __init__(self, user):
        self.missions = list(Mission.objects.all())
        self.names = {
            "mission": mission_names(self.missions),
            "indicator": indicator_names(Indicator.objects.all()),
            **{
                column: choice_names(choices, kind, **SAID)
                for column, choices, kind in (
                    ("qualifier", AssistanceFigure.Qualifier, _("qualifier")),
                    ("status", Status, _("status")),
                    ("break_cause", AssistanceFigure.Break, _("kind of change")),
                    ("disclosure", AssistanceFigure.Disclosure, _("treatment of small counts")),
                )
            },
        }
        self.no_value = choice_names(map(Status, WITHOUT_VALUE), "", **SAID)
        self.own = None if writes_everywhere(user) else mission_ids(user)
        self.today = timezone.localdate()

    def read(self, row):
        """Return what the cells of ``row`` say, by column; faults are noted in the row.

        Cells that say nothing are left out. Of a row of a part only what a part has is read.
        """
        if row.cells.get(BESIDE):
            row.fault(
                BESIDE,
                _(
                    "There are more cells than headings: %s. In a CSV file put a value with a comma "
                    "between quotation marks."
                )
                % row.cells[BESIDE][:60],
            )
        said = {
            "indicator": self.indicator(row),
            "mission": self.mission(row),
            "as_of": self.as_of(row),
            "period_start": self.day(row, "period_start"),
        }
        if said["period_start"] and said["as_of"] and said["period_start"] > said["as_of"]:
            row.fault("period_start", _("“Counted since” is after “data as of”."))
        said["disclosure"] = self.choice(row, "disclosure")
        # As the public files tell it: the ledger has the number, the file does not.
        said["is_untold"] = said["disclosure"] in WITHHELD and not row.cells.get("value")
        said |= self.value_and_status(row, said)
        if row.is_part:
            return said | self.part(row)
        for column in NUMBERS:
            said[column] = self.number(row, column)
        for column in ("qualifier", "break_cause"):
            said[column] = self.choice(row, column)
        for column in TEXTS:
            said[column] = self.text(row, column, AssistanceFigure)
        said["covers"] = self.covers(row)
        return said

    def name(self, row, column, text, *, names=None):
        try:
            return (names or self.names[column]).find(text)
        except NotFound as problem:
            row.fault(column, problem)
            return None

    def choice(self, row, column):
        text = row.cells.get(column)
        return self.name(row, column, text) if text else None

    def indicator(self, row):
        if text := row.cells.get("indicator"):
            return self.name(row, "indicator", text)
        row.fault("indicator", _("Which indicator? The cell is empty."))
        return None

    def mission(self, row):
        """Return the mission that reports; None for the regional office, or after a fault."""
        if text := row.cells.get("mission"):
            mission = self.name(row, "mission", text)
            if mission and self.own is not None and mission.pk not in self.own:
                row.fault("mission", _("You write for your own mission only."))
            return mission
        if self.own is None:
            return None
        own = [mission for mission in self.missions if mission.pk in self.own]
        if len(own) == 1:
            return own[0]
        row.fault("mission", _("For which mission? The cell is empty."))
        return None

    def as_of(self, row):
        day = self.day(row, "as_of")
        if day is None and not row.is_faulty_at("as_of"):
            row.fault("as_of", _("Of which day is the number? The cell is empty."))
        if day and day > self.today:
            row.fault("as_of", _("This day lies in the future."))
        return day

    def day(self, row, column):
        if text := row.cells.get(column):
            try:
                return read_date(text)
            except NotFound as problem:
                row.fault(column, problem)
        return None

    def number(self, row, column, text=None):
        try:
            return parse_number(row.cells.get(column, "") if text is None else text)
        except ValidationError as error:
            row.fault(column, " ".join(error.messages))
            return None

    def value_and_status(self, row, said):
        """Read the two together: no number is an answer only where the status says which."""
        indicator = said["indicator"]
        status = self.choice(row, "status")
        text = row.cells.get("value", "")
        if answer := self.no_value.known_as(text):
            if status and status != answer:
                row.fault("status", _("The value says something else than the status."))
            if said["disclosure"]:
                row.fault("disclosure", _("There is no number here to withhold."))
            return {"value": None, "status": answer}
        if indicator and indicator.measure == Indicator.Measure.PERCENT:
            text = text.removesuffix("%").rstrip()
        value = self.number(row, "value", text)
        answered = text or status in WITHOUT_VALUE or said["is_untold"]
        if not answered and not row.is_faulty_at("status"):
            row.fault(
                "value",
                _(
                    "No number? Then say why under “Status”: not reported, nothing to report, or no "
                    "update received."
                ),
            )
        if text and status in WITHOUT_VALUE:
            row.fault("status", _("With this status the value stays empty."))
        whole = value is None or value == value.to_integral_value()
        if indicator and indicator.is_whole and not whole:
            row.fault("value", _("“%s” is counted in whole numbers.") % indicator)
        return {"value": value, "status": status}

    def text(self, row, column, model):
        text = row.cells.get(column, "")
        most = model._meta.get_field("label" if column == "part" else column).max_length
        if len(text) > most:
            row.fault(
                column,
                _("At most %(most)s characters have room here; these are %(count)s.")
                % {"most": most, "count": len(text)},
            )
        return text

    def covers(self, row):
        """Return the missions that the cell names, None if it is empty."""
        text = row.cells.get("covers")
        if not text:
            return None
        parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
        names = self.names["mission"]
        found = [self.name(row, "covers", part, names=names) for part in parts]
        return list(dict.fromkeys(mission for mission in found if mission))

    def part(self, row):
        said = {}
        for column in ("dimension", "part"):
            said[column] = self.text(row, column, FigureBreakdown)
            if not said[column]:
                row.fault(
                    column,
                    _("A part needs both: what it is broken down by, and which part."),
                )
        return said
