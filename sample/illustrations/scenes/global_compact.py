"""Ministries present what was done for the Global Compact: hall, podium, 23 objectives."""

import math
from dataclasses import replace

from .. import interior, palette
from ..canvas import Canvas, curve
from ..figures import Light, Look, Pose, anybody, darker, figure, stand
from ..perspective import Camera

CAMERA = Camera(centre=1000, horizon=590, focal=1300, height=2.2)
WALL = 13.0
LIGHT = Light(
    light="#ffe0b0",
    shade="#0c1c4c",
    dx=-0.8,
    dy=1.1,
    cast="#1a1d45",
    cast_opacity=0.35,
    skew=20,
    length=0.18,
    shade_opacity=0.3,
)
OBJECTIVES = 23


def _panels(c: Canvas) -> None:
    """A back wall of warm wooden slats, ceiling coves and side walls."""
    c.fill(c.linear((0, "#16224f"), (0.5, "#2a3a78")))
    left, right = CAMERA.point(-9, 0, WALL)[0], CAMERA.point(9, 0, WALL)[0]
    top, foot = CAMERA.point(0, 6.2, WALL)[1], CAMERA.point(0, 0, WALL)[1]
    c.rect(
        left,
        top,
        right - left,
        foot - top,
        c.linear((0, "#7a4a35"), (0.5, "#b8794d"), (1, "#6d4438")),
    )
    x = left
    while x < right:
        c.rect(x, top, 9, foot - top, "#4a2c2a", opacity=c.rng.uniform(0.18, 0.4))
        c.rect(x + 9, top, 2, foot - top, "#ffd9a6", opacity=0.22)
        x += 21
    for side in (-1, 1):
        wall = [CAMERA.point(side * 9, y, z) for y, z in ((0, WALL), (6.2, WALL), (6.2, 3), (0, 3))]
        c.polygon(
            wall, c.linear((0, "#31437f"), (1, "#18244f"), start=(side < 0, 0), end=(side > 0, 0))
        )
        for z in (11, 8.4, 6.4):
            lamp = CAMERA.point(side * 8.95, 3.6, z)
            size = CAMERA.size(0.3, z)
            c.rect(
                lamp[0] - size * 0.3, lamp[1] - size * 1.3, size * 0.6, size * 2.6, "#ffe9bd", rx=6
            )
            c.glow(*lamp, size * 9, "#ffb45a", 0.55)
    ceiling = CAMERA.points([(-9, 6.2, WALL), (9, 6.2, WALL), (9, 6.2, 3), (-9, 6.2, 3)])
    c.polygon(ceiling, c.linear((0, "#0f1a42"), (1, "#3c4d8c")))
    for ring in (0, 1, 2):
        z0, z1 = 12.2 - ring * 2.9, 11.5 - ring * 2.7
        shape = CAMERA.points([(-6, 6.15, z0), (6, 6.15, z0), (6, 6.15, z1), (-6, 6.15, z1)])
        c.polygon(shape, "#fff0cf")
        c.polygon(shape, "#ffd48a", opacity=0.7, filter=c.blur(22))


def _screen(c: Canvas) -> None:
    """A screen with a globe of routes and a dot for each of the 23 objectives."""
    x, y, width, height = 660, 196, 680, 360
    c.glow(1000, 376, 620, "#5e8df0", 0.55, flat=0.7)
    c.rect(x - 12, y - 12, width + 24, height + 24, "#0b1530", rx=8)
    c.rect(x, y, width, height, c.linear((0, "#0a3fb8"), (1, "#001f6b"), end=(1, 1)), rx=3)
    middle_x, middle_y, radius = x + 205, y + 180, 128
    globe = c.radial((0, "#6fa2ff"), (1, "#1a4fc0"), centre=(0.35, 0.3), radius=0.8)
    c.ellipse(middle_x, middle_y, radius * 0.78, fill=globe)
    for share in (0.25, 0.6):
        c.ellipse(
            middle_x,
            middle_y,
            radius * 0.78 * share,
            radius * 0.78,
            stroke="#cfe0ff",
            stroke_width=1.6,
            opacity=0.6,
        )
        c.path(
            f"M{middle_x - radius * 0.7} {middle_y - radius * 0.55 * share}"
            f"H{middle_x + radius * 0.7}M{middle_x - radius * 0.7}"
            f" {middle_y + radius * 0.55 * share}H{middle_x + radius * 0.7}",
            stroke="#cfe0ff",
            stroke_width=1.6,
            opacity=0.6,
        )
    for start, end, lift in (
        ((-60, 30), (52, -34), -62),
        ((-30, -52), (66, 40), -30),
        ((-70, -8), (10, 66), 20),
    ):
        ends = [(middle_x + px, middle_y + py) for px, py in (start, end)]
        bend = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2 + lift)
        c.path(curve([ends[0], bend, ends[1]]), stroke=palette.SUN, stroke_width=4)
        for place in ends:
            c.ellipse(*place, 7, fill=palette.SUN)
    for step in range(OBJECTIVES):
        turn = 2 * math.pi * step / OBJECTIVES - math.pi / 2
        colour = (palette.SUN, "#ffffff", "#8fb6ff")[step % 3]
        c.ellipse(
            middle_x + radius * math.cos(turn), middle_y + radius * math.sin(turn), 9, fill=colour
        )
    c.rect(x + 380, y + 92, 210, 22, "#ffffff", rx=4)
    c.rect(x + 380, y + 126, 150, 22, "#ffffff", rx=4)
    for row, share in enumerate((0.96, 0.82, 0.9, 0.6)):
        c.ellipse(x + 388, y + 190 + row * 30, 5, fill=palette.SUN)
        c.rect(x + 404, y + 185 + row * 30, 200 * share, 10, "#bcd2ff", rx=3, opacity=0.85)
    c.path(
        f"M{x} {y}H{x + width * 0.5}L{x + width * 0.22} {y + height}H{x}Z", "#ffffff", opacity=0.05
    )


