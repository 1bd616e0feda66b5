"""How a content tree is laid on paper: sheets, density, and the places of photos.

A sheet is what stands together from one page start to the next: a section that starts a page and
those after it that do not. Copyfitting changes the density of a whole sheet, so that type stays
even on a page.
"""

import math
from dataclasses import dataclass, field, replace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from issues.palette import palette_css
from issues.pdf import Form
from issues.templatetags.report import WHOLE_PICTURES, date, digits, short_date


@dataclass(frozen=True)
class Printing:
    """What differs between the forms of a PDF.

    Photos have ``dpi`` dots per inch and JPEG ``quality``. One that then has more than ``budget``
    bytes per pixel gets less quality, not below ``least_quality``, and at last fewer dots.
    """

    dpi: int
    quality: int
    least_quality: int
    budget: float
    style_sheets: tuple[str, ...] = ()


PRINTINGS = {
    Form.STANDARD: Printing(dpi=200, quality=80, least_quality=55, budget=0.2),
    Form.LIGHT: Printing(dpi=110, quality=60, least_quality=45, budget=0.2),
    Form.PRINT: Printing(
        dpi=300, quality=90, least_quality=85, budget=0.8, style_sheets=("css/bleed.css",)
    ),
}

BASE_URL = "https://edition.invalid/"
MM_PER_INCH = 25.4
TEXT_WIDTH = 182
LOGO_WIDTH, LOGO_HEIGHT = 55, 15
LONG_HEAD = 85
COUNTER_STYLES = {"fa": "persian", "ar": "arabic-indic"}
DEFAULT_DENSITY = 0.6
MM_PER_POINT = 25.4 / 72
BESIDE_GAP = 6
HIGHEST_BESIDE = 0.95
"""of its width"""
# The average letter in parts of the type size, and a line and a letter of a caption in mm.
CHARACTER_WIDTH = 0.43
CAPTION_LINE, CAPTION_CHARACTER = 3.7, 1.35
AROUND_PHOTO = 4

# From the densest to the roomiest setting: points, ratio, millimetres.
SIZE = (9.0, 10.5)
LEADING = (1.28, 1.5)
GAP = (2.6, 5.5)
BESIDE_WIDTH = (58, 72)
PHOTO_HEIGHTS = {"wide": (36, 92), "beside": (28, 46), "single": (28, 58), "gallery": (36, 58)}
PHOTO_WIDTHS = {"wide": TEXT_WIDTH, "single": 104, "gallery": 89}
MOST_EXTRA = {"wide": 70, "beside": 14, "single": 24}


def between(bounds, share):
    return round(bounds[0] + (bounds[1] - bounds[0]) * share, 2)


@dataclass(frozen=True)
class Sheet:
    """Sections that stand together; ``density`` is 0 (densest) to 1 (roomiest).

    ``extra`` is what copyfitting adds to the height of each photo in a place, in millimetres.
    """

    name: str
    sections: list
    is_first: bool = False
    is_last: bool = False
    density: float = DEFAULT_DENSITY
    extra: dict = field(default_factory=dict)

    @property
    def must_fit(self):
        return any(section["fit_page"] for section in self.sections)

    def photo_places(self):
        """Count the photos of this sheet by the place they stand in."""
        counts = dict.fromkeys(MOST_EXTRA, 0)
        for section in self.sections:
            counts["wide"] += bool(section["photos"])
            counts["single"] += len(section["photos"]) % 2 == 0 and len(section["photos"]) > 0
            counts["beside"] += sum(bool(a["photos"]) for a in section["articles"])
        return counts

    def photo_box(self, place, photo, beside=""):
        """Return width and height in millimetres of ``photo`` in ``place``.

        Beside a text it is as high as the words beside it are expected to run.
        """
        height = between(PHOTO_HEIGHTS[place], self.density) + self.extra.get(place, 0)
        width = PHOTO_WIDTHS.get(place) or between(BESIDE_WIDTH, self.density)
        if beside:
            room = self.height_beside_photo(beside) - caption_height(photo, width)
            height = max(height, min(room, width * HIGHEST_BESIDE))
        return width, round(height, 2)

    def height_beside_photo(self, text):
        """Return about how high, never more, ``text`` runs beside a photo, in millimetres."""
        size = between(SIZE, self.density) * MM_PER_POINT
        width = TEXT_WIDTH - BESIDE_GAP - between(BESIDE_WIDTH, self.density)
        paragraphs = text.split("\n")
        lines = sum(math.ceil(len(p) * size * CHARACTER_WIDTH / width) for p in paragraphs)
        return size * between(LEADING, self.density) * (lines + (len(paragraphs) - 1) / 2)

    def css(self):
        return (
            f"#{self.name}{{--size:{between(SIZE, self.density)}pt;"
            f"--leading:{between(LEADING, self.density)};"
            f"--beside:{between(BESIDE_WIDTH, self.density)}mm;"
            f"--gap:{between(GAP, self.density)}mm}}"
        )


def caption_height(photo, width):
    """Return about how high ``photo``'s margins and the lines under it are, in millimetres."""
    credit = photo["credit"] or photo["place"] or photo["date_taken"]
    lines = math.ceil(len(photo["caption"]) * CAPTION_CHARACTER / width) + bool(credit)
    return AROUND_PHOTO + lines * CAPTION_LINE


def sheets_of(content):
    """Return the sheets of a content tree in order.

    Their names, like every id that is not a section's own, have two hyphens: no title makes those.
    """
    groups = []
    for section in content["sections"]:
        if section["starts_page"] or not groups:
            groups.append([])
        groups[-1].append(section)
    groups = groups or [[]]
    return [
        Sheet(
            f"sheet--{number}",
            sections,
            is_first=number == 1,
            is_last=number == len(groups),
        )
        for number, sections in enumerate(groups, start=1)
    ]


