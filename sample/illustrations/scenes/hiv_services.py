"""Health workers reach out to migrants: a mobile clinic at the roadside, late light."""

from dataclasses import replace

from .. import interior, landscape, palette
from ..canvas import Canvas
from ..figures import Light, Look, Pose, anybody, stand
from ..perspective import Camera, Frame
from ..vehicles import Paint, van

CAMERA = Camera(centre=1000, horizon=700, focal=1500, height=1.75)
LIGHT = Light(
    light="#ffdca0",
    shade="#2a1f4c",
    dx=-1.1,
    dy=0.9,
    cast="#43335f",
    cast_opacity=0.4,
    skew=50,
    length=0.32,
    shade_opacity=0.35,
)


def _ribbon(c: Canvas, x: float, y: float, size: float) -> None:
    """The red ribbon."""
    for mirror, tone in ((-1, "#a51f28"), (1, "#d6303a")):
        with c.group(
            transform=f"translate({x:.1f} {y:.1f}) scale({mirror * size / 100} {size / 100})"
        ):
            c.path("M-4 -62Q30 -62 22 -26Q14 6 -36 62L-56 46Q-4 -2 2 -30Q4 -42 -4 -44Z", tone)


def _backdrop(c: Canvas) -> None:
    landscape.sky(c, (0, "#3566bd"), (0.5, "#a9bfe6"), (0.8, "#f6d2ae"), (1, "#ffe2b0"), bottom=720)
    landscape.clouds(c, 8, 90, 340, "#ffe6c6", "#a4bbe6", 0.75)
    landscape.sun(c, 1700, 420, 44, "#fff6da", "#ffc766")
    landscape.mountains(
        c,
        [
            (-60, 470),
            (200, 330),
            (420, 420),
            (700, 240),
            (960, 400),
            (1200, 320),
            (1460, 470),
            (1750, 360),
            (2060, 430),
        ],
        690,
        light="#b3b2d6",
        dark="#b9b3cf",
        shadow="#5a72b2",
        haze="#ffdcb0",
        snow="#fdeee2",
        snow_line=430,
    )
    landscape.hills(
        c,
        [(-60, 600), (300, 560), (700, 620), (1100, 590), (1500, 640), (2060, 590)],
        740,
        top="#8e86a8",
        bottom="#c39f92",
        rim="#ffdfae",
    )
    c.rect(
        0,
        690,
        2000,
        643,
        c.linear((0, "#edc393"), (0.3, "#c3957a"), (1, "#6c5068")),
        filter=c.relief("0.006 0.04", azimuth=320, amount=0.3),
    )
    for x in (60, 130, 196, 268, 350, 1740, 1800, 1868, 1930):
        landscape.poplar(c, x, 724, c.rng.uniform(330, 470), "#b9a15c", "#3c5560")
    c.rect(0, 640, 420, 84, c.linear((0, "#f0dcc0"), (1, "#c59f86")))
    c.rect(0, 632, 426, 12, "#b0714e")
    c.rect(1710, 650, 300, 74, c.linear((0, "#f0dcc0"), (1, "#c59f86")))
    c.rect(1704, 642, 310, 12, "#b0714e")


def _clinic(c: Canvas) -> None:
    """The van, its awning out over the table."""
    frame = Frame(CAMERA, 0.45, 8.4, 1.5708)
    van(c, frame, Paint(side="#f6f3ee", end="#c4cde0", roof="#ffffff"), length=6.4)
    side = frame.near_side(1.05)
    door = frame.side(side, -1.35, 0.25, 0.5, 2.4)
    c.polygon(door, c.linear((0, "#5f7fc4"), (1, "#2c4789")))
    shelf = frame.side(side, -1.3, 0.2, 1.5, 1.54)
    c.polygon(shelf, "#e6edf9")
    for step in range(7):
        u = -1.22 + step * 0.2
        colour = ("#ffffff", palette.SUN, "#8fb6ff", "#f3d9c4")[step % 4]
        c.polygon(frame.side(side, u, u + 0.13, 1.54, 1.54 + (0.18, 0.26, 0.22)[step % 3]), colour)
    c.glow(*frame.point(-0.5, side, 2.1), 260, "#fff0c4", 0.55)
    ribbon = frame.point(-2.82, side, 1.86)
    c.ellipse(*ribbon, 54, fill="#ffffff")
    c.ellipse(*ribbon, 54, stroke=palette.BLUE, stroke_width=5)
    _ribbon(c, *ribbon, 74)
    posts = [CAMERA.point(px, 2.35, 5.9) for px in (-2.55, 1.35)]
    feet = [CAMERA.point(px, 0, 5.9) for px in (-2.55, 1.35)]
    roof = [frame.point(-2.6, side, 2.72), frame.point(0.75, side, 2.72), posts[1], posts[0]]
    for top, foot in zip(posts, feet, strict=True):
        c.rect(
            top[0] - 5,
            top[1],
            10,
            foot[1] - top[1],
            c.linear((0, "#ffffff"), (1, "#8d98b3"), end=(1, 0)),
        )
    c.polygon(roof, "#d9e4f6")
    for stripe in range(0, 10, 2):
        share = [(stripe + k) / 10 for k in (0, 1)]
        edge = [
            [(a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s) for s in share]
            for a, b in ((roof[0], roof[1]), (roof[3], roof[2]))
        ]
        c.polygon([edge[0][0], edge[0][1], edge[1][1], edge[1][0]], palette.AZURE)
        left, right = edge[1]
        c.path(
            f"M{left[0]} {left[1]}H{right[0]}v26q{(left[0] - right[0]) / 2} 22"
            f" {left[0] - right[0]} 0Z",
            palette.BLUE,
        )
        nxt = right[0] + (right[0] - left[0])
        c.path(
            f"M{right[0]} {right[1]}H{nxt}v26q{(right[0] - nxt) / 2} 22 {right[0] - nxt} 0Z",
            "#f1f4fb",
        )


