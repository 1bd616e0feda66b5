import hashlib
import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from reportcms.images import (
    MAX_PIXELS,
    VARIANTS,
    ImageRefused,
    clean_upload,
    rendition,
    variant_bytes,
)
from reportcms.storage import MAX_UPLOAD_BYTES, OversizedUpload

ORIENTATION, GPS = 0x0112, 0x8825


def picture(width=320, height=200, mode="RGB"):
    """Return a picture with a red left half, a blue right half and a white dot top left."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    draw.rectangle((0, 0, width // 8, height // 8), fill="white")
    return image.convert(mode)


def encoded(image, kind="JPEG", **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def with_position():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Secret Camera"
    exif[GPS] = {1: "N", 2: (38.0, 33.0, 36.0), 3: "E", 4: (68.0, 46.0, 12.0)}
    return exif


def noise(width=400, height=300):
    return Image.merge("RGB", [Image.effect_noise((width, height), 80)] * 3)


def near(pixel, colour):
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


def refusal(data, name="photo.jpg"):
    with pytest.raises(ImageRefused) as refused:
        clean_upload(data, name=name)
    return refused.value.messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_accepted_kinds(kind):
    photo = clean_upload(encoded(picture(), kind), name="photo")
    assert (photo.width, photo.height, photo.format) == (320, 200, "JPEG")
    assert photo.sha256 == hashlib.sha256(photo.data).hexdigest()
    kept = Image.open(io.BytesIO(photo.data))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (320, 200))
    assert near(kept.getpixel((300, 190)), (30, 30, 200))


def test_reads_uploaded_files():
    upload = SimpleUploadedFile("photo.png", encoded(picture(), "PNG"))
    upload.read(10)
    assert clean_upload(upload, name=upload.name).width == 320


def test_metadata_goes_and_the_picture_stands_upright():
    data = encoded(picture(), exif=with_position(), comment=b"Secret note")
    photo = clean_upload(data, name="photo.jpg")
    kept = Image.open(io.BytesIO(photo.data))
    assert kept.size == (200, 320)
    assert near(kept.getpixel((195, 5)), (255, 255, 255))
    assert dict(kept.getexif()) == {}
    assert b"Secret" not in photo.data
    assert b"Exif" not in photo.data
    assert set(kept.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
    } | {"progression"}


def test_broken_exif_is_ignored():
    data = encoded(picture(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff\xff")
    assert clean_upload(data, name="photo.jpg").width == 320


def test_transparency_becomes_white():
    image = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    photo = clean_upload(encoded(image, "PNG"), name="logo.png")
    assert Image.open(io.BytesIO(photo.data)).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK"])
def test_colour_modes(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    photo = clean_upload(encoded(picture(mode=mode), kind), name="photo")
    assert Image.open(io.BytesIO(photo.data)).mode == "RGB"


def test_sixteen_bit_grey():
    image = Image.new("I;16", (100, 100), 32896)
    photo = clean_upload(encoded(image, "PNG"), name="scan.png")
    assert near(Image.open(io.BytesIO(photo.data)).getpixel((50, 50)), (128, 128, 128))


def test_colour_profile_is_applied_and_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for embedded in (profile, srgb, b"not a profile"):
        photo = clean_upload(encoded(picture(), icc_profile=embedded), name="photo.jpg")
        kept = Image.open(io.BytesIO(photo.data))
        assert "icc_profile" not in kept.info
        assert near(kept.getpixel((300, 190)), (30, 30, 200))


def test_large_photo_is_made_smaller():
    photo = clean_upload(encoded(picture(5000, 1000)), name="photo.jpg")
    assert (photo.width, photo.height) == (4000, 800)


class TestCanonicalForm:
    @pytest.mark.parametrize("source", [picture(), noise(), picture(64, 64), picture(1000, 64)])
    def test_cleaning_again_keeps_every_byte(self, source):
        once = clean_upload(encoded(source, "PNG"), name="photo.png")
        assert clean_upload(once.data, name="photo.jpg") == once

    @settings(max_examples=15, deadline=None)
    @given(st.integers(64, 200), st.integers(64, 200), st.binary(min_size=64, max_size=64))
    def test_any_photo_keeps_its_hash(self, width, height, tile):
        data = (tile * (width * height * 3 // 64 + 1))[: width * height * 3]
        once = clean_upload(
            encoded(Image.frombytes("RGB", (width, height), data), "PNG"), name="photo.png"
        )
        assert clean_upload(once.data, name="photo.jpg").sha256 == once.sha256

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data + b"<script>alert(1)</script>",
            lambda data: data + data,
            lambda data: data[:2] + b"\xff\xfe\x00\x08secret" + data[2:],
            lambda data: data[:2] + b"\xff\xe1\x00\x0eExif\0\0secret" + data[2:],
            lambda data: encoded(picture(), quality=90),
            lambda data: encoded(picture(), quality=60, progressive=True, optimize=True),
        ],
        ids=["script behind", "second picture", "comment", "exif", "baseline", "other quality"],
    )
    def test_other_forms_are_made_anew(self, change):
        kept = clean_upload(encoded(picture(), "PNG"), name="photo.png").data
        changed = change(kept)
        photo = clean_upload(changed, name="photo.jpg")
        assert photo.data != changed
        assert b"secret" not in photo.data
        assert b"script" not in photo.data
        assert clean_upload(photo.data, name="photo.jpg").data == photo.data


def chunk(kind, payload):
    checksum = struct.pack(">I", zlib.crc32(kind + payload))
    return struct.pack(">I", len(payload)) + kind + payload + checksum


def png_of_size(width, height):
    """Return the start of a PNG that claims this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


