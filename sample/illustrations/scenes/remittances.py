"""Money sent home: two hands, two phones, arcs of light between cities on an unnamed land."""

import math

from .. import palette
from ..canvas import Canvas, Point, curve
from ..figures import darker

CITIES = (
    (250, 330, 13),
    (520, 210, 9),
    (860, 330, 10),
    (1190, 180, 15),
    (1490, 330, 9),
    (1760, 230, 13),
    (420, 520, 8),
    (1000, 520, 17),
    (1580, 560, 11),
    (700, 660, 9),
    (1290, 700, 10),
    (1000, 860, 8),
    (1850, 480, 7),
    (120, 620, 8),
)
ROUTES = (
    (0, 7, -190),
    (3, 7, -90),
    (5, 7, -180),
    (1, 9, -120),
    (3, 8, -120),
    (7, 10, -70),
    (9, 7, -60),
    (4, 10, 90),
    (0, 6, -40),
    (5, 8, 70),
    (7, 11, 30),
)


def _ground(c: Canvas) -> None:
    """Contour lines of hills and valleys of no particular country."""
    c.fill(c.linear((0, "#0a1c56"), (0.55, "#123a93"), (1, "#0a1846"), end=(0.4, 1)))
    for x, y, size in (
        (230, 420, 380),
        (820, 200, 330),
        (1480, 330, 430),
        (1000, 1000, 470),
        (40, 1050, 300),
        (1960, 930, 330),
    ):
        wobble = [(c.rng.uniform(0.06, 0.2), c.rng.uniform(0, 6.3)) for _ in range(3)]
        for ring in range(9, 0, -1):
            points = []
            for step in range(26):
                turn = 2 * math.pi * step / 26
                reach = size * ring / 9
                for order, (depth, phase) in enumerate(wobble, start=2):
                    reach *= 1 + depth * math.sin(order * turn + phase) * ring / 9
                points.append((x + reach * math.cos(turn), y + reach * 0.62 * math.sin(turn)))
            shape = curve(points, closed=True)
            c.path(shape, "#3f76d8", opacity=0.055)
            c.path(shape, stroke="#8fb6ff", stroke_width=1.8, opacity=0.2)
    river = [
        (-40, 760),
        (260, 700),
        (520, 790),
        (820, 740),
        (1120, 800),
        (1420, 650),
        (1700, 700),
        (2040, 600),
    ]
    c.path(curve(river), stroke="#5fa0f0", stroke_width=12, opacity=0.35, stroke_linecap="round")
    c.path(curve(river), stroke="#bfe0ff", stroke_width=3, opacity=0.4)


def _coin(c: Canvas, x: float, y: float, size: float, tilt: float = 0) -> None:
    """A plain coin: no currency's sign, a ring of notches."""
    with c.group(transform=f"translate({x:.1f} {y:.1f}) rotate({tilt:.0f})"):
        c.glow(0, 0, size * 2.6, palette.SUN, 0.5)
        c.ellipse(size * 0.12, size * 0.14, size, fill="#9a5a12")
        c.ellipse(
            0, 0, size, fill=c.linear((0, "#fff0b8"), (0.45, "#ffc53a"), (1, "#d8811a"), end=(1, 1))
        )
        c.ellipse(0, 0, size * 0.76, stroke="#a8620f", stroke_width=size * 0.07, opacity=0.75)
        c.path(
            f"M0 {-size * 0.42}L{size * 0.36} 0L0 {size * 0.42}L{-size * 0.36} 0Z",
            "#b96f12",
            opacity=0.85,
        )
        c.path(
            f"M{-size * 0.6} {-size * 0.5}Q{-size * 0.2} {-size * 0.86} {size * 0.3}"
            f" {-size * 0.78}",
            stroke="#ffffff",
            stroke_width=size * 0.08,
            opacity=0.7,
            stroke_linecap="round",
        )


def _bow(start: Point, end: Point, lift: float, share: float) -> Point:
    """A point on the quadratic arc from start to end, `lift` pixels high."""
    bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + lift * 2)
    rest = 1 - share
    return tuple(
        rest * rest * a + 2 * rest * share * b + share * share * z
        for a, b, z in zip(start, bend, end, strict=True)
    )


def _routes(c: Canvas) -> None:
    for first, last, lift in ROUTES:
        start, end = CITIES[first][:2], CITIES[last][:2]
        points = [_bow(start, end, lift, step / 24) for step in range(25)]
        c.path(curve(points), stroke="#ffb84a", stroke_width=10, opacity=0.22, filter=c.blur(5))
        c.path(
            curve(points),
            stroke="#ffd68a",
            stroke_width=3.2,
            opacity=0.85,
            stroke_dasharray="14 9",
            stroke_linecap="round",
        )
        ground = [_bow(start, end, 0, step / 8) for step in range(9)]
        c.path(curve(ground), stroke="#061238", stroke_width=5, opacity=0.4, filter=c.blur(4))
    for x, y, size in CITIES:
        c.glow(x, y, size * 8, "#ffb84a", 0.6)
        c.ellipse(x, y, size * 1.7, stroke="#ffd68a", stroke_width=2.4, opacity=0.8)
        c.ellipse(x, y, size, fill="#fff3cf")
        for _ in range(14):
            turn, reach = c.rng.uniform(0, 6.3), size * c.rng.uniform(2, 4.6)
            c.ellipse(
                x + reach * math.cos(turn),
                y + reach * 0.6 * math.sin(turn),
                c.rng.uniform(1.4, 3.2),
                fill="#ffdf9a",
                opacity=0.85,
            )


