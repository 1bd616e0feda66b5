"""Photos: what is accepted, what is kept of them, and the sizes made from them.

A kept photo is one canonical JPEG: upright, sRGB, without any metadata (a position in EXIF can
betray where people on the move are), at most `MAX_SIDE` pixels long. A photo that already is in
that form is kept byte for byte, so its SHA-256 names it through any export and import.
"""

import hashlib
import re
import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

from reportcms.storage import MAX_UPLOAD_BYTES, too_large_message

MAX_PIXELS = 40_000_000
MAX_SIDE = 4000
MIN_SIDE = 64
ACCEPTED = ("JPEG", "PNG", "WEBP")

_JPEG = {"quality": 90, "subsampling": "4:2:0", "progressive": True, "optimize": True}
_ENCODERS = {
    "JPEG": {"subsampling": "4:2:0", "progressive": True, "optimize": True},
    "WEBP": {"method": 5},
    "AVIF": {"speed": 6, "subsampling": "4:2:0", "max_threads": 1},
}
# About the same look in each format.
_QUALITY = {"JPEG": 80, "WEBP": 78, "AVIF": 60}
_FORMATS = {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}

# What Pillow raises for files that lie about themselves.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    struct.error,
    Image.DecompressionBombError,
)

# Sizes the web uses: name → (width, height); no height keeps the photo's own shape.
VARIANTS = {
    "w320": (320, None),
    "w640": (640, None),
    "w960": (960, None),
    "w1280": (1280, None),
    "w1920": (1920, None),
    "c480x320": (480, 320),
    "c960x640": (960, 640),
    "c640x360": (640, 360),
    "c1280x720": (1280, 720),
    "c320x320": (320, 320),
    "c1200x630": (1200, 630),  # shown by other sites beside a link to the page
}
_VARIANT_NAME = re.compile(r"(w\d+|c\d+x\d+)\.(jpg|webp|avif)", re.ASCII)


