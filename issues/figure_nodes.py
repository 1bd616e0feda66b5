"""Figures of the ledger → nodes of the content tree: value, scope, history, and what was corrected.

A value that is withheld from the public never enters a tree (``public_value``).
"""

from uuid import UUID

from django.db.models import Min, Q
from django.utils.translation import gettext

from issues.templatetags.figures import in_sentence, language_of_label
from issues.translations import Translations
from missions.models import AssistanceFigure, FigureRelease
from missions.models.address import every_slug

# Texts of a figure that no translation reaches: they are frozen in the ledger.
OF_THE_LEDGER = ("source", "footnote", "parts_note", "breakdown")
# The newest points of a line over time; older ones are on the indicator's own page.
LONGEST_HISTORY = 24
WITHHELD = {"suppressed", "banded"}


def iso(date):
    return date.isoformat() if date else None


def number(value):
    """A Decimal as the shortest plain string: 330528, 0.7."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class FigureNodes:
    """Makes the figure nodes of one issue, with a number of queries that no figure adds to.

    ``placements`` are all of the issue, ``observations`` the ids of those its texts refer to,
    ``missions`` the nodes of the series' missions by id.
    """

    def __init__(self, issue, placements, missions, *, observations=()):
        self.issue = issue
        self.missions = missions
        placed = {p.figure.observation for p in placements}
        compared = {p.compared_with.observation for p in placements if p.compared_with}
        self.newest = newest_vintages(placed | compared | set(observations))
        self.placed = placed
        self.words = {}
        # Those of the tree that is being made; until it says so, nothing is translated.
        self.translations = Translations(issue.language, [])
        shown = [self.newest[o] for o in placed | set(observations) if o in self.newest]
        self.first_released = first_releases(
            [figure.observation for figure in shown if self.is_old(figure)], besides=issue
        )
        self.histories = histories(
            [
                self.newest[p.figure.observation]
                for p in placements
                if p.style == p.Style.TREND and p.figure.observation in self.newest
            ],
            about_to_be_printed=[self.newest[o] for o in placed if o in self.newest],
        )

    def is_old(self, figure):
        """Whether ``figure`` describes a time before the reporting period."""
        return figure.as_of < self.issue.period_start

    def of_section(self, section):
        """Nodes of the figures placed in ``section``, each by its newest vintage."""
        return [self.placed_node(placement) for placement in section.placements.all()]

    def of_texts(self, observations):
        """Nodes of the figures that only texts refer to, in the order of ``observations``."""
        return [
            self.node(self.newest[observation], style="text")
            for observation in dict.fromkeys(observations)
            if observation in self.newest and observation not in self.placed
        ]

    def in_words(self, observation):
        """The figure as it stands inside a sentence, in the active language."""
        if observation not in self.newest:
            return f"[{gettext('figure not found')}]"
        if observation not in self.words:
            node = self.node(self.newest[observation], style="text")
            self.words[observation] = in_sentence(node)
        return self.words[observation]

    def placed_node(self, placement):
        figure = self.newest[placement.figure.observation]
        compared = placement.compared_with
        left = OF_THE_LEDGER if placement.change_reason else (*OF_THE_LEDGER, "change_reason")
        return self.node(
            figure,
            style=placement.style,
            texts=self.translations.texts(placement, self.issue.language, left=left),
            previous=compared and self.newest[compared.observation],
            named=compared,
            history=self.histories.get(figure.pk, []) if placement.style == "trend" else [],
        )

    def node(self, figure, *, style, texts=None, previous=None, named=None, history=()):
        """``texts`` are the words of the placement, with their language; in a text there are none."""
        texts = texts or {"statement": "", "label": "", "language": self.issue.language}
        change = None
        if previous and figure.public_value is not None and previous.public_value is not None:
            change = number(figure.public_value - previous.public_value)
        return texts | {
            "id": str(figure.pk),
            "observation": str(figure.observation),
            "indicator": self.indicator(figure),
            "style": style,
            **value_node(figure),
            "target": number(figure.target),
            "base_value": number(figure.base_value),
            "period_start": iso(figure.period_start),
            "as_of": iso(figure.as_of),
            "source": figure.source,
            "footnote": figure.footnote,
            "coverage": {
                "missions": [self.mission(mission) for mission in figure.covers.all()],
                "of": len(self.missions),
            },
            "breakdown": [part_node(part) for part in figure.breakdown.all()],
            "parts_note": figure.parts_note,
            "previous": previous and previous_node(figure, previous, named),
            "change": change,
            "change_reason": texts.get("change_reason") or figure.break_note,
            "break_cause": figure.break_cause,
            "last_reported": self.last_reported(figure),
            "history": [point_node(point) for point in history],
        }

    def indicator(self, figure):
        """What ``figure`` counts, in the words of the issue's language or their translation."""
        own, definition = self.issue.language, figure.definition
        words = self.translations.texts(figure.indicator, own)
        defined = self.translations.texts(definition, own)
        if defined["language"] != words["language"]:
            others = {"definition": defined["language"]}
            words["text_languages"] = words.get("text_languages", {}) | others
        return indicator_node(figure) | words | {"definition": defined["text"]}

    def mission(self, mission):
        return self.missions.get(mission.pk) or mission_node(mission)

    def last_reported(self, figure):
        """The day a figure that describes an earlier time was reported last, else None.

        That is the day it first became public, as nothing newer of it has come since.
        """
        if not self.is_old(figure):
            return None
        return {"date": iso(self.first_released.get(figure.observation, figure.as_of))}


