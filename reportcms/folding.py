"""Words of any alphabet of the region in one spelling, so that people find what others wrote.

“Душанбе” and “Dushanbe”, “Oʻzbekiston” with whichever apostrophe, “Жапаров”, “Zhaparov” and
“Japarov”, “Королёв” and “Королев” fold to one word each. What is folded is compared with what is
folded and never shown. Both databases get folded words only, so they find the same.
"""

import re
from functools import lru_cache
from itertools import chain
from unicodedata import category, normalize

LONGEST_WORD = 40  # letters

APOSTROPHES = "'`\N{ACUTE ACCENT}ʻʼʹʾʿ‘’‛"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}\N{ARABIC TATWEEL}"
COMBINING = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"

# A number with its thousands apart (330,528 or 7 500) is one word; so is a word with an apostrophe
# or a joiner inside.
WORD = re.compile(
    r"(?<!\d)\d{1,3}(?:[,. '’\u00a0\u2009\u202f\u066c]\d{3})+(?!\d)|\d+|"
    rf"[^\W\d_][{COMBINING}]*(?:[{APOSTROPHES}{JOINERS}]?[^\W\d_][{COMBINING}]*)*[{APOSTROPHES}]?"
)

# Letters that have no plain counterpart, or whose usual one is another's.
LETTERS = {
    **dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", [
        "a", "b", "v", "g", "d", "e", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r",
        "s", "t", "u", "f", "h", "ts", "ch", "sh", "sh", "", "i", "", "e", "iu", "ia",
    ], strict=True)),
    **dict(zip("әғқңөұүһіӣӯҳҷўєґї", "agknouuhiiuhjoegi", strict=True)),
    "ç": "ch", "č": "ch", "ş": "sh", "š": "sh", "ș": "sh", "ž": "j", "ı": "i", "ŋ": "n",
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ə": "a",
    # Arabic script: letters that keyboards give for one another. Hamza and vowel signs fall away.
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ء": "",
}  # fmt: skip
TABLE = str.maketrans(LETTERS | dict.fromkeys(APOSTROPHES + JOINERS, ""))

# Several Latin spellings of one sound, the longest first.
SOUNDS = [
    (re.compile("shch"), "sh"),
    (re.compile("dzh|dj|zh"), "j"),
    (re.compile("kh|x"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("^ye|ye(?=v)"), "e"),
    (re.compile("q"), "k"),
    (re.compile("w"), "v"),
    (re.compile("y"), "i"),
    (re.compile(r"([^\W\d])\1+"), r"\1"),
]

# Endings that a question need not share with the text: English plurals, Russian cases. Languages
# that add to the word's end need none: the word asked for is the beginning of the word written.
ENDING = re.compile(
    "(?:iami|ami|iah|ah|iam|am|ogo|ego|omu|emu|aia|uiu|oe|ies|ie|es|ih|im|oi|ei|om|em|ov|ev|"
    "ia|iu|a|o|e|i|u|s)$"
)
SHORTEST_STEM = 4


@lru_cache(maxsize=65_536)
def fold(word):
    """Return one word as it is compared: lower case, Latin or Arabic letters, ASCII digits."""
    folded = normalize("NFC", word.casefold()).translate(TABLE)
    plain = "".join(c for c in normalize("NFKD", folded) if category(c)[0] != "M")
    if plain[:1].isdigit():
        return "".join(str(int(c)) for c in plain if c.isdecimal())[:LONGEST_WORD]
    plain = "".join(c for c in plain.translate(TABLE) if c.isalnum())
    for sound, letter in SOUNDS:
        plain = sound.sub(letter, plain)
    return plain[:LONGEST_WORD]


def folded_words(text):
    """Return the words of ``text`` in its order, folded."""
    return [folded for match in WORD.finditer(text) if (folded := fold(match[0]))]


def spellings(word):
    """Return the folded forms of a word in a question: ё is written *e* by some, *yo* by others."""
    lower = word.casefold()
    forms = [fold(word)]
    if "ё" in lower:
        forms.append(fold(lower.replace("ё", "yo")))
    elif "yo" in lower:
        forms.append(fold(lower.replace("yo", "ё")))
    return list(dict.fromkeys(form for form in forms if form))


def stem(folded):
    """Return a folded word without an ending, if enough of it is left."""
    cut = ENDING.sub("", folded)
    return cut if len(cut) >= SHORTEST_STEM else folded


def shortened(folded):
    """Return ``folded`` with each of its letters left out: what a slip of the finger comes near."""
    return {folded[:n] + folded[n + 1 :] for n in range(len(folded))}


def distance(one, other):
    """Return how many letters must be added, left out, replaced or swapped (neighbours only)."""
    before, row = [], list(range(len(other) + 1))
    for n, letter in enumerate(one, start=1):
        before, previous, row = row, before, [n]
        for m, other_letter in enumerate(other, start=1):
            steps = [before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != other_letter)]
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == other_letter:
                steps.append(previous[m - 2] + 1)
            row.append(min(steps))
    return row[-1]


def script(word):
    """Return a letter for the alphabet of ``word``: ``l``, ``c`` or ``a``; the first letter tells."""
    code = ord(next(chain(filter(str.isalpha, word), "a")))
    return "c" if 0x400 <= code < 0x530 else "a" if 0x600 <= code < 0x780 else "l"
