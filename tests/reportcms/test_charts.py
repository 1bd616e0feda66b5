"""Lines over time: to scale, from zero, with gaps where numbers are missing or begin anew."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportcms.charts import EDGE, HEIGHT, WIDTH, Point, line_chart, round_top


def points(*values, days=None, breaks=()):
    return [
        Point(
            dt.date(2020, 1, 1) + dt.timedelta(days=day),
            None if value is None else Decimal(value),
            breaks=n in breaks,
        )
        for n, (value, day) in enumerate(zip(values, days or range(len(values)), strict=True))
    ]


def test_time_is_to_scale_and_values_begin_at_zero():
    chart = line_chart(points(0, 50, 100, days=[0, 10, 100]))
    [line] = chart.lines
    assert [dot.x for dot in line] == ["6.0", "64.8", "594.0"]
    assert [dot.y for dot in line] == ["174.0", "90.0", "6.0"]
    assert [value for _y, value in chart.grid] == [0, 25, 50, 75, 100]


def test_a_missing_number_is_a_gap_not_zero():
    chart = line_chart(points(5, None, 7, 8))
    assert [[dot.index for dot in line] for line in chart.lines] == [[0], [2, 3]]


def test_a_series_that_begins_anew_has_a_gap_and_a_mark():
    chart = line_chart(points(5, 6, 7, breaks={1}))
    assert [[dot.index for dot in line] for line in chart.lines] == [[0], [1, 2]]
    assert chart.breaks == [chart.lines[1][0].x]


def test_right_to_left_time_runs_leftwards():
    chart = line_chart(points(1, 2), mirrored=True)
    assert [dot.x for dot in chart.dots] == ["594.0", "6.0"]


def test_one_number_is_a_dot_and_none_nothing():
    assert [dot.x for dot in line_chart(points(4)).dots] == ["300.0"]
    assert line_chart(points(None, None)).dots == []
    assert line_chart([]).grid == []


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (7801, 10000), (3120, 5000), (2000, 2000), (2001, 2500), ("0.7", 1)],
)
def test_the_axis_ends_at_a_round_number(value, top):
    assert round_top(Decimal(value)) == top


@given(
    st.lists(
        st.none() | st.decimals(min_value=0, max_value=10**12, places=2), min_size=1, max_size=30
    )
)
def test_every_dot_stands_inside_the_drawing(values):
    chart = line_chart(points(*values))
    assert len(chart.dots) == sum(value is not None for value in values)
    for dot in chart.dots:
        assert EDGE <= Decimal(dot.x) <= WIDTH - EDGE
        assert EDGE <= Decimal(dot.y) <= HEIGHT - EDGE
