"""Rooms in perspective: floors, walls, windows, furniture and things on tables."""

from . import palette
from .canvas import Canvas, curve, line
from .figures import darker
from .perspective import Camera


def floor(c: Canvas, camera: Camera, far: float, *stops) -> None:
    """A polished floor from the viewer's feet to the wall at distance `far`."""
    top = camera.point(0, 0, far)[1]
    c.rect(0, top, c.width, c.height - top, c.linear(*stops))


def floor_joints(c: Canvas, camera: Camera, far: float, step: float, colour: str) -> None:
    """The joints of square slabs, fading into the distance."""
    bottom = camera.focal * camera.height / (c.height - camera.horizon)
    x = -20.0
    while x <= 20:
        near, away = camera.point(x, 0, bottom), camera.point(x, 0, far)
        c.path(line([near, away]), stroke=colour, stroke_width=1.6, opacity=0.22)
        x += step
    z = far
    while z > bottom:
        y = camera.point(0, 0, z)[1]
        c.path(f"M0 {y:.1f}H{c.width}", stroke=colour, stroke_width=1.6, opacity=0.2)
        z -= step


def table(
    c: Canvas,
    camera: Camera,
    *,
    x0: float,
    x1: float,
    z0: float,
    z1: float,
    height: float,
    top: str,
    front: str,
) -> None:
    """A table with a cloth to the ground in front; z0 is the near edge."""
    foot = camera.points([(x0, 0, z0), (x1, 0, z0)])
    edge = camera.points([(x0, height, z0), (x1, height, z0)])
    back = camera.points([(x1, height, z1), (x0, height, z1)])
    shadow = camera.points(
        [(x0 - 0.2, 0, z0 - 0.35), (x1 + 0.3, 0, z0 - 0.35), (x1 + 0.4, 0, z1), (x0 - 0.1, 0, z1)]
    )
    c.polygon(shadow, palette.NIGHT, opacity=0.35, filter=c.blur(9))
    drape = c.linear((0, darker(front, 1.12)), (1, darker(front, 0.72)))
    c.polygon([*edge, foot[1], foot[0]], drape)
    width = edge[1][0] - edge[0][0]
    for fold in range(1, 14):
        x = edge[0][0] + width * fold / 14 + c.rng.uniform(-6, 6)
        c.path(
            f"M{x:.1f} {edge[0][1] + 6:.1f}Q{x + 4:.1f} {(edge[0][1] + foot[0][1]) / 2:.1f}"
            f" {x + c.rng.uniform(-6, 6):.1f} {foot[0][1]:.1f}",
            stroke=darker(front, 0.6),
            stroke_width=3,
            opacity=0.28,
        )
    c.polygon([*edge, *back], top, stroke=top, stroke_width=4, stroke_linejoin="round")
    c.path(line(edge), stroke="#ffffff", stroke_width=2.5, opacity=0.5)


def potted_plant(c: Canvas, x: float, y: float, height: float, leaf: str, pot: str) -> None:
    """A plant with long leaves in a tapering pot that stands on (x, y)."""
    base = height * 0.3
    for index in range(13):
        lean = (index - 6) / 6
        length = height * (0.78 - 0.25 * abs(lean)) * c.rng.uniform(0.85, 1.1)
        tip = (x + lean * height * 0.5, y - base - length * (1 - 0.3 * abs(lean)))
        root = (x + lean * height * 0.05, y - base)
        bend = (
            (root[0] + tip[0]) / 2 - lean * height * 0.06,
            (root[1] + tip[1]) / 2 - height * 0.1,
        )
        wide = height * 0.05
        shape = [root, (bend[0] - wide, bend[1]), tip, (bend[0] + wide, bend[1] + wide * 0.4)]
        tone = darker(leaf, c.rng.uniform(0.65, 1.15))
        c.path(curve(shape, closed=True), tone)
        c.path(curve([root, bend, tip]), stroke=darker(tone, 1.3), stroke_width=2, opacity=0.5)
    paint = c.linear((0, darker(pot, 0.7)), (0.7, darker(pot, 1.1)), (1, pot), end=(1, 0))
    half = height * 0.15
    c.polygon(
        [
            (x - half, y - base * 1.05),
            (x + half, y - base * 1.05),
            (x + half * 0.7, y),
            (x - half * 0.7, y),
        ],
        paint,
    )
    c.rect(x - half * 1.1, y - base * 1.1, half * 2.2, base * 0.22, darker(pot, 0.9), rx=4)


