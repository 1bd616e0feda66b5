"""Copyfitting: the density at which each sheet fills its pages well.

A sheet that must fit gets the roomiest density at which it is one page; what is then left of the
page goes to its photos. Any other sheet is set evenly, unless its last page would stand nearly
empty.
"""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.pdf.layout import (
    DEFAULT_DENSITY,
    LEADING,
    MM_PER_POINT,
    MOST_EXTRA,
    SIZE,
    between,
    with_density,
)

STEPS = 12
FIRST_STEP = 4
# How much higher a usual sheet is at the roomiest setting than at the densest: on one page, and on
# several, where it is higher by the room that page breaks leave too.
GROWTH, GROWTH_OF_SEVERAL = 0.5, 0.65
MOST_TRIES = 3
OTHER_DENSITIES = 0.45, 0.3, 0.15, 0, 0.8, 1
# Of a last page: what looks well, and what must be used for an issue to be published.
LEAST_FILL = 0.45
LEAST_USED = 0.15
SPARE_MM = 2
LEAST_EXTRA = 3  # millimetres; less is not seen and not worth a layout


@dataclass(frozen=True)
class Measure:
    """How a sheet came out: its pages, and what its last page holds and leaves, in mm."""

    pages: int
    used: float
    left: float

    @property
    def fill(self):
        return self.used / self.page

    @property
    def page(self):
        return self.used + self.left

    @property
    def height(self):
        """What all pages hold together."""
        return (self.pages - 1) * self.page + self.used


def fit(sheet, measure):
    """Return ``sheet`` set as well as it can be, and a remark for the editor or None.

    ``measure(sheet)`` lays a sheet out and returns its Measure; as that is slow, where the best
    density lies is estimated from what was measured before.
    """
    if sheet.must_fit:
        return fit_one_page(sheet, measure)
    return avoid_short_page(sheet, measure), None


def fit_one_page(sheet, measure):
    measured = {}
    fitting, too_full, step = -1, STEPS + 1, FIRST_STEP
    while too_full - fitting > 1:
        measured[step] = measure(with_density(sheet, step / STEPS))
        if measured[step].pages == 1:
            fitting = step
        else:
            too_full = step
        estimate = last_step_that_fits(measured)
        if fitting >= 0 and estimate <= fitting:
            break
        step = min(max(estimate, fitting + 1), too_full - 1)
    if fitting < 0:
        return avoid_short_page(sheet, measure), overfull(sheet, measured[0])
    roomiest = with_density(sheet, fitting / STEPS)
    return enlarge_photos(roomiest, measured[fitting].left, measure), None


def last_step_that_fits(measured):
    """Estimate the roomiest step of one page from the Measures of one step or more.

    Height is taken as linear in the step: between the two steps nearest to a full page, or with
    the growth of a usual sheet. One of several pages, which seems higher than it is, is not asked
    beside one of a single page, unless that has once told too much.
    """
    single = [step for step in measured if measured[step].pages == 1]
    asked = single if single and len(measured) - len(single) <= 1 else measured
    near = sorted(asked, key=lambda step: abs(measured[step].height - measured[step].page))
    step, page = near[0], measured[near[0]].page
    height = measured[step].height
    slope = 0
    if len(near) > 1:
        slope = (measured[near[1]].height - height) / (near[1] - step)
    if slope <= 0:
        growth = GROWTH if single else GROWTH_OF_SEVERAL
        slope = height * growth / (STEPS + growth * step)
    return math.floor(step + (page - height) / slope)


def enlarge_photos(sheet, left, measure):
    """Return a sheet of one page with the ``left`` millimetres of the page given to its photos."""
    left -= SPARE_MM
    for place, count in sheet.photo_places().items():
        if not count:
            continue
        # Beside text only the photos that are higher than their text make a page longer.
        share = min(MOST_EXTRA[place], left / (1 if place != "beside" else count))
        while share >= LEAST_EXTRA:
            larger = with_density(sheet, sheet.density, sheet.extra | {place: share})
            measured = measure(larger)
            if measured.pages == 1:
                sheet, left = larger, measured.left - SPARE_MM
                break
            share /= 2
    return sheet


def avoid_short_page(sheet, measure):
    """Return the sheet at a density near the usual one whose last page is not nearly empty.

    If there is none, the fullest of the last pages measured is taken.
    """
    sheet = with_density(sheet, DEFAULT_DENSITY)
    usual = measure(sheet)
    if usual.pages == 1 or usual.fill >= LEAST_FILL:
        return sheet
    tries = MOST_TRIES if usual.fill >= LEAST_USED else len(OTHER_DENSITIES)
    fills = {DEFAULT_DENSITY: usual.fill}
    for density in sorted(OTHER_DENSITIES, key=likely_to_fill(usual))[:tries]:
        tried = measure(with_density(sheet, density))
        saves_a_page = tried.pages < usual.pages and (tried.pages == 1 or tried.fill >= LEAST_USED)
        if saves_a_page or tried.fill >= LEAST_FILL:
            return with_density(sheet, density)
        fills[density] = tried.fill
    return with_density(sheet, max(fills, key=fills.get))


def likely_to_fill(usual):
    """Return a key that sorts densities: first those likely to fill the last page, the usual first.

    ``usual`` is the Measure at the usual density.
    """
    growth = GROWTH_OF_SEVERAL

    def key(density):
        height = usual.height * (1 + growth * density) / (1 + growth * DEFAULT_DENSITY)
        fill = height / usual.page % 1
        return (fill < LEAST_FILL, abs(density - DEFAULT_DENSITY), density)

    return key


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
