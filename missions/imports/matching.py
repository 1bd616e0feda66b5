"""From what people write to what is meant: indicators, missions, dates, words of a list."""

import datetime as dt
import difflib
import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

from .columns import normal

LANGUAGES = ("en", "ru", "kk", "ky", "tg", "tk", "uz")
# Spellings met in reports of the region, beside the names of the countries in its languages.
SPELLINGS = {
    "KG": ("Kirghizstan", "Kirgizstan", "Kyrgyz Republic", "Киргизия", "Кыргызская Республика"),
    "KZ": ("Kazakstan", "Qazaqstan", "Republic of Kazakhstan", "Республика Казахстан"),
    "TJ": ("Tadjikistan", "Tadzhikistan", "Republic of Tajikistan", "Республика Таджикистан"),
    "TM": ("Turkmenia", "Туркмения"),
    "UZ": ("Uzbekstan", "Republic of Uzbekistan", "Республика Узбекистан"),
}
# Cyrillic letters that look like Latin ones, large or small.
LOOKALIKES = str.maketrans("аеёікмнорстухв", "aeeikmhopctyxb")
# What people put before the country's name, in both alphabets.
OURSELVES = ("iom", "мом", "mission", "миссия", "office", "офис", "in", "в")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SLASHES = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
TWO_DIGIT_YEAR = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}")
FIRST_YEAR = 1900
# Looking for what is near is slow; nobody reads more suggestions than these.
MOST_SUGGESTIONS = 50
MOST_NAMED = 8


class NotFound(ValueError):
    """What was written means nothing here; ``str()`` says so and names what is near."""


class Names:
    """Finds things by any of their names; looks past case, spaces and letters that look alike."""

    def __init__(self, kind):
        self.kind = kind
        self.found = {}
        self.shown = {}
        self.suggested = 0

    def add(self, thing, *names):
        """Let ``names`` name ``thing``; the first of them is the one people are told."""
        self.shown.setdefault(id(thing), names[0])
        for name in names:
            if key := plain(name):
                self.found.setdefault(key, {})[id(thing)] = thing

    def find(self, text):
        """Return what ``text`` names; raise ``NotFound`` for none or several."""
        if thing := self.known_as(text):
            return thing
        if things := self.found.get(plain(text), {}).values():
            raise NotFound(
                _("“%(text)s” may be several: %(names)s. Write which.")
                % {"text": text[:60], "names": ", ".join(self.shown[id(t)] for t in things)}
            )
        if near := self.nearest(text):
            raise NotFound(
                _("“%(text)s” is not known. Did you mean “%(near)s”?")
                % {"text": text[:60], "near": near}
            )
        raise NotFound(
            _("“%(text)s” is no %(kind)s. Known are: %(known)s.")
            % {"text": text[:60], "kind": self.kind, "known": self.known()}
        )

    def known_as(self, text):
        """Return the one thing that ``text`` names, or None."""
        things = list(self.found.get(plain(text), {}).values())
        return things[0] if len(things) == 1 else None

    def nearest(self, text):
        """Return the name of what is written most alike, or None."""
        self.suggested += 1
        if self.suggested > MOST_SUGGESTIONS:
            return None
        near = difflib.get_close_matches(plain(text), self.found, n=1, cutoff=0.6)
        return self.shown[next(iter(self.found[near[0]]))] if near else None

    def known(self):
        names = sorted(set(self.shown.values()))
        return ", ".join(names[:MOST_NAMED]) + (" …" if names[MOST_NAMED:] else "") or "–"


def plain(text):
    """A name for comparing; letters that look alike count as the same."""
    words = alike(text).split()
    return " ".join(word for word in words if word not in UNSAID) or " ".join(words)


def alike(text):
    return normal(unicodedata.normalize("NFKC", text)).translate(LOOKALIKES)


UNSAID = {alike(word) for word in OURSELVES}


def mission_names(missions):
    """Names of missions: their own, their address, their country in the region's languages."""
    names = Names(_("mission"))
    missions = list(missions)
    for mission in missions:
        country = mission.country
        spelt = SPELLINGS.get(country.code, ())
        names.add(mission, mission.name, mission.slug, country.code, country.alpha3, *spelt)
    for language in LANGUAGES:
        with override(language):
            for mission in missions:
                names.add(mission, str(countries.name(mission.country.code)))
    return names


def indicator_names(indicators):
    """Names of indicators; two of one name are told apart by their codes."""
    names = Names(_("indicator"))
    indicators = list(indicators)
    called = [plain(indicator.name) for indicator in indicators]
    for indicator, name in zip(indicators, called, strict=True):
        if called.count(name) > 1:
            names.add(indicator, indicator.code, indicator.name)
        else:
            names.add(indicator, indicator.name, indicator.code)
    return names


def choice_names(choices, kind, **others):
    """Names of a ``TextChoices``: its values, its labels in English and Russian, and ``others``."""
    names = Names(kind)
    for choice in choices:
        said = [str(choice.label)]
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
        raise NotFound(why_no_date(text))
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise NotFound(_("There is no such day: %s.") % text) from None
    if found.year < FIRST_YEAR:
        raise NotFound(_("The year of %s cannot be right.") % text)
    return found


def why_no_date(text):
    if SLASHES.fullmatch(text):
        message = _(
            "“%s” can mean two days, as some write the month first. Write it like 28.08.2026 or "
            "2026-08-28."
        )
    elif TWO_DIGIT_YEAR.fullmatch(text):
        message = _("Write the year of “%s” in four digits, like 28.08.2026.")
    else:
        message = _("“%s” cannot be read as a date. Write it like 28.08.2026 or 2026-08-28.")
    return message % text[:40]
