"""The permanent address of an edition as a code for the camera of a phone."""

import functools

import segno
from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

QUIET_ZONE = 4
"""modules around the code, as ISO/IEC 18004 demands"""

register = template.Library()


@register.simple_tag
def qr_code(address):
    """``address`` as an inline SVG, dark on white, with a title for those who listen."""
    return mark_safe(  # noqa: S308 -- segno escapes the title
        encoded(address).svg_inline(
            border=QUIET_ZONE,
            title=_("QR code with the address of this edition"),
            dark="#000000",
            light="#ffffff",
            omitsize=True,
            svgclass="qr",
            lineclass=None,
        )
    )


@functools.lru_cache(maxsize=16)
def encoded(address):
    """Return the QR code of ``address``; copyfitting lays the same one out again and again."""
    return segno.make(address, error="m", micro=False)
