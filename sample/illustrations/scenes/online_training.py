"""A regional training held online: a laptop full of participants, a manual, tea."""

from dataclasses import replace

from .. import interior, landscape, palette
from ..canvas import Canvas, line
from ..figures import Pose, anybody, darker, figure

SCREEN = (548, 268, 904, 566)
HEADS = ("short", "", "skullcap", "long", "bun", "short", "scarf", "short", "bun")
ROOMS = (
    ("#d9e4f6", "#9fb8e0"),
    ("#f3dfc2", "#dcb88a"),
    ("#cfe3df", "#94b9b4"),
    ("#e9d6cf", "#c99f8f"),
    ("#dfe2ee", "#a9b0cc"),
    ("#f5e6b8", "#e0c27c"),
)


def _window(c: Canvas) -> None:
    """An evening view of the mountains, with curtains."""
    c.rect(70, 60, 640, 640, "#f0e2cc", rx=6)
    c.add(f'<g clip-path="{c.clip("M96 86H684V674H96Z")}">')
    c.rect(
        96,
        86,
        588,
        600,
        c.linear((0, "#2f55a8"), (0.5, "#8d9fd4"), (0.75, "#f5bf98"), (1, "#ffdca0")),
    )
    landscape.sun(c, 500, 480, 30, "#fff4d6", "#ffbf66")
    landscape.mountains(
        c,
        [(60, 470), (190, 330), (300, 440), (420, 360), (540, 470), (720, 400)],
        600,
        light="#b9aac9",
        dark="#c9a5b2",
        shadow="#4a62a8",
        haze="#ffd3a0",
        snow="#fbeee9",
        snow_line=450,
    )
    landscape.hills(
        c,
        [(60, 580), (250, 555), (420, 590), (720, 560)],
        700,
        top="#6d6290",
        bottom="#4a4577",
        rim="#ffcf98",
    )
    for x in (150, 176, 208, 610, 640):
        landscape.poplar(c, x, 690, c.rng.uniform(150, 210), "#c98a55", "#35406f")
    c.add("</g>")
    c.rect(382, 86, 16, 588, "#f0e2cc")
    c.rect(96, 300, 588, 12, "#f0e2cc")
    c.rect(50, 690, 680, 30, "#fbf1dd", rx=4)
    c.rect(50, 712, 680, 10, "#b99c7c")
    for x, lean in ((30, 1), (600, -1)):
        for fold in range(5):
            tone = darker("#d98a4a", 0.75 + 0.09 * (fold % 3))
            left = x + fold * 30
            c.path(
                f"M{left} 30H{left + 32}Q{left + 40 + lean * 8} 400 {left + 28} 740H{left + 2}"
                f"Q{left + 4 + lean * 8} 400 {left} 30Z",
                tone,
            )
    c.rect(0, 20, 790, 14, "#7a543c", rx=7)


def _shelf(c: Canvas) -> None:
    """A shelf of binders and books on the right wall."""
    for y in (250, 470):
        c.rect(1540, y, 430, 18, c.linear((0, "#c9935f"), (1, "#7a5138")))
        c.rect(1540, y + 18, 430, 26, "#1b2452", opacity=0.25, filter=c.blur(8))
        x = 1560
        while x < 1900:
            width, height = c.rng.uniform(22, 44), c.rng.uniform(110, 165)
            colour = c.rng.choice(
                (palette.BLUE, "#8fb0e8", "#d9a35f", "#c3502b", "#f1e6d2", "#2f7f86", "#39415a")
            )
            paint = c.linear((0, darker(colour, 0.7)), (0.6, colour), end=(1, 0))
            c.rect(x, y - height, width, height, paint, rx=3)
            c.rect(x + 5, y - height * 0.8, width - 10, 10, "#ffffff", opacity=0.6)
            x += width + c.rng.choice((2, 2, 2, 30))