def tea_bowl(c: Canvas, x: float, y: float, width: float, colour: str = "#f5f1e6") -> None:
    """A tea bowl (piala) with a cotton-blue band and steam."""
    high = width * 0.52
    c.ellipse(x + width * 0.16, y, width * 0.52, width * 0.09, "#0a1a44", opacity=0.3)
    body = (
        f"M{x - width / 2} {y - high}Q{x - width * 0.42} {y} {x - width * 0.16} {y}"
        f"H{x + width * 0.16}Q{x + width * 0.42} {y} {x + width / 2} {y - high}Z"
    )
    c.path(body, c.linear((0, darker(colour, 0.72)), (0.75, colour), end=(1, 0)))
    with c.group(clip_path=c.clip(body)):
        c.rect(x - width / 2, y - high * 0.78, width, high * 0.3, palette.BLUE, opacity=0.85)
        for step in range(7):
            c.ellipse(
                x - width * 0.42 + step * width * 0.14,
                y - high * 0.63,
                width * 0.035,
                high * 0.1,
                "#fff",
            )
    c.ellipse(x, y - high, width / 2, width * 0.11, "#e8dfcc")
    c.ellipse(x, y - high + width * 0.015, width * 0.44, width * 0.085, "#8a4a1c")
    for shift in (-0.12, 0.1):
        start = x + width * shift
        c.path(
            f"M{start} {y - high * 1.2}q{width * 0.2} {-high * 0.6} 0 {-high * 1.1}"
            f"t{width * 0.05} {-high * 1.1}",
            stroke="#ffffff",
            stroke_width=width * 0.05,
            opacity=0.28,
            stroke_linecap="round",
            filter=c.blur(5),
        )


def flag(
    c: Canvas, x: float, y: float, height: float, colours: tuple[str, ...], *, turn: int = 1
) -> None:
    """A plain banner of a few colours, no emblem, hanging in folds from a staff."""
    c.rect(x - height * 0.008, y - height, height * 0.016, height, "#c9a464")
    c.ellipse(x, y - height, height * 0.018, fill="#f0d38c")
    c.ellipse(x, y, height * 0.08, height * 0.018, "#6e5a44")
    count = len(colours)
    width = height * 0.2
    for index, colour in enumerate(colours):
        outer, inner = 1 - index / count, 1 - (index + 1) / count
        drop = height * (0.7 - 0.1 * index / count)
        top = y - height * 0.95
        c.path(
            f"M{x} {top}Q{x + turn * width * outer * 0.8} {top + height * 0.05}"
            f" {x + turn * width * outer} {top + height * 0.2}"
            f"Q{x + turn * width * outer * 0.8} {top + drop * 0.6}"
            f" {x + turn * width * outer * 0.9} {top + drop}"
            f"L{x + turn * width * inner * 0.9} {top + drop * 0.97}"
            f"Q{x + turn * width * inner * 0.8} {top + drop * 0.55} {x} {top}Z",
            c.linear(
                (0, darker(colour, 1.1)),
                (0.4, darker(colour, 0.75)),
                (0.7, colour),
                (1, darker(colour, 0.7)),
                end=(1, 0),
            ),
        )


def box(
    c: Canvas,
    camera: Camera,
    *,
    x: float,
    y: float,
    z: float,
    size: tuple[float, float, float],
    colour: str,
    band: str | None = None,
) -> None:
    """A carton: its near lower left corner at (x, y, z), size in metres (width, height, depth)."""
    wide, high, deep = size
    front = camera.points([(x, y, z), (x + wide, y, z), (x + wide, y + high, z), (x, y + high, z)])
    lid = camera.points(
        [
            (x, y + high, z),
            (x + wide, y + high, z),
            (x + wide, y + high, z + deep),
            (x, y + high, z + deep),
        ]
    )
    edge = x if camera.point(x, 0, z)[0] > camera.centre else x + wide
    flank = camera.points(
        [(edge, y, z), (edge, y + high, z), (edge, y + high, z + deep), (edge, y, z + deep)]
    )
    c.polygon(flank, darker(colour, 0.6))
    c.polygon(lid, darker(colour, 1.18))
    c.polygon(front, c.linear((0, colour), (1, darker(colour, 0.8))))
    tape = 0.42, 0.58
    c.polygon(
        camera.points(
            [
                (x + wide * tape[0], y + high, z),
                (x + wide * tape[1], y + high, z),
                (x + wide * tape[1], y + high, z + deep),
                (x + wide * tape[0], y + high, z + deep),
            ]
        ),
        darker(colour, 0.95),
    )
    if band:
        c.polygon(
            camera.points(
                [
                    (x, y + high * 0.32, z),
                    (x + wide, y + high * 0.32, z),
                    (x + wide, y + high * 0.6, z),
                    (x, y + high * 0.6, z),
                ]
            ),
            band,
        )
        middle, top = camera.point(x + wide / 2, y + high * 0.46, z), camera.size(high * 0.08, z)
        for shift in (-2.6, 0, 2.6):
            c.ellipse(middle[0] + shift * top, middle[1], top, fill="#ffffff")
