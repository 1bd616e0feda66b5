"""Naming a browser from what it says about itself."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that fits: Edge and Opera call themselves Chrome too, Chrome calls itself Safari.
BROWSERS = [
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"YaBrowser/", "Yandex"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
]
SYSTEMS = [
    (r"Windows", "Windows"),
    (r"iPhone|iPad", "iOS"),
    (r"Android", "Android"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
]


@register.filter
def browser(user_agent):
    """Return “Firefox, Windows” for a User-Agent header; “unknown browser” if nothing fits."""

    def first(names):
        return next((name for pattern, name in names if re.search(pattern, user_agent)), "")

    return ", ".join(filter(None, [first(BROWSERS), first(SYSTEMS)])) or _("unknown browser")