class TestRefused:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.97])
    def test_cut_off(self, kind, part):
        whole = encoded(noise(), kind)
        message = refusal(whole[: int(len(whole) * part)])
        assert message == (
            "“photo.jpg” is damaged or not complete. Send the photo again, best from the camera."
        )

    def test_cut_off_by_its_last_bytes(self):
        assert "not complete" in refusal(encoded(noise())[:-2])

    def test_cut_off_canonical_photo(self):
        kept = clean_upload(encoded(noise()), name="photo.jpg").data
        assert "not complete" in refusal(kept[: len(kept) // 2])

    def test_text_named_jpg(self):
        assert refusal(b"Dear colleagues,\nplease find attached") == (
            "“photo.jpg” is not a picture, whatever its name says. Send a JPEG, PNG or WebP photo."
        )

    def test_svg(self):
        drawing = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
        assert refusal(drawing, "map.svg").startswith("“map.svg” is an SVG drawing")

    def test_heic(self):
        message = refusal(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC")
        assert message.startswith("“IMG_1.HEIC” is an HEIC photo, as iPhones take them.")

    def test_other_kinds(self):
        for data in (encoded(picture(), "GIF"), encoded(picture(), "TIFF"), b"%PDF-1.7"):
            assert "Save it as JPEG or PNG." in refusal(data)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_animated(self, kind):
        frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert refusal(data) == "“photo.jpg” moves. Send one still picture."

    @pytest.mark.parametrize("size", [(8000, 5001), (30_000, 30_000), (65_000, 65_000)])
    def test_giant(self, size):
        assert size[0] * size[1] > MAX_PIXELS
        assert refusal(png_of_size(*size)).startswith(
            "“photo.jpg” has more than 40 million pixels."
        )

    def test_tiny(self):
        assert refusal(encoded(picture(63, 200))) == (
            "“photo.jpg” is too small (63 × 200 pixels). Send the photo in its full size."
        )

    def test_ribbon_that_would_become_tiny(self):
        assert "too small" in refusal(encoded(picture(20_000, 70)))

    def test_heavy(self):
        assert refusal(b"\xff\xd8\xff" + bytes(MAX_UPLOAD_BYTES)).startswith(
            "This file is too large (25.0\xa0MB)."
        )

    def test_heavy_upload_that_was_stopped(self):
        upload = OversizedUpload(name="photo.jpg", size=99_000_000)
        with pytest.raises(ImageRefused, match="too large"):
            clean_upload(upload, name="photo.jpg")

    def test_empty(self):
        assert refusal(b"") == "“photo.jpg” is empty. Send the photo again."

    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 ", b""]),
        st.binary(max_size=300),
    )
    def test_arbitrary_bytes_are_refused_and_nothing_else_happens(self, start, rest):
        assert refusal(start + rest)

    @settings(max_examples=40, deadline=None)
    @given(st.data())
    def test_flipped_bytes_never_crash(self, data):
        kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
        broken = bytearray(encoded(picture(80, 70), kind, exif=with_position()))
        for _ in range(3):
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
        try:
            photo = clean_upload(bytes(broken), name="photo")
        except ImageRefused:
            return
        assert clean_upload(photo.data, name="photo") == photo


class TestRendition:
    @pytest.fixture
    def photo(self):
        return clean_upload(encoded(picture(1600, 1000)), name="photo.jpg").data

    def size(self, data):
        return Image.open(io.BytesIO(data)).size

    def test_keeps_the_shape(self, photo):
        assert self.size(rendition(photo, width=640)) == (640, 400)

    def test_crops_to_the_shape(self, photo):
        assert self.size(rendition(photo, width=480, height=480)) == (480, 480)

    @pytest.mark.parametrize(
        ("focal_x", "colour"), [(0.0, (200, 30, 30)), (0.2, (200, 30, 30)), (1.0, (30, 30, 200))]
    )
    def test_crops_around_the_focal_point(self, photo, focal_x, colour):
        data = rendition(photo, width=200, height=400, focal_x=focal_x, focal_y=1)
        image = Image.open(io.BytesIO(data))
        assert near(image.getpixel((100, 200)), colour)

    def test_never_enlarges(self, photo):
        assert self.size(rendition(photo, width=4000)) == (1600, 1000)
        assert self.size(rendition(photo, width=2000, height=2000)) == (1000, 1000)

    @pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
    def test_formats_are_repeatable_and_bare(self, photo, kind):
        first = rendition(photo, width=320, format=kind)
        assert first == rendition(photo, width=320, format=kind)
        image = Image.open(io.BytesIO(first))
        assert (image.format, image.size) == (kind, (320, 200))
        assert dict(image.getexif()) == {}
        assert not image.info.get("icc_profile")

    def test_quality(self, photo):
        small, large = (rendition(photo, width=640, quality=q) for q in (30, 95))
        assert len(small) < len(large)

    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 900), st.integers(1, 900), st.floats(0, 1), st.floats(0, 1))
    def test_any_crop_has_the_wanted_shape(self, width, height, focal_x, focal_y):
        data = encoded(picture(90, 70))
        crop = rendition(data, width=width, height=height, focal_x=focal_x, focal_y=focal_y)
        made_width, made_height = self.size(crop)
        assert made_width <= min(width, 90)
        assert made_height <= min(max(height, 1), 70)


class TestVariants:
    def test_every_name_gives_its_size(self):
        photo = clean_upload(encoded(picture(2000, 2000)), name="photo.jpg").data
        for stem, (width, height) in VARIANTS.items():
            image = Image.open(io.BytesIO(variant_bytes(photo, f"{stem}.webp", (0.5, 0.5))))
            assert image.size == (width, height or width)

    @pytest.mark.parametrize(
        ("name", "kind"), [("w320.jpg", "JPEG"), ("w320.webp", "WEBP"), ("c480x320.avif", "AVIF")]
    )
    def test_suffix_gives_the_format(self, name, kind):
        photo = clean_upload(encoded(picture(500, 400)), name="photo.jpg").data
        assert Image.open(io.BytesIO(variant_bytes(photo, name))).format == kind

    @pytest.mark.parametrize("name", ["w641.jpg", "w320.gif", "../w320.jpg", "w320", "w320.jpg\n"])
    def test_other_names(self, name):
        with pytest.raises(ValueError, match="is not the name of a photo variant"):
            variant_bytes(b"", name)
