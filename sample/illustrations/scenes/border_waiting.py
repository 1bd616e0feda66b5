"""People wait at a land border in the summer heat: shade, water, a closed barrier."""

from dataclasses import replace

from .. import landscape, palette
from ..canvas import Canvas
from ..figures import Light, Pose, anybody, child, darker, stand, suitcase
from ..perspective import Camera

CAMERA = Camera(centre=1000, horizon=660, focal=1500, height=2.6)
LIGHT = Light(
    light="#fff3d0",
    shade="#3a2f5c",
    dx=-0.6,
    dy=1.5,
    cast="#6b4f62",
    cast_opacity=0.5,
    skew=30,
    length=0.12,
    shade_opacity=0.3,
)


def _plain(c: Canvas) -> None:
    landscape.sky(
        c, (0, "#4f8fd8"), (0.45, "#a9cdec"), (0.8, "#f6e6c6"), (1, "#fbe3b4"), bottom=700
    )
    landscape.clouds(c, 6, 250, 420, "#fff6e2", "#d6e4f2", 0.5)
    landscape.sun(c, 1520, 170, 52, "#fffbe8", "#fff0b8")
    landscape.mountains(
        c,
        [(-60, 560), (260, 480), (600, 560), (900, 500), (1300, 580), (1700, 500), (2060, 560)],
        690,
        light="#d9c7b4",
        dark="#e6cfae",
        shadow="#a99aa6",
        haze="#fae6bd",
        jag=0.1,
        shadow_opacity=0.4,
    )
    landscape.hills(
        c,
        [(-60, 640), (400, 622), (900, 650), (1500, 626), (2060, 648)],
        720,
        top="#d9b68a",
        bottom="#e9c893",
    )
    c.rect(
        0,
        670,
        2000,
        663,
        c.linear((0, "#f6dba6"), (0.35, "#e3b57c"), (1, "#a8754f")),
        filter=c.relief("0.005 0.03", azimuth=300, amount=0.3),
    )
    road = [CAMERA.point(x, 0, z) for x, z in ((2.6, 4.5), (7.2, 4.5), (9.4, 90), (8.2, 90))]
    c.polygon(road, c.linear((0, "#d9c2a4"), (0.3, "#a1948f"), (1, "#6e6674")))
    for z in (6, 8.4, 11.6, 16, 22, 32, 46):
        middle = 4.75 + (z - 4.5) * 0.045
        c.polygon(
            CAMERA.points(
                [
                    (middle, 0, z),
                    (middle + 0.14, 0, z),
                    (middle + 0.16, 0, z * 1.16),
                    (middle + 0.03, 0, z * 1.16),
                ]
            ),
            "#fff6e0",
            opacity=0.85,
        )
    for y in (676, 684, 694):
        c.path(
            f"M0 {y}q60 -5 120 0" + "t120 0" * 16,
            stroke="#fff8e2",
            stroke_width=5,
            opacity=0.35,
            filter=c.blur(3),
        )