class ImageRefused(ValidationError):
    """A picture that cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class CleanImage:
    """A photo as it is kept. ``width`` and ``height`` are pixels."""

    data: bytes
    sha256: str
    width: int
    height: int
    format: str = "JPEG"


def clean_upload(file, *, name: str) -> CleanImage:
    """Return the canonical photo made from ``file`` (bytes or a file open for reading).

    ``name`` is what the sender called it; it is only used in messages. Raises `ImageRefused`.
    """
    data, image = opened(file, name=name)
    if image.format == "JPEG" and _is_canonical(data):
        return _kept(data, image.size)
    picture = upright_srgb(image, longest=MAX_SIDE)
    _check_smallest(picture.size, name)
    return _kept(encoded(picture, "JPEG", _JPEG), picture.size)


def _kept(data, size):
    return CleanImage(data, hashlib.sha256(data).hexdigest(), *size)


def opened(file, *, name):
    """Return the bytes of ``file`` and the decoded picture in them; raises `ImageRefused`."""
    data = file if isinstance(file, bytes) else _read(file)
    if len(data) > MAX_UPLOAD_BYTES:
        raise ImageRefused(too_large_message(len(data)), code="too_large")
    if not data:
        raise ImageRefused(
            _("“%(name)s” is empty. Send the photo again."), code="empty", params={"name": name}
        )
    _refuse_other_kinds(data, name)
    return data, _open(data, name)


def upright_srgb(image, *, longest):
    """Return a picture upright, 8-bit sRGB on white, ``longest`` pixels long at most."""
    picture = _to_srgb(_upright(image))
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return picture


def _read(file) -> bytes:
    try:
        file.seek(0)
        return file.read(MAX_UPLOAD_BYTES + 1)
    except ValidationError as error:  # an upload that the handler already found too large
        raise ImageRefused(error.messages[0], code="too_large") from error


def _refuse_other_kinds(data: bytes, name: str) -> None:
    """Refuse what is no JPEG, PNG or WebP, saying what it is where that helps."""
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        return
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if brand in {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}:
        message = _(
            "“%(name)s” is an HEIC photo, as iPhones take them. Send it as JPEG: on the phone, "
            "choose “Most Compatible” under Settings, Camera, Formats, or export it as JPEG."
        )
    elif b"<svg" in head:
        message = _(
            "“%(name)s” is an SVG drawing, which can carry programs. Export it as PNG and send "
            "that."
        )
    elif head.startswith((b"gif8", b"bm", b"ii*\0", b"mm\0*", b"%pdf")) or brand.startswith(b"avi"):
        message = _("“%(name)s” is of a kind that is not accepted. Save it as JPEG or PNG.")
    else:
        message = _(
            "“%(name)s” is not a picture, whatever its name says. Send a JPEG, PNG or WebP photo."
        )
    raise ImageRefused(message, code="format", params={"name": name})


def _open(data: bytes, name: str) -> Image.Image:
    """Return the whole decoded picture; its size is checked before anything is decoded."""
    try:
        image = Image.open(BytesIO(data), formats=ACCEPTED)
        pixels = image.width * image.height
        # A phone's JPEG may hold a second, smaller picture (MPO): that is no animation.
        animated = image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False)
    except Image.DecompressionBombError:
        pixels, animated = MAX_PIXELS + 1, False
    except _BROKEN as error:
        raise _damaged(name) from error
    if pixels > MAX_PIXELS:
        raise ImageRefused(
            _(
                "“%(name)s” has more than %(limit)s million pixels. Make it smaller: %(side)s "
                "pixels on the long side are enough for print."
            ),
            code="too_many_pixels",
            params={"name": name, "limit": MAX_PIXELS // 1_000_000, "side": MAX_SIDE},
        )
    if animated:
        raise ImageRefused(
            _("“%(name)s” moves. Send one still picture."), code="animated", params={"name": name}
        )
    _check_smallest(image.size, name)
    # WeasyPrint, once loaded, lets the whole process take truncated pictures for whole ones.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
    except _BROKEN as error:
        raise _damaged(name) from error
    if data[:2] == b"\xff\xd8" and b"\xff\xd9" not in data[-65536:]:
        raise _damaged(name)  # the decoder fills in a missing end by itself
    return image


def _damaged(name):
    return ImageRefused(
        _("“%(name)s” is damaged or not complete. Send the photo again, best from the camera."),
        code="damaged",
        params={"name": name},
    )


def _check_smallest(size, name):
    if min(size) < MIN_SIDE:
        raise ImageRefused(
            _(
                "“%(name)s” is too small (%(width)s × %(height)s pixels). Send the photo in its "
                "full size."
            ),
            code="too_small",
            params={"name": name, "width": size[0], "height": size[1]},
        )


def _upright(image):
    """Turn the picture as its EXIF orientation says; an unreadable EXIF says nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        return image


def _to_srgb(image):
    """Return ``image`` as 8-bit sRGB on white, by its colour profile where it has one."""
    profile = image.info.get("icc_profile")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    elif image.mode.startswith("I"):  # 16 bits a pixel
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif image.mode not in {"RGB", "L", "CMYK"}:
        image = image.convert("RGB")
    picture = (profile and _by_profile(image, profile)) or image.convert("RGB")
    if alpha is not None:
        page = Image.new("RGB", picture.size, "white")
        page.paste(picture, mask=alpha)
        picture = page
    return picture


def _by_profile(image, profile):
    """Convert by an embedded ICC profile; ``None`` when it is broken or for another mode."""
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, *_BROKEN):
        return None


def encoded(picture, image_format, options) -> bytes:
    """Encode pixels alone: a fresh picture has no metadata to pass on."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    target = BytesIO()
    bare.save(target, image_format, **options)
    return target.getvalue()


# --- The canonical form -----------------------------------------------------------------------

_SOI, _EOI, _SOS, _APP0, _DQT, _DHT, _SOF2 = 0xD8, 0xD9, 0xDA, 0xE0, 0xDB, 0xC4, 0xC2
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xff]")


def _segments(data: bytes):
    """Yield (marker, payload) of each JPEG segment; ``ValueError`` where it is not well-formed.

    Compressed data is skipped. Nothing may follow the end marker.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no start of image")
    place = 2
    while True:
        if data[place : place + 1] != b"\xff":
            raise ValueError("no marker")
        marker = data[place + 1]
        if marker == _EOI:
            if place + 2 != len(data):
                raise ValueError("data after the end")
            return
        (length,) = struct.unpack_from(">H", data, place + 2)
        yield marker, data[place + 4 : place + 2 + length]
        place += 2 + length
        if marker == _SOS:
            found = _MARKER_IN_SCAN.search(data, place)
            if not found:
                raise ValueError("no end of scan")
            place = found.start()


