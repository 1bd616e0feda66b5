"""Skies, mountains, mist, trees and ground."""

import math
import random

from .canvas import Canvas, Point, curve, line


def roughen(rng: random.Random, anchors: list[Point], jag: float, depth: int = 5) -> list[Point]:
    """Break a hand-set profile by midpoint displacement; `jag` is the share of a span."""
    points = anchors
    for _ in range(depth):
        finer = [points[0]]
        for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
            span = x1 - x0
            middle = (
                (x0 + x1) / 2 + span * rng.uniform(-0.12, 0.12),
                (y0 + y1) / 2 + span * rng.uniform(-jag, jag),
            )
            finer += [middle, (x1, y1)]
        points = finer
    return points


def sky(c: Canvas, *stops, bottom: float) -> None:
    """A vertical sky gradient down to `bottom`."""
    c.rect(0, 0, c.width, bottom, c.linear(*stops))


def sun(c: Canvas, x: float, y: float, radius: float, core: str, halo: str) -> None:
    """A sun with three rings of glow."""
    for factor, opacity in ((14, 0.55), (6, 0.5), (2.6, 0.6)):
        c.glow(x, y, radius * factor, halo, opacity)
    c.ellipse(x, y, radius, fill=core)


def clouds(
    c: Canvas, count: int, top: float, bottom: float, light: str, shade: str, opacity: float = 0.8
) -> None:
    """Long, thin bands of cloud, lit from below."""
    for _ in range(count):
        x, y = c.rng.uniform(-200, c.width), c.rng.uniform(top, bottom)
        length = c.rng.uniform(260, 800)
        thick = length * c.rng.uniform(0.025, 0.05)
        upper = [(x + length * t / 8, y - thick * c.rng.uniform(0.1, 1)) for t in range(1, 8)]
        lower = [(x + length * t / 8, y + thick * c.rng.uniform(0, 0.4)) for t in range(7, 0, -1)]
        shape = curve([(x, y), *upper, (x + length, y), *lower], closed=True)
        paint = c.linear((0, shade, opacity * 0.35), (1, light, opacity))
        c.path(shape, paint, filter=c.blur(2.5))


def _shadow_side(
    rng: random.Random, ridge: list[Point], index: int, foot: float, side: int
) -> list[Point]:
    """The face in shadow below a peak: down its spine, back up the slope from the valley."""
    peak_x, peak_y = ridge[index]
    drop = foot - peak_y
    drift = rng.uniform(0.05, 0.32) * -side
    spine = []
    for step in range(1, 9):
        t = step / 8
        bend = (0.06 if step % 2 else -0.03) * -side
        spine.append((peak_x + (drift * t + bend * rng.uniform(0.3, 1)) * drop, peak_y + drop * t))
    slope = []
    step = index
    lowest = peak_y
    while 0 < step < len(ridge) - 1:
        step += side
        x, y = ridge[step]
        lowest = max(lowest, y)
        slope.append((x, y))
        if y < lowest - 0.18 * (lowest - peak_y) - 6:
            break
    end_x, end_y = slope[-1]
    gully = []
    for step in range(8, 0, -1):
        t = step / 8
        bend = (0.05 if step % 2 else -0.04) * -side * rng.uniform(0.3, 1)
        gully.append(
            (end_x + (0.3 * -side * t + bend) * (foot - end_y), end_y + (foot - end_y) * t)
        )
    return [(peak_x, peak_y), *spine, *gully, *reversed(slope)]


def mountains(
    c: Canvas,
    anchors: list[Point],
    foot: float,
    *,
    light: str,
    dark: str,
    shadow: str,
    haze: str,
    snow: str | None = None,
    snow_line: float = 0,
    jag: float = 0.16,
    shadow_side: int = -1,
    shadow_opacity: float = 0.5,
    haze_opacity: float = 0.8,
) -> list[Point]:
    """A range with lit and shaded faces, relief, snow above `snow_line` and haze at the foot.

    `shadow_side` is -1 when the light comes from the right, 1 when from the left.
    Returns the skyline.
    """
    coarse = roughen(c.rng, anchors, jag, 2)
    ridge = roughen(c.rng, coarse, jag * 0.9, 3)
    outline = [*ridge, (ridge[-1][0], foot), (ridge[0][0], foot)]
    azimuth = 330 if shadow_side < 0 else 210
    body = c.linear((0, light), (1, dark))
    c.polygon(outline, body, filter=c.relief("0.006 0.014", azimuth=azimuth, depth=14))
    with c.group(clip_path=c.clip(line(outline, closed=True))):
        if snow:
            _snow(c, ridge, snow, snow_line)
        tops = [
            i
            for i in range(6, len(ridge) - 6)
            if ridge[i][1] == min(y for _, y in ridge[i - 6 : i + 7])
            and ridge[i][1] < max(y for _, y in ridge[max(0, i - 16) : i + 17]) - 14
        ]
        for index in tops:
            wedge = _shadow_side(c.rng, ridge, index, foot, shadow_side)
            c.polygon(wedge, c.linear((0, shadow, shadow_opacity), (1, shadow, 0.05)))
        height = foot - min(y for _, y in ridge)
        veil = c.linear((0, haze, 0), (0.75, haze, haze_opacity * 0.7), (1, haze, haze_opacity))
        c.rect(0, foot - height * 0.62, c.width, height * 0.62, veil)
    return ridge


