"""Missions as they stand today, for pages of other apps."""

from django import template

from missions.models import Mission

register = template.Library()


@register.inclusion_tag("public/mission_links.html")
def mission_links():
    """The public missions, each with the way to its page."""
    return {"missions": Mission.objects.public()}
