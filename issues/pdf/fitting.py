"""Copyfitting: the density at which each sheet fills its pages well.

A sheet that must fit gets the roomiest density at which it is one page; what is then left of the
page goes to its photos. Any other sheet is set evenly, unless its last page would stand nearly
empty.
"""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.pdf.layout import DEFAULT_DENSITY, LEADING, MOST_EXTRA, SIZE, between, with_density

STEPS = 12
LEAST_FILL = 0.3
MM_PER_POINT = 25.4 / 72
SPARE_MM = 2


@dataclass(frozen=True)
class Measure:
    """How a sheet came out: its pages, and what its last page holds and leaves, in mm."""

    pages: int
    used: float
    left: float

    @property
    def fill(self):
        return self.used / (self.used + self.left)


def fit(sheet, measure):
    """Return ``sheet`` set as well as it can be, and a remark for the editor or None.

    ``measure(sheet)`` lays a sheet out and returns its Measure.
    """
    if sheet.must_fit:
        return fit_one_page(sheet, measure)
    return avoid_short_page(sheet, measure), None


def fit_one_page(sheet, measure):
    def fits(step):
        return measure(with_density(sheet, step / STEPS)).pages == 1

    densest = measure(with_density(sheet, 0))
    if densest.pages > 1:
        return avoid_short_page(sheet, measure), overfull(sheet, densest)
    low, high = 0, STEPS
    while low < high:
        middle = math.ceil((low + high) / 2)
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return enlarge_photos(with_density(sheet, low / STEPS), measure), None


def enlarge_photos(sheet, measure):
    """Return a sheet of one page with what is left of the page given to its photos."""
    for place, count in sheet.photo_places().items():
        if not count:
            continue
        left = measure(sheet).left - SPARE_MM
        # Beside text only the photos that are higher than their text make a page longer.
        share = min(MOST_EXTRA[place], left / (1 if place != "beside" else count))
        while share > 1:
            larger = with_density(sheet, sheet.density, sheet.extra | {place: share})
            if measure(larger).pages == 1:
                sheet = larger
                break
            share /= 2
    return sheet


def avoid_short_page(sheet, measure):
    """Return the sheet at a density near the usual one whose last page is not nearly empty."""
    usual = measure(with_density(sheet, DEFAULT_DENSITY))
    if usual.pages == 1 or usual.fill >= LEAST_FILL:
        return with_density(sheet, DEFAULT_DENSITY)
    for density in (0.45, 0.3, 0.15, 0, 0.8, 1):
        tried = measure(with_density(sheet, density))
        if tried.pages < usual.pages or tried.fill >= LEAST_FILL:
            return with_density(sheet, density)
    return with_density(sheet, DEFAULT_DENSITY)


def overfull(sheet, densest):
    """Say by how many lines a sheet is too long for its page."""
    line = between(SIZE, 0) * between(LEADING, 0) * MM_PER_POINT
    page = densest.used + densest.left
    lines = math.ceil((densest.used + (densest.pages - 2) * page) / line)
    title = next(s["title"] for s in sheet.sections if s["fit_page"])
    return _("“%(section)s” does not fit its page. %(shorten)s") % {
        "section": title,
        "shorten": ngettext(
            "Shorten it by about %(lines)s line.", "Shorten it by about %(lines)s lines.", lines
        )
        % {"lines": lines},
    }
