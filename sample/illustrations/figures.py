"""People: dignified, simplified, nobody in particular. A figure is 100 units tall."""

import math
import random
from dataclasses import dataclass, replace

from . import palette
from .canvas import Canvas, Point, line

Arm = tuple[float, float]
"""Angles of upper arm and forearm from hanging: outward, or forward for who stands sideways."""

REST: Arm = (9, 4)


@dataclass(frozen=True)
class Look:
    """What somebody looks like. `hem` is the height of the coat's lower edge."""

    skin: str = palette.SKINS[0]
    hair: str = palette.HAIRS[0]
    coat: str = palette.COATS[0]
    trousers: str = palette.TROUSERS[0]
    shoes: str = "#1c1a22"
    head: str = "short"
    scarf: str = palette.ORANGE
    hem: float = 44
    build: float = 1
    mask: bool = False
    vest: str | None = None
    backpack: str | None = None


@dataclass(frozen=True)
class Pose:
    """How somebody stands: facing back, front, left or right; arms by the side of the picture."""

    facing: str = "back"
    stride: float = 0
    left: Arm = REST
    right: Arm = REST
    seated: bool = False


def anybody(rng: random.Random, *, mask: bool = False, summer: bool = False) -> Look:
    """A random look of a grown-up."""
    woman = rng.random() < 0.5
    if woman:
        head = rng.choice(("scarf", "long", "bun", "long", "bun"))
        hem = rng.choice((20, 25, 31, 36))
    else:
        head = rng.choice(("short", "short", "cap", "skullcap"))
        hem = 45 if summer else rng.choice((44, 42, 30))
    return Look(
        skin=rng.choice(palette.SKINS),
        hair=rng.choice(palette.HAIRS[:4] if head == "long" else palette.HAIRS),
        coat=rng.choice(palette.COATS + ("#e9e2d3", "#9fb6d9") if summer else palette.COATS),
        trousers=rng.choice(palette.TROUSERS),
        head=head,
        scarf=rng.choice(("#d45b07", "#e8d9bd", "#2f62c4", "#a33b3b", "#2f7f86", "#ffb81c")),
        hem=hem,
        build=rng.uniform(0.86, 0.96) if woman else rng.uniform(0.96, 1.08),
        mask=mask,
    )


