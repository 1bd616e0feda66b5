"""Logos as they are kept."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from reportcms.images import ImageRefused
from reportcms.logos import MAX_SIDE, clean_logo, is_canonical


def png(image, **options):
    file = BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def opened(logo):
    return Image.open(BytesIO(logo.data))


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (300, 100), (0, 51, 160, 0))
    image.paste((0, 51, 160, 255), (0, 0, 150, 100))
    logo = clean_logo(png(image), name="logo.png")
    kept = opened(logo)
    assert (logo.width, logo.height, logo.format, kept.mode) == (300, 100, "PNG", "RGB")
    assert kept.getpixel((10, 50)) == (0, 51, 160)
    assert kept.getpixel((290, 50)) == (255, 255, 255)
    assert logo.sha256 == hashlib.sha256(logo.data).hexdigest()


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_every_accepted_kind_becomes_one_png(kind):
    file = BytesIO()
    Image.new("RGB", (200, 80), "navy").save(file, kind)
    logo = clean_logo(file.getvalue(), name="logo")
    assert logo.data.startswith(b"\x89PNG")
    assert is_canonical(logo.data)
    assert clean_logo(logo.data, name="logo").data == logo.data


def test_words_hidden_in_the_file_are_taken_out():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Secret person")
    sent = png(Image.new("RGB", (200, 80), "navy"), pnginfo=notes)
    assert b"Secret person" in sent
    assert not is_canonical(sent)
    assert b"Secret person" not in clean_logo(sent, name="logo.png").data


def test_a_large_logo_is_made_smaller():
    logo = clean_logo(png(Image.new("RGB", (4000, 1000), "navy")), name="logo.png")
    assert (logo.width, logo.height) == (MAX_SIDE, 400)


def test_bytes_after_the_end_are_taken_out():
    sent = png(Image.new("RGB", (200, 80), "navy")) + b"MZ program"
    assert not clean_logo(sent, name="logo.png").data.endswith(b"program")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Export it as PNG"),
        (b"", "is empty"),
        (b"Words", "is not a picture"),
        (png(Image.new("RGB", (300, 20))), "is too small"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_remedy(data, words):
    with pytest.raises(ImageRefused, match=words):
        clean_logo(data, name="logo.svg")
