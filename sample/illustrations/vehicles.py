"""Coaches and vans as boxes in perspective, with rounded, lit bodies."""

from dataclasses import dataclass

from . import palette
from .canvas import Canvas, line
from .figures import darker
from .perspective import Frame


@dataclass(frozen=True)
class Paint:
    """The colours of a vehicle: lit side, end, roof, stripe, window glass from top to foot."""

    side: str = "#eef2fa"
    end: str = "#b9c6df"
    roof: str = "#fff6e6"
    stripe: str = palette.BLUE
    glass: tuple[str, str] = ("#20345f", "#f3b765")


def _body(c: Canvas, quad, fill: str, width: float, **more) -> None:
    """A face whose corners are rounded by a stroke of its own colour."""
    c.polygon(quad, fill, stroke=fill, stroke_width=f"{width:.1f}", stroke_linejoin="round", **more)


def _wheel(c: Canvas, frame: Frame, u: float, v: float, radius: float) -> None:
    c.polygon(frame.wheel(u, v, radius * 1.22, hub=radius), "#10131f")
    c.polygon(frame.wheel(u, v * 1.01, radius), "#1d2130")
    c.polygon(frame.wheel(u, v * 1.02, radius * 0.58, hub=radius), "#8d98b3")
    c.polygon(frame.wheel(u, v * 1.03, radius * 0.22, hub=radius), "#3a4157")


def coach(
    c: Canvas,
    frame: Frame,
    paint: Paint,
    *,
    lights: bool = True,
    cast: tuple[float, float] = (0, 0),
    length: float = 12,
    width: float = 2.55,
    height: float = 3.45,
) -> None:
    """A long-distance coach with passengers; luggage doors below the windows.

    `cast` is how far its shadow reaches over the ground, in metres (right, away).
    """
    half, long_half = width / 2, length / 2
    v, u = frame.near_side(half), frame.near_end(long_half)
    px = frame.camera.size(1, frame.z)
    foot = 0.38
    shadow = frame.top(0.0, -long_half - 0.3, long_half + 0.3, -half - 1.5, half + 1.5)
    c.polygon(shadow, "#081230", opacity=0.5, filter=c.blur(max(1, px * 0.18)))
    _cast_shadow(c, frame, half, long_half, cast)
    soft = px * 0.22
    _body(c, frame.top(height - 0.1, -long_half, long_half, -half, half), paint.roof, soft)
    side_paint = c.linear((0, paint.side), (0.75, paint.side), (1, darker(paint.side, 0.7)))
    corners = frame.side(v, -long_half, long_half, foot, height - 0.1)
    _body(c, corners, paint.side, soft)
    c.polygon(corners, side_paint)
    c.polygon(frame.side(v, -long_half, long_half, 1.0, 1.22), paint.stripe)
    c.polygon(frame.side(v, -long_half, long_half, 1.27, 1.34), palette.SUN)
    for seam in range(-4, 5):
        c.path(
            line(frame.side(v, seam * 1.2, seam * 1.2, 0.42, 0.98)[:3]),
            stroke=darker(paint.side, 0.6),
            stroke_width=f"{px * 0.03:.1f}",
            opacity=0.5,
        )
    band = frame.side(v, -long_half + 0.25, long_half - 0.2, 1.75, 3.02)
    _body(c, band, "#16264d", soft * 0.7)
    panes = 8
    step = (length - 0.9) / panes
    for pane in range(panes):
        start = -long_half + 0.45 + pane * step
        c.polygon(
            frame.side(v, start + 0.06, start + step - 0.06, 1.82, 2.95),
            c.linear((0, paint.glass[0]), (1, paint.glass[1])),
        )
        for seat in (0.3, 0.72):
            if c.rng.random() < 0.78:
                _passenger(c, frame, start + step * seat, v)
        c.polygon(
            [
                frame.point(start + step * 0.5, v, 2.95),
                frame.point(start + step * 0.72, v, 2.95),
                frame.point(start + step * 0.42, v, 1.82),
                frame.point(start + step * 0.2, v, 1.82),
            ],
            "#ffffff",
            opacity=0.16,
        )
    for place in (-long_half + 2.6, long_half - 2.4):
        _wheel(c, frame, place, v, 0.5)
    _coach_end(c, frame, paint, u, half, foot, height, soft, lights=lights)
    _luggage(c, frame, half, length, height)


def _cast_shadow(
    c: Canvas, frame: Frame, half: float, long_half: float, cast: tuple[float, float]
) -> None:
    """The body's footprint drawn out along `cast`."""
    corners = [(-long_half, -half), (long_half, -half), (long_half, half), (-long_half, half)]
    near = [frame.place(u, v, 0) for u, v in corners]
    far = [(x + cast[0], y, z + cast[1]) for x, y, z in near]
    with c.group(opacity=0.42, filter=c.blur(frame.camera.size(0.1, frame.z))):
        for step in range(4):
            after = (step + 1) % 4
            places = [near[step], near[after], far[after], far[step]]
            c.polygon(frame.camera.points(places), "#141a48")
        c.polygon(frame.camera.points(far), "#141a48")


