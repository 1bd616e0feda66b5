"""A canvas that collects SVG markup: paints, filters, shapes and groups."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

Point = tuple[float, float]
Stop = tuple[float, str] | tuple[float, str, float]

BLENDS = ("multiply", "screen", "soft-light", "overlay")


def number(value: float) -> str:
    """A coordinate with one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def line(points: Iterable[Point], *, closed: bool = False) -> str:
    """SVG path data of straight lines through the points."""
    text = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return text + "Z" if closed else text


def curve(points: list[Point], *, closed: bool = False) -> str:
    """SVG path data of a smooth (Catmull-Rom) curve through the points."""
    if closed:
        padded = [points[-1], *points, points[0], points[1]]
    else:
        padded = [points[0], *points, points[-1]]
    text = f"M{number(padded[1][0])} {number(padded[1][1])}"
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        text += "C" + " ".join(f"{number(x)} {number(y)}" for x, y in (first, second, end))
    return text + "Z" if closed else text


def attributes(values: dict[str, object]) -> str:
    """Keyword arguments as SVG attributes: `stroke_width=2` is ` stroke-width="2"`."""
    return "".join(
        f' {"class" if name == "blend" else name.replace("_", "-")}="{value}"'
        for name, value in values.items()
        if value is not None
    )


class Canvas:
    """A picture under way. Coordinates are pixels of the finished picture.

    `seed` makes the drawing repeatable: every random choice comes from `rng`.
    """

    def __init__(self, *, seed: int, width: int = 2000, height: int = 1333):
        self.width = width
        self.height = height
        self.rng = random.Random(seed)  # noqa: S311 - repeatable drawings
        self._definitions: dict[str, str] = {}
        self._parts: list[str] = []

    # Paints and filters ---------------------------------------------------------------

    def _define(self, template: str) -> str:
        """Register a definition once; `template` has `{id}` where its identifier goes."""
        name = self._definitions.setdefault(template, f"d{len(self._definitions)}")
        return f"url(#{name})"

    @staticmethod
    def _stops(stops: Iterable[Stop]) -> str:
        return "".join(
            f'<stop offset="{stop[0]}" stop-color="{stop[1]}"'
            f' stop-opacity="{stop[2] if len(stop) > 2 else 1}"/>'
            for stop in stops
        )

    def linear(self, *stops: Stop, start: Point = (0, 0), end: Point = (0, 1)) -> str:
        """A linear gradient over the shape's own box, from top to bottom unless told."""
        return self._define(
            f'<linearGradient id="{{id}}" x1="{start[0]}" y1="{start[1]}" x2="{end[0]}"'
            f' y2="{end[1]}">{self._stops(stops)}</linearGradient>'
        )

    def radial(self, *stops: Stop, centre: Point = (0.5, 0.5), radius: float = 0.5) -> str:
        """A radial gradient over the shape's own box."""
        return self._define(
            f'<radialGradient id="{{id}}" cx="{centre[0]}" cy="{centre[1]}" r="{radius}">'
            f"{self._stops(stops)}</radialGradient>"
        )

    def _filter(self, content: str, margin: int = 20) -> str:
        size = 100 + 2 * margin
        return self._define(
            f'<filter id="{{id}}" x="-{margin}%" y="-{margin}%" width="{size}%"'
            f' height="{size}%" color-interpolation-filters="sRGB">{content}</filter>'
        )

    def blur(self, radius: float) -> str:
        """A filter that blurs by `radius` pixels."""
        return self._filter(f'<feGaussianBlur stdDeviation="{radius}"/>', margin=60)

    def silhouette(self, colour: str, blur: float = 0) -> str:
        """A filter that turns whatever is drawn into one flat, blurred colour."""
        return self._filter(
            f'<feFlood flood-color="{colour}"/>'
            '<feComposite in2="SourceAlpha" operator="in"/>'
            f'<feGaussianBlur stdDeviation="{blur}"/>'
        )

    def lit(
        self,
        light: str,
        shade: str,
        *,
        dx: float,
        dy: float,
        soft: float = 1,
        light_opacity: float = 0.8,
        shade_opacity: float = 0.45,
    ) -> str:
        """A filter that lights the edge of a shape and shades the other side.

        (dx, dy) points away from the light; its length is the breadth of the lit edge.
        """
        return self._filter(
            f'<feOffset in="SourceAlpha" dx="{dx}" dy="{dy}" result="away"/>'
            '<feComposite in="SourceAlpha" in2="away" operator="out"/>'
            f'<feGaussianBlur stdDeviation="{soft}"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="edge"/>'
            f'<feFlood flood-color="{light}" flood-opacity="{light_opacity}"/>'
            '<feComposite in2="edge" operator="in" result="light"/>'
            f'<feOffset in="SourceAlpha" dx="{-3 * dx}" dy="{-3 * dy}" result="towards"/>'
            '<feComposite in="SourceAlpha" in2="towards" operator="out"/>'
            f'<feGaussianBlur stdDeviation="{2.5 * soft}"/>'
            '<feComposite in2="SourceAlpha" operator="in" result="far"/>'
            f'<feFlood flood-color="{shade}" flood-opacity="{shade_opacity}"/>'
            '<feComposite in2="far" operator="in" result="shade"/>'
            '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="shade"/>'
            '<feMergeNode in="light"/></feMerge>'
        )

    def speckle(self, frequency: float = 0.55, strength: float = 1.5) -> str:
        """A filter that breaks a soft shape into grain, like a dry brush."""
        return self._filter(
            f'<feTurbulence type="fractalNoise" baseFrequency="{frequency}" numOctaves="2"/>'
            '<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 2.4 0 0 0 -0.7" result="n"/>'
            f'<feComposite in="SourceGraphic" in2="n" operator="arithmetic" k1="{strength}"'
            ' k2="0.15"/>',
            margin=5,
        )

    def relief(self, frequency: str, *, azimuth: int, depth: float = 6, amount: float = 0.5) -> str:
        """A filter that gives a shape the relief of rock, cloth or plaster.

        `frequency` is that of the noise ("0.01 0.03" for strata), `azimuth` the light's
        direction in degrees clockwise from the right.
        """
        return self._filter(
            f'<feTurbulence type="fractalNoise" baseFrequency="{frequency}" numOctaves="4"'
            ' seed="7" result="n"/>'
            '<feColorMatrix in="n" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0"/>'
            f'<feDiffuseLighting surfaceScale="{depth}" lighting-color="#fff">'
            f'<feDistantLight azimuth="{azimuth}" elevation="38"/></feDiffuseLighting>'
            '<feComposite in2="SourceAlpha" operator="in" result="lit"/>'
            '<feBlend in="lit" in2="SourceGraphic" mode="soft-light" result="rough"/>'
            f'<feComposite in="rough" in2="SourceGraphic" operator="arithmetic" k2="{amount}"'
            f' k3="{1 - amount}"/>',
            margin=2,
        )

    def clip(self, path: str) -> str:
        """A clip path from path data."""
        return self._define(f'<clipPath id="{{id}}"><path d="{path}"/></clipPath>')

    # Shapes ---------------------------------------------------------------------------

    def add(self, markup: str) -> None:
        """Append markup as it is."""
        self._parts.append(markup)

    def path(self, data: str, fill: str = "none", **more: object) -> None:
        self.add(f'<path d="{data}" fill="{fill}"{attributes(more)}/>')

    def polygon(self, points: Iterable[Point], fill: str, **more: object) -> None:
        self.path(line(points, closed=True), fill, **more)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, **more: object
    ) -> None:
        self.add(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}"'
            f' height="{number(height)}" fill="{fill}"{attributes(more)}/>'
        )

    def ellipse(
        self, x: float, y: float, rx: float, ry: float | None = None, fill: str = "none", **more
    ) -> None:
        """An ellipse; a circle when `ry` is left out."""
        self.add(
            f'<ellipse cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}"'
            f' ry="{number(rx if ry is None else ry)}" fill="{fill}"{attributes(more)}/>'
        )

    @contextmanager
    def group(self, **more: object) -> Iterator[None]:
        """Everything drawn inside shares the given attributes (filter, clip_path, …)."""
        self.add(f"<g{attributes(more)}>")
        yield
        self.add("</g>")

    @contextmanager
    def captured(self) -> Iterator[list[str]]:
        """Draw into a list instead, to place the markup later, several times perhaps."""
        outer, self._parts = self._parts, []
        try:
            yield self._parts
        finally:
            self._parts = outer

    # Whole-picture effects ------------------------------------------------------------

    def fill(self, paint: str, **more: object) -> None:
        """Cover the whole picture."""
        self.rect(0, 0, self.width, self.height, paint, **more)

    def glow(
        self,
        x: float,
        y: float,
        radius: float,
        colour: str,
        opacity: float = 1,
        *,
        flat: float = 1,
        blend: str = "screen",
    ) -> None:
        """A soft light around a point; `flat` squeezes it vertically."""
        paint = self.radial((0, colour, opacity), (0.35, colour, opacity * 0.4), (1, colour, 0))
        self.ellipse(x, y, radius, radius * flat, paint, blend=blend)

    def finish(self, *, grain: float = 0.2, vignette: float = 0.3) -> None:
        """Lay a vignette and a fine paper grain over the finished picture."""
        shade = self.radial(
            (0.55, "#0a1636", 0), (1, "#0a1636", vignette), centre=(0.5, 0.48), radius=0.78
        )
        self.fill(shade, blend="multiply")
        noise = self._filter(
            '<feTurbulence type="fractalNoise" baseFrequency="0.62" numOctaves="2" seed="3"/>'
            '<feColorMatrix values="1.6 0 0 0 -0.3 1.6 0 0 0 -0.3 1.6 0 0 0 -0.3 0 0 0 0 1"/>',
            margin=0,
        )
        self.fill("#808080", filter=noise, opacity=grain, blend="soft-light")

    def svg(self) -> str:
        """The finished drawing as one SVG document."""
        blends = "".join(f".{mode}{{mix-blend-mode:{mode}}}" for mode in BLENDS)
        definitions = "".join(
            template.replace("{id}", name) for template, name in self._definitions.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}"'
            f' height="{self.height}" viewBox="0 0 {self.width} {self.height}">'
            f"<style>{blends}</style><defs>{definitions}</defs>{''.join(self._parts)}</svg>"
        )