def _stage(c: Canvas) -> None:
    for height, z, colour in ((0.0, 8.0, "#3c3157"), (0.42, 8.3, "#55406a")):
        shape = CAMERA.points(
            [(-8.9, height, z), (8.9, height, z), (8.9, height, WALL), (-8.9, height, WALL)]
        )
        c.polygon(shape, c.linear((0, "#a3714f"), (1, colour)))
    lip = CAMERA.points([(-8.9, 0, 8.3), (8.9, 0, 8.3), (8.9, 0.42, 8.3), (-8.9, 0.42, 8.3)])
    c.polygon(lip, "#2a2347")
    edge = CAMERA.points([(-8.9, 0.42, 8.3), (8.9, 0.42, 8.3)])
    c.path(
        f"M{edge[0][0]} {edge[0][1]}H{edge[1][0]}", stroke="#ffcf8e", stroke_width=4, opacity=0.8
    )
    for x, turn, colours in (
        (-5.6, -1, (palette.BLUE, "#8fb6ff")),
        (-4.75, -1, ("#d9c39a", "#f4efe2")),
        (-3.9, -1, ("#2f7f86", "#f4efe2")),
        (3.9, 1, ("#f4efe2", "#d9c39a")),
        (4.75, 1, ("#8fb6ff", palette.BLUE)),
        (5.6, 1, ("#f4efe2", "#c3502b")),
    ):
        foot = CAMERA.point(x, 0.42, 12.3)
        interior.flag(c, *foot, CAMERA.size(3.0, 12.3), colours, turn=turn)


def _speaker(c: Canvas) -> None:
    x, y = CAMERA.point(-2.9, 0.42, 9.0)
    look = Look(
        skin=palette.SKINS[1], coat="#24356e", trousers="#1f2c4d", head="bun", hem=40, build=0.95
    )
    stand(
        c,
        x,
        y,
        CAMERA.size(1.74, 9.0),
        look,
        Pose(facing="front", left=(28, 95), right=(14, 20)),
        LIGHT,
    )
    unit = CAMERA.size(1, 8.8)
    wood = c.linear((0, "#d19a63"), (0.6, "#9c6540"), (1, "#6f452f"))
    with c.group(filter=c.lit("#ffe2b4", "#1c1a40", dx=-4, dy=4, soft=2)):
        c.polygon(
            [
                (x - unit * 0.42, y - unit * 1.08),
                (x + unit * 0.42, y - unit * 1.08),
                (x + unit * 0.32, y + unit * 0.03),
                (x - unit * 0.32, y + unit * 0.03),
            ],
            wood,
        )
        c.polygon(
            [
                (x - unit * 0.5, y - unit * 1.06),
                (x + unit * 0.5, y - unit * 1.06),
                (x + unit * 0.44, y - unit * 1.2),
                (x - unit * 0.44, y - unit * 1.2),
            ],
            "#e8bb82",
        )
    c.ellipse(x, y - unit * 0.62, unit * 0.17, fill=palette.BLUE)
    for shift in (-2.2, 0, 2.2):
        c.ellipse(x + shift * unit * 0.04, y - unit * 0.62, unit * 0.03, fill=palette.SUN)
    for shift in (-0.1, 0.1):
        c.path(
            f"M{x + shift * unit} {y - unit * 1.15}q{-shift * unit * 0.4} {-unit * 0.14}"
            f" {-shift * unit * 0.6} {-unit * 0.22}",
            stroke="#10152c",
            stroke_width=4,
        )
        c.ellipse(x + shift * unit * 0.4, y - unit * 1.38, 5, 8, "#10152c")