def _people_behind(c: Canvas) -> None:
    doctor = Look(
        skin=palette.SKINS[1], coat="#f2f4f8", trousers="#2e3550", head="bun", hem=34, build=0.94
    )
    nurse = Look(
        skin=palette.SKINS[0],
        hair="#33241f",
        coat="#dfe8f6",
        trousers="#232a42",
        head="short",
        hem=38,
        vest=palette.BLUE,
    )
    for x, look, pose in (
        (-1.55, nurse, Pose(facing="front", left=(16, -30), right=(20, 40))),
        (0.05, doctor, Pose(facing="right", left=(16, 60), right=(26, 78))),
    ):
        stand(c, *CAMERA.point(x, 0, 6.5), CAMERA.size(1.72, 6.5), look, pose, LIGHT)


def _table_things(c: Canvas) -> None:
    def at(x: float, z: float = 5.75):
        return CAMERA.point(x, 0.78, z)

    for x, colour in ((-2.1, palette.AZURE), (-1.9, palette.SUN), (-1.7, "#f4efe2")):
        left, y = at(x)
        c.polygon([(left, y), (left + 44, y), (left + 36, y - 56), (left + 8, y - 56)], colour)
        c.rect(left + 14, y - 46, 16, 5, "#ffffff", opacity=0.9)
        c.rect(left + 12, y - 34, 20, 4, "#ffffff", opacity=0.7)
    for step in range(4):
        x, y = at(-1.25 + step * 0.02)
        c.rect(x - step * 2, y - 8 - step * 7, 84, 7, ("#ffffff", "#dbe6f7")[step % 2], rx=2)
    x, y = at(0.35)
    c.rect(x, y - 62, 104, 60, c.linear((0, "#ffffff"), (1, "#ccd6ea")), rx=8)
    c.rect(x + 44, y - 52, 16, 40, "#2f8f6a", rx=3)
    c.rect(x + 32, y - 40, 40, 16, "#2f8f6a", rx=3)
    c.path(f"M{x + 32} {y - 62}v-14h40v14", stroke="#8d98b3", stroke_width=7)
    for step in range(3):
        x, y = at(-0.55 + step * 0.2)
        c.rect(x, y - 44, 18, 44, "#bcdcf5", rx=6, opacity=0.9)
        c.rect(x + 3, y - 52, 12, 9, palette.BLUE)


def _visitors(c: Canvas) -> None:
    worker = Look(skin=palette.SKINS[3], coat="#c77b3b", trousers="#2e3550", head="cap", hem=44)
    mother = Look(
        skin=palette.SKINS[2],
        coat="#7a5a6b",
        trousers="#232a42",
        head="scarf",
        scarf="#e8d9bd",
        hem=24,
        build=0.92,
    )
    young = Look(
        skin=palette.SKINS[1],
        coat="#3f5b57",
        trousers="#39415a",
        head="short",
        hem=45,
        backpack="#8b3c2c",
    )
    elder = replace(worker, hair="#7d7a7a", head="skullcap", coat="#39415a", hem=30)
    for x, z, look, pose in (
        (2.35, 5.9, worker, Pose(facing="left", left=(30, 84), right=(18, 66))),
        (3.1, 6.3, mother, Pose(facing="left", left=(14, 60), right=(8, 50))),
        (-3.1, 5.7, elder, Pose(facing="right", left=(14, 40), right=(20, 66))),
        (-0.78, 4.75, young, Pose(facing="back", left=(12, 4), right=(24, 64), stride=3)),
    ):
        height = CAMERA.size(1.72 if look is not mother else 1.64, z)
        stand(c, *CAMERA.point(x, 0, z), height, look, pose, LIGHT)
    for x in (3.9, 4.6):
        stand(
            c,
            *CAMERA.point(x, 0, 7.4),
            CAMERA.size(1.7, 7.4),
            anybody(c.rng),
            Pose(facing="left", stride=6, left=(16, 30), right=(-14, -4)),
            LIGHT,
        )


def hiv_services() -> Canvas:
    """An outreach table before a mobile clinic."""
    c = Canvas(seed=2011)
    _backdrop(c)
    _clinic(c)
    _people_behind(c)
    interior.table(
        c,
        CAMERA,
        x0=-2.25,
        x1=1.05,
        z0=5.6,
        z1=6.1,
        height=0.78,
        top="#f6efe0",
        front=palette.AZURE,
    )
    x, y = CAMERA.point(-0.6, 0.42, 5.6)
    c.ellipse(x + 210, y, 54, fill="#f6f3ee")
    _ribbon(c, x + 210, y, 76)
    _table_things(c)
    _visitors(c)
    c.glow(1700, 480, 1100, "#ffc27a", 0.4, flat=0.7)
    landscape.tufts(c, 26, 1240, 1345, ("#4a3a58", "#d9a56c", "#7d6670"), 52)
    c.finish()
    return c