def _post(c: Canvas) -> None:
    """The crossing: booth, canopy, barrier, fence. No state's signs."""
    fence = CAMERA.point(0, 0, 26)[1]
    for step in range(60):
        x = -40 + step * 36
        c.rect(x, fence - 96, 5, 96, "#7d86a6")
    for up in (20, 52, 88):
        c.rect(0, fence - up, 2000, 2.5, "#7d86a6")
    x, y = CAMERA.point(2.6, 0, 18)
    unit = CAMERA.size(1, 18)
    c.rect(
        x + unit * 0.5,
        y - unit * 3.0,
        unit * 2.0,
        unit * 3.0,
        c.linear((0, "#ffffff"), (1, "#cdd6ea"), end=(1, 0)),
    )
    c.rect(
        x + unit * 0.7,
        y - unit * 2.2,
        unit * 1.1,
        unit * 1.0,
        c.linear((0, "#2a4d8f"), (1, "#a9cbef")),
    )
    c.rect(x + unit * 0.5, y - unit * 0.9, unit * 2.0, unit * 0.22, palette.BLUE)
    roof = [
        (x - unit * 0.4, y - unit * 4.3),
        (x + unit * 9.2, y - unit * 4.6),
        (x + unit * 9.4, y - unit * 4.0),
        (x - unit * 0.2, y - unit * 3.7),
    ]
    for at in (0.1, 8.9):
        c.rect(x + unit * at, y - unit * 4.2, unit * 0.16, unit * 4.2, "#8d98b3")
    c.polygon(roof, c.linear((0, "#f4f6fb"), (1, palette.AZURE)))
    for index in range(3):
        c.ellipse(x + unit * (4 + index * 0.5), y - unit * 4.15, unit * 0.13, fill=palette.SUN)
    start, end = CAMERA.point(3.0, 1.05, 15.5), CAMERA.point(9.4, 1.05, 15.5)
    parts = 12
    for index in range(parts):
        left = start[0] + (end[0] - start[0]) * index / parts
        c.rect(
            left,
            start[1] - 8,
            (end[0] - start[0]) / parts + 0.5,
            16,
            "#ffffff" if index % 2 else "#d6452f",
        )
    c.rect(start[0] - 26, start[1] - 24, 46, 124, "#39415a", rx=5)
    c.rect(start[0] - 26, start[1] - 24, 14, 124, "#5b6590", rx=5)


def _tent(c: Canvas, x: float, z: float, size: float, cloth: str) -> None:
    """A ridge tent with its door open."""
    left, y = CAMERA.point(x, 0, z)
    unit = CAMERA.size(size, z)
    c.ellipse(left, y, unit * 1.5, unit * 0.16, "#6b4f62", opacity=0.4, filter=c.blur(8))
    c.polygon(
        [
            (left + unit * 0.1, y - unit * 1.5),
            (left + unit * 1.1, y - unit * 1.42),
            (left + unit * 1.75, y - unit * 0.1),
            (left + unit * 0.9, y),
        ],
        c.linear((0, darker(cloth, 0.95)), (1, darker(cloth, 0.72))),
    )
    front = [(left - unit * 0.9, y), (left + unit * 0.1, y - unit * 1.5), (left + unit * 0.9, y)]
    c.polygon(
        front,
        c.linear((0, "#ffffff"), (1, cloth)),
        stroke=cloth,
        stroke_width=4,
        stroke_linejoin="round",
    )
    c.polygon(
        [(left - unit * 0.28, y), (left + unit * 0.08, y - unit * 1.2), (left + unit * 0.36, y)],
        c.linear((0, "#5a4a6a"), (1, "#2c2747")),
    )
    c.polygon(
        [
            (left + unit * 0.36, y),
            (left + unit * 0.08, y - unit * 1.2),
            (left + unit * 0.5, y - unit * 0.12),
        ],
        darker(cloth, 0.9),
    )
    for side in (-1.25, 2.05):
        top = -0.9 if side < 0 else -0.6
        c.path(
            f"M{left + unit * side} {y}L{left + unit * (0 if side < 0 else 1.35)} {y + unit * top}",
            stroke="#f6efe0",
            stroke_width=2,
            opacity=0.7,
        )


def _awning(c: Canvas) -> None:
    """A large sun sail on poles; its shade falls on the people below."""
    feet = [(-5.4, 6.0), (1.5, 6.0), (1.9, 9.6), (-5.2, 9.6)]
    shade = CAMERA.points(
        [(x - 0.3, 0, z) for x, z in ((-5.3, 5.5), (1.6, 5.5), (2.1, 9.4), (-5.1, 9.4))]
    )
    c.polygon(shade, "#5d4664", opacity=0.45, blend="multiply", filter=c.blur(10))
    tops = [CAMERA.point(x, 3.5 if z < 7 else 2.95, z) for x, z in feet]
    for (x, z), top in zip(feet[2:], tops[2:], strict=True):
        foot = CAMERA.point(x, 0, z)
        c.rect(top[0] - 4, top[1], 8, foot[1] - top[1], "#b9a58c")
    _sail(c, tops)