def _tile(c: Canvas, x: float, y: float, width: float, height: float, index: int) -> None:
    """One participant in a room of their own."""
    wall, accent = ROOMS[index % len(ROOMS)]
    with c.group(clip_path=c.clip(f"M{x} {y}h{width}v{height}h{-width}Z")):
        c.rect(x, y, width, height, c.linear((0, wall), (1, darker(wall, 0.85))))
        kind = index % 3
        if kind == 0:
            c.rect(x + width * 0.66, y + 16, width * 0.26, height * 0.5, accent)
            c.rect(x + width * 0.78, y + 16, 5, height * 0.5, wall)
        elif kind == 1:
            for row in (0.24, 0.5):
                c.rect(x + 12, y + height * row, width * 0.3, 5, darker(accent, 0.8))
                for book in range(5):
                    c.rect(
                        x + 16 + book * 14,
                        y + height * row - 28,
                        10,
                        28,
                        darker(accent, 0.7 + 0.15 * (book % 3)),
                    )
        else:
            c.ellipse(x + width * 0.86, y + height * 0.55, 26, 46, palette.SAGE)
            c.rect(x + width * 0.82, y + height * 0.72, 26, 40, accent)
        look = replace(
            anybody(c.rng), head=HEADS[index], coat=palette.COATS[index], scarf="#2f62c4"
        )
        scale = height / 37
        markup = figure(c, look, Pose(facing="front"))
        edge = c.lit("#fff0d6", "#1c2a5c", dx=-0.5, dy=0.6, soft=0.4, shade_opacity=0.25)
        with c.group(
            transform=f"translate({x + width * 0.48:.1f} {y + height * 2.79:.1f})"
            f" scale({scale:.3f})"
        ):
            c.add(f'<g filter="{edge}">{markup}</g>')
        c.rect(x + 8, y + height - 24, width * 0.34, 16, palette.INK, rx=4, opacity=0.6)
        c.rect(x + 14, y + height - 18, width * 0.26, 4, "#ffffff", rx=2)


