"""The geometry of a line over time: dates and numbers → places in a drawing.

A line is drawn honestly: time is to scale, the value axis begins at zero, and where a number is
missing or does not continue the one before, the line has a gap.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

WIDTH, HEIGHT = 600, 180  # units of the drawing; it is scaled to its place
EDGE = 6  # room for the dots at the edges
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
GRID_LINES = 4


@dataclass(frozen=True)
class Point:
    """One number of a series: ``value`` None where there is none; ``breaks`` if it begins anew."""

    day: dt.date
    value: Decimal | None
    breaks: bool = False


@dataclass(frozen=True)
class Dot:
    """A point in the drawing; ``index`` is its place among the points."""

    x: str
    y: str
    index: int


@dataclass
class LineChart:
    """A drawing of ``width`` × ``height`` units, its origin at the upper left.

    ``lines`` are polylines (lists of `Dot`), ``breaks`` the x of dashed marks where the series
    begins anew, ``grid`` pairs of a y and its value, from zero upwards.
    """

    width: int = WIDTH
    height: int = HEIGHT
    lines: list[list[Dot]] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    grid: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def dots(self):
        return [dot for line in self.lines for dot in line]


def line_chart(points, *, mirrored=False):
    """Return the `LineChart` of ``points`` (oldest first); time runs leftwards if ``mirrored``.

    Fewer than two numbers make no line: then the chart has a dot or nothing.
    """
    chart = LineChart()
    numbers = [point for point in points if point.value is not None]
    if not numbers:
        return chart
    top = round_top(max(point.value for point in numbers))
    first, last = points[0].day, points[-1].day
    days = (last - first).days or 1

    def place(index, point):
        along = Decimal((point.day - first).days) / days if first != last else Decimal("0.5")
        if mirrored:
            along = 1 - along
        x = EDGE + along * (WIDTH - 2 * EDGE)
        y = EDGE + (1 - point.value / top) * (HEIGHT - 2 * EDGE)
        return Dot(written(x), written(y), index)

    goes_on = False
    for index, point in enumerate(points):
        if point.value is None:
            goes_on = False
            continue
        dot = place(index, point)
        if goes_on and not point.breaks:
            chart.lines[-1].append(dot)
        else:
            chart.lines.append([dot])
        if point.breaks:
            chart.breaks.append(dot.x)
        goes_on = True
    for n in range(GRID_LINES + 1):
        value = top * n / GRID_LINES
        y = EDGE + (1 - value / top) * (HEIGHT - 2 * EDGE)
        chart.grid.append((written(y), value))
    return chart


def round_top(value):
    """Return the smallest round number that is not below ``value``: 7,801 → 10,000."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** value.adjusted()
    return next(power * step for step in STEPS if power * step >= value)


def written(length):
    """A length with one decimal, the same on every machine."""
    return str(Decimal(length).quantize(Decimal("0.1"), ROUND_CEILING))
