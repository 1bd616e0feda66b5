"""Eighteen people on their way home, seen from behind in a departure hall."""

from dataclasses import replace

from .. import interior, landscape, palette
from ..canvas import Canvas
from ..figures import Light, Pose, anybody, child, figure, stand, suitcase
from ..perspective import Camera

CAMERA = Camera(centre=1000, horizon=600, focal=1250, height=2.3)
WALL = 17.0
LIGHT = Light(
    light="#ffd9a6",
    shade="#0c1c4c",
    dx=-0.9,
    dy=1.1,
    cast="#14265c",
    cast_opacity=0.32,
    skew=-18,
    length=0.55,
    shade_opacity=0.3,
)

# Where the eighteen stand (metres right, metres away), and the share of a grown-up's height.
PEOPLE = (
    (-4.6, 13.4, 1),
    (-3.9, 13.0, 0.62),
    (-3.2, 13.6, 1),
    (-1.9, 14.2, 1),
    (-0.9, 12.6, 1),
    (0.2, 13.8, 1),
    (1.5, 12.9, 1),
    (2.3, 13.1, 0.7),
    (3.1, 12.6, 1),
    (4.6, 13.8, 1),
    (-4.3, 9.6, 1),
    (-2.5, 9.9, 1),
    (-1.75, 9.5, 0.66),
    (-0.2, 9.0, 1),
    (2.0, 9.4, 1),
    (3.6, 9.2, 1),
    (-1.55, 7.0, 1),
    (1.05, 6.7, 1),
)


def _aircraft(c: Canvas) -> None:
    """An airliner on the apron, nose to the right."""
    body = c.linear((0, "#ffffff"), (0.45, "#f2eef0"), (0.75, "#a9b8dc"), (1, "#6f86bd"))
    with c.group(filter=c.lit("#ffe4b8", "#3e5a9b", dx=-3, dy=4, soft=2, shade_opacity=0.2)):
        c.path("M330 480L210 250Q200 236 222 236H280Q300 236 312 252L470 470Z", palette.BLUE)
        c.path("M276 372L336 352L420 470L330 480Z", palette.SUN)
        c.path(
            "M300 470Q270 470 262 488Q300 560 420 566H1480Q1610 560 1640 524"
            "Q1628 486 1560 470Q1500 456 1420 456H420Z",
            body,
        )
        c.path(
            "M262 488Q420 520 700 522H1640Q1612 560 1480 566H420Q300 560 262 488Z",
            palette.BLUE,
            opacity=0.85,
        )
    for step in range(34):
        c.rect(480 + step * 27, 482, 11, 15, "#2a4277", rx=4)
    c.path("M1566 478Q1606 486 1618 502H1560Z", "#22386c")
    for x in (880, 1440):
        c.rect(x, 566, 8, 66, "#57658f")
        c.ellipse(x + 4, 640, 15, fill="#1b2440")
    c.rect(850, 574, 150, 60, c.linear((0, "#f4f6fb"), (1, "#7f93c4")), rx=30)
    c.ellipse(984, 604, 17, 29, "#22315f")
    c.ellipse(987, 604, 9, 17, "#5b6ea6")
    c.path(
        "M800 528L1080 528Q1000 560 940 580L700 660Q676 664 684 652Z",
        c.linear((0, "#eef1f8"), (1, "#8ba0cd")),
    )


def _outside(c: Canvas) -> None:
    c.rect(
        0,
        60,
        2000,
        620,
        c.linear(
            (0, "#2b5ab0"), (0.35, "#86a6dc"), (0.6, "#f2c9b0"), (0.78, "#ffd79b"), (1, "#ffe2ae")
        ),
    )
    landscape.clouds(c, 9, 130, 330, "#ffe0bd", "#93aee0", 0.8)
    landscape.sun(c, 1690, 470, 36, "#fff8e0", "#ffc56a")
    landscape.mountains(
        c,
        [
            (-40, 520),
            (200, 440),
            (400, 500),
            (640, 400),
            (820, 480),
            (1080, 420),
            (1320, 500),
            (1560, 440),
            (1800, 500),
            (2040, 450),
        ],
        610,
        light="#a9b4dc",
        dark="#c7b7cb",
        shadow="#5672b4",
        haze="#ffdcae",
        snow="#fdeee4",
        snow_line=500,
    )
    c.rect(0, 600, 2000, 160, c.linear((0, "#e9c9a6"), (1, "#8d8ba6")))
    _aircraft(c)


def _window_wall(c: Canvas) -> None:
    """Mullions, transoms and the tall piers of the hall."""
    frame = "#1c2f66"
    top, foot = CAMERA.point(0, 7.4, WALL)[1], CAMERA.point(0, 0.25, WALL)[1]
    for x in range(-14, 15, 2):
        at = CAMERA.point(x, 0, WALL)[0]
        c.rect(at - 5, top, 10, foot - top, frame)
        c.rect(at + 3, top, 2.5, foot - top, "#ffe0b0", opacity=0.7)
    for height in (0.25, 2.9, 5.6):
        y = CAMERA.point(0, height, WALL)[1]
        c.rect(0, y - 4, 2000, 8, frame)
        c.rect(0, y - 4, 2000, 2, "#ffe0b0", opacity=0.6)
    c.rect(0, foot, 2000, CAMERA.point(0, 0, WALL)[1] - foot, "#31457d")