def _presentation(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    """The shared page: a chart of movements out and home."""
    c.rect(x, y, width, height, "#ffffff")
    c.rect(x, y, width, 26, palette.BLUE)
    for row, share in enumerate((0.5, 0.36)):
        c.rect(x + 18, y + 44 + row * 20, width * share, 9, "#9fb0cf", rx=3)
    for bar, share in enumerate((0.3, 0.45, 0.4, 0.62, 0.8)):
        colour = palette.SUN if bar == 4 else palette.AZURE
        c.rect(
            x + 26 + bar * 42,
            y + height - 18 - height * 0.5 * share,
            26,
            height * 0.5 * share,
            colour,
        )
    c.rect(x + 18, y + height - 18, width - 36, 3, "#6b7694")


def _laptop(c: Canvas) -> None:
    x, y, width, height = SCREEN
    c.ellipse(1000, 1010, 720, 70, palette.NIGHT, opacity=0.5, filter=c.blur(24))
    c.glow(1000, 560, 760, "#8fb4ff", 0.4, flat=0.8)
    c.rect(x - 26, y - 26, width + 52, height + 56, c.linear((0, "#3a4259"), (1, "#171c2e")), rx=26)
    c.rect(x - 26, y - 26, width + 52, 4, "#ffd9a6", opacity=0.6, rx=2)
    c.ellipse(1000, y - 12, 4, fill="#7f8bb0")
    c.rect(x, y, width, height, "#10182f")
    across, down, gap = width / 3, (height - 42) / 3, 6
    for index in range(9):
        left, top = x + (index % 3) * across + gap / 2, y + (index // 3) * down + gap / 2
        size = across - gap, down - gap
        if index == 1:
            _presentation(c, left, top, *size)
        else:
            _tile(c, left, top, *size, index)
        if index == 3:
            c.rect(left, top, *size, "none", stroke=palette.SUN, stroke_width=6)
    bar = y + height - 24
    for step, colour in enumerate(("#c9d6f2", "#c9d6f2", palette.SUN, "#c9d6f2", "#d6452f")):
        c.rect(x + width / 2 - 130 + step * 54, bar - 10, 36, 20, colour, rx=10)
    c.polygon(
        [(x, y), (x + width * 0.42, y), (x + width * 0.16, y + height), (x, y + height)],
        "#ffffff",
        opacity=0.06,
    )
    deck = [(x - 30, 866), (x + width + 30, 866), (x + width + 96, 986), (x - 96, 986)]
    c.polygon(deck, c.linear((0, "#8d98b3"), (1, "#d5dbe8")))
    for row in range(4):
        left, right = x + 40 - row * 14, x + width - 40 + row * 14
        top = 878 + row * 14
        for key in range(15):
            start = left + (right - left) * key / 15
            c.rect(start, top, (right - left) / 15 - 6, 9, "#2b3450", rx=2)
    c.polygon([(890, 940), (1110, 940), (1122, 978), (878, 978)], "#b3bccf")
    c.path(line(deck[2:]), stroke="#ffffff", stroke_width=3, opacity=0.7)
    c.polygon([deck[3], deck[2], (x + width + 80, 1000), (x - 80, 1000)], "#69748f")


def _manual(c: Canvas) -> None:
    """The open training manual, with a pencil."""
    c.polygon(
        [(176, 1080), (700, 1060), (760, 1270), (120, 1300)],
        palette.NIGHT,
        opacity=0.35,
        filter=c.blur(14),
    )
    left = "M160 1060Q300 1020 432 1056L420 1270Q270 1240 96 1276Z"
    right = "M432 1056Q560 1012 700 1046L760 1256Q590 1232 420 1270Z"
    c.path(left, c.linear((0, "#fffaf0"), (0.8, "#f3e6cf"), (1, "#cdbb9f"), end=(1, 0)))
    c.path(right, c.linear((0, "#d6c6aa"), (0.2, "#fbf3e2"), (1, "#fffaf0"), end=(1, 0)))
    for row in range(8):
        y = 1082 + row * 21
        c.path(
            f"M{176 - row * 7} {y}q120 -34 {236 + row * 4} -4",
            stroke="#9aa4c2",
            stroke_width=5,
            opacity=0.6 if row else 0,
        )
        if row > 3:
            c.path(
                f"M{452 - row} {y - 6}q120 -32 {238 + row * 7} -6",
                stroke="#9aa4c2",
                stroke_width=5,
                opacity=0.6,
            )
    c.path("M190 1078q90 -24 160 -12", stroke=palette.BLUE, stroke_width=14)
    c.path("M470 1074Q560 1042 672 1062L692 1130Q580 1112 466 1142Z", "#c9d9f3")
    c.path(
        "M490 1122l50 -44l44 26l66 -40",
        stroke=palette.ORANGE,
        stroke_width=7,
        stroke_linejoin="round",
    )
    with c.group(transform="rotate(-24 840 1190)"):
        c.rect(716, 1192, 240, 16, palette.NIGHT, opacity=0.3, filter=c.blur(5))
        c.rect(720, 1180, 200, 15, palette.SUN)
        c.rect(720, 1180, 200, 5, "#ffe09a")
        c.path("M920 1180L956 1187.5L920 1195Z", "#e8cfa8")
        c.path("M945 1185L956 1187.5L945 1190Z", palette.INK)
        c.rect(700, 1180, 20, 15, "#d0755c")


def _teapot(c: Canvas, x: float, y: float) -> None:
    c.ellipse(x + 20, y, 150, 24, palette.NIGHT, opacity=0.35, filter=c.blur(8))
    c.path(
        f"M{x - 92} {y - 92}Q{x - 170} {y - 110} {x - 182} {y - 176}l22 -6Q{x - 140} {y - 150}"
        f" {x - 84} {y - 150}Z",
        "#d8d2c2",
    )
    c.path(f"M{x + 92} {y - 150}q76 -10 70 50q-6 54 -84 58", stroke="#e9e4d6", stroke_width=20)
    body = f"M{x - 46} {y}Q{x - 128} {y - 70} {x - 96} {y - 140}Q{x} {y - 214} {x + 96} {y - 140}Q{x + 128} {y - 70} {x + 46} {y}Z"
    c.path(
        body,
        c.linear((0, "#b6afa8"), (0.35, "#f3eee2"), (0.75, "#ffffff"), (1, "#d9cdb8"), end=(1, 0)),
    )
    with c.group(clip_path=c.clip(body)):
        c.rect(x - 140, y - 128, 280, 62, palette.BLUE, opacity=0.9)
        for step in range(9):
            c.path(f"M{x - 128 + step * 32} {y - 97}l13 -22l13 22l-13 22Z", "#ffffff")
            c.ellipse(x - 115 + step * 32, y - 97, 4, fill=palette.SUN)
    c.ellipse(x, y - 172, 56, 14, "#e4dccb")
    c.path(f"M{x - 50} {y - 174}Q{x} {y - 206} {x + 50} {y - 174}Z", "#fbf6ea")
    c.ellipse(x, y - 204, 13, 12, palette.BLUE)


def online_training() -> Canvas:
    """A desk at dusk, the training on the screen."""
    c = Canvas(seed=2326)
    c.fill(c.linear((0, "#33477f"), (1, "#6d6d96")))
    c.fill(c.linear((0, "#ffcf98", 0.35), (1, "#ffcf98", 0), end=(1, 0)))
    _window(c)
    _shelf(c)
    wood = c.linear((0, "#c48d5e"), (0.3, "#a36f4b"), (1, "#5d3d3b"))
    c.path("M0 880H2000V1333H0Z", wood, filter=c.relief("0.002 0.06", azimuth=300, amount=0.35))
    c.rect(0, 876, 2000, 7, "#ffdca8", opacity=0.5)
    interior.potted_plant(c, 1800, 930, 420, "#4f7f6a", "#c3653a")
    _laptop(c)
    _manual(c)
    _teapot(c, 1690, 1150)
    interior.tea_bowl(c, 1390, 1215, 170)
    c.glow(300, 420, 900, "#ffc98a", 0.35)
    c.finish()
    return c