def _sail(c: Canvas, tops) -> None:
    a, b, d, e = tops
    middle = (a[0] + b[0]) / 2
    sail = (
        f"M{a[0]} {a[1]}Q{middle} {a[1] + 46} {b[0]} {b[1]}L{d[0]} {d[1]}"
        f"Q{middle} {d[1] + 22} {e[0]} {e[1]}Z"
    )
    c.path(sail, c.linear((0, "#fff7e2"), (0.5, "#f3e6cf"), (1, "#cdbfc0")))
    with c.group(clip_path=c.clip(sail)):
        for share in (0.0, 0.4, 0.8):
            x0, x1 = a[0] + (b[0] - a[0]) * share, e[0] + (d[0] - e[0]) * share
            wide, far = (b[0] - a[0]) * 0.2, (d[0] - e[0]) * 0.2
            c.polygon(
                [(x0, a[1] - 20), (x0 + wide, a[1] - 20), (x1 + far, e[1] + 40), (x1, e[1] + 40)],
                palette.AZURE,
                opacity=0.8,
            )


def _water(c: Canvas) -> None:
    """A water tank with taps, bottles beside it."""
    x, y = CAMERA.point(3.05, 0, 6.6)
    unit = CAMERA.size(1, 6.6)
    c.ellipse(x + 30, y + 4, unit * 0.9, unit * 0.1, "#5d4664", opacity=0.5, filter=c.blur(8))
    for leg in (-0.5, 0.44):
        c.rect(x + unit * leg, y - unit * 0.5, unit * 0.08, unit * 0.5, "#5b6590")
    tank = c.linear((0, "#1d4fae"), (0.35, "#7fb0f0"), (0.6, "#3f7fd6"), (1, "#12357f"), end=(1, 0))
    c.rect(x - unit * 0.62, y - unit * 1.5, unit * 1.24, unit * 1.02, tank, rx=unit * 0.1)
    for ring in (1.3, 1.0, 0.7):
        c.rect(x - unit * 0.62, y - unit * ring, unit * 1.24, 5, "#0f2f74", opacity=0.45)
    c.rect(x - unit * 0.2, y - unit * 1.6, unit * 0.4, unit * 0.12, "#12357f", rx=4)
    c.path(
        f"M{x} {y - unit * 1.22}q{unit * 0.2} {unit * 0.26} 0 {unit * 0.36}"
        f"q{-unit * 0.2} {-unit * 0.1} 0 {-unit * 0.36}Z",
        "#ffffff",
    )
    for tap in (-0.36, 0.0, 0.36):
        c.rect(x + unit * tap - 6, y - unit * 0.52, 12, 20, palette.SUN)
        c.rect(x + unit * tap - 12, y - unit * 0.54, 24, 7, "#c3860e", rx=3)
    for step in range(6):
        left = x + unit * (0.78 + 0.14 * step) - (unit * 0.21 if step > 2 else 0) * 2
        c.rect(left, y - 44 + step % 2 * 8, 24, 48, "#d6ecfb", rx=7, opacity=0.92)
        c.rect(left + 7, y - 54 + step % 2 * 8, 10, 11, palette.BLUE)


