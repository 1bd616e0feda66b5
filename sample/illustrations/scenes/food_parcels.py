"""Food and hygiene parcels handed out at a distance, in summer shade."""

from dataclasses import replace

from .. import interior, landscape, palette
from ..canvas import Canvas
from ..figures import Light, Look, Pose, anybody, stand
from ..perspective import Camera

CAMERA = Camera(centre=1000, horizon=640, focal=1500, height=2.1)
LIGHT = Light(
    light="#fff2cf",
    shade="#2a2a5c",
    dx=0.9,
    dy=1.2,
    cast="#4b4a7a",
    cast_opacity=0.42,
    skew=-48,
    length=0.2,
    shade_opacity=0.3,
)


def _houses(c: Canvas) -> None:
    """A hostel across the yard: galleries, blue doors, laundry in the sun."""
    landscape.sky(c, (0, "#2f74d0"), (0.6, "#8fbdee"), (1, "#e6f0fa"), bottom=700)
    landscape.clouds(c, 6, 60, 240, "#ffffff", "#c6dcf6", 0.85)
    landscape.mountains(
        c,
        [
            (-60, 300),
            (180, 210),
            (480, 280),
            (760, 120),
            (1060, 260),
            (1380, 150),
            (1720, 330),
            (2060, 230),
        ],
        640,
        light="#b6c8e6",
        dark="#a9bedd",
        shadow="#6c92cc",
        haze="#e3edf6",
        snow="#ffffff",
        snow_line=330,
        shadow_side=1,
        shadow_opacity=0.45,
    )
    wall = c.linear((0, "#fbefd8"), (1, "#ebcfa6"))
    c.rect(140, 330, 1220, 380, wall, filter=c.relief("0.02 0.02", azimuth=220, amount=0.3))
    c.rect(110, 306, 1280, 30, "#c3714a")
    c.rect(110, 332, 1280, 26, "#8a5a4a", opacity=0.45)
    for row in range(2):
        y = 384 + row * 168
        for column in range(9):
            x = 182 + column * 132
            if row == 1 and column in (2, 6):
                c.rect(x - 6, y - 12, 88, 172, "#ffffff")
                c.rect(x, y - 6, 76, 166, c.linear((0, "#3f7fd6"), (1, palette.BLUE)))
                c.ellipse(x + 62, y + 84, 5, fill=palette.SUN)
                continue
            c.rect(x - 7, y - 7, 84, 104, "#ffffff")
            c.rect(x, y, 70, 90, c.linear((0, "#2a4d8f"), (1, "#9cc4ee")))
            c.rect(x + 32, y, 6, 90, "#ffffff")
            c.path(f"M{x} {y}h30L{x} {y + 60}Z", "#ffffff", opacity=0.25)
            if row == 0 and column % 3 == 1:
                c.rect(x - 10, y + 92, 90, 10, "#b0643f")
                for bud in range(9):
                    c.ellipse(
                        x - 4 + bud * 10,
                        y + 88 - bud % 2 * 5,
                        8,
                        fill=("#d4503c", "#4f8f5e", "#f0a53a")[bud % 3],
                    )
    c.rect(140, 534, 1220, 12, "#d8a676")


def _yard(c: Canvas) -> None:
    c.rect(0, 700, 2000, 633, c.linear((0, "#f7dfb4"), (0.4, "#ecc692"), (1, "#b98d72")))
    interior.floor_joints(c, CAMERA, 40, 1.0, "#8a5f4c")
    for x, z in DISTANCES:
        spot = CAMERA.point(x, 0, z)
        size = CAMERA.size(0.52, z)
        c.ellipse(*spot, size, size * CAMERA.height / z, "#ffffff", opacity=0.9)
        c.ellipse(*spot, size * 0.82, size * 0.82 * CAMERA.height / z, palette.SUN)
    for (x0, z0), (x1, z1) in zip(DISTANCES, DISTANCES[1:], strict=False):
        for share in (0.36, 0.5, 0.64):
            x, z = x0 + (x1 - x0) * share, z0 + (z1 - z0) * share
            spot, size = CAMERA.point(x, 0, z), CAMERA.size(0.07, z)
            c.ellipse(*spot, size, size * CAMERA.height / z * 1.4, "#ffffff", opacity=0.8)


DISTANCES = ((1.15, 5.9), (2.5, 7.3), (3.9, 8.9), (5.35, 10.8), (6.9, 13.0))


def _shade(c: Canvas) -> None:
    """The plane tree's shade on the ground, with spots of sun."""
    soft = c.blur(10)
    with c.group(opacity=0.42, blend="multiply", filter=soft):
        for _ in range(70):
            c.ellipse(
                c.rng.gauss(360, 330),
                c.rng.uniform(860, 1290),
                c.rng.uniform(40, 130),
                c.rng.uniform(10, 30),
                "#5a5a94",
            )
    for _ in range(60):
        c.ellipse(
            c.rng.gauss(380, 330),
            c.rng.uniform(880, 1290),
            c.rng.uniform(8, 24),
            c.rng.uniform(3, 8),
            "#ffefc4",
            opacity=0.3,
        )


def _boxes(c: Canvas) -> None:
    carton, blue = "#d9a86c", palette.BLUE
    stack = (
        (-4.3, 0, 6.6),
        (-3.62, 0, 6.6),
        (-4.3, 0, 5.9),
        (-3.62, 0, 5.9),
        (-4.0, 0.46, 6.5),
        (-4.25, 0.46, 5.95),
        (-3.57, 0.46, 5.95),
        (-3.9, 0.92, 6.0),
    )
    for x, y, z in stack:
        interior.box(c, CAMERA, x=x, y=y, z=z, size=(0.62, 0.44, 0.45), colour=carton, band=blue)