def mission_node(mission):
    return {
        "slug": mission.slug,
        "name": mission.name,
        "country": mission.country.code,
        "country_name": str(mission.country.name),
    }


def indicator_node(figure):
    indicator = figure.indicator
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "measure": indicator.measure,
        "per": indicator.per,
        "base": indicator.base,
        "scale": indicator.scale,
        "definition": figure.definition.text,
        "definition_version": figure.definition.version,
    }


def value_node(figure):
    """What the public may know of a value, with all that changes how it reads."""
    withheld = figure.disclosure if figure.is_withheld else ""
    threshold = figure.indicator.disclosure_threshold
    return {
        "value": number(figure.public_value),
        "qualifier": figure.qualifier,
        "status": figure.status,
        "disclosure": withheld,
        "below": str(threshold) if withheld == "banded" and threshold else None,
    }


def part_node(part):
    return {
        "dimension": part.dimension,
        "label": part.label,
        "value": number(part.public_value),
        "disclosure": part.disclosure if part.disclosure in WITHHELD else "",
    }


def previous_node(figure, previous, named):
    """The figure before; ``named`` is the vintage the editor chose, perhaps corrected since."""
    revised = named.pk != previous.pk and named.value != previous.value
    return {
        "id": str(previous.pk),
        "value": number(previous.public_value),
        "as_of": iso(previous.as_of),
        "definition_changed": previous.definition_id != figure.definition_id,
        "coverage_changed": covered(previous) != covered(figure),
        "revised_from": number(named.public_value) if revised else None,
    }


def point_node(figure):
    return {
        "id": str(figure.pk),
        **value_node(figure),
        "as_of": iso(figure.as_of),
        "definition_version": figure.definition.version,
        "comparable": figure.definition.is_comparable,
        "coverage": sorted(mission.slug for mission in figure.covers.all()),
    }


def covered(figure):
    return {mission.pk for mission in figure.covers.all()}


def loaded(figures):
    return figures.select_related("indicator", "definition").prefetch_related("covers", "breakdown")


def newest_vintages(observations):
    """Map each of ``observations`` to the vintage that stands in the ledger today."""
    figures = loaded(AssistanceFigure.objects.current())
    return {f.observation: f for f in figures.filter(observation__in=set(observations))}


def first_releases(observations, *, besides):
    """Map each of ``observations`` to the day it became public, other than by issue ``besides``."""
    releases = FigureRelease.objects.standing().filter(figure__observation__in=observations)
    own = {"year": besides.year, "number": besides.number}
    releases = releases.exclude(series_slug__in=every_slug(besides.series.slug), **own)
    return dict(
        releases.values_list("figure__observation").annotate(first=Min("released_on")).order_by()
    )


def histories(figures, *, about_to_be_printed):
    """Map the id of each of ``figures`` to the public observations that lead to it, oldest first.

    They are of the same indicator and mission. Those ``about_to_be_printed`` in this issue count as
    public, each as it stands in the ledger today.
    """
    if not figures:
        return {}
    wanted = Q()
    for figure in figures:
        wanted |= Q(
            indicator=figure.indicator_id, mission=figure.mission_id, as_of__lte=figure.as_of
        )
    public = loaded(AssistanceFigure.objects.filter(wanted).public()).exclude(
        observation__in={figure.observation for figure in about_to_be_printed}
    )
    points = sorted([*public, *about_to_be_printed], key=lambda f: (f.as_of, f.recorded_at))
    return {
        figure.pk: [
            point
            for point in points
            if (point.indicator_id, point.mission_id) == (figure.indicator_id, figure.mission_id)
            and point.as_of <= figure.as_of
        ][-LONGEST_HISTORY:]
        for figure in figures
    }


# --- What an edition has shown, and what it corrects --------------------------------------------


def shown_ids(content):
    """Return the ids of all figures that a content tree shows the public."""
    ids = set()
    for figure in all_nodes(content):
        ids.add(figure["id"])
        ids |= {point["id"] for point in figure["history"]}
        if figure["previous"]:
            ids.add(figure["previous"]["id"])
    return {UUID(found) for found in ids}


def all_nodes(content):
    placed = [figure for section in content["sections"] for figure in section["figures"]]
    return [*placed, *content.get("text_figures", [])]


VALUE_KEYS = ("value", "qualifier", "status", "disclosure", "below")


def figure_changes(nodes, earlier, *, language):
    """Return what ``nodes`` say otherwise than the tree of the edition before, each once.

    ``earlier`` is the content of that edition in the same language, of whatever schema version;
    ``language`` is the one in which reasons are given.
    """
    known = {}
    for node in all_nodes(earlier):
        known[node.get("observation")] = known[node["id"]] = node
    reasons = dict(
        AssistanceFigure.objects.filter(pk__in=[node["id"] for node in nodes]).values_list(
            "pk", "correction_reason"
        )
    )
    reasons = {str(pk): reason for pk, reason in reasons.items()}
    changes = {}
    for node in nodes:
        before = known.get(node["observation"])
        if before is None or node["observation"] in changes:
            continue
        old = {key: before.get(key, "" if key == "disclosure" else None) for key in VALUE_KEYS}
        new = {key: node[key] for key in VALUE_KEYS}
        if old != new:
            changes[node["observation"]] = {
                "observation": node["observation"],
                "label": node["label"] or node["indicator"]["name"],
                "language": language_of_label(node),
                "text_languages": {"reason": language},
                "indicator": node["indicator"],
                "old": old,
                "new": new,
                "reason": reasons.get(node["id"], ""),
            }
    return list(changes.values())
