"""Figures drawn as lines over time, with the same in words and as a table."""

import itertools
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from issues.templatetags.figures import amount, qualified
from issues.templatetags.report import as_date, date, text_direction
from reportcms.charts import Point, line_chart

register = template.Library()


@register.inclusion_tag("charts/over_time.html", takes_context=True)
def line_over_time(context, figure):
    """The history of a figure as a drawing, its breaks explained, and all its numbers."""
    content, medium = context["content"], context["medium"]
    points = with_breaks(figure)
    chart = line_chart(
        [point for point, _node in points],
        mirrored=text_direction(content["language"]) == "rtl",
    )
    name = figure["label"] or figure["indicator"]["name"]
    nodes = [node for _point, node in points]
    span = {"first": date(nodes[0]["as_of"]), "last": date(nodes[-1]["as_of"])} if nodes else {}
    return {
        "chart": chart,
        "medium": medium,
        # Inside a PDF a drawing knows no style sheet.
        "ink": content["series"]["brand_color"] if medium == "paper" else "",
        "id": f"line--{figure['id']}",
        "title": name,
        "description": description(figure, nodes, span),
        "caption": name,
        "top": amount(chart.grid[-1][1], figure["indicator"]) if chart.grid else "",
        **span,
        "notes": break_notes(points),
        "rows": [
            {"date": date(node["as_of"]), "value": qualified(shown_node(node, figure))}
            for node in nodes
        ],
    }


def shown_node(node, figure):
    """A point of a history with the indicator it counts."""
    return node | {"indicator": figure["indicator"]}


def with_breaks(figure):
    """Yield each point of the history with its node; one that counts otherwise begins anew."""
    found, before = [], None
    for node in figure["history"]:
        breaks = before is not None and (
            (node["definition_version"] != before["definition_version"] and not node["comparable"])
            or node["coverage"] != before["coverage"]
        )
        value = None if node["value"] is None else Decimal(node["value"])
        found.append((Point(as_date(node["as_of"]), value, breaks=breaks), node))
        before = node
    return found


def break_notes(points):
    """Say of each break in the line what changed there, in sentences with the date."""
    notes = []
    for (_before, earlier), (point, node) in itertools.pairwise(points):
        if not point.breaks:
            continue
        when = {"date": date(node["as_of"])}
        if node["definition_version"] != earlier["definition_version"]:
            notes.append(_("%(date)s: the definition changed; the line begins anew.") % when)
        else:
            notes.append(_("%(date)s: other missions are covered; the line begins anew.") % when)
    return notes


def description(figure, nodes, span):
    """The drawing in a sentence: from where to where, in how many steps."""
    told = [node for node in nodes if node["value"] is not None]
    if len(told) < 2:
        return _("There are too few numbers for a line.")
    return _("From %(low)s on %(first)s to %(high)s on %(last)s.") % {
        "low": qualified(shown_node(told[0], figure)),
        "first": date(told[0]["as_of"]),
        "high": qualified(shown_node(told[-1], figure)),
        "last": date(told[-1]["as_of"]),
    }