def _ceiling(c: Canvas) -> None:
    edge = CAMERA.point(0, 7.4, WALL)[1]
    c.rect(0, 0, 2000, edge, c.linear((0, "#1b2d63"), (1, "#46609f")))
    for x in range(-16, 17, 2):
        near, far = CAMERA.point(x, 7.4, 6), CAMERA.point(x, 7.4, WALL)
        half = 12
        c.polygon(
            [
                (near[0] - half * 2.4, near[1]),
                (near[0] + half * 2.4, near[1]),
                (far[0] + half * 0.5, far[1]),
                (far[0] - half * 0.5, far[1]),
            ],
            "#0f1f4d",
            opacity=0.55,
        )
    for x in (-5, 0, 5):
        shape = CAMERA.points(
            [(x - 0.25, 7.3, 5), (x + 0.25, 7.3, 5), (x + 0.25, 7.3, WALL), (x - 0.25, 7.3, WALL)]
        )
        c.polygon(shape, "#fff3d6", opacity=0.85)
        c.polygon(shape, "#ffe0a0", opacity=0.5, filter=c.blur(14))


def _board(c: Canvas) -> None:
    """A departure board whose lines are strokes of light, in no language."""
    for x in (1300, 1640):
        c.rect(x, 0, 6, 150, "#0c1a42")
    c.rect(1232, 140, 480, 216, "#0b1738", rx=10)
    c.rect(1232, 140, 480, 34, palette.BLUE, rx=8)
    c.path("M1250 166l34 -10l10 -12q6 -4 8 0l-8 14l14 -2l6 -5h6l-4 10l4 6h-6l-7 -3z", "#ffffff")
    for row in range(6):
        y = 192 + row * 26
        for start, width in (
            (1252, 56),
            (1326, c.rng.choice((150, 120, 176))),
            (1528, 48),
            (1600, 92),
        ):
            colour = palette.SUN if row == 2 else "#b9cdf5"
            c.rect(start, y, width, 11, colour, rx=3, opacity=0.95 if row == 2 else 0.65)
    c.glow(1470, 250, 420, "#4a7de0", 0.25)


def _light_on_floor(c: Canvas) -> None:
    for x in range(-14, 14, 2):
        pane = CAMERA.points(
            [(x + 0.12, 0, WALL), (x + 1.88, 0, WALL), (x + 1.1, 0, 4.2), (x - 0.66, 0, 4.2)]
        )
        c.polygon(pane, c.linear((0, "#ffdca6", 0.85), (0.5, "#ffcf98", 0.35), (1, "#ffcf98", 0)))


def airport_return() -> Canvas:
    """Departure hall with eighteen travellers before a bright window."""
    c = Canvas(seed=18)
    _outside(c)
    c.rect(0, 60, 2000, 700, c.linear((0, "#ffffff", 0.1), (1, "#ffe6bd", 0.22)))
    _window_wall(c)
    _ceiling(c)
    interior.floor(c, CAMERA, WALL, (0, "#d9b28c"), (0.25, "#8a86a6"), (1, "#2c3d78"))
    _light_on_floor(c)
    interior.floor_joints(c, CAMERA, WALL, 1.2, "#1a2c63")
    _board(c)
    bags = ("#d45b07", "#2f62c4", "#7c3b4a", "#d99a2b", "#2f7f86", "#39415a")
    for index, (x, z, share) in enumerate(sorted(PEOPLE, key=lambda place: -place[1])):
        look = anybody(c.rng)
        look = replace(look, backpack=c.rng.choice((None, None, "#c77b3b", "#2f62c4", "#7c3b4a")))
        if share < 1:
            look = child(look)
        pose = Pose(stride=c.rng.choice((0, 4, 6)))
        if share < 1:
            pose = replace(pose, left=(70, 120))
        foot = CAMERA.point(x, 0, z)
        height = CAMERA.size(1.72 * share * c.rng.uniform(0.96, 1.04), z)
        with c.group(
            transform=f"translate({foot[0]:.1f} {foot[1]:.1f})"
            f" scale({height / 100:.3f} {-height / 100:.3f})",
            opacity=0.2,
            filter=c.blur(1.4),
        ):
            c.add(figure(c, look, pose))
        stand(c, *foot, height, look, pose, LIGHT)
        if share == 1 and index % 3 != 1:
            side = -1 if index % 2 else 1
            place = CAMERA.point(x + side * 0.46, 0, z - 0.1)
            suitcase(c, *place, CAMERA.size(0.62, z), bags[index % len(bags)])
    c.glow(1560, 520, 1100, "#ffcf8a", 0.45, flat=0.6)
    c.finish()
    return c