def _passenger(c: Canvas, frame: Frame, u: float, v: float) -> None:
    """Head and shoulders behind a pane."""
    head = frame.wheel(u, v, 0.16, hub=2.32)
    shoulders = frame.side(v, u - 0.28, u + 0.28, 1.82, 2.1)
    tone = c.rng.choice(("#2b2a45", "#4b3a3a", "#3a3158"))
    c.polygon(shoulders, tone, stroke=tone, stroke_width=3, stroke_linejoin="round")
    c.polygon(head, tone)


def _coach_end(
    c: Canvas,
    frame: Frame,
    paint: Paint,
    u: float,
    half: float,
    foot: float,
    height: float,
    soft: float,
    *,
    lights: bool,
) -> None:
    """The end that faces the viewer: windscreen and headlamps, or rear window and tail lights."""
    face = frame.end(u, -half, half, foot, height - 0.1)
    _body(c, face, paint.end, soft)
    c.polygon(face, c.linear((0, paint.end), (1, darker(paint.end, 0.65))))
    front = u > 0
    low = 1.35 if front else 2.0
    glass = frame.end(u, -half + 0.18, half - 0.18, low, 3.0)
    _body(c, glass, "#16264d", soft * 0.6)
    c.polygon(glass, c.linear((0, "#1a2d5c"), (1, paint.glass[1] if front else "#3d5a97")))
    gloss = [
        frame.point(u, v, w)
        for v, w in ((0.75, 3.0), (0.2, 3.0), (-0.35, low + 0.02), (0.3, low + 0.02))
    ]
    c.polygon(gloss, "#ffffff", opacity=0.14)
    c.polygon(frame.end(u, -half, half, 1.0, 1.22), paint.stripe)
    c.polygon(frame.end(u, -0.35, 0.35, 0.62, 0.82), "#f4f4f4")
    lamp = "#fff0c4" if front else "#e23b2e"
    for sign in (-1, 1):
        lens = frame.end(u, sign * (half - 0.42), sign * (half - 0.12), 0.68, 0.95)
        _body(c, lens, lamp, soft * 0.3)
        if lights:
            x, y = frame.point(u, sign * (half - 0.27), 0.8)
            reach = frame.camera.size(1.5 if front else 0.8, frame.z)
            c.glow(x, y, reach, "#ffe3a0" if front else "#ff5a3c", 0.85)


def _luggage(c: Canvas, frame: Frame, half: float, length: float, height: float) -> None:
    """Rooftop hatches and an air unit, for scale."""
    for u in (-length * 0.22, length * 0.2):
        c.polygon(frame.top(height + 0.02, u - 1.1, u + 1.1, -half * 0.55, half * 0.55), "#c6cfe2")


def van(c: Canvas, frame: Frame, paint: Paint, *, length: float = 6, width: float = 2.1) -> None:
    """A high-roofed service van, seen from its long side."""
    half, long_half, height = width / 2, length / 2, 2.75
    v, u = frame.near_side(half), frame.near_end(long_half)
    px = frame.camera.size(1, frame.z)
    soft = px * 0.2
    shadow = frame.top(0.0, -long_half - 0.2, long_half + 0.5, -half - 0.6, half + 1)
    c.polygon(shadow, "#2a2238", opacity=0.5, filter=c.blur(max(1, px * 0.1)))
    outline = [
        (-long_half, 0.4),
        (long_half, 0.4),
        (long_half, 1.15),
        (long_half - 0.25, 1.35),
        (long_half - 1.05, 1.6),
        (long_half - 1.65, height - 0.12),
        (long_half - 1.95, height),
        (-long_half + 0.1, height),
        (-long_half, height - 0.15),
    ]
    shape = [frame.point(along, v, up) for along, up in outline]
    c.polygon(frame.end(u, -half, half, 0.4, height - 0.1), paint.end)
    _body(c, shape, paint.side, soft)
    c.polygon(shape, c.linear((0, paint.roof), (0.3, paint.side), (1, darker(paint.side, 0.72))))
    c.polygon(frame.side(v, -long_half, long_half, 0.95, 1.12), paint.stripe)
    c.polygon(frame.side(v, -long_half, long_half, 1.17, 1.23), palette.ORANGE)
    pane = [
        (long_half - 2.7, 1.62),
        (long_half - 1.2, 1.62),
        (long_half - 1.75, 2.45),
        (long_half - 2.7, 2.45),
    ]
    glass = c.linear((0, "#2b4a86"), (1, "#9fbce8"))
    c.polygon([frame.point(along, v, up) for along, up in pane], glass)
    for place in (-long_half + 1.1, long_half - 1.1):
        _wheel(c, frame, place, v, 0.36)
    lens = frame.side(v, long_half - 0.2, long_half, 0.95, 1.15)
    c.polygon(lens, "#fff0c4")
