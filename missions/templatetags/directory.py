"""Hotlines and missions beside what the search finds in issues."""

from django import template

from missions.directory import matching

register = template.Library()


@register.inclusion_tag("public/directory_matches.html")
def directory_matches(query):
    """The missions that ``query`` names, with their numbers; nothing if it names none."""
    return {"found": matching(query)}
