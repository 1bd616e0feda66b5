"""The pages of missions, hotlines and figures for the site map."""

from django.conf import settings

from missions.models import AssistanceFigure, Hotline, Mission
from reportcms.sitemaps import MOST_ENTRIES, in_all_languages

LISTS = ["mission_list", "hotlines", "figures", "figures_dictionary"]


def parts():
    yield "lists"
    number = AssistanceFigure.objects.public().indicators().count()
    for n in range(0, number * len(settings.LANGUAGES), MOST_ENTRIES):
        yield f"figures-{n // MOST_ENTRIES + 1}"


def entries(name):
    """Return the entries of the part called ``name``, None if there is none of this name."""
    if name == "lists":
        pages = [(f"missions:{one}", []) for one in LISTS]
        missions = Mission.objects.public()
        pages += [("missions:mission", [slug]) for slug in missions.values_list("slug", flat=True)]
        pages += [
            ("missions:hotline", [pk])
            for pk in Hotline.objects.public().values_list("pk", flat=True)
        ]
        return in_all_languages(pages)
    kind, _dash, number = name.rpartition("-")
    if kind != "figures" or not (number.isascii() and number.isdigit() and 0 < int(number) < 10**6):
        return None
    size = MOST_ENTRIES // len(settings.LANGUAGES)
    indicators = AssistanceFigure.objects.public().indicators().order_by("code")
    codes = indicators.values_list("code", flat=True)[(int(number) - 1) * size : int(number) * size]
    return in_all_languages([("missions:indicator", [code]) for code in codes]) or None
