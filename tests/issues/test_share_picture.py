"""The picture that stands for an issue where its link is shared."""

from io import BytesIO

import pytest
from PIL import Image

from issues.publishing import publish
from issues.share_picture import SIZE, share_picture
from reportcms.storage import PublicFiles
from tests.delivery.editions import content_of, section_node
from tests.factories import make_article, make_photo, make_section

ORANGE = (200, 100, 0)


class Originals:
    """One picture for every checksum."""

    def original(self, sha256):
        file = BytesIO()
        Image.new("RGB", (800, 600), ORANGE).save(file, "JPEG", quality=95)
        return file.getvalue()


def photo_node(**changes):
    return {
        "sha256": "a" * 64,
        "width": 800,
        "height": 600,
        "focal_x": 0.5,
        "focal_y": 0.5,
        "kind": "photo",
    } | changes


def opened(data):
    return Image.open(BytesIO(data))


def is_like(pixel, color):
    return all(abs(a - b) < 12 for a, b in zip(pixel, color, strict=True))


def test_it_shows_the_lead_photo_above_the_words(issue):
    content = content_of(issue, sections=[section_node(photos=[photo_node()])])
    picture = opened(share_picture(content, Originals()))
    assert (picture.size, picture.format) == (SIZE, "JPEG")
    assert is_like(picture.getpixel((600, 100)), ORANGE)
    assert not picture.getexif()


@pytest.mark.parametrize("photo", [{"kind": "map"}, {"kind": "chart"}, {"withdrawn": True}])
def test_without_a_photo_it_has_the_colour_of_the_series(issue, photo):
    content = content_of(issue, sections=[section_node(photos=[photo_node(**photo)])])
    picture = opened(share_picture(content, Originals()))
    assert is_like(picture.getpixel((600, 20)), tuple(bytes.fromhex(issue.series.brand_color[1:])))


def test_the_title_is_drawn_from_the_side_where_its_language_begins(issue):
    content = content_of(issue, sections=[])
    latin = opened(share_picture(content, Originals()))
    content["issue"] |= {"title": "گزارش", "language": "fa"}
    persian = opened(share_picture(content | {"language": "fa"}, Originals()))

    def ink(picture, box):
        return sum(value > 200 for value in picture.convert("L").crop(box).tobytes())

    left, right = (64, 280, 300, 420), (1000, 280, 1140, 420)
    assert ink(latin, left) > 500
    assert ink(latin, right) == 0
    assert ink(persian, right) > 500
    assert ink(persian, left) == 0


def test_a_very_long_title_ends_in_dots_inside_the_picture(issue):
    content = content_of(issue, sections=[])
    content["issue"]["title"] = "Migration " * 60
    picture = opened(share_picture(content, Originals())).convert("L")
    assert max(picture.crop((0, 600, 1200, 630)).tobytes()) < 100


@pytest.mark.pdf
def test_publishing_stores_it_beside_the_pdf(issue, tajikistan):
    make_photo(article=make_article(issue, mission=tajikistan, section=make_section(issue)))
    rendition = publish(issue, by=None).renditions.get()
    assert opened(PublicFiles().read(rendition.share.name)).size == SIZE
