"""Figures set as tables by mission and as bar charts, and what all figures count.

Everything is computed from the content tree alone and written in the active language.
"""

import functools
from dataclasses import dataclass, field
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.translation import override
from django_countries import countries

from issues.templatetags.figures import (
    breakdowns,
    coverage,
    language_of_label,
    language_of_unit,
    last_reported,
    part_quantity,
    qualified,
    secrecy,
    status,
    target,
    time_of,
    unit,
)
from issues.templatetags.report import language_of, mission_names

COLUMNS_IN_A_TABLE = 5
NOT_REPORTED = "—"
FULL_BAR = 100
MENTION = "mention"
# In which the parts of a figure may name countries.
COUNTRY_LANGUAGES = ("en", "ru", "kk", "ky", "tg", "tk", "uz", "fa", "ar")

register = template.Library()


# --- A table by mission -----------------------------------------------------------------------


@dataclass
class Column:
    """What one column counts: the figures in it, its cells by row and its total.

    ``language`` is that of its name, ``unit_language`` and ``own_language`` those of the unit and
    of what the figures themselves say.
    """

    name: str
    language: str
    unit_language: str
    own_language: str
    unit: str
    figures: list = field(default_factory=list)
    cells: dict = field(default_factory=dict)
    total: str = ""

    @property
    def notes(self):
        """What must be known of the numbers, each once; ``own`` is in the figures' language."""
        own, words = [], []
        for figure in self.figures:
            words += [status(figure), last_reported(figure), time_of(figure), target(figure)]
            if len(figure["coverage"]["missions"]) > 1:
                words.append(coverage(figure))
            words += [
                in_words(group, figure) for group in breakdowns(figure) if group["key"] != "country"
            ]
            words.append(secrecy(figure))
            own += [figure["change_reason"], figure["footnote"], figure.get("parts_note", "")]
        return {"words": once(words), "own": once(own), "sources": sources_of(self.figures)}


def in_words(group, figure):
    """A breakdown that has no columns: By sex: Women 1,700, Men 1,286."""
    parts = ", ".join(f"{part['label']} {part_quantity(part, figure)}" for part in group["parts"])
    return f"{group['name']}: {parts}"


def once(texts):
    return list(dict.fromkeys(text for text in texts if text))


def sources_of(figures):
    return once(figure["source"] for figure in figures)


