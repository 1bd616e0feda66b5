"""The indicators and figures of a bundle, matched with the ledger that never changes."""

import datetime as dt
import json
import uuid
from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from missions.models import AssistanceFigure, FigureBreakdown, Indicator, IndicatorDefinition

from .plan import PlannedFigure
from .rows import check, fill, known, note_differences, typed_number
from .schema import shown
from .translations import plan_translations

INDICATOR_KEYS = [
    *("code", "name", "unit", "kind", "measure", "per", "base", "scale", "is_whole"),
    *("jump_threshold", "disclosure_threshold", "order"),
]
FIGURE_KEYS = [
    *("qualifier", "status", "period_start", "as_of", "source", "footnote"),
    *("parts_note", "break_cause", "break_note", "disclosure", "disclosure_reason"),
    "correction_reason",
]
NUMBER_KEYS = ["value", "target", "base_value"]
PART_KEYS = ["dimension", "label", "disclosure"]
# Ids of figures that a bundle names by a key only are derived in this namespace.
NAMESPACE = uuid.UUID("2f0cba2e-8a55-4c0b-9f0e-5b2d3c7f1e10")


class Ledger:
    """Plans the indicators and figures of a document and finds figures by key or id."""

    def __init__(self, document, findings, bundle):
        self.document = document
        self.findings = findings
        self.bundle = bundle
        self.found = {}  # key or id as text → AssistanceFigure, planned or here already
        self.indicators()
        self.figures()
        self.corrections()

    def indicators(self):
        nodes = self.document.get("indicators", [])
        figures = self.document.get("figures", [])
        codes = {node["code"] for node in nodes} | {node["indicator"] for node in figures}
        existing = Indicator.objects.prefetch_related("definitions").in_bulk(
            codes, field_name="code"
        )
        self.bundle.indicators.update(existing)
        for code, indicator in existing.items():
            for definition in indicator.definitions.all():
                self.bundle.definitions[code, definition.version] = definition
        listed = set()
        for position, node in enumerate(nodes):
            path = ("indicators", position)
            indicator = fill(Indicator, node, INDICATOR_KEYS)
            if indicator.code in listed:
                self.findings.fault((*path, "code"), _("%s is given twice.") % shown(node["code"]))
            listed.add(indicator.code)
            if here := existing.get(indicator.code):
                keys = [key for key in INDICATOR_KEYS if key in node]
                note_differences(here, indicator, keys, path, self.findings)
                indicator = here
            else:
                check(indicator, path, self.findings, keys=INDICATOR_KEYS)
                self.bundle.indicators[indicator.code] = indicator
            self.translate(indicator, node, path)
            self.definitions(indicator, node, path)

    def translate(self, row, node, path):
        language = self.document["issue"].get("language", self.bundle.series.language)
        self.bundle.translations += plan_translations(row, node, language, path, self.findings)

    def definitions(self, indicator, node, path):
        listed = set()
        for position, given in enumerate(node["definitions"]):
            place = (*path, "definitions", position)
            version = given.get("version", position + 1)
            definition = fill(
                IndicatorDefinition,
                given,
                ["text", "is_comparable"],
                version=version,
                indicator=indicator,
            )
            if version in listed:
                self.findings.fault((*place, "version"), _("This version is given twice."))
            listed.add(version)
            here = self.bundle.definitions.get((indicator.code, version))
            self.translate(here or definition, given, place)
            if here:
                if here.pk:
                    keys = [key for key in ["text", "is_comparable"] if key in given]
                    note_differences(here, definition, keys, place, self.findings)
                continue
            check(definition, place, self.findings, keys=["version", "text", "is_comparable"])
            self.bundle.definitions[indicator.code, version] = definition
            if indicator.pk:
                self.findings.note(place, _("This definition is added to the indicator."))

    def figures(self):
        nodes = self.document.get("figures", [])
        ids = [self.id_of(node) for node in nodes]
        existing = (
            AssistanceFigure.objects.select_related("indicator", "definition", "mission")
            .prefetch_related("covers", "breakdown")
            .in_bulk(ids)
        )
        for position, (node, pk) in enumerate(zip(nodes, ids, strict=True)):
            path = ("figures", position)
            planned = self.figure(node, pk, path)
            here = existing.get(pk)
            if here and planned:
                self.compare(here, planned, path)
            names = {str(pk)} | ({node["key"]} if "key" in node else set())
            if repeated := names & set(self.found):
                key = "id" if str(pk) in repeated and "id" in node else "key"
                self.findings.fault(
                    (*path, key), _("%s names another figure already.") % shown(repeated.pop())
                )
                continue
            self.found.update(dict.fromkeys(names, here or (planned and planned.figure)))
            if planned and not here:
                self.bundle.figures[str(pk)] = planned

    def id_of(self, node):
        """Return the UUID of a figure: the given one, or one that its data determine."""
        if "id" in node:
            return uuid.UUID(node["id"])
        issue = self.document["issue"]
        data = [self.document["series"]["slug"], issue["year"], issue["number"], node]
        return uuid.uuid5(NAMESPACE, json.dumps(data, sort_keys=True, default=str))

    def figure(self, node, pk, path):
        """Return the `PlannedFigure` of one object; None when its indicator is not known."""
        place = (*path, "indicator")
        indicator = known(
            self.bundle.indicators, node["indicator"], place, self.findings, _("indicator")
        )
        definition = indicator and self.definition(indicator, node, path)
        if not definition:
            return None
        numbers = {
            key: typed_number(node.get(key), (*path, key), self.findings) for key in NUMBER_KEYS
        }
        value = numbers["value"]
        status = AssistanceFigure.Status
        figure = fill(
            AssistanceFigure,
            {"status": status.NOT_REPORTED if value is None else status.VERIFIED} | node,
            FIGURE_KEYS,
            id=pk,
            indicator=indicator,
            definition=definition,
            **numbers,
            mission=self.mission(node.get("mission"), (*path, "mission")),
        )
        check(figure, path, self.findings, keys=[*FIGURE_KEYS, *NUMBER_KEYS])
        if value is not None and indicator.is_whole and value != value.to_integral_value():
            self.findings.fault(
                (*path, "value"),
                _("%s counts whole numbers only.") % shown(indicator.name),
            )
        day = node.get("released_on")
        return PlannedFigure(
            figure,
            self.covers(figure, node, path),
            self.parts(figure, node, path),
            released_on=dt.date.fromisoformat(day) if day else None,
        )

    def definition(self, indicator, node, path):
        versions = [version for code, version in self.bundle.definitions if code == indicator.code]
        version = node.get("definition_version", max(versions, default=1))
        if version in versions:
            return self.bundle.definitions[indicator.code, version]
        self.findings.fault(
            (*path, "definition_version"),
            _("%(indicator)s has no definition %(version)s. Add it under “indicators”.")
            % {"indicator": shown(indicator.code), "version": version},
        )
        return None

    def mission(self, slug, path):
        if slug is None:
            return None
        return known(self.bundle.missions, slug, path, self.findings, _("mission"))

    def covers(self, figure, node, path):
        """Return the missions a figure covers: those given, its own, or all of the series."""
        if "covers" not in node:
            return [figure.mission] if figure.mission else list(self.bundle.series_missions)
        place = (*path, "covers")
        members = {mission.slug for mission in self.bundle.series_missions}
        covers = []
        for position, slug in enumerate(node["covers"]):
            if mission := self.mission(slug, (*place, position)):
                covers.append(mission)
                if slug not in members:
                    self.findings.note(
                        (*place, position), _("This mission does not belong to the series.")
                    )
        return covers

    def parts(self, figure, node, path):
        """Return the breakdown rows; parts of one dimension never exceed the total."""
        rows, sums, seen = [], Counter(), set()
        for position, part in enumerate(node.get("breakdown", [])):
            place = (*path, "breakdown", position)
            value = typed_number(part["value"], (*place, "value"), self.findings)
            row = fill(FigureBreakdown, part, PART_KEYS, figure=figure, value=value)
            check(row, place, self.findings, keys=[*PART_KEYS, "value"])
            if (row.dimension, row.label) in seen:
                self.findings.fault((*place, "label"), _("This part is given twice."))
            seen.add((row.dimension, row.label))
            sums[row.dimension] += value or 0
            rows.append(row)
        for dimension, total in sums.items():
            exceeds = figure.value is not None and total > figure.value >= 0
            if exceeds and not figure.parts_note:
                self.findings.fault(
                    (*path, "breakdown"),
                    _(
                        "The parts by %(dimension)s add up to %(sum)s, more than the total "
                        "%(total)s. Correct them, or say why in “parts_note”."
                    )
                    % {"dimension": dimension, "sum": f"{total:f}", "total": f"{figure.value:f}"},
                )
        return rows

    def compare(self, here, planned, path):
        """A figure with this id is in the ledger: it must be the same observation."""
        identity = ["indicator_id", "definition_id", "mission_id"]
        for key in [*FIGURE_KEYS, *NUMBER_KEYS, *identity]:
            if getattr(here, key) != getattr(planned.figure, key):
                break
        else:
            same_covers = {m.pk for m in here.covers.all()} == {m.pk for m in planned.covers}
            if same_covers and parts_of(here.breakdown.all()) == parts_of(planned.breakdown):
                return
            key = "covers" if same_covers else "breakdown"
        self.findings.fault(
            (*path, key.removesuffix("_id")),
            _(
                "The ledger holds a figure with this id that says something else here. Figures "
                "are never overwritten: give this one another id, and name the old one in "
                "“corrects” if it was wrong."
            ),
        )

    def corrections(self):
        """Link each corrected figure to the one before it: one after the other, no circles."""
        corrected = defaultdict(list)
        for position, node in enumerate(self.document.get("figures", [])):
            path = ("figures", position, "corrects")
            planned = self.bundle.figures.get(str(self.id_of(node)))
            if not planned or not node.get("corrects"):
                continue
            earlier = self.find(node["corrects"], path)
            if not earlier:
                continue
            if not node.get("correction_reason"):
                self.findings.fault(
                    (*path[:-1], "correction_reason"),
                    _("required: say why the earlier figure is corrected"),
                )
            later = AssistanceFigure.objects.filter(supersedes=earlier.pk)
            if corrected[earlier.pk] or later.exists():
                self.findings.fault(
                    path, _("This figure has a correction already: correct that one instead.")
                )
            corrected[earlier.pk].append(planned.figure.pk)
            planned.figure.supersedes = earlier
            step = earlier
            while step:
                if step.pk == planned.figure.pk:
                    self.findings.fault(path, _("Corrections go round in a circle here."))
                    planned.figure.supersedes = None
                    break
                step = step.supersedes if str(step.pk) in self.bundle.figures else None

    def find(self, name, path):
        """Return the figure of that key or id, in the bundle or here; None after a fault."""
        if name in self.found:
            return self.found[name]
        try:
            here = AssistanceFigure.objects.filter(pk=uuid.UUID(name)).first()
        except ValueError:
            here = None
        if here:
            self.found[name] = here
            return here
        self.findings.fault(
            path,
            _("There is no figure %(key)s, neither in the bundle nor here. Known: %(known)s.")
            % {"key": shown(name), "known": ", ".join(sorted(self.found)) or "–"},
        )
        return None


def parts_of(rows):
    return {(row.dimension, row.label, row.value, row.disclosure) for row in rows}
