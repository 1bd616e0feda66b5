"""The site speaks Russian wherever it speaks."""

import re
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

RUSSIAN = Path(settings.LOCALE_PATHS[0]) / "ru" / "LC_MESSAGES" / "django.po"


def test_nothing_collected_is_left_untranslated():
    entries = RUSSIAN.read_text(encoding="utf-8").split("\n\n")[1:]
    assert len(entries) > 500
    untranslated = [
        entry for entry in entries if re.search(r'^msgstr(\[\d\])? ""$(?!\n")', entry, re.M)
    ]
    assert untranslated == []
    assert [entry for entry in entries if "#, fuzzy" in entry] == []


def test_russian_counts_in_its_own_forms():
    with translation.override("ru"):
        shown = [
            ngettext("%(count)s issue", "%(count)s issues", n) % {"count": n}
            for n in (1, 2, 5, 11, 21, 112)
        ]
    assert shown == [
        "1 выпуск",
        "2 выпуска",
        "5 выпусков",
        "11 выпусков",
        "21 выпуск",
        "112 выпусков",
    ]
