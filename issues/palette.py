"""Colours computed from those a series or section names, so that text is always readable.

Contrast follows WCAG 2.2 (relative luminance): at least 4.5 for text, 3 for large bold text on a
filled area, in the light and in the dark scheme.
"""

import colorsys
from dataclasses import dataclass

WHITE = (255, 255, 255)
INK = (27, 33, 48)
NIGHT = (17, 22, 31)

TEXT_CONTRAST = 4.5
LARGE_TEXT_CONTRAST = 3.0
BRIGHT = 0.75
STEPS = 40


def parse(color):
    """Return ``#rrggbb`` as a triple of numbers from 0 to 255."""
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def css(rgb):
    """Return a triple as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def mix(rgb, other, share):
    """Return ``rgb`` with ``share`` (0 to 1) of ``other`` in it."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb, other, strict=True))


def luminance(rgb):
    """Return the relative luminance, 0 (black) to 1 (white), as WCAG defines it."""
    channels = [value / 255 for value in rgb]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(rgb, *, on, towards):
    """Return the colour nearest to ``rgb`` on the way ``towards`` that reads as text ``on``."""
    for step in range(STEPS + 1):
        candidate = mix(rgb, towards, step / STEPS)
        if contrast(candidate, on) >= TEXT_CONTRAST:
            return candidate
    return towards


def brightened(rgb):
    """Return a bright colour of the same hue and saturation, for text on dark."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in rgb))
    bright = colorsys.hls_to_rgb(hue, max(lightness, BRIGHT), saturation)
    return tuple(round(value * 255) for value in bright)


@dataclass(frozen=True)
class Tones:
    """The uses of one colour in one scheme, as ``#rrggbb``."""

    fill: str
    """areas and rules"""
    on_fill: str
    """large bold text on ``fill``"""
    text: str
    """text on the page and on ``tint``"""
    tint: str
    """quiet areas under text"""


def light_tones(color):
    rgb = parse(color)
    tint = mix(rgb, WHITE, 0.91)
    on_fill = WHITE if contrast(WHITE, rgb) >= LARGE_TEXT_CONTRAST else INK
    text = readable(rgb, on=tint, towards=(0, 0, 0))
    return Tones(css(rgb), css(on_fill), css(text), css(tint))


def dark_tones(color):
    rgb = parse(color)
    fill = mix(rgb, NIGHT, 0.25)
    tint = mix(rgb, NIGHT, 0.86)
    on_fill = WHITE if contrast(WHITE, fill) >= LARGE_TEXT_CONTRAST else INK
    text = readable(brightened(rgb), on=tint, towards=WHITE)
    return Tones(css(fill), css(on_fill), css(text), css(tint))


def declarations(name, tones):
    """Return the CSS custom properties of ``tones`` under ``name``."""
    return (
        f"--{name}:{tones.fill};--on-{name}:{tones.on_fill};"
        f"--{name}-text:{tones.text};--{name}-tint:{tones.tint}"
    )


def accent_class(color):
    """Return the class of a section with an accent of its own: ``accent-d45b07``."""
    return f"accent-{color[1:].lower()}" if color else ""


def scheme_css(series, accents, tones):
    brand = declarations("brand", tones(series["brand_color"]))
    accent = declarations("accent", tones(series["accent_color"]))
    rules = [f":root{{{brand};{accent}}}"]
    rules += [
        f".{accent_class(accent)}{{{declarations('section', tones(accent))}}}" for accent in accents
    ]
    return "\n".join(rules)


def palette_css(content, *, dark=True):
    """Return the style sheet with the colours of a content tree.

    ``dark`` adds the scheme for readers who prefer dark pages; paper has none.
    """
    accents = sorted({s["accent"].lower() for s in content["sections"] if s["accent"]})
    sheet = scheme_css(content["series"], accents, light_tones)
    if dark:
        night = scheme_css(content["series"], accents, dark_tones)
        sheet += f"\n@media (prefers-color-scheme:dark){{\n{night}\n}}"
    return f"{sheet}\n"