@register.filter
def tables_by_mission(figures, missions):
    """The figures of style ``table`` as tables: a row for each mission, a column for each figure.

    A cell comes from a breakdown by country or from a figure that covers this mission alone; such
    figures of one indicator share a column. Rows follow the order of ``missions``. The total is the value of a figure that covers more.
    Parts of a breakdown that are no mission of the issue get rows of their own.
    """
    chosen = [figure for figure in figures if figure["style"] == "table"]
    rows = row_names(chosen, missions)
    columns = columns_of(chosen)
    count = -(-len(columns) // COLUMNS_IN_A_TABLE)
    size = -(-len(columns) // count) if count else 0
    return [table(columns[i * size : (i + 1) * size], rows) for i in range(count)]


def row_names(figures, missions):
    """Map the key of each row to its name: the missions covered, then other parts."""
    covered = {m["slug"]: m for figure in figures for m in figure["coverage"]["missions"]}
    order = [m["slug"] for m in missions if m["slug"] in covered]
    covered = {slug: covered[slug] for slug in dict.fromkeys([*order, *covered])}
    rows = dict(zip(covered, mission_names(list(covered.values())), strict=True))
    for figure in figures:
        for part in by_country(figure):
            key = row_key(part, figure)
            rows.setdefault(key, part["label"])
    return rows


def row_key(part, figure):
    """The slug of the mission a part by country belongs to, else what the part is called.

    A part names a country in whatever language its figure is in; the mission it means is one
    that the figure covers, found by its slug, name, or the country's code or name.
    """
    said = part["label"].casefold()
    for mission in figure["coverage"]["missions"]:
        if said in names_of(mission):
            return mission["slug"]
    return part["label"]


def names_of(mission):
    """All by which people may call a mission in a breakdown by country."""
    names = {mission["slug"], mission["name"], mission["country"], mission["country_name"]}
    for language in COUNTRY_LANGUAGES:
        names.add(country_name(mission["country"], language))
    return {name.casefold() for name in names}


@functools.cache
def country_name(code, language):
    with override(language):
        return str(countries.name(code))


def by_country(figure):
    return [part for part in figure["breakdown"] if part["dimension"] == "country"]


def columns_of(figures):
    columns = {}
    for figure in figures:
        name = figure["label"] or figure["indicator"]["name"]
        column = columns.setdefault(
            (name, figure["indicator"]["code"], figure["indicator"]["definition_version"]),
            Column(
                name,
                language_of_label(figure),
                language_of_unit(figure),
                language_of(figure, "source"),
                unit(figure | {"value": "0"}),
            ),
        )
        column.figures.append(figure)
        parts, missions = by_country(figure), figure["coverage"]["missions"]
        for part in parts:
            cell = NOT_REPORTED if is_unknown(part) else part_quantity(part, figure)
            column.cells[row_key(part, figure)] = cell
        if len(missions) == 1 and not parts:
            column.cells[missions[0]["slug"]] = shown(figure)
        else:
            column.total = shown(figure)
    return list(columns.values())


def shown(figure):
    return NOT_REPORTED if is_unknown(figure) else qualified(figure)


def is_unknown(counted):
    """Whether a figure or part was simply not reported; other answers are given in words."""
    return (
        counted["value"] is None
        and not counted.get("disclosure")
        and counted.get("status") not in {"nothing_to_report", "no_update"}
    )


def table(columns, rows):
    lines = [
        {"name": name, "cells": [column.cells.get(key, NOT_REPORTED) for column in columns]}
        for key, name in rows.items()
    ]
    totals = [column.total for column in columns]
    shown_cells = [cell for line in lines for cell in line["cells"]] + totals
    return {
        "columns": columns,
        "rows": lines,
        "totals": totals if any(totals) else [],
        "has_gaps": NOT_REPORTED in shown_cells,
    }


# --- A chart of bars --------------------------------------------------------------------------


@register.filter
def bars(figure):
    """The parts of a figure by dimension with the length of their bars in percent of the longest.

    A part that was not reported has no bar and says so.
    """
    return [
        {
            "name": group["name"],
            "parts": [bar(part, group["parts"], figure) for part in group["parts"]],
        }
        for group in breakdowns(figure)
    ]


def bar(part, parts, figure):
    values = [abs(Decimal(p["value"])) for p in parts if p["value"] is not None]
    longest = max(values, default=0)
    said = {"label": part["label"], "value": part_quantity(part, figure)}
    if part["value"] is None:
        return said | {"length": None}
    share = abs(Decimal(part["value"])) / longest * FULL_BAR if longest else 0
    return said | {"length": f"{share:.1f}"}


@register.simple_tag(takes_context=True)
def bar_shape(context, length):
    """The bar itself: on paper a filled box, on the web a drawing, as no style is allowed there.

    The value stands beside it as text, so the bar is hidden from readers who listen.
    """
    if length is None:
        return ""
    if context["medium"] == "paper":
        return format_html('<div class="bar" style="width:{}%"></div>', length)
    return format_html(
        '<svg class="bar" aria-hidden="true" focusable="false"><rect width="{}%" height="100%"/>'
        "</svg>",
        length,
    )


# --- What the figures count -------------------------------------------------------------------


@register.filter
def about_figures(content):
    """What the figures of an issue count, each definition once, with all sources and dates."""
    found = {}
    for section in content["sections"]:
        for figure in section["figures"]:
            if figure["style"] == MENTION:
                continue
            key = (figure["indicator"]["code"], figure["indicator"]["definition_version"])
            found.setdefault(key, []).append(figure)
    return [
        {
            "name": indicator["name"],
            "definition": indicator["definition"],
            "language": language_of(indicator, "name") or figures[0]["language"],
            "definition_language": language_of(indicator, "definition") or figures[0]["language"],
            "sources_language": language_of(figures[0], "source"),
            "sources": sources_of(figures),
            "times": once(time_of(figure) for figure in figures),
        }
        for figures in found.values()
        for indicator in [figures[0]["indicator"]]
        if indicator["definition"] or sources_of(figures)
    ]


@register.filter
def mentions(content):
    """Figures that are only named at the end, with the day they were last reported."""
    return [
        f for section in content["sections"] for f in section["figures"] if f["style"] == MENTION
    ]


@register.filter
def in_twos(things):
    """Things two by two, so that a page can break between rows."""
    return [things[i : i + 2] for i in range(0, len(things), 2)]
