"""Logos: one canonical PNG, opaque on white as print needs it, without any metadata.

A logo that already is in that form is kept byte for byte, so its SHA-256 names it through any
export and import.
"""

import hashlib
import struct

from reportcms.images import CleanImage, encoded, opened, upright_srgb

MAX_SIDE = 1600  # pixels; 55 mm of paper at more than 600 dots per inch

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNKS = {b"IHDR", b"IDAT", b"IEND"}
_RGB_8_BIT = (8, 2, 0, 0, 0)  # depth, colour type, compression, filter, no interlace


def clean_logo(file, *, name: str) -> CleanImage:
    """Return the canonical logo made from ``file`` (bytes or a file open for reading).

    PNG, JPEG and WebP are accepted; what is transparent becomes white. ``name`` is what the
    sender called it. Raises ``reportcms.images.ImageRefused``.
    """
    data, image = opened(file, name=name)
    if not is_canonical(data) or max(image.size) > MAX_SIDE:
        image = upright_srgb(image, longest=MAX_SIDE)
        data = encoded(image, "PNG", {"optimize": True})
    return CleanImage(data, hashlib.sha256(data).hexdigest(), *image.size, format="PNG")


def is_canonical(data: bytes) -> bool:
    """Say whether a sound picture has the form that `clean_logo` gives: bare 8-bit RGB in PNG."""
    if data[:8] != _SIGNATURE or struct.unpack_from(">BBBBB", data, 24) != _RGB_8_BIT:
        return False
    place = 8
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        place += length + 12
        if kind not in _CHUNKS:
            return False
        if kind == b"IEND":
            return place == len(data)
    return False
