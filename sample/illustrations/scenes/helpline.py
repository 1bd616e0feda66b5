"""A hotline counsellor with a headset, seen from behind, the town at dusk outside."""

from .. import interior, landscape, palette
from ..canvas import Canvas, curve
from ..figures import darker

SKIN, HAIR, JACKET = palette.SKINS[0], "#2b1f22", "#2f4f9a"


def _town(c: Canvas) -> None:
    """A window over roofs, lamps coming on, mountains behind."""
    c.rect(560, 70, 1230, 700, "#24346f")
    with c.group(clip_path=c.clip("M590 100H1760V740H590Z")):
        c.rect(
            590,
            100,
            1170,
            640,
            c.linear((0, "#1c3f8f"), (0.45, "#6f86c8"), (0.72, "#f0b394"), (1, "#ffd39a")),
        )
        landscape.clouds(c, 7, 150, 330, "#ffcfa4", "#8f9fd6", 0.7)
        landscape.sun(c, 1330, 500, 30, "#fff1cf", "#ffb765")
        landscape.mountains(
            c,
            [
                (540, 430),
                (720, 330),
                (900, 440),
                (1080, 300),
                (1290, 460),
                (1500, 360),
                (1800, 450),
            ],
            600,
            light="#b5a6c6",
            dark="#c79fae",
            shadow="#4a5fa5",
            haze="#ffcf9e",
            snow="#fbe9e2",
            snow_line=420,
        )
        for depth, (low, tone) in enumerate(((600, "#7d78a8"), (650, "#4d5490"), (705, "#2c3670"))):
            x = 560
            while x < 1790:
                wide, high = c.rng.uniform(60, 130), c.rng.uniform(40, 130)
                c.rect(x, low - high + 40, wide, 300, tone)
                if c.rng.random() < 0.3:
                    c.ellipse(x + wide / 2, low - high + 42, wide * 0.3, wide * 0.26, tone)
                for row in range(4):
                    for column in range(int(wide / 24)):
                        if c.rng.random() < 0.22 + 0.1 * depth:
                            c.rect(
                                x + 9 + column * 24,
                                low - high + 56 + row * 26,
                                9,
                                12,
                                palette.SUN,
                                opacity=0.85,
                            )
                x += wide + c.rng.uniform(-6, 14)
    for x in (975, 1370):
        c.rect(x, 100, 14, 640, "#24346f")
        c.rect(x + 10, 100, 4, 640, "#ffcf98", opacity=0.5)
    c.rect(530, 738, 1290, 34, c.linear((0, "#53649f"), (1, "#1d2a5c")))
    c.polygon([(600, 100), (860, 100), (640, 740), (590, 740), (590, 130)], "#ffffff", opacity=0.06)


def _wall(c: Canvas) -> None:
    c.fill(c.linear((0, "#1b2b66"), (1, "#33427f")))
    c.fill(c.linear((0, "#ffb96a", 0.0), (1, "#ffb96a", 0.22), end=(1, 0)))
    c.rect(90, 130, 380, 470, "#c98a55", rx=6)
    c.rect(104, 144, 352, 442, "#e9d3ac")
    notes = (
        (130, 170, "#fff6df"),
        (300, 186, "#ffd774"),
        (140, 330, "#bcd2f8"),
        (306, 356, "#fff6df"),
        (132, 470, "#f7b98b"),
        (300, 492, "#bcd2f8"),
    )
    for x, y, colour in notes:
        with c.group(transform=f"rotate({c.rng.uniform(-4, 4):.1f} {x + 60} {y + 50})"):
            c.rect(x + 5, y + 7, 126, 104, "#6b4a3c", opacity=0.3)
            c.rect(x, y, 126, 104, colour)
            for row in range(3):
                c.rect(x + 14, y + 28 + row * 20, c.rng.uniform(50, 96), 7, "#55618d", opacity=0.5)
            c.ellipse(x + 63, y + 8, 7, fill="#d6452f")