@dataclass(frozen=True)
class Placed:
    """A photo node and its size on paper in millimetres."""

    photo: dict
    width: float
    height: float

    def pixels(self, dpi):
        """Return width and height at ``dpi`` dots per inch."""
        return round(self.width * dpi / MM_PER_INCH), round(self.height * dpi / MM_PER_INCH)

    @property
    def dpi(self):
        """The dots per inch that the part of the original shown here has."""
        part = min(self.photo["width"], self.photo["height"] * self.width / self.height)
        return round(part / self.width * MM_PER_INCH)

    def least_width(self, dpi):
        """Return how wide in pixels a photo of this shape must be for ``dpi`` dots per inch."""
        shape = self.photo["width"] / self.photo["height"]
        return math.ceil(max(self.width, self.height * shape) * dpi / MM_PER_INCH)


class Pictures:
    """The photos placed on paper: address → Placed; and logos: address → logo node."""

    def __init__(self, printing):
        self.printing = printing
        self.placed = {}
        self.logos = {}

    def place(self, photo, place, sheet, beside=""):
        """Return the ``img`` of ``photo`` in ``place`` of ``sheet`` and remember its size.

        ``beside`` are the words that stand beside it.
        """
        width, height = sheet.photo_box(place, photo, beside)
        shape = photo["width"] / photo["height"]
        if photo["kind"] in WHOLE_PICTURES:
            # Shown whole: as wide as its place, at most twice as high.
            height = min(width / shape, 2 * height)
            width = height * shape
        placed = Placed(photo, width, height)
        pixels = placed.pixels(self.printing.dpi)
        focal = f"{photo['focal_x']}-{photo['focal_y']}"
        address = f"{BASE_URL}photos/{photo['sha256']}/{focal}/{pixels[0]}x{pixels[1]}.jpg"
        self.placed[address] = placed
        return format_html(
            '<img src="{}" alt="{}" style="width:{}mm;height:{}mm">',
            address,
            photo["alt"],
            f"{width:.2f}",
            f"{height:.2f}",
        )

    def leave_empty(self, photo, place, sheet, beside, note):
        """Return a box that says ``note``, as large as ``photo`` was in its ``place``."""
        width, height = sheet.photo_box(place, photo, beside)
        return format_html(
            '<p class="photo-removed" style="width:{}mm;height:{}mm">{}</p>',
            f"{width:.2f}",
            f"{height:.2f}",
            note,
        )

    def place_logo(self, logo):
        """Return the ``img`` of the logo of a series, as large as its slot allows."""
        scale = min(LOGO_WIDTH / logo["width"], LOGO_HEIGHT / logo["height"])
        address = f"{BASE_URL}logos/{logo['sha256']}.png"
        self.logos[address] = logo
        return format_html(
            '<img src="{}" alt="{}" style="width:{}mm;height:{}mm">',
            address,
            logo["alt"],
            f"{logo['width'] * scale:.2f}",
            f"{logo['height'] * scale:.2f}",
        )


def paper_html(content, sheets, pictures):
    """Return the HTML of ``sheets`` for paper and register their photos in ``pictures``."""
    series, issue = content["series"], content["issue"]
    with translation.override(content["language"]):
        words = {"number": digits(issue["number"]), "date": date(issue["publication_date"])}
        number = _("Issue %(number)s") % words
        title = series["running_title"]
        head = _("%(title)s, Issue %(number)s, %(date)s") % {
            "title": title,
            "number": digits(issue["number"]),
            "date": short_date(issue["publication_date"]),
        }
        html = render_to_string(
            "edition/paper.html",
            {
                "content": content,
                "medium": "paper",
                "sheets": sheets,
                "pictures": pictures,
                "title": issue["title"] or f"{series['title']}, {number}",
                "description": _("Issue %(number)s · %(date)s") % words,
                "running": running_head(head.upper(), title.upper()),
                "imprint": imprint(content),
                "sheet_css": "\n".join(
                    [
                        palette_css(content, dark=False),
                        page_number_css(content["language"]),
                        *(sheet.css() for sheet in sheets),
                    ]
                ),
            },
        )
    return with_one_hyphen(html)


def page_number_css(language):
    """Return the rule that counts pages in digits other than 0–9, or nothing."""
    style = COUNTER_STYLES.get(language.partition("-")[0])
    if not style:
        return ""
    count = f'counter(page,{style}) " / " counter(pages,{style})'
    return f"@page{{@bottom-right{{content:{count}}}}}"


def with_one_hyphen(text):
    """Return ``text`` with every kind of hyphen as the one that people type and search for.

    In the font they all are one glyph, and a glyph stands for one character in the text of a PDF:
    a single U+2011 would make every COVID-19 unfindable. A word joiner keeps it from breaking.
    """
    return text.replace("\u2010", "-").replace("\u2011", "-\u2060")


def running_head(head, title):
    """Return the head of every page in its parts: the title is printed bolder than the rest."""
    before, title, after = head.partition(title)
    return {"before": before, "title": title, "after": after, "is_long": len(head) > LONG_HEAD}


def imprint(content):
    """Return the foot of every page; a corrected edition says which one it is."""
    series, version = content["series"], content["edition"]["version"]
    parts = [series["organisation"], series["title"]]
    if version > 1:
        parts.append(_("Edition %(version)s") % {"version": digits(version)})
    return " · ".join(parts)


def with_density(sheet, density, extra=None):
    return replace(sheet, density=density, extra=extra or {})