def _snow(c: Canvas, ridge: list[Point], snow: str, snow_line: float) -> None:
    """Snow that hangs lower on high ground and ends in tongues."""
    lower = []
    reach = 0.6
    for index, (x, y) in enumerate(ridge):
        if index % 5 == 0:
            reach = c.rng.choice((0.3, 0.45, 0.62, 0.8, 1.0))
        depth = max(0.0, snow_line - y)
        lower.append((x, y + depth * (reach + c.rng.uniform(-0.12, 0.12))))
    c.polygon([*ridge, *reversed(lower)], snow, opacity=0.92)
    softer = [(x, y + (ly - y) * 1.25) for (x, y), (_, ly) in zip(ridge, lower, strict=True)]
    c.polygon([*ridge, *reversed(softer)], snow, opacity=0.25)


def hills(
    c: Canvas,
    anchors: list[Point],
    foot: float,
    *,
    top: str,
    bottom: str,
    rim: str | None = None,
    foot_at: Point | None = None,
) -> list[Point]:
    """A soft hill with a lit rim, down to `foot`, or to `foot_at` on its left.

    Returns its smooth skyline.
    """
    skyline = roughen(c.rng, anchors, 0.03, 2)
    left_foot = foot_at or (skyline[0][0], foot)
    outline = f"{curve(skyline)}L{skyline[-1][0]} {foot}L{left_foot[0]} {left_foot[1]}Z"
    relief = c.relief("0.012 0.03", azimuth=320, depth=5, amount=0.4)
    c.path(outline, c.linear((0, top), (1, bottom)), filter=relief)
    if rim:
        c.path(curve(skyline), stroke=rim, stroke_width=5, opacity=0.55, filter=c.blur(2))
    return skyline


def mist(c: Canvas, y: float, height: float, colour: str, opacity: float = 0.7) -> None:
    """A bank of mist across the picture, thicker in places."""
    for _ in range(7):
        x = c.rng.uniform(0, c.width)
        paint = c.radial((0, colour, opacity), (1, colour, 0))
        c.ellipse(
            x,
            y + c.rng.uniform(-0.3, 0.3) * height,
            c.rng.uniform(350, 800),
            height * c.rng.uniform(0.4, 0.8),
            paint,
        )


def poplar(c: Canvas, x: float, y: float, height: float, light: str, dark: str) -> None:
    """A slim poplar standing on (x, y), lit from the right."""
    width = height * c.rng.uniform(0.085, 0.12)
    left, right = [], []
    for step in range(1, 9):
        t = step / 9
        bulge = (t**0.55) * (1 - t) ** 0.35 * 1.9
        left.append((x - width * bulge * c.rng.uniform(0.8, 1.15), y - height * (1 - t) + 0))
        right.append((x + width * bulge * c.rng.uniform(0.8, 1.15), y - height * (1 - t)))
    crown = [(x, y - height), *right, (x, y - height * 0.08), *reversed(left)]
    c.rect(x - height * 0.008, y - height * 0.12, height * 0.016, height * 0.12, dark)
    c.path(curve(crown, closed=True), c.linear((0.2, dark), (1, light), start=(0, 0), end=(1, 0)))
    for _ in range(7):
        t = c.rng.uniform(0.25, 0.85)
        sweep = width * c.rng.uniform(0.1, 0.8)
        base = y - height * (1 - t)
        c.path(
            f"M{x:.1f} {base:.1f}q{sweep:.1f} {-height * 0.05:.1f} {sweep:.1f} {-height * 0.12:.1f}",
            stroke=light,
            stroke_width=max(1, height * 0.008),
            opacity=0.25,
            stroke_linecap="round",
        )


def tree(c: Canvas, x: float, y: float, height: float, light: str, dark: str, trunk: str) -> None:
    """A broad tree of overlapping leaf masses, lit from the upper right."""
    c.path(
        f"M{x - height * 0.03} {y}Q{x - height * 0.01} {y - height * 0.3} {x} {y - height * 0.55}"
        f"L{x + height * 0.02} {y - height * 0.55}Q{x + height * 0.02} {y - height * 0.2}"
        f" {x + height * 0.035} {y}Z",
        trunk,
    )
    lumps = []
    for _ in range(130):
        turn, reach = c.rng.uniform(0, 2 * math.pi), c.rng.random() ** 0.5
        lumps.append((reach * math.cos(turn) * 0.34, 0.68 + reach * math.sin(turn) * 0.27))
    for along, up in lumps[:60]:
        c.ellipse(x + height * along, y - height * up, height * 0.075, height * 0.065, dark)
    for along, up in sorted(lumps[20:], key=lambda lump: lump[0] + lump[1]):
        bright = min(1, max(0, (along + up - 0.35) / 0.75))
        size = height * c.rng.uniform(0.028, 0.05)
        c.ellipse(
            x + height * along,
            y - height * up,
            size,
            size * 0.8,
            light,
            opacity=f"{0.12 + 0.6 * bright:.2f}",
        )


def tufts(
    c: Canvas, count: int, top: float, bottom: float, colours: tuple[str, ...], size: float = 26
) -> None:
    """Tufts of dry grass, larger towards the viewer."""
    places = sorted(c.rng.uniform(0, 1) ** 0.8 for _ in range(count))
    for near in places:
        x, y = c.rng.uniform(0, c.width), top + (bottom - top) * near
        tall = size * (0.25 + near)
        blades = "".join(
            f"M{x:.0f} {y:.0f}q{lean * 0.3:.1f} {-tall * 0.6:.1f} {lean:.1f}"
            f" {-tall * c.rng.uniform(0.6, 1.1):.1f}"
            for lean in (c.rng.uniform(-tall, tall) * 0.7 for _ in range(5))
        )
        c.path(
            blades,
            stroke=c.rng.choice(colours),
            stroke_width=max(1, tall * 0.07),
            stroke_linecap="round",
            opacity=0.7,
        )