@cache
def _own_tables():
    """Return the header, tables and sampling that this module's JPEG files have."""
    return _tables(encoded(Image.new("RGB", (MIN_SIDE, MIN_SIDE), "gray"), "JPEG", _JPEG))


def _tables(data):
    header, tables, frames = [], [], []
    for marker, payload in _segments(data):
        if marker == _APP0:
            header.append(payload)
        elif marker == _DQT:
            tables.append(payload)
        elif marker == _SOF2:
            frames.append((payload[:1], payload[5:]))  # without height and width
        elif marker not in {_DHT, _SOS}:
            raise ValueError("a segment this module does not write")
    return header, tables, frames


def _is_canonical(data: bytes) -> bool:
    """Say whether these bytes have the form `clean_upload` gives to a photo."""
    try:
        if _tables(data) != _own_tables():
            return False
        with Image.open(BytesIO(data), formats=["JPEG"]) as image:
            return image.mode == "RGB" and max(image.size) <= MAX_SIDE
    except (*_BROKEN, AttributeError):
        return False


# --- Sizes ------------------------------------------------------------------------------------


def rendition(
    data: bytes,
    *,
    width: int,
    height: int | None = None,
    focal_x: float = 0.5,
    focal_y: float = 0.5,
    format: str = "JPEG",
    quality: int | None = None,
) -> bytes:
    """Return a kept photo in another size: ``width`` × ``height`` pixels at most.

    With ``height`` the photo is cropped to that shape, with the focal point (0 to 1 from the
    left and the top) as near to the middle as the photo allows; without, it keeps its shape. It
    is never enlarged. The same arguments give the same bytes.
    """
    picture = cropped(data, width=width, height=height, focal=(focal_x, focal_y))
    options = _ENCODERS[format] | {"quality": _QUALITY[format] if quality is None else quality}
    return encoded(picture, format, options)


def cropped(data, *, width, height=None, focal=(0.5, 0.5)) -> Image.Image:
    """Return the pixels of a kept photo in another size; see `rendition`."""
    with Image.open(BytesIO(data), formats=["JPEG"]) as source:
        box = _crop_box(source.size, width, height, *focal)
        crop_width, crop_height = box[2] - box[0], box[3] - box[1]
        scale = min(1, width / crop_width)
        size = (max(1, round(crop_width * scale)), max(1, round(crop_height * scale)))
        if scale == 1:
            size = (max(1, int(crop_width)), max(1, int(crop_height)))
        return source.convert("RGB").resize(size, Image.Resampling.LANCZOS, box=box)


def jpeg(picture, *, quality: int) -> bytes:
    """Return pixels as a JPEG without any metadata."""
    return encoded(picture, "JPEG", _ENCODERS["JPEG"] | {"quality": quality})


def _crop_box(size, width, height, focal_x, focal_y):
    """Return left, top, right, bottom of the largest part with the wanted shape."""
    full_width, full_height = size
    if height is None:
        return (0, 0, full_width, full_height)
    part_width = min(full_width, full_height * width / height)
    part_height = min(full_height, full_width * height / width)
    left = min(max(focal_x * full_width - part_width / 2, 0), full_width - part_width)
    top = min(max(focal_y * full_height - part_height / 2, 0), full_height - part_height)
    return (left, top, left + part_width, top + part_height)


def variant_bytes(data: bytes, name: str, focal: tuple[float, float] = (0.5, 0.5)) -> bytes:
    """Return the variant of a kept photo that a file name such as ``c480x320.webp`` asks for.

    Raises ``ValueError`` for a name that is not a size of `VARIANTS` in jpg, webp or avif.
    """
    match = _VARIANT_NAME.fullmatch(name)
    if not match or match[1] not in VARIANTS:
        raise ValueError(f"{name!r} is not the name of a photo variant")
    width, height = VARIANTS[match[1]]
    focal_x, focal_y = focal
    return rendition(
        data,
        width=width,
        height=height,
        focal_x=focal_x,
        focal_y=focal_y,
        format=_FORMATS[match[2]],
    )
