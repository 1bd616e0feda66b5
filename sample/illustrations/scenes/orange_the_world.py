"""Sixteen days of activism: orange light on a public building, people with lights before it."""

from dataclasses import replace

from .. import landscape, palette
from ..canvas import Canvas
from ..figures import Light, Pose, anybody, child, figure, hand, stand
from ..perspective import Camera

CAMERA = Camera(centre=1000, horizon=800, focal=1250, height=1.75)
LIGHT = Light(
    light="#ffb45a",
    shade="#0a1238",
    dx=-0.8,
    dy=1.0,
    cast="#160f30",
    cast_opacity=0.45,
    skew=0,
    length=0.5,
    shade_opacity=0.55,
)
LEFT, RIGHT, FOOT = 400, 1600, 846


def _stars(c: Canvas) -> None:
    for _ in range(170):
        x, y = c.rng.uniform(0, 2000), c.rng.uniform(0, 1) ** 1.6 * 460
        c.ellipse(x, y, c.rng.uniform(0.7, 2.1), fill="#dfe8ff", opacity=c.rng.uniform(0.25, 0.9))


def _wall(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A wall washed with orange light from below."""
    c.rect(x, y, width, height, c.linear((0, "#a23d08"), (0.45, "#e06a12"), (1, "#ffb04a")))


def _lamp(c: Canvas, x: float, y: float, reach: float, spread: float) -> None:
    """A beam of light up a wall."""
    beam = c.linear((0, "#ffd27a", 0), (0.6, "#ffc45f", 0.35), (1, "#fff1c0", 0.95))
    shape = [(x - 6, y), (x + 6, y), (x + spread, y - reach), (x - spread, y - reach)]
    c.polygon(shape, beam, filter=c.blur(7))


def _arch(x: float, y: float, width: float, height: float) -> str:
    """A pointed arch standing on y."""
    half = width / 2
    spring = y - height * 0.62
    return (
        f"M{x - half} {y}V{spring}Q{x - half} {y - height * 0.86} {x} {y - height}"
        f"Q{x + half} {y - height * 0.86} {x + half} {spring}V{y}Z"
    )


def _building(c: Canvas) -> None:
    """A symmetrical hall with a colonnade, wings and a low dome."""
    c.glow(1000, 620, 980, "#ff8a1f", 0.5, flat=0.75)
    for x in (LEFT - 190, RIGHT - 40):
        _wall(c, x, 560, 230, FOOT - 560)
        c.rect(x - 10, 546, 250, 18, "#ffc06a")
        for row in (600, 720):
            for column in range(3):
                at = x + 46 + column * 70
                c.path(_arch(at, row + 84, 38, 84), "#5b1f12")
                c.path(_arch(at, row + 84, 30, 76), c.linear((0, "#ffcf70"), (1, "#ffe9a8")))
    c.path(
        "M820 402Q826 262 1000 236Q1174 262 1180 402Z",
        c.linear((0, "#7c2f10"), (0.35, "#d9620f"), (0.7, "#ffab45"), (1, "#c5540c"), end=(1, 0)),
    )
    for rib in (-120, -62, 0, 62, 120):
        c.path(
            f"M1000 236Q{1000 + rib * 1.15} 280 {1000 + rib * 1.4} 402",
            stroke="#8b3610",
            stroke_width=3,
            opacity=0.55,
        )
    c.rect(996, 188, 8, 52, "#ffd38a")
    c.ellipse(1000, 186, 10, fill="#ffe6ad")
    _wall(c, 800, 398, 400, 62)
    c.rect(788, 392, 424, 12, "#ffcb7d")
    for step in range(11):
        c.path(_arch(830 + step * 34, 452, 18, 40), "#ffe6a0")
    _wall(c, LEFT, 470, RIGHT - LEFT, FOOT - 470)
    c.rect(LEFT - 14, 456, RIGHT - LEFT + 28, 26, c.linear((0, "#ffd894"), (1, "#c65a10")))
    c.rect(LEFT, 482, RIGHT - LEFT, 34, "#b9490b")
    for step in range(60):
        c.rect(LEFT + 6 + step * 20, 492, 10, 14, "#ff9d3a", opacity=0.8)
    _colonnade(c)


def _colonnade(c: Canvas) -> None:
    count = 11
    bay = (RIGHT - LEFT) / count
    for index in range(count):
        x = LEFT + bay * (index + 0.5)
        c.path(_arch(x, FOOT, 76, 300), c.linear((0, "#3a1420"), (1, "#7a2c12")))
        middle = index == count // 2
        c.path(
            _arch(x, FOOT, 46 if not middle else 60, 240),
            c.linear((0, "#ffb04a"), (0.4, "#ffdf95"), (1, "#fff3c8")),
        )
        c.rect(x - 1.5, FOOT - 220, 3, 220, "#8a3b12")
        for bar in (60, 120, 180):
            c.rect(x - 24, FOOT - bar, 48, 3, "#8a3b12")
    for index in range(count + 1):
        x = LEFT + bay * index
        shaft = c.linear(
            (0, "#9a3a0a"), (0.4, "#ffc76e"), (0.6, "#f08a26"), (1, "#8d330a"), end=(1, 0)
        )
        c.rect(x - 12, 522, 24, FOOT - 522, shaft)
        c.rect(x - 18, 514, 36, 12, "#ffd48a")
        c.rect(x - 18, FOOT - 14, 36, 14, "#ffd48a")
        _lamp(c, x, FOOT - 6, 330, 44)
    for step in range(5):
        y = FOOT + step * 7
        c.rect(
            LEFT - 30 - step * 26,
            y,
            RIGHT - LEFT + 60 + step * 52,
            8,
            "#ffb65c" if step % 2 == 0 else "#c96a24",
        )


def _square(c: Canvas, building: str) -> None:
    """Wet paving that mirrors the light."""
    c.rect(
        0,
        870,
        2000,
        463,
        c.linear((0, "#a4501d"), (0.2, "#5b2c3a"), (0.6, "#231d4a"), (1, "#10143a")),
    )
    with (
        c.group(clip_path=c.clip("M0 876H2000V1333H0Z")),
        c.group(transform="translate(0 1756) scale(1 -1)", opacity=0.4, filter=c.blur(9)),
    ):
        c.add(building)
    c.rect(0, 870, 2000, 463, c.linear((0, "#141640", 0), (1, "#0c1138", 0.85)))
    for _ in range(120):
        y = 890 + 440 * c.rng.random() ** 1.4
        x = 1000 + c.rng.gauss(0, 460)
        width = c.rng.uniform(20, 120) * (0.4 + (y - 870) / 460)
        c.rect(x, y, width, 2.2, "#ffb765", opacity=c.rng.uniform(0.05, 0.3), rx=1)


def _candle(c: Canvas, x: float, y: float, size: float) -> None:
    c.glow(x, y, size * 9, "#ff9a2e", 0.55)
    c.glow(x, y, size * 3.2, "#ffd98a", 0.9)
    c.ellipse(x, y, size * 0.5, size * 0.75, "#fff6d8")


def _crowd(c: Canvas) -> None:
    places = [
        (x + c.rng.uniform(-0.25, 0.25), z + c.rng.uniform(-0.35, 0.35), z)
        for z, xs in (
            (17, range(-11, 12)),
            (12.5, (-7.2, -6, -4.9, -3.4, -2.4, 2.3, 3.5, 4.6, 6, 7.1)),
            (8.6, (-5.4, -4.3, -3.1, 3.0, 4.1, 5.3)),
            (6.2, (-3.75, -2.75, 2.8, 3.75)),
        )
        for x in xs
        if z < 17 or abs(x) > 1
    ]
    for x, z, row in places:
        look = anybody(c.rng)
        if c.rng.random() < (0.3 if row > 7 else 0.5):
            look = replace(look, coat=palette.ORANGE)
        if look.head == "scarf" and c.rng.random() < 0.5:
            look = replace(look, scarf="#f08a26")
        share = 0.66 if row > 7 and c.rng.random() < 0.14 else 1
        if share < 1:
            look = child(look)
        side = c.rng.choice((-1, 1))
        arm = c.rng.choice(((24, 150), (20, 162), (30, 138)))
        pose = Pose(stride=c.rng.choice((0, 2)))
        pose = replace(pose, right=arm) if side > 0 else replace(pose, left=arm)
        foot, height = CAMERA.point(x, 0, z), CAMERA.size(1.7 * share, z)
        with c.group(
            transform=f"translate({foot[0]:.1f} {foot[1]:.1f})"
            f" scale({height / 100:.3f} {-height / 130:.3f})",
            opacity=0.3,
            filter=c.blur(2),
        ):
            c.add(figure(c, look, pose))
        stand(c, *foot, height, look, pose, LIGHT)
        unit = height / 100
        across, up = hand(look, arm, side)
        _candle(c, foot[0] + across * unit, foot[1] + (up - 3) * unit, max(4.5, 2.6 * unit))


def orange_the_world() -> Canvas:
    """A public building in orange light at blue hour, people gathered with lights."""
    c = Canvas(seed=16)
    landscape.sky(
        c, (0, "#060f33"), (0.4, "#12307a"), (0.75, "#3e5fae"), (1, "#8a7fb0"), bottom=880
    )
    _stars(c)
    landscape.mountains(
        c,
        [
            (-60, 560),
            (130, 420),
            (300, 500),
            (520, 300),
            (740, 430),
            (960, 330),
            (1180, 420),
            (1440, 250),
            (1640, 400),
            (1830, 340),
            (2060, 520),
        ],
        850,
        light="#7f93cf",
        dark="#3a4f96",
        shadow="#142a6c",
        haze="#7a6ba6",
        snow="#d5dcf5",
        snow_line=500,
        shadow_side=1,
        shadow_opacity=0.7,
    )
    landscape.mountains(
        c,
        [
            (-60, 640),
            (200, 600),
            (420, 680),
            (700, 640),
            (1000, 690),
            (1300, 640),
            (1600, 690),
            (1800, 610),
            (2060, 650),
        ],
        880,
        light="#34478f",
        dark="#2a3478",
        shadow="#0f1c58",
        haze="#8a5a7a",
        shadow_side=1,
        haze_opacity=0.6,
    )
    with c.captured() as parts:
        _building(c)
    building = "".join(parts)
    _square(c, building)
    c.add(building)
    for x in (70, 150, 236, 1770, 1850, 1940):
        landscape.poplar(c, x, 880, c.rng.uniform(260, 350), "#c5661c", "#141b4c")
    _crowd(c)
    c.glow(1000, 800, 1200, "#ff8a1f", 0.3, flat=0.45)
    c.finish(vignette=0.45)
    return c