def _screen(c: Canvas, *, received: bool) -> None:
    """A phone 240 by 480 around (0, 0): an amount as bars, and sent or received.

    The receiving phone is drawn mirrored, so its mark is turned back here.
    """
    c.rect(-120, -240, 240, 480, "#0b1126", rx=34)
    c.rect(-120, -240, 240, 480, "none", rx=34, stroke="#8d98b3", stroke_width=4)
    c.rect(-106, -222, 212, 444, c.linear((0, "#ffffff"), (1, "#dfe8fa")), rx=22)
    c.rect(-36, -214, 72, 14, "#0b1126", rx=7)
    c.path("M-106 -180H106V-60H-106Z", palette.BLUE)
    c.ellipse(-62, -120, 26, fill="#8fb6ff")
    c.ellipse(-62, -130, 9, fill="#ffffff")
    c.path("M-80 -103q18 -20 36 0q-18 10 -36 0Z", "#ffffff")
    c.rect(-22, -138, 108, 14, "#ffffff", rx=5)
    c.rect(-22, -112, 70, 11, "#a9c3f5", rx=5)
    colour = "#2f8f6a" if received else palette.ORANGE
    c.ellipse(0, 20, 50, fill=colour)
    mark = "M-22 20l16 17l30 -34" if received else "M0 46V-4M-21 16L0 -6L21 16"
    turn = "scale(-1 1)" if received else None
    c.path(
        mark,
        stroke="#ffffff",
        stroke_width=11,
        stroke_linecap="round",
        stroke_linejoin="round",
        transform=turn,
    )
    for row, share in enumerate((0.9, 0.6)):
        c.rect(-80 * share, 92 + row * 26, 160 * share, 13, "#9fb0cf", rx=6)
    c.rect(-82, 158, 164, 42, palette.SUN if not received else "#c9d9f3", rx=21)
    c.path("M-106 -222H20L-60 222H-106Z", "#ffffff", opacity=0.14)


def _hand(c: Canvas, skin: str, sleeve: str, *, received: bool) -> None:
    """A hand that holds the phone from below; mirrored by the caller for the other hand."""
    shade = darker(skin, 0.78)
    with c.group(filter=c.lit("#ffd9a0", "#1a1038", dx=-5, dy=5, soft=3, shade_opacity=0.4)):
        c.path(
            "M-84 640Q-120 470 -150 330Q-166 190 -128 120Q-60 60 60 90Q150 130 150 250"
            "Q150 360 96 430L84 640Z",
            shade,
        )
    with c.group(filter=c.lit("#cfe0ff", "#060c24", dx=-3, dy=3, soft=1.5)):
        _screen(c, received=received)
    with c.group(filter=c.lit("#ffe0b4", "#3a1a30", dx=-4, dy=4, soft=2.5, shade_opacity=0.35)):
        for y, length in ((-14, 66), (66, 76), (146, 72), (220, 58)):
            c.rect(134 - length, y, length + 26, 62, skin, rx=31)
        for y, length in ((-14, 66), (66, 76), (146, 72), (220, 58)):
            c.rect(140 - length, y + 14, 24, 34, darker(skin, 1.16), rx=13)
        c.path(
            "M-150 330Q-176 250 -164 160Q-150 60 -104 -12Q-84 -36 -64 -16Q-54 4 -74 40"
            "Q-104 110 -86 190Q-70 270 20 300Q110 330 150 250Q170 330 120 420L96 520H-96"
            "Q-130 420 -150 330Z",
            skin,
        )
        c.path("M-96 -8q14 -22 26 -2q4 16 -10 34Z", darker(skin, 1.16))
    c.path(
        "M-70 214Q-40 280 30 306", stroke=shade, stroke_width=5, opacity=0.6, stroke_linecap="round"
    )
    with c.group(filter=c.lit("#ffcf98", "#060c24", dx=-6, dy=5, soft=4)):
        c.path("M-118 470Q0 510 116 462L190 900H-200Z", sleeve)
        c.path("M-122 462Q0 504 120 454L128 506Q0 556 -128 514Z", darker(sleeve, 1.25))
    for shift in (-60, 10, 70):
        c.path(
            f"M{shift} 560Q{shift * 1.2} 640 {shift * 1.3} 760",
            stroke=darker(sleeve, 0.6),
            stroke_width=7,
            opacity=0.5,
        )


def remittances() -> Canvas:
    """A transfer on its way between two hands, above a land of contour lines."""
    c = Canvas(seed=1711)
    _ground(c)
    _routes(c)
    c.fill(c.linear((0.6, "#050d30", 0), (1, "#050d30", 0.6)))
    start, end = (560, 640), (1440, 640)
    arc = [_bow(start, end, -150, step / 24) for step in range(25)]
    c.path(curve(arc), stroke="#ffb84a", stroke_width=26, opacity=0.35, filter=c.blur(12))
    c.path(curve(arc), stroke="#fff0c8", stroke_width=5)
    for place, (x, tilt, turn) in enumerate(((500, -10, 1), (1500, 10, -1))):
        c.ellipse(x, 900, 330, 420, "#020820", opacity=0.45, filter=c.blur(50))
        with c.group(transform=f"translate({x} 790) rotate({tilt}) scale({turn * 1.06} 1.06)"):
            _hand(
                c,
                palette.SKINS[3 if place else 0],
                ("#7c3b2c", "#2f62a8")[place],
                received=bool(place),
            )
    for step, share in enumerate((0.16, 0.33, 0.5, 0.67, 0.84)):
        x, y = _bow(start, end, -150, share)
        _coin(c, x, y, 34 + 16 * math.sin(math.pi * share), tilt=-24 + step * 12)
    c.finish(vignette=0.45)
    return c