def _table(c: Canvas) -> None:
    interior.table(
        c, CAMERA, x0=-2.5, x1=0.25, z0=5.5, z1=6.15, height=0.8, top="#fdf6e6", front="#2f62c4"
    )
    x, y = CAMERA.point(-1.12, 0.42, 5.5)
    c.ellipse(x, y, 56, fill="#ffffff")
    for shift in (-1, 0, 1):
        c.ellipse(x + shift * 30, y, 10, fill=palette.SUN)
    for left in (-2.35, -1.7):
        interior.box(
            c,
            CAMERA,
            x=left,
            y=0.8,
            z=5.65,
            size=(0.5, 0.36, 0.36),
            colour="#e0b075",
            band=palette.BLUE,
        )
    for step, colour in enumerate(("#ffffff", "#bfe0f5", "#ffffff", "#bfe0f5")):
        x, y = CAMERA.point(-1.02 + step * 0.16, 0.8, 5.62)
        c.rect(x, y - 58, 26, 58, colour, rx=7)
        c.rect(x + 8, y - 72, 10, 16, palette.BLUE)
        c.rect(x + 4, y - 38, 18, 18, palette.SUN, rx=3)


def food_parcels() -> Canvas:
    """Two volunteers, a row of people on their marks, parcels on a table."""
    c = Canvas(seed=10)
    _houses(c)
    _yard(c)
    landscape.tree(c, *CAMERA.point(-7.8, 0, 12.5), 540, "#8fbf73", "#2f6a55", "#6b4a3c")
    landscape.tree(c, 1740, 790, 580, "#a3cc7c", "#35725a", "#6b4a3c")
    _shade(c)
    _boxes(c)
    helper = Look(
        skin=palette.SKINS[1],
        coat="#f4efe2",
        trousers="#2e3550",
        head="bun",
        hem=46,
        vest=palette.BLUE,
        mask=True,
        build=0.94,
    )
    other = replace(helper, skin=palette.SKINS[3], head="cap", coat="#9fb6d9", build=1.02)
    place = CAMERA.point(-2.75, 0, 6.55)
    stand(
        c,
        *place,
        CAMERA.size(1.74, 6.55),
        other,
        Pose(facing="front", left=(14, 30), right=(12, -40)),
        LIGHT,
    )
    stand(
        c,
        *CAMERA.point(-0.75, 0, 6.45),
        CAMERA.size(1.7, 6.45),
        helper,
        Pose(facing="right", left=(30, 84), right=(36, 88)),
        LIGHT,
    )
    _table(c)
    interior.box(
        c,
        CAMERA,
        x=-0.3,
        y=0.8,
        z=5.75,
        size=(0.5, 0.36, 0.36),
        colour="#e0b075",
        band=palette.BLUE,
    )
    queue = (
        Look(
            skin=palette.SKINS[2],
            coat="#c3502b",
            trousers="#39415a",
            head="scarf",
            scarf="#f4e3bd",
            hem=22,
            build=0.92,
            mask=True,
        ),
        Look(
            skin=palette.SKINS[0], coat="#e9e2d3", trousers="#2e3550", head="cap", hem=46, mask=True
        ),
        Look(
            skin=palette.SKINS[1],
            coat="#2f7f86",
            trousers="#232a42",
            head="long",
            hem=30,
            build=0.9,
            mask=True,
        ),
        Look(
            skin=palette.SKINS[3],
            coat="#6d7fa8",
            trousers="#4a4440",
            head="skullcap",
            hem=45,
            hair="#7d7a7a",
            mask=True,
        ),
        replace(anybody(c.rng, mask=True, summer=True), head="short"),
    )
    for (x, z), look in reversed(list(zip(DISTANCES, queue, strict=True))):
        reach = Pose(facing="left", left=(34, 84), right=(26, 78))
        wait = Pose(facing="left", left=(10, 24), right=(-4, 10))
        stand(c, *CAMERA.point(x, 0, z), CAMERA.size(1.7, z), look, reach if z < 6 else wait, LIGHT)
    c.glow(300, 120, 1300, "#fff0c0", 0.4)
    _branches(c)
    c.finish(vignette=0.25)
    return c


def _branches(c: Canvas) -> None:
    """Leaves hanging into the picture from above, near the viewer."""
    tones = ("#2f6650", "#3f7a5c", "#5f9a63", "#8fbf73")
    for start, end, sag in (
        ((-20, 40), (460, 70), 60),
        ((-20, 150), (330, 210), 40),
        ((120, -20), (620, 20), 40),
        ((2020, 30), (1560, 50), 50),
        ((2020, 130), (1720, 190), 40),
        ((1860, -20), (1420, 10), 30),
    ):
        bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
        c.path(
            f"M{start[0]} {start[1]}Q{bend[0]} {bend[1]} {end[0]} {end[1]}",
            stroke="#4a3a3a",
            stroke_width=6,
            stroke_linecap="round",
        )
        for step in range(30):
            t = step / 29
            x = (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * bend[0] + t * t * end[0]
            y = (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * bend[1] + t * t * end[1]
            size = c.rng.uniform(34, 58)
            turn = c.rng.choice((-1, 1)) * c.rng.uniform(30, 80) + (0 if end[0] > start[0] else 180)
            with c.group(transform=f"translate({x:.0f} {y:.0f}) rotate({turn:.0f})"):
                c.path(
                    f"M0 0Q{size * 0.5} {-size * 0.42} {size} 0Q{size * 0.5} {size * 0.42} 0 0Z",
                    c.rng.choice(tones),
                )
                c.path(f"M0 0H{size * 0.9}", stroke="#cfe6a8", stroke_width=1.6, opacity=0.5)