def _people(c: Canvas, *, near: bool) -> None:
    """Those who wait: the far ones behind the water tank, or the near ones before it."""
    seats = (
        (-4.2, 8.4, "right"),
        (-3.2, 7.0, "right"),
        (-1.75, 7.2, "left"),
        (-0.9, 8.6, "left"),
        (0.35, 7.4, "left"),
        (-2.4, 8.9, "right"),
    )
    stands = (
        (-1.35, 9.9, 1, "left"),
        (1.0, 8.2, 1, "left"),
        (-3.75, 9.3, 1, "front"),
        (1.98, 6.2, 1, "right"),
        (2.55, 5.9, 0.66, "right"),
        (-0.2, 9.4, 1, "back"),
        (4.1, 11.5, 1, "back"),
        (4.7, 12.2, 1, "back"),
        (3.6, 12.6, 1, "back"),
        (5.6, 11.8, 1, "back"),
        (5.0, 10.9, 0.64, "back"),
    )
    everybody = [(x, z, 1.0, facing, True) for x, z, facing in seats]
    everybody += [(x, z, share, facing, False) for x, z, share, facing in stands]
    everybody = [one for one in everybody if (one[1] < 6.6) == near]
    colours = ("#d45b07", "#2f62c4", "#7c3b4a", "#2f7f86", "#39415a", "#c77b3b")
    for index, (x, z, share, facing, seated) in enumerate(
        sorted(everybody, key=lambda one: -one[1])
    ):
        look = anybody(c.rng, mask=True, summer=True)
        if share < 1:
            look = child(look)
        turn = -1 if facing == "left" else 1
        pose = Pose(facing=facing, seated=seated)
        if seated:
            pose = replace(pose, left=(30, 72), right=(22, 64))
        elif z < 6.5:
            pose = replace(pose, right=(34, 74), left=(10, 24))
        foot, height = CAMERA.point(x, 0, z), CAMERA.size(1.7 * share, z)
        if seated:
            wide, tall = CAMERA.size(0.62, z), CAMERA.size(0.4, z)
            colour = colours[index % len(colours)]
            paint = c.linear((0, darker(colour, 1.15)), (1, darker(colour, 0.6)))
            c.ellipse(
                foot[0], foot[1], wide * 0.7, tall * 0.2, "#4b3a55", opacity=0.5, filter=c.blur(5)
            )
            c.rect(
                foot[0] - wide / 2 - turn * wide * 0.1,
                foot[1] - tall,
                wide,
                tall,
                paint,
                rx=tall * 0.3,
            )
            c.path(
                f"M{foot[0] - wide * 0.5:.0f} {foot[1] - tall * 0.5:.0f}h{wide:.0f}",
                stroke=darker(colour, 0.5),
                stroke_width=3,
                opacity=0.6,
            )
        light = replace(LIGHT, cast_opacity=0) if seated else LIGHT
        stand(c, *foot, height, look, pose, light)
        if not seated and z > 8 and share == 1:
            place = CAMERA.point(x - 0.48, 0, z)
            suitcase(c, *place, CAMERA.size(0.6, z), colours[index % len(colours)])


def border_waiting() -> Canvas:
    """Families in the shade of a sail beside a closed crossing."""
    c = Canvas(seed=7)
    _plain(c)
    _post(c)
    for x, z, size, cloth in (
        (-11.6, 23, 1.9, "#dfe6f2"),
        (-5.6, 21, 1.9, "#c9d9f3"),
        (-7.7, 15, 1.7, "#eef1f6"),
        (-1.6, 22, 1.9, "#e6ebf5"),
    ):
        _tent(c, x, z, size, cloth)
    _awning(c)
    _people(c, near=False)
    _water(c)
    _people(c, near=True)
    for x in (-5.4, 1.5):
        top, foot = CAMERA.point(x, 3.5, 6.0), CAMERA.point(x, 0, 6.0)
        c.rect(
            top[0] - 6,
            top[1],
            12,
            foot[1] - top[1],
            c.linear((0, "#e6d3b4"), (1, "#9b8468"), end=(1, 0)),
        )
    c.glow(1520, 170, 1300, "#fff2c0", 0.35)
    landscape.tufts(c, 50, 1190, 1345, ("#8a6446", "#f0cf94", "#b98a5c"), 50)
    c.finish(vignette=0.25)
    return c