def _monitor(c: Canvas, x: float, y: float, width: float, height: float, *, waves: bool) -> None:
    """A screen with a call in progress, or the list of places to refer to."""
    c.glow(x + width / 2, y + height / 2, width, "#7fa8ff", 0.45, flat=0.8)
    c.rect(x + width / 2 - 26, y + height, 52, 84, "#141b3a")
    c.ellipse(x + width / 2, y + height + 86, 120, 16, "#141b3a")
    c.rect(x - 14, y - 14, width + 28, height + 28, "#141b3a", rx=14)
    c.rect(x - 14, y - 14, width + 28, 3, "#ffcf98", opacity=0.6)
    c.rect(x, y, width, height, c.linear((0, "#f7faff"), (1, "#cfdef8")), rx=3)
    c.rect(x, y, width, 40, palette.BLUE)
    for step in range(3):
        c.ellipse(x + 26 + step * 24, y + 20, 7, fill=palette.SUN)
    if waves:
        for step in range(34):
            tall = 10 + 66 * abs(c.rng.gauss(0, 0.5)) * (1 - abs(step - 17) / 20)
            c.rect(x + 34 + step * 14, y + 140 - tall / 2, 7, tall, palette.AZURE, rx=3)
        for row in range(3):
            c.rect(x + 34, y + 232 + row * 32, width * (0.8, 0.62, 0.7)[row], 12, "#93a8d4", rx=5)
    else:
        for row in range(5):
            c.ellipse(x + 44, y + 82 + row * 52, 16, fill=(palette.ORANGE, palette.AZURE)[row % 2])
            c.rect(x + 76, y + 72 + row * 52, width * 0.5, 10, "#6f84b8", rx=4)
            c.rect(x + 76, y + 90 + row * 52, width * 0.34, 8, "#aebfe2", rx=4)
            c.rect(x + width - 92, y + 70 + row * 52, 60, 26, "#d9e6fb", rx=13)
    c.polygon(
        [(x, y), (x + width * 0.5, y), (x + width * 0.2, y + height), (x, y + height)],
        "#ffffff",
        opacity=0.12,
    )


def _desk(c: Canvas) -> None:
    c.rect(
        0,
        930,
        2000,
        403,
        c.linear((0, "#a8714c"), (0.3, "#7d5242"), (1, "#3a2a40")),
        filter=c.relief("0.002 0.06", azimuth=300, amount=0.35),
    )
    c.rect(0, 926, 2000, 7, "#ffd9a6", opacity=0.6)
    c.polygon([(1380, 1010), (1640, 1000), (1690, 1110), (1390, 1124)], "#fff8ea")
    for row in range(4):
        c.path(
            f"M{1404 + row * 4} {1032 + row * 22}l{190 + row * 12} -8",
            stroke="#93a8d4",
            stroke_width=6,
        )
    with c.group(transform="rotate(-24 1560 1090)"):
        c.rect(1500, 1078, 150, 12, palette.ORANGE, rx=3)
    interior.tea_bowl(c, 1790, 1090, 150)


def _lamp(c: Canvas) -> None:
    """A desk lamp that lights the counsellor from the right."""
    c.ellipse(1850, 956, 96, 18, "#141b3a")
    c.path(
        "M1850 950L1900 720L1760 560",
        stroke="#d9a24c",
        stroke_width=16,
        stroke_linejoin="round",
        stroke_linecap="round",
    )
    c.polygon(
        [(1700, 660), (1640, 600), (1740, 510), (1800, 560)],
        c.linear((0, "#ffcf5f"), (1, "#d9820f")),
    )
    beam = c.linear((0, "#fff0c0", 0.55), (1, "#ffd890", 0), start=(0.7, 0), end=(0.3, 1))
    c.polygon([(1640, 604), (1704, 662), (1700, 1160), (1040, 1080)], beam, filter=c.blur(26))
    c.glow(1668, 634, 360, "#ffd27a", 0.8)


def _chair(c: Canvas) -> None:
    shell = c.linear((0, "#3d4a86"), (0.5, "#232c5e"), (1, "#131a40"))
    with c.group(filter=c.lit("#ffcf8e", "#0a1030", dx=-5, dy=4, soft=4)):
        c.path("M610 1340Q590 1120 640 1060Q820 1010 1000 1060Q1050 1120 1030 1340Z", shell)
    c.path("M640 1090Q820 1044 1000 1090", stroke="#6f80c4", stroke_width=5, opacity=0.6)
    for x in (720, 820, 920):
        c.path(
            f"M{x} 1080Q{x + (x - 820) * 0.06} 1200 {x} 1333",
            stroke="#0d1335",
            stroke_width=5,
            opacity=0.5,
        )


