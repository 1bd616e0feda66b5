"""The numbers of the region, at hand on every page."""

from django import template

from missions.models import Hotline
from reportcms.phones import dial_string, format_phone

register = template.Library()

register.filter("dial", dial_string)
register.filter("for_reading", format_phone)


@register.inclusion_tag("public/hotline_strip.html")
def hotline_strip():
    """One number for each mission, the mission's first; the directory has the rest."""
    first = {}
    for hotline in Hotline.objects.public().select_related("mission"):
        first.setdefault(hotline.mission_id, hotline)
    return {"hotlines": list(first.values())}
