"""Missions and their hotlines by words as people type them, for the site's search."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from missions.models import Hotline, Mission
from reportcms.folding import folded_words, stem

# What people call a hotline or an office, in the languages of the site and of the region.
CALLING = "hotline phone number call help телефон горячая линия доверия номер звонок помощь"
OFFICE = "mission office contact миссия офис контакты представительство IOM МОМ"


@dataclass
class Line:
    """A mission that was asked for, with the numbers of its country."""

    mission: Mission
    hotlines: list


def matching(query):
    """Return a `Line` of each public mission that has every word of ``query``, in site order.

    Words of calling or of offices alone name no mission, and a query without any other word
    finds nothing: the lists of all are a link away.
    """
    words = [stem(word) for word in folded_words(query)]
    own = [word for word in words if not begins(word, folded_words(f"{CALLING} {OFFICE}"))]
    if not own:
        return [] if not words else everyone(words)
    found = []
    for mission, hotlines in public_missions():
        said = folded_words(" ".join(names_of(mission, hotlines)))
        if all(begins(word, said) for word in own):
            found.append(Line(mission, hotlines))
    return found


def begins(word, words):
    """Say whether one of ``words`` begins with ``word``; short words must be whole."""
    return any(other.startswith(word) if len(word) > 3 else other == word for other in words)


def everyone(words):
    """Return every mission that has a number, if a number was asked for."""
    if not any(begins(word, folded_words(CALLING)) for word in words):
        return []
    return [Line(mission, hotlines) for mission, hotlines in public_missions() if hotlines]


def public_missions():
    """Yield (mission, its public hotlines) in site order."""
    of = {}
    for hotline in Hotline.objects.public():
        of.setdefault(hotline.mission_id, []).append(hotline)
    for mission in Mission.objects.public():
        yield mission, of.get(mission.pk, [])


def names_of(mission, hotlines):
    """Yield every name of a mission: its own, those of its country, those of its hotlines."""
    yield from (mission.name, mission.slug, mission.city)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield str(mission.country.name)
    for hotline in hotlines:
        yield from (hotline.name, hotline.number, hotline.number_for_reading, hotline.purpose)
