"""The lead picture: coaches carry people home through the mountains at first light."""

import math

from .. import palette
from ..canvas import Canvas, curve
from ..landscape import clouds, hills, mist, mountains, poplar, sky, sun
from ..perspective import Camera, Frame
from ..vehicles import Paint, coach

CAMERA = Camera(centre=1000, horizon=640, focal=1500, height=6.2)
ROAD_WIDTH = 9.0


def _road_centre(z: float) -> float:
    """Where the road's middle lies, in metres right of the viewer, at distance z."""
    return -9.5 + 0.29 * z + 15 * math.sin((z - 20) / 52) * min(1, z / 120) * min(1, 150 / z)


def _heading(z: float) -> float:
    return math.atan2(_road_centre(z + 0.5) - _road_centre(z - 0.5), 1)


def _strip(left: float, right: float, start: float, end: float):
    """A ribbon of the road between two offsets from its middle."""
    steps = [start * (end / start) ** (i / 70) for i in range(71)]
    return [CAMERA.point(_road_centre(z) + left, 0, z) for z in steps] + [
        CAMERA.point(_road_centre(z) + right, 0, z) for z in reversed(steps)
    ]


def _road(c: Canvas) -> None:
    half = ROAD_WIDTH / 2
    c.polygon(_strip(-half - 2.2, half + 2.2, 9, 190), "#b08f78", opacity=0.9)
    surface = c.linear((0, "#ffcf94"), (0.16, "#8f7f93"), (0.5, "#4c5272"), (1, "#2b3357"))
    c.polygon(_strip(-half, half, 9, 190), surface)
    for edge in (-half + 0.35, half - 0.35):
        c.polygon(_strip(edge - 0.09, edge + 0.09, 9, 260), "#f3e3cf", opacity=0.75)
    z = 9.0
    while z < 200:
        c.polygon(_strip(-0.08, 0.08, z, z + 2.6), "#f8ead6", opacity=0.8)
        z += 7


def _rail(c: Canvas) -> None:
    """Marker posts along the outer edge, each with its long shadow."""
    z = 160.0
    while z > 12:
        x = _road_centre(z) + ROAD_WIDTH / 2 + 1.3
        foot, top = CAMERA.point(x, 0, z), CAMERA.point(x, 1.0, z)
        width = CAMERA.size(0.16, z)
        c.path(
            f"M{foot[0]:.1f} {foot[1]:.1f}l{-width * 13:.1f} {width * 5:.1f}",
            stroke="#1a2350",
            stroke_width=f"{width:.1f}",
            opacity=0.35,
        )
        c.rect(foot[0] - width / 2, top[1], width, foot[1] - top[1], "#efe6da")
        c.rect(foot[0] - width / 2, top[1] + width * 0.6, width, width * 1.2, palette.ORANGE)
        z *= 0.9


def land_route() -> Canvas:
    """Coaches on a mountain road at first light."""
    c = Canvas(seed=2020)
    sky(
        c,
        (0, "#16398a"),
        (0.25, "#4a72bd"),
        (0.46, "#a5b3da"),
        (0.62, "#f3c3ae"),
        (0.78, "#ffd09a"),
        (1, "#ffdf9e"),
        bottom=720,
    )
    clouds(c, 13, 90, 400, "#ffd9b0", "#8aa6d8", 0.7)
    sun(c, 1430, 468, 46, "#fff6dc", "#ffc766")
    mountains(
        c,
        [
            (-60, 500),
            (180, 330),
            (330, 400),
            (520, 190),
            (690, 360),
            (830, 300),
            (1010, 430),
            (1200, 400),
            (1400, 520),
            (1600, 430),
            (1790, 300),
            (1930, 390),
            (2080, 330),
        ],
        700,
        light="#c9a9b6",
        dark="#8fa3d0",
        shadow="#33539e",
        haze="#ffd9ae",
        snow="#ffe9d8",
        snow_line=455,
        shadow_opacity=0.62,
    )
    mist(c, 655, 80, "#ffe2ba", 0.6)
    mountains(
        c,
        [
            (-60, 430),
            (120, 470),
            (300, 560),
            (480, 520),
            (700, 600),
            (960, 630),
            (1300, 650),
            (1500, 590),
            (1700, 520),
            (1880, 430),
            (2080, 380),
        ],
        740,
        light="#7f7fae",
        dark="#6b86bd",
        shadow="#20397f",
        haze="#f9cfa5",
        shadow_opacity=0.55,
        haze_opacity=0.75,
    )
    mist(c, 690, 55, "#ffe0b2", 0.6)
    _ground(c)
    _village(c)
    _fields(c)
    _road(c)
    _rail(c)
    for z in (128, 72, 27):
        frame = Frame(CAMERA, _road_centre(z) + 2.0, z, _heading(z))
        coach(c, frame, Paint(side="#f3ece6", end="#8fa0c8", roof="#ffe9c6"), cast=(-2.2, -6.5))
    _rays(c)
    _foreground(c)
    c.glow(1430, 520, 900, "#ffb55c", 0.5, flat=0.55)
    c.finish()
    return c


