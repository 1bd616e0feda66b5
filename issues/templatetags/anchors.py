"""Addresses within the page of an issue: of its articles and of its figures.

Only pages rendered with ``is_anchored`` have them: an issue on the web, not a part of it elsewhere,
and not paper.
"""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

# Styles of figures that stand in a block of their own.
BLOCKS = {"statement", "callout", "chart", "trend"}

register = template.Library()


def anchor(figure):
    """Return the name of a figure within its page: that of its observation, which corrections keep."""
    return f"figure-{figure.get('observation') or figure['id']}"


def has_anchor(context, figure):
    """Whether ``figure`` is the first of its observation on a page that has addresses inside."""
    if not context.get("is_anchored"):
        return False
    sections = context["content"]["sections"]
    shown = (f for s in sections for f in s["figures"] if f["style"] in BLOCKS)
    return next((f for f in shown if anchor(f) == anchor(figure)), None) is figure


def link(name, label):
    return format_html('<a class="anchor" href="#{}" aria-label="{}">¶</a>', name, label)


@register.simple_tag(takes_context=True)
def figure_id(context, figure):
    """`` id="figure-…"``, once for each observation."""
    return format_html(' id="{}"', anchor(figure)) if has_anchor(context, figure) else ""


@register.simple_tag(takes_context=True)
def figure_link(context, figure):
    """The way to the address of a figure within its issue."""
    if not has_anchor(context, figure):
        return ""
    name = figure["label"] or figure["indicator"]["name"]
    return link(anchor(figure), _("Link to this figure: %(name)s") % {"name": name})


@register.simple_tag(takes_context=True)
def article_link(context, article):
    """The way to the address of an article within its issue."""
    if not context.get("is_anchored"):
        return ""
    return link(f"article--{article['slug']}", _("Link to this article"))