def _delegates(c: Canvas) -> None:
    """Four delegates behind a long table with name plates and water."""
    heads = ("short", "scarf", "short", "long")
    for index, head in enumerate(heads):
        x, y = CAMERA.point(-0.75 + index * 1.3, 0.2, 9.4)
        look = replace(
            anybody(c.rng),
            head=head,
            hem=44,
            scarf="#e8d9bd",
            coat=("#2b2f45", "#8b3c2c", "#3f5b57", "#39415a")[index],
        )
        stand(
            c,
            x,
            y,
            CAMERA.size(1.66, 9.4),
            look,
            Pose(facing="front", left=(20, -40), right=(20, -40)),
            replace(LIGHT, cast_opacity=0),
        )
    interior.table(
        c, CAMERA, x0=-1.5, x1=3.9, z0=8.6, z1=9.2, height=1.1, top="#e9dcc4", front="#1d3f96"
    )
    for index in range(4):
        x, y = CAMERA.point(-0.75 + index * 1.3, 1.1, 8.72)
        c.polygon([(x - 40, y), (x + 40, y), (x + 34, y - 22), (x - 34, y - 22)], "#ffffff")
        c.rect(x - 22, y - 14, 44, 6, palette.BLUE, rx=2)
        c.rect(x + 56, y - 32, 12, 34, "#bcd6f5", opacity=0.9, rx=4)
        c.path(f"M{x - 54} {y - 2}q4 -26 18 -40", stroke="#10152c", stroke_width=3)
        c.ellipse(x - 35, y - 44, 5, 6, "#10152c")


def _audience(c: Canvas) -> None:
    """Rows of listeners from behind, a free seat between each two."""
    bust = c.clip("M-60 -120H60V-72H-60Z")
    for z, shade in ((6.0, "#25336b"), (4.55, "#1c2858"), (3.5, "#141d45")):
        gap = 0.72
        count = int(CAMERA.centre / CAMERA.size(gap, z)) + 1
        for index in range(-count, count + 1):
            x, y = CAMERA.point(index * gap + 0.2 * (z < 5), 0, z)
            unit = CAMERA.size(1, z)
            if (index + int(z)) % 2 == 0:
                look = replace(anybody(c.rng), backpack=None)
                markup = figure(c, look, Pose())
                edge = c.lit("#ffdca8", "#0a1438", dx=-0.9, dy=1.2, soft=0.5, shade_opacity=0.35)
                scale = unit * 1.68 / 100
                with c.group(
                    transform=f"translate({x:.1f} {y + unit * 0.42:.1f}) scale({scale:.3f})"
                ):
                    c.add(f'<g clip-path="{bust}"><g filter="{edge}">{markup}</g></g>')
            width, top = unit * 0.5, y - unit * 0.92
            back = c.linear((0, darker(shade, 1.5)), (0.25, shade), (1, darker(shade, 0.6)))
            c.path(
                f"M{x - width / 2} {y}V{top + 20}Q{x - width / 2} {top} {x} {top - unit * 0.02}"
                f"Q{x + width / 2} {top} {x + width / 2} {top + 20}V{y}Z",
                back,
            )
            c.path(
                f"M{x - width / 2 + 3} {top + 18}Q{x - width / 2 + 6} {top + 3} {x}"
                f" {top}Q{x + width / 2 - 6} {top + 3} {x + width / 2 - 3} {top + 18}",
                stroke="#ffcf8e",
                stroke_width=2.5,
                opacity=0.6,
            )
        y = CAMERA.point(0, 0.1, z)[1]
        c.rect(0, y - 60, 2000, 200, c.linear((0, "#0c1338", 0), (1, "#0c1338", 0.75)))


def global_compact() -> Canvas:
    """A meeting hall seen from the last rows."""
    c = Canvas(seed=23)
    _panels(c)
    _screen(c)
    _stage(c)
    _speaker(c)
    _delegates(c)
    c.glow(1000, 330, 1000, "#ffcf8e", 0.28, flat=0.8)
    foot = CAMERA.point(0, 0, 8.0)[1]
    c.rect(0, foot, 2000, 1333 - foot, c.linear((0, "#3b3867"), (1, "#0d143a")))
    _audience(c)
    c.finish(vignette=0.4)
    return c
