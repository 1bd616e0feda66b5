"""The characters a report needs in each language: what the shipped fonts must have.

Letters follow the exemplar characters (main and auxiliary where reports use them) and the
quotation marks of Unicode CLDR.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"

# In lower case; capitals follow from it. Kazakh is also written in Latin letters (2021), Uzbek in
# both scripts at once. Karakalpak belongs to the region, though no series speaks it yet.
LETTERS = {
    "en": LATIN,
    "ru": RUSSIAN,
    "kk": RUSSIAN + "әғқңөұүһі" + LATIN + "äğñöşūüı",
    "ky": RUSSIAN + "ңөү",
    "tg": RUSSIAN + "ғӣқӯҳҷ",
    "tk": LATIN + "äçžňöşüý",
    "uz": LATIN + "\u02bb\u02bc\u2018\u2019",
    "uz-cyrl": RUSSIAN + "ўқғҳ",
    "kaa": LATIN + "áǵıńóúÿ" + RUSSIAN + "әғқңөўүҳ",
    "fa": "ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةۀیيىكٔ" + "ًٌٍَُِّْٰ" + "\u200c",
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىٱ" + "ًٌٍَُِّْٰـ",
}

ARABIC_SIGNS = "،؛؟٪٫٬«»‹›“”"
DIGITS_AND_SIGNS = {
    "fa": "۰۱۲۳۴۵۶۷۸۹" + ARABIC_SIGNS,
    "ar": "٠١٢٣٤٥٦٧٨٩" + ARABIC_SIGNS,
}

# Of every language: figures, phone numbers, money, punctuation, the header's dots.
COMMON = (
    "0123456789 \u00a0+−–—-…·•.,:;!?/%‰№°§*#()[]&@“”„‘’‚«»‹›'\"×≈≥≤→●₸₽€$£"
    # Abbreviations, addresses and e-mail addresses are in Latin letters everywhere.
    + LATIN
    + LATIN.upper()
)

PDF_FONTS = ("Regular", "It", "Semibold", "Bold")
ARABIC_FONTS = ("Regular", "SemiBold", "Bold")
RIGHT_TO_LEFT = {"fa", "ar"}


def characters(language):
    """Return every character a text in ``language`` may need, as a set."""
    letters = LETTERS[language]
    capitals = letters.upper() if language not in RIGHT_TO_LEFT else ""
    return set(letters + capitals + COMMON + DIGITS_AND_SIGNS.get(language, ""))


def font_files(kind):
    """Return the files of each face that stand in for one another: {face: [paths]}.

    ``kind`` is ``pdf`` (TrueType) or ``web`` (WOFF2, cut into ranges). Arabic has no italic; there
    the upright letters serve.
    """
    folder = Path(settings.BASE_DIR) / "static" / "fonts" / kind
    faces = {}
    for face in PDF_FONTS:
        arabic = {"It": "Regular", "Semibold": "SemiBold"}.get(face, face)
        faces[face] = sorted(
            [*folder.glob(f"SourceSans3-{face}.*"), *folder.glob(f"Vazirmatn-{arabic}.*")]
        )
    return faces


@cache
def characters_in(path):
    """Return the characters a font file can show, as a set."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- slow to import, for this check alone

    with TTFont(path, lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


def missing_characters():
    """Return what the fonts lack: {(kind, face, language): sorted characters}."""
    found = {}
    for kind in ("pdf", "web"):
        for face, paths in font_files(kind).items():
            shown = set().union(*(characters_in(path) for path in paths))
            for language in LETTERS:
                if lacking := characters(language) - shown:
                    found[kind, face, language] = sorted(lacking)
    return found
