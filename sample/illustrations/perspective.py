"""A small pinhole camera, so that roads, floors, tables and vehicles agree."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .canvas import Point

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Camera:
    """Looks along +z with a level horizon. Metres in, pixels out.

    `horizon` and `centre` are pixels, `focal` is pixels per metre at one metre's distance,
    `height` is the eye's height above the ground.
    """

    centre: float
    horizon: float
    focal: float
    height: float

    def point(self, x: float, y: float, z: float) -> Point:
        """Where a place (x to the right, y up, z away) falls in the picture."""
        scale = self.focal / max(z, 0.05)
        return self.centre + x * scale, self.horizon + (self.height - y) * scale

    def points(self, places: Iterable[Place]) -> list[Point]:
        return [self.point(*place) for place in places]

    def size(self, metres: float, z: float) -> float:
        """How many pixels a length takes at distance z."""
        return self.focal * metres / z


@dataclass(frozen=True)
class Frame:
    """A box's own axes: u along its length, v to its left, w up. Turned by `heading`.

    Heading 0 points away from the viewer, positive turns to the right (radians).
    """

    camera: Camera
    x: float
    z: float
    heading: float
    y: float = 0

    def place(self, u: float, v: float, w: float) -> Place:
        sine, cosine = math.sin(self.heading), math.cos(self.heading)
        return self.x + u * sine - v * cosine, self.y + w, self.z + u * cosine + v * sine

    def point(self, u: float, v: float, w: float) -> Point:
        return self.camera.point(*self.place(u, v, w))

    def side(self, v: float, u0: float, u1: float, w0: float, w1: float) -> list[Point]:
        """A rectangle on the plane v."""
        return [self.point(u, v, w) for u, w in ((u0, w0), (u1, w0), (u1, w1), (u0, w1))]

    def end(self, u: float, v0: float, v1: float, w0: float, w1: float) -> list[Point]:
        """A rectangle on the plane u."""
        return [self.point(u, v, w) for v, w in ((v0, w0), (v1, w0), (v1, w1), (v0, w1))]

    def top(self, w: float, u0: float, u1: float, v0: float, v1: float) -> list[Point]:
        """A rectangle on the plane w."""
        return [self.point(u, v, w) for u, v in ((u0, v0), (u1, v0), (u1, v1), (u0, v1))]

    def wheel(self, u: float, v: float, radius: float, hub: float | None = None) -> list[Point]:
        """A circle on the plane v, standing on the ground unless `hub` gives its height."""
        centre = radius if hub is None else hub
        turns = [2 * math.pi * step / 28 for step in range(28)]
        return [
            self.point(u + radius * math.cos(turn), v, centre + radius * math.sin(turn))
            for turn in turns
        ]

    def near_side(self, half: float) -> float:
        """The v (±half) of the long side that faces the viewer."""
        distances = {v: math.hypot(*self.place(0, v, 0)[::2]) for v in (half, -half)}
        return min(distances, key=distances.__getitem__)

    def near_end(self, half: float) -> float:
        """The u (±half) of the end that faces the viewer."""
        distances = {u: math.hypot(*self.place(u, 0, 0)[::2]) for u in (half, -half)}
        return min(distances, key=distances.__getitem__)
