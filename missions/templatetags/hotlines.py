"""The numbers of the region, at hand on every page."""

from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from missions.hotlines_today import today_instead
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


@register.simple_tag
def hotlines_today():
    """Every number that answers today: old issues may name any of them, see ``today_instead``."""
    return Hotline.objects.public().select_related("mission")


@register.simple_tag
def safe_exit_url():
    """Where “Exit this page” leads."""
    return settings.SAFE_EXIT_URL


@register.simple_tag
def days_ago(days):
    """A number of days that have passed: today, yesterday, 12 days ago."""
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


@register.simple_tag
def sms_address(hotline):
    """The address that opens a text message with the number in it, to whomever one likes."""
    text = f"{hotline.mission.country.name}: {hotline.number_for_reading}, {hotline.name}"
    return f"sms:?&body={quote(text)}"


@register.inclusion_tag("public/hotlines_changed.html")
def hotlines_changed(content):
    """The numbers a content tree prints that no longer stand, each with today's beside it."""
    printed = [hotline for section in content["sections"] for hotline in section["hotlines"]]
    return {"changed": today_instead(printed)}
