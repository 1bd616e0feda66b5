"""About how much room an article takes on paper, told while it is being written.

The measures are those of the print layout at its usual density. Nothing is laid out here: lines
are estimated from the average letter, so the room is right to about a tenth.
"""

import math
import re
from dataclasses import dataclass

from issues.pdf.layout import (
    BESIDE_GAP,
    BESIDE_WIDTH,
    DEFAULT_DENSITY,
    GAP,
    LEADING,
    MM_PER_POINT,
    PHOTO_HEIGHTS,
    SIZE,
    TEXT_WIDTH,
    Sheet,
    between,
    caption_height,
)
from issues.prose_parts import part_beside_photo, top_blocks
from reportcms.prose import plain_text

PAGE_HEIGHT = 259
"""of the text on a page, in millimetres (static/css/print.css)"""
BANNER_HEIGHT = 12
MEASURE = 150
"""the longest line of a text without photo, in millimetres"""
LETTER, CYRILLIC_LETTER, BOLDER = 0.465, 0.53, 1.08
"""width of the average letter in parts of the type size, and how much wider bold ones are"""
SMALL = 8 * MM_PER_POINT
SMALL_LEADING = 1.3
TITLE, HEADINGS, QUOTE = 1.28, {"h3": 1.12, "h4": 1.0}, 1.22
TABLE = 0.92
UNUSED = 2
"""of the room that the layout keeps around a photo, in millimetres"""

_WORD = re.compile(r"\w[\w'’.,-]*")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_NAME = re.compile(r"<([a-z0-9]+)")
_ITEM = re.compile(r"<li>")
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)


@dataclass(frozen=True)
class Room:
    """Words and lines of a text, and the height in millimetres of the whole article on paper."""

    words: int
    lines: int
    height: float

    @property
    def pages(self):
        return self.height / PAGE_HEIGHT


def count_words(text):
    """Return how many words ``text`` has."""
    return len(_WORD.findall(text))


def letter_width(text):
    """Return the width of the average letter of ``text`` in parts of the type size."""
    cyrillic = len(_CYRILLIC.findall(text))
    return CYRILLIC_LETTER if cyrillic > len(text) / 2 else LETTER


class Setting:
    """The type of one density: its size and the height of its line, in millimetres."""

    def __init__(self, density):
        self.density = density
        self.size = between(SIZE, density) * MM_PER_POINT
        self.line = self.size * between(LEADING, density)
        self.gap = between(GAP, density)
        self.beside = between(BESIDE_WIDTH, density)

    def lines(self, text, width, scale=1.0):
        """Return how many lines ``text`` runs over ``width`` millimetres."""
        letter = self.size * scale * letter_width(text)
        return sum(max(1, math.ceil(len(part) * letter / width)) for part in text.split("\n"))

    def block(self, html, width):
        """Return lines and height of one block of rich text."""
        name, text = _NAME.match(html)[1], plain_text(html)
        if name in HEADINGS:
            scale = HEADINGS[name]
            lines = self.lines(text, width, scale * BOLDER)
            return lines, self.size * (lines * scale * 1.2 + 1)
        if name == "table":
            return self.table(html, width)
        if name in {"ul", "ol"}:
            lines = self.lines(text, width - 1.2 * self.size)
            return lines, lines * self.line + self.size * (0.8 + 0.25 * len(_ITEM.findall(html)))
        if name == "blockquote":
            lines = self.lines(text, width - 5, QUOTE * BOLDER)
            return lines, self.size * (lines * QUOTE * 1.32 + 1.5 * QUOTE)
        if name == "hr":
            return 0, self.size
        lines = self.lines(text, width)
        return lines, lines * self.line + 0.5 * self.size

    def table(self, html, width):
        lines = height = 0
        for row in _ROW.findall(html):
            cells = _CELL.findall(row)
            room = max(width / max(len(cells), 1) - 0.8 * self.size, 5)
            tallest = max((self.lines(plain_text(c), room, TABLE) for c in cells), default=1)
            lines += tallest
            height += tallest * self.line * TABLE + 0.6 * self.size
        return lines, height + self.size

    def text(self, html, width):
        """Return lines and height of a rich text."""
        measured = [self.block(block, width) for block in top_blocks(html)]
        return sum(lines for lines, _height in measured), sum(height for _l, height in measured)


def room_of(article, density=DEFAULT_DENSITY):
    """Return the `Room` of an article node of a content tree.

    Its references to figures must have been filled in.
    """
    setting, photos = Setting(density), article["photos"]
    head = SMALL * SMALL_LEADING + 0.4 + 1.2
    if photos:
        width = TEXT_WIDTH - BESIDE_GAP - setting.beside
        opening, rest = part_beside_photo(article["body"])
        lines, height = setting.text(opening, width)
        sheet = Sheet("guidance", [], density=density)
        box = sheet.photo_box("beside", photos[0], plain_text(opening))[1]
        height = max(height, box + caption_height(photos[0], setting.beside) - UNUSED)
        if rest:
            more, below = setting.text(rest, TEXT_WIDTH)
            lines, height = lines + more, height + below + 0.5 * setting.size
        height += gallery_height(photos[1:], setting)
    else:
        width = TEXT_WIDTH
        lines, height = setting.text(article["body"], MEASURE)
    title = setting.lines(article["title"], width, TITLE * BOLDER)
    height += head + title * setting.size * TITLE * 1.2
    if article["sources"]:
        lines_below = setting.lines(f"Sources: {article['sources']}", width, SMALL / setting.size)
        height += (lines_below * SMALL_LEADING + 0.6) * SMALL
    height += setting.gap * 1.8  # to the next article
    return Room(count_words(plain_text(article["body"])), lines, height)


def gallery_height(photos, setting):
    """Return how high photos two by two are, in millimetres."""
    rows = math.ceil(len(photos) / 2)
    if not rows:
        return 0
    one = between(PHOTO_HEIGHTS["gallery"], setting.density) + 8
    return setting.gap + rows * one + (rows - 1) * 4