def _counsellor(c: Canvas) -> None:
    """Head, shoulders and headset from behind; one hand takes notes."""
    dark = darker(JACKET, 0.72)
    with c.group(filter=c.lit("#ffdba4", "#0c1440", dx=-8, dy=6, soft=5, shade_opacity=0.5)):
        sleeve = curve(
            [
                (1020, 860),
                (1120, 940),
                (1230, 1060),
                (1330, 1090),
                (1322, 1130),
                (1200, 1140),
                (1080, 1080),
                (1000, 1010),
            ],
            closed=True,
        )
        c.path(sleeve, dark)
        c.path("M1318 1088Q1370 1070 1404 1092Q1416 1112 1384 1124Q1350 1136 1318 1130Z", SKIN)
        left = curve(
            [(620, 860), (560, 980), (520, 1100), (540, 1160), (600, 1150), (680, 1020)],
            closed=True,
        )
        c.path(left, dark)
        c.path(
            "M752 800Q640 820 590 880Q550 940 566 1340H1076Q1090 940 1050 880Q1000 820 888 800"
            "Q820 830 752 800Z",
            c.linear((0, darker(JACKET, 1.12)), (1, darker(JACKET, 0.6))),
        )
        c.path("M764 690H876V800Q820 850 764 800Z", darker(SKIN, 0.84))
        c.path("M744 800Q820 860 896 800L910 834Q820 894 730 834Z", "#f1ead9")
    with c.group(filter=c.lit("#ffdba4", "#12102c", dx=-6, dy=5, soft=4, shade_opacity=0.5)):
        for x in (700, 940):
            c.ellipse(x, 610, 20, 34, darker(SKIN, 0.92))
        c.path(
            "M694 600C680 390 960 390 946 600C944 690 900 744 820 748C740 744 696 690 694 600Z",
            HAIR,
        )
        c.ellipse(820, 420, 74, 62, HAIR)
    for shift in (-84, -48, -16, 18, 52, 86):
        c.path(
            f"M{820 + shift} {720 - abs(shift) * 0.4}Q{820 + shift * 1.3} 560"
            f" {820 + shift * 0.25} 452",
            stroke="#5d4238",
            stroke_width=4,
            opacity=0.65,
        )
    c.path(
        "M764 424Q820 384 878 420M772 442Q826 410 872 440",
        stroke="#6b4c3e",
        stroke_width=4,
        opacity=0.7,
    )
    c.path(
        "M760 462Q820 486 880 462", stroke=palette.ORANGE, stroke_width=15, stroke_linecap="round"
    )
    _headset(c)
    c.path("M820 850Q812 1000 822 1340", stroke=darker(JACKET, 0.6), stroke_width=5, opacity=0.5)


def _headset(c: Canvas) -> None:
    with c.group(filter=c.lit("#ffe6bd", "#05091f", dx=-4, dy=3, soft=2)):
        c.path(
            "M684 606C660 340 980 340 956 606",
            stroke="#10152e",
            stroke_width=22,
            stroke_linecap="round",
        )
        for x, tone in ((664, "#1c2447"), (930, "#2a3566")):
            c.rect(x, 550, 48, 124, tone, rx=22)
        c.rect(936, 572, 14, 80, palette.SUN, rx=7, opacity=0.95)
    c.path(
        "M962 656Q1010 724 1000 748Q986 764 948 752",
        stroke="#10152e",
        stroke_width=10,
        stroke_linecap="round",
    )
    c.ellipse(944, 750, 18, 12, "#10152e")


def helpline() -> Canvas:
    """The night shift of a hotline begins."""
    c = Canvas(seed=11616)
    _wall(c)
    _town(c)
    _desk(c)
    interior.potted_plant(c, 250, 960, 330, "#4f8a6f", "#c3653a")
    _monitor(c, 430, 560, 420, 300, waves=False)
    _monitor(c, 960, 540, 540, 330, waves=True)
    _lamp(c)
    _counsellor(c)
    _chair(c)
    c.glow(1640, 660, 900, "#ffbf6a", 0.3)
    c.finish(vignette=0.4)
    return c
