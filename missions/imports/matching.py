"""From what people write to what is meant: indicators, missions, dates, words of a list."""

import datetime as dt
import difflib
import re

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from .columns import normal

LANGUAGES = ("en", "ru", "kk", "ky", "tg", "tk", "uz")
# Spellings met in reports of the region.
KNOWN_SPELLINGS = {"kirghizstan": "KG", "kirgizstan": "KG", "киргизия": "KG", "turkmenia": "TM"}
LOOKALIKES = str.maketrans("асеорхукАСЕОРХУКМТВНІі", "aceopxykACEOPXYKMTBHIi")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class NotFound(ValueError):
    """What was written means nothing here; ``str()`` says so and names what is near."""


class Names:
    """Finds things by any of their names; looks past case, spaces and letters that look alike."""

    def __init__(self, kind):
        self.kind = kind
        self.found = {}
        self.shown = {}

    def add(self, thing, *names):
        self.shown.setdefault(id(thing), names[0])
        for name in names:
            if key := plain(name):
                self.found.setdefault(key, {})[id(thing)] = thing

    def find(self, text):
        """Return what ``text`` names; raise ``NotFound`` for none or several."""
        things = list(self.found.get(plain(text), {}).values())
        if len(things) == 1:
            return things[0]
        if things:
            names = ", ".join(self.shown[id(thing)] for thing in things)
            raise NotFound(
                _("“%(text)s” may be several: %(names)s. Write which.")
                % {"text": text[:60], "names": names}
            )
        near = difflib.get_close_matches(plain(text), self.found, n=1, cutoff=0.6)
        if near:
            [thing, *_rest] = self.found[near[0]].values()
            raise NotFound(
                _("“%(text)s” is not known. Did you mean “%(near)s”?")
                % {"text": text[:60], "near": self.shown[id(thing)]}
            )
        raise NotFound(
            _("“%(text)s” is no %(kind)s. Known are: %(known)s.")
            % {
                "text": text[:60],
                "kind": self.kind,
                "known": ", ".join(sorted(set(self.shown.values()))[:8]) or "–",
            }
        )


def plain(text):
    """A name for comparing; Cyrillic letters inside a Latin word count as what they look like."""
    key = normal(text)
    if re.search("[a-z]", key):
        key = key.translate(LOOKALIKES).casefold()
    return key.removeprefix("iom ").removeprefix("мом ")


def mission_names(missions):
    names = Names(_("mission"))
    for mission in missions:
        code = mission.country.code
        spelt = [spelling for spelling, of in KNOWN_SPELLINGS.items() if of == code]
        names.add(mission, mission.name, mission.slug, code, mission.country.alpha3, *spelt)
        for language in LANGUAGES:
            with override(language):
                names.add(mission, str(countries.name(code)))
    return names


def indicator_names(indicators):
    names = Names(_("indicator"))
    for indicator in indicators:
        names.add(indicator, indicator.name, indicator.code)
    return names


def choice_names(choices, kind, **others):
    """Names of a ``TextChoices``: its values and labels, in English and Russian."""
    names = Names(kind)
    for choice in choices:
        said = []
        for language in ("en", "ru"):
            with override(language):
                said.append(str(choice.label))
        names.add(choice, *said, choice.value, *others.get(choice.value, ()))
    return names


def read_date(text):
    """Return the day that ``text`` names; raise ``NotFound`` if it names none surely."""
    if match := ISO_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        raise NotFound(
            _("“%s” cannot be read as a date. Write it like 28.08.2026 or 2026-08-28.") % text[:40]
        )
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NotFound(_("There is no such day: %s.") % text) from None