def _ground(c: Canvas) -> None:
    plain = c.linear((0, "#f9cd98"), (0.16, "#c99880"), (0.5, "#77606f"), (1, "#332f52"))
    c.rect(0, 640, 2000, 700, plain, filter=c.relief("0.004 0.03", azimuth=320, amount=0.25))
    for y, opacity in ((668, 0.6), (690, 0.5), (724, 0.35), (790, 0.25)):
        band = [(c.rng.uniform(-80, 80) + 260 * i, y + c.rng.uniform(-5, 5)) for i in range(9)]
        low = [(x + 90, y + 12 + (y - 650) * 0.16) for x, y in reversed(band)]
        c.path(curve([*band, *low], closed=True), "#ffd9a0", opacity=opacity * 0.6)
    left = [(-60, 600), (200, 636), (420, 664), (640, 694), (860, 716), (980, 720)]
    hills(c, left, 722, top="#4d5c93", bottom="#a98c88", rim="#ffd9a8")
    right = [(1150, 716), (1330, 704), (1500, 676), (1700, 618), (1880, 545), (2080, 490)]
    hills(c, right, 900, top="#5a5686", bottom="#5a4a63", rim="#ffdca8", foot_at=(1150, 716))
    for row in range(34):
        x = c.rng.uniform(30, 700)
        y = 705 + 26 * (row / 34)
        poplar(c, x, y, c.rng.uniform(50, 92), "#d99a5c", "#2d3b70")


def _village(c: Canvas) -> None:
    """Flat-roofed houses among the poplars, lamps still lit."""
    for _ in range(15):
        x, y = c.rng.uniform(60, 640), c.rng.uniform(706, 728)
        wide, high = c.rng.uniform(24, 46), c.rng.uniform(13, 22)
        c.rect(x, y - high, wide, high, "#5b5a8c")
        c.rect(x + wide * 0.72, y - high, wide * 0.28, high, "#e9bf98")
        c.rect(x - 2, y - high - 3, wide + 4, 4, "#f3d3ae")
        for part in (0.14, 0.42):
            c.rect(x + wide * part, y - high * 0.7, 5, 6, "#ffcf6a")


def _fields(c: Canvas) -> None:
    """Furrows on the left and scrub with long shadows on the right of the road."""
    tones = ("#e8b98a", "#4f4468", "#c68f6e", "#6a5670")
    for start, end, lean in ((17, 33, 0.22), (35, 58, 0.12), (60, 105, 0.05)):
        for row in range(26):
            x = -14 - row * 2.3 - (start - 17) * 0.2
            strip = [
                (x, 0, start),
                (x - 1.2, 0, start),
                (x - 1.2 + (end - start) * lean, 0, end),
                (x + (end - start) * lean, 0, end),
            ]
            c.polygon(CAMERA.points(strip), tones[row % 4], opacity=0.28)
    for _ in range(70):
        z = c.rng.uniform(17, 75)
        x = _road_centre(z) + c.rng.uniform(8, 34)
        (left, y), size = CAMERA.point(x, 0, z), CAMERA.size(c.rng.uniform(0.5, 0.9), z)
        shadow = CAMERA.points([(x - 0.25, 0, z), (x + 0.25, 0, z), (x - 0.9, 0, z - 2.6)])
        c.polygon(shadow, "#1c1c48", opacity=0.3)
        for tone, spread in (("#3a3358", 1), ("#d3a06c", 0.6)):
            blades = "".join(
                f"M{left:.1f} {y:.1f}q{lean * 0.2:.1f} {-size * 0.5:.1f} {lean:.1f}"
                f" {-size * c.rng.uniform(0.5, 1):.1f}"
                for lean in (c.rng.uniform(-size, size) * 0.8 * spread for _ in range(7))
            )
            c.path(blades, stroke=tone, stroke_width=f"{max(1, size * 0.06):.1f}")


def _rays(c: Canvas) -> None:
    """Beams of the rising sun over the plain."""
    x, y = 1430, 468
    for left, right, opacity in (
        (-1180, -900, 0.3),
        (-720, -520, 0.22),
        (-330, -170, 0.3),
        (20, 190, 0.2),
        (330, 560, 0.26),
    ):
        beam = c.linear((0, "#ffdf9c", opacity), (1, "#ffcf8a", 0))
        shape = [(x - 8, y), (x + 8, y), (x + right, 1150), (x + left, 1150)]
        c.polygon(shape, beam, filter=c.blur(16), blend="screen")


def _foreground(c: Canvas) -> None:
    """Slopes in shade at the lower corners, with dry grass, to look past."""
    shade = c.linear((0, "#4b3f5c"), (1, "#1d1b3d"))
    c.path("M-10 1150Q90 1160 190 1230T420 1345H-10Z", shade)
    c.path("M2010 1120Q1850 1150 1700 1240T1440 1345H2010Z", shade)
    for _ in range(46):
        left = c.rng.random() < 0.45
        x = c.rng.uniform(0, 330) if left else c.rng.uniform(1520, 2000)
        y = 1175 + 0.45 * x if left else 1145 + 0.4 * (2000 - x)
        y += c.rng.uniform(0, 90)
        blades = "".join(
            f"M{x:.0f} {y:.0f}q{lean * 0.2:.0f} -40 {lean:.0f} {-c.rng.uniform(50, 95):.0f}"
            for lean in (c.rng.uniform(-38, 38) for _ in range(7))
        )
        colour = c.rng.choice(("#2a2449", "#c08a5c", "#6a5062", "#e0a869"))
        c.path(blades, stroke=colour, stroke_width=3, stroke_linecap="round", opacity=0.8)