def darker(colour: str, factor: float = 0.72) -> str:
    """The colour with each channel scaled; above 1 it becomes lighter."""
    channels = (min(255, int(int(colour[i : i + 2], 16) * factor)) for i in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _limb(c: Canvas, joints: list[Point], widths: list[float], fill: str) -> None:
    """A tapering limb with round joints."""
    for (x0, y0), (x1, y1), r0, r1 in zip(joints, joints[1:], widths, widths[1:], strict=False):
        length = math.hypot(x1 - x0, y1 - y0) or 1
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        c.polygon(
            [
                (x0 + nx * r0, y0 + ny * r0),
                (x1 + nx * r1, y1 + ny * r1),
                (x1 - nx * r1, y1 - ny * r1),
                (x0 - nx * r0, y0 - ny * r0),
            ],
            fill,
        )
    for (x, y), radius in zip(joints, widths, strict=True):
        c.ellipse(x, y, radius, fill=fill)


def _arm(c: Canvas, look: Look, shoulder: Point, side: int, arm: Arm, sleeve: str) -> Point:
    """Draw an arm; returns the hand's place."""
    upper, lower = math.radians(arm[0]), math.radians(arm[1])
    elbow = (shoulder[0] + side * 16 * math.sin(upper), shoulder[1] + 16 * math.cos(upper))
    wrist = (elbow[0] + side * 13.5 * math.sin(lower), elbow[1] + 13.5 * math.cos(lower))
    hand = (wrist[0] + side * 2.6 * math.sin(lower), wrist[1] + 2.6 * math.cos(lower))
    _limb(c, [wrist, hand], [1.7, 1.9], look.skin)
    b = look.build
    _limb(c, [shoulder, elbow, wrist], [3.9 * b, 3.2 * b, 2.4], sleeve)
    return hand


def hand(look: Look, arm: Arm, side: int) -> Point:
    """Where the hand of somebody seen from the front or the back is, in figure units."""
    upper, lower = math.radians(arm[0]), math.radians(arm[1])
    reach = 9 * look.build + 16 * math.sin(upper) + 15 * math.sin(lower)
    return side * reach, -79 + 16 * math.cos(upper) + 15 * math.cos(lower)


def _legs(c: Canvas, look: Look, pose: Pose) -> None:
    side = pose.facing in ("left", "right")
    turn = -1 if pose.facing == "left" else 1
    if pose.seated:
        for back in (2.2, 0):
            hip, knee = (0, -26), (turn * (19 - back), -27 + back)
            ankle = (turn * (18 - back * 3), -2.5)
            shade = look.trousers if not back else darker(look.trousers)
            _limb(c, [hip, knee, ankle], [5.4, 4.2, 2.6], shade)
            c.ellipse(ankle[0] + turn * 2.6, -1.4, 4, 1.7, look.shoes)
        return
    gap = 0.8 if side else 4.1 * look.build
    for sign in (-1, 1):
        swing = sign * pose.stride * (turn if side else 0.35)
        foot = (sign * gap * 1.05 + swing, -2.6 + (0 if sign > 0 or not side else 0.4))
        knee = ((sign * gap + foot[0]) / 2 + (turn * abs(swing) * 0.18 if side else 0), -26)
        shade = look.trousers if sign > 0 else darker(look.trousers, 0.82)
        _limb(c, [(sign * gap, -48), knee, foot], [5 * look.build, 3.9, 2.5], shade)
        toe = turn * 2 if side else sign * 0.6
        c.ellipse(foot[0] + toe, -1.5, 4.1 if side else 2.9, 1.8, look.shoes)


def _torso(c: Canvas, look: Look, pose: Pose) -> None:
    side = pose.facing in ("left", "right")
    shift = 24 if pose.seated else 0
    b = look.build * (0.74 if side else 1)
    hem = max(look.hem, 44) if pose.seated else look.hem
    flare = b * (8.2 + max(0, 44 - hem) * (0.13 if look.head in ("scarf", "long", "bun") else 0.05))
    y = shift
    c.path(
        f"M{-2.6} {y - 85}C{-4 * b} {y - 83} {-9.5 * b} {y - 83} {-10.6 * b} {y - 78}"
        f"C{-11 * b} {y - 70} {-8.4 * b} {y - 64} {-7.9 * b} {y - 59}"
        f"C{-8.2 * b} {y - 54} {-flare} {y - hem - 4} {-flare} {y - hem}"
        f"Q0 {y - hem + 1.8} {flare} {y - hem}"
        f"C{flare} {y - hem - 4} {8.2 * b} {y - 54} {7.9 * b} {y - 59}"
        f"C{8.4 * b} {y - 64} {11 * b} {y - 70} {10.6 * b} {y - 78}"
        f"C{9.5 * b} {y - 83} {4 * b} {y - 83} 2.6 {y - 85}Z",
        look.coat,
    )
    fold = darker(look.coat, 0.78)
    if not side:
        c.path(
            f"M0 {y - 80}Q{-0.6} {y - 62} 0.3 {y - hem}",
            stroke=fold,
            stroke_width=0.55,
            opacity=0.8,
        )
    for start, end in ((-4.6 * b, -6 * b), (5 * b, 6.2 * b)):
        c.path(
            f"M{start} {y - 58}Q{start} {y - 52} {end} {y - hem + 0.5}",
            stroke=fold,
            stroke_width=0.6,
            opacity=0.6,
        )
    if look.vest:
        c.path(
            f"M{-4} {y - 84}L{-8.2 * b} {y - 82}Q{-9 * b} {y - 64} {-8.2 * b} {y - 47}"
            f"Q0 {y - 45} {8.2 * b} {y - 47}Q{9 * b} {y - 64} {8.2 * b} {y - 82}L4 {y - 84}"
            f"L0 {y - (76 if pose.facing == 'front' else 82)}Z",
            look.vest,
        )
        c.rect(-8.4 * b, y - 59, 16.8 * b, 2.6, "#ffffff", opacity=0.85)
    if look.backpack and pose.facing == "back":
        c.rect(-6.6 * b, y - 80, 13.2 * b, 22, look.backpack, rx=4)
        c.rect(-4.8 * b, y - 69, 9.6 * b, 9, darker(look.backpack, 0.8), rx=2)
        c.rect(-6.6 * b, y - 80, 13.2 * b, 6, darker(look.backpack, 1.15), rx=3)


def _head(c: Canvas, look: Look, pose: Pose) -> None:
    y = 24 if pose.seated else 0
    facing = pose.facing
    turn = {"left": -1, "right": 1}.get(facing, 0)
    _limb(c, [(0, y - 83), (turn * 0.6, y - 87)], [2.7, 2.5], darker(look.skin, 0.86))
    cx, cy = turn * 0.9, y - 92.4
    c.ellipse(cx, cy, 4.9, 6.3, look.skin)
    if turn:
        c.path(f"M{cx + turn * 4.4} {cy - 0.8}q{turn * 1.5} 1.7 {turn * -0.1} 2.3Z", look.skin)
        c.ellipse(cx - turn * 0.9, cy + 0.8, 0.9, 1.3, darker(look.skin, 0.88))
    elif facing == "back":
        for ear in (-4.8, 4.8):
            c.ellipse(ear, cy + 0.8, 0.9, 1.4, darker(look.skin, 0.92))
    else:
        c.path(
            f"M{cx} {cy - 0.5}q0.9 1.9 -0.3 2.3",
            stroke=darker(look.skin, 0.8),
            stroke_width=0.5,
            stroke_linecap="round",
        )
    if look.mask and facing != "back":
        shift = turn * 2.2
        c.path(
            f"M{cx + shift - 3.9} {cy + 0.6}Q{cx + shift} {cy - 0.4} {cx + shift + 3.9} {cy + 0.6}"
            f"Q{cx + shift + 3.7} {cy + 5} {cx + shift} {cy + 6.1}"
            f"Q{cx + shift - 3.7} {cy + 5} {cx + shift - 3.9} {cy + 0.6}Z",
            "#cfe0f7",
        )
    _hair(c, look, facing, turn, cx, cy)


def _hair(c: Canvas, look: Look, facing: str, turn: int, cx: float, cy: float) -> None:
    colour = look.hair
    style = look.head
    if style in ("scarf", "long"):
        cloth = look.scarf if style == "scarf" else colour
        if facing == "back":
            c.path(
                f"M{cx - 5.6} {cy - 1}C{cx - 6} {cy - 9.6} {cx + 6} {cy - 9.6} {cx + 5.6} {cy - 1}"
                f"C{cx + 6.2} {cy + 6} {cx + 7} {cy + 9} {cx + 5.4} {cy + 12.5}"
                f"Q{cx} {cy + 16.5} {cx - 5.4} {cy + 12.5}"
                f"C{cx - 7} {cy + 9} {cx - 6.2} {cy + 6} {cx - 5.6} {cy - 1}Z",
                cloth,
            )
            c.path(
                f"M{cx - 2} {cy - 2}Q{cx - 1} {cy + 6} {cx - 2.4} {cy + 13}"
                f"M{cx + 2.6} {cy}Q{cx + 2} {cy + 7} {cx + 3} {cy + 12}",
                stroke=darker(cloth),
                stroke_width=0.6,
                opacity=0.7,
            )
        else:
            back = -turn * 1.4
            c.path(
                f"M{cx + back - 4.4 - abs(turn)} {cy + 3.5}"
                f"C{cx + back - 7.2} {cy - 10} {cx + back + 7.2} {cy - 10}"
                f" {cx + back + 4.4 + abs(turn)} {cy + 3.5}"
                f"L{cx + back + 6.4} {cy + 10}Q{cx} {cy + 13} {cx + back - 6.4} {cy + 10}Z"
                f"M{cx + turn * 2.4 - 3.4} {cy + 0.4}C{cx + turn * 2.4 - 3.4} {cy + 8}"
                f" {cx + turn * 2.4 + 3.4} {cy + 8} {cx + turn * 2.4 + 3.4} {cy + 0.4}"
                f"C{cx + turn * 2.4 + 3.4} {cy - 5} {cx + turn * 2.4 - 3.4} {cy - 5}"
                f" {cx + turn * 2.4 - 3.4} {cy + 0.4}Z",
                cloth,
                fill_rule="evenodd",
            )
        return
    if facing == "back":
        c.path(
            f"M{cx - 5} {cy + 1}C{cx - 6} {cy - 9} {cx + 6} {cy - 9} {cx + 5} {cy + 1}"
            f"Q{cx + 4.4} {cy + 4.6} {cx + 2.4} {cy + 5.4}L{cx - 2.4} {cy + 5.4}"
            f"Q{cx - 4.4} {cy + 4.6} {cx - 5} {cy + 1}Z",
            colour,
        )
    elif turn:
        c.path(
            f"M{cx + turn * 4.4} {cy - 3}C{cx + turn * 3} {cy - 8.4} {cx - turn * 6.4} {cy - 8.6}"
            f" {cx - turn * 5.4} {cy + 1}Q{cx - turn * 5} {cy + 4.6} {cx - turn * 3} {cy + 4.4}"
            f"L{cx - turn * 1.4} {cy - 1.4}Q{cx + turn * 2} {cy - 2.2} {cx + turn * 4.4} {cy - 3}Z",
            colour,
        )
    else:
        c.path(
            f"M{cx - 5.1} {cy + 0.4}C{cx - 6.2} {cy - 9} {cx + 6.2} {cy - 9} {cx + 5.1} {cy + 0.4}"
            f"Q{cx + 4.2} {cy - 3.6} {cx + 1} {cy - 4}Q{cx - 3} {cy - 4} {cx - 5.1} {cy + 0.4}Z",
            colour,
        )
    if style == "bun":
        c.ellipse(cx - turn * 4.6, cy - (6.4 if not turn else 4), 2.7, 2.5, colour)
    elif style == "skullcap":
        c.path(
            f"M{cx - 5} {cy - 2.6}L{cx - 4.4} {cy - 7}Q{cx} {cy - 9} {cx + 4.4} {cy - 7}"
            f"L{cx + 5} {cy - 2.6}Q{cx} {cy - 1.2} {cx - 5} {cy - 2.6}Z",
            "#20263f",
        )
        c.path(
            f"M{cx - 4.6} {cy - 3.6}Q{cx} {cy - 2.2} {cx + 4.6} {cy - 3.6}",
            stroke="#e8e2d2",
            stroke_width=0.7,
        )
    elif style == "cap":
        c.path(
            f"M{cx - 5.4} {cy - 1.6}C{cx - 5.8} {cy - 9.6} {cx + 5.8} {cy - 9.6} {cx + 5.4}"
            f" {cy - 1.6}Q{cx} {cy - 0.4} {cx - 5.4} {cy - 1.6}Z",
            darker(look.coat, 0.7),
        )


def figure(c: Canvas, look: Look, pose: Pose) -> str:
    """Markup of a figure whose feet are at (0, 0), 100 units tall."""
    y = 24 if pose.seated else 0
    side = pose.facing in ("left", "right")
    turn = -1 if pose.facing == "left" else 1
    reach = 9 * look.build
    sleeve = darker(look.coat, 0.9)
    with c.captured() as parts:
        forward = pose.facing in ("front", "left", "right")
        if not forward:
            _arms(c, look, pose, reach, y, sleeve)
        if side:
            _arm(c, look, (0, y - 78.5), turn, pose.left, darker(look.coat, 0.75))
        _legs(c, look, pose)
        _torso(c, look, pose)
        _head(c, look, pose)
        if side:
            _arm(c, look, (0, y - 78.5), turn, pose.right, sleeve)
        elif forward:
            _arms(c, look, pose, reach, y, sleeve)
    return "".join(parts)


def _arms(c: Canvas, look: Look, pose: Pose, reach: float, y: float, sleeve: str) -> None:
    _arm(c, look, (-reach, y - 79), -1, pose.left, sleeve)
    _arm(c, look, (reach, y - 79), 1, pose.right, sleeve)


@dataclass(frozen=True)
class Light:
    """How figures are lit in one picture; lengths in figure units, cast shadow as a skew."""

    light: str = palette.PEACH
    shade: str = palette.NIGHT
    dx: float = -1.2
    dy: float = 0.8
    cast: str = palette.NIGHT
    cast_opacity: float = 0.35
    skew: float = 55
    length: float = 0.4
    shade_opacity: float = 0.45
    light_opacity: float = 0.8


def stand(
    c: Canvas, x: float, y: float, height: float, look: Look, pose: Pose, light: Light
) -> None:
    """Place a figure with its feet on (x, y), lit, with the shadow it casts.

    A positive `length` throws the shadow towards the viewer, a negative one away.
    """
    markup = figure(c, look, pose)
    scale = height / 100
    if light.cast_opacity:
        with c.group(
            transform=f"translate({x:.1f} {y:.1f}) skewX({light.skew})"
            f" scale({scale:.3f} {-scale * light.length:.3f})",
            opacity=light.cast_opacity,
            blend="multiply",
        ):
            c.add(f'<g filter="{c.silhouette(light.cast, 0.7)}">{markup}</g>')
    edge = c.lit(
        light.light,
        light.shade,
        dx=light.dx,
        dy=light.dy,
        soft=0.5,
        light_opacity=light.light_opacity,
        shade_opacity=light.shade_opacity,
    )
    with c.group(transform=f"translate({x:.1f} {y:.1f}) scale({scale:.3f})"):
        c.add(f'<g filter="{edge}">{markup}</g>')


def child(look: Look) -> Look:
    """The same look for a child: short coat, sturdier build."""
    hair = palette.HAIRS[0] if look.hair == palette.HAIRS[-1] else look.hair
    return replace(look, hair=hair, hem=max(look.hem, 34), build=1.12, head="short", mask=False)


def suitcase(c: Canvas, x: float, y: float, height: float, colour: str) -> None:
    """A wheeled suitcase standing on (x, y), handle up."""
    width = height * 0.62
    c.path(
        line(
            [
                (x - width * 0.22, y - height),
                (x - width * 0.22, y - height * 1.45),
                (x + width * 0.22, y - height * 1.45),
                (x + width * 0.22, y - height),
            ]
        ),
        stroke="#3a4157",
        stroke_width=max(1.5, height * 0.035),
        stroke_linejoin="round",
    )
    paint = c.linear((0, darker(colour, 0.75)), (1, darker(colour, 1.2)), start=(0, 0), end=(1, 0))
    c.rect(x - width / 2, y - height, width, height * 0.94, paint, rx=height * 0.08)
    for part in (0.28, 0.5, 0.72):
        c.rect(
            x - width / 2 + width * part - height * 0.01,
            y - height * 0.95,
            height * 0.02,
            height * 0.84,
            darker(colour, 0.65),
            opacity=0.6,
        )
    for part in (-0.32, 0.32):
        c.ellipse(x + width * part, y - height * 0.03, height * 0.05, fill="#15171f")
