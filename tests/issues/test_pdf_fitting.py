"""Copyfitting against a page of known height: where it ends, and how often it lays out."""

import pytest

from issues.pdf.fitting import GROWTH, LEAST_USED, STEPS, Measure, avoid_short_page, fit
from issues.pdf.layout import DEFAULT_DENSITY, sheets_of
from tests.issues import content as tree

PAGE = 260.0


class Paper:
    """Lays out a sheet whose height is ``least`` mm when densest and ``growth`` times more."""

    def __init__(self, least, growth=0.65):
        self.least = least
        self.growth = growth
        self.count = 0

    def height(self, density):
        return self.least * (1 + self.growth * density)

    def measure(self, sheet):
        self.count += 1
        height = self.height(sheet.density) + sum(sheet.extra.values())
        pages = int(height // PAGE) + 1
        used = height - (pages - 1) * PAGE
        return Measure(pages, used, PAGE - used)

    def roomiest(self):
        return max(
            (n / STEPS for n in range(STEPS + 1) if self.height(n / STEPS) < PAGE), default=None
        )


def sheet(*, fit_page=True, photos=()):
    [made] = sheets_of(
        tree.content(tree.section("news", starts_page=True, fit_page=fit_page, photos=photos))
    )
    return made


@pytest.mark.parametrize("growth", [0.2, 0.4, 0.65, 1.0, 1.6])
@pytest.mark.parametrize("least", [20, 90, 130, 160, 190, 210, 235, 255])
def test_a_sheet_gets_the_roomiest_density_or_nearly_fills_its_page(least, growth):
    paper = Paper(least, growth)
    fitted, remark = fit(sheet(), paper.measure)
    assert remark is None
    assert paper.height(fitted.density) < PAGE
    assert fitted.density == paper.roomiest() or paper.height(fitted.density) > 0.95 * PAGE
    assert paper.count <= 5


def test_a_usual_sheet_takes_three_layouts_at_most():
    counts = []
    for least in range(160, 256, 5):
        paper = Paper(least, GROWTH)
        fit(sheet(), paper.measure)
        counts.append(paper.count)
    assert max(counts) <= 3


@pytest.mark.parametrize("least", [265, 400, 1000])
def test_a_sheet_that_fits_at_no_density_is_remarked(least):
    paper = Paper(least)
    _fitted, remark = fit(sheet(), paper.measure)
    assert "does not fit its page" in remark


def test_what_is_left_of_the_page_goes_to_the_photo():
    paper = Paper(100)
    fitted, _remark = fit(sheet(photos=[tree.photo("a")]), paper.measure)
    assert fitted.density == 1
    assert 65 < fitted.extra["wide"] <= 70
    assert paper.height(1) + fitted.extra["wide"] < PAGE


def test_a_sheet_of_several_pages_is_set_as_usual():
    paper = Paper(1060)
    fitted, _remark = fit(sheet(fit_page=False), paper.measure)
    assert (fitted.density, paper.count) == (DEFAULT_DENSITY, 1)


def test_a_last_page_that_would_stand_nearly_empty_is_avoided():
    paper = Paper(400)  # at the usual density two pages and 36 mm
    assert paper.measure(sheet(fit_page=False)).fill < 0.3
    paper.count = 0
    fitted, _remark = fit(sheet(fit_page=False), paper.measure)
    result = paper.measure(fitted)
    assert result.pages == 2 or result.fill >= 0.3
    assert paper.count <= 3


def chosen(fills, pages=None):
    """Return the density chosen, and the layouts made, if last pages come out as ``fills``."""
    tried = []

    def measure(sheet):
        tried.append(sheet.density)
        fill = fills[sheet.density] * PAGE
        return Measure((pages or {}).get(sheet.density, 2), fill, PAGE - fill)

    return avoid_short_page(sheet(fit_page=False), measure).density, tried


def test_the_best_last_page_is_taken_if_none_is_good():
    fills = {0.6: 0.10, 0.45: 0.22, 0.3: 0.25, 0.15: 0.2, 0: 0.2, 0.8: 0.25, 1: 0.28}
    density, tried = chosen(fills)
    assert density == 1
    assert sorted(tried) == sorted(fills)


def test_a_last_page_that_can_be_published_is_not_tried_for_long():
    density, tried = chosen(dict.fromkeys((0.6, 0.45, 0.3, 0.15, 0, 0.8, 1), 0.2))
    assert (density, len(tried)) == (DEFAULT_DENSITY, 4)


def test_a_page_less_is_no_gain_if_the_last_is_then_nearly_empty():
    fills = dict.fromkeys((0.45, 0.3, 0.15, 0, 0.8, 1), LEAST_USED / 2) | {0.6: 0.2}
    density, _tried = chosen(fills, pages={0.6: 3})
    assert density == DEFAULT_DENSITY
