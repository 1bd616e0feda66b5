"""Photos on paper: light enough, and not too coarse."""

import functools
from io import BytesIO

import pytest
from PIL import Image

from issues.pdf import Form, print_edition
from issues.photo_files import PhotoFiles
from tests.issues import content as tree
from tests.issues.content import PlainPictures

pytestmark = pytest.mark.pdf

KB = 1000


@functools.cache
def noisy_photo(sigma):
    """A photo with the grain of a dim room: gradients with noise, 2000 × 1333 pixels."""
    size = (2000, 1333)
    bands = [
        Image.blend(
            Image.linear_gradient("L").rotate(90 * turn).resize(size),
            Image.effect_noise(size, sigma),
            0.5,
        )
        for turn in range(3)
    ]
    file = BytesIO()
    Image.merge("RGB", bands).save(file, "JPEG", quality=90)
    return file.getvalue()


class NoisyPictures(PhotoFiles):
    """Really cropped and compressed photos, every one of them noisy."""

    def __init__(self, sigma):
        super().__init__([])
        self.sigma = sigma
        self.sizes = []

    def read_original(self, sha256):
        return noisy_photo(self.sigma)

    def print_bytes(self, photo, width, height, *, quality):
        self.sizes.append((width, height, quality))
        return super().print_bytes(photo, width, height, quality=quality)

    def logo_bytes(self, logo):
        return PlainPictures().logo_bytes(logo)


@pytest.mark.parametrize("sigma", [20, 50, 100])
def test_noisy_photos_stay_in_the_budget(sigma):
    files = print_edition(
        tree.issue_8(), pictures=NoisyPictures(sigma), forms=(Form.STANDARD, Form.LIGHT)
    ).files
    assert len(files[Form.STANDARD]) <= 650 * KB
    assert len(files[Form.LIGHT]) <= 250 * KB


def test_quality_goes_before_dots():
    pictures = NoisyPictures(200)
    print_edition(tree.content(tree.section("one", photos=[tree.photo("a")])), pictures=pictures)
    width, height, _quality = pictures.sizes[0]
    assert [quality for *_size, quality in pictures.sizes[:3]] == [80, 67, 55]
    assert {(w, h) for w, h, _q in pictures.sizes[:3]} == {(width, height)}
    assert all(w < width and quality == 55 for w, _h, quality in pictures.sizes[3:])


def test_a_photo_too_coarse_for_print_is_remarked_with_its_place():
    coarse = tree.photo("a", width=640, height=480, alt="Coaches at dawn")
    content = tree.content(tree.section("Border news", photos=[coarse]))
    [remark] = print_edition(content, pictures=PlainPictures()).complaints
    assert remark.message == (
        "“Border news”: the photo “Coaches at dawn” is 89 dots per inch in print, which looks "
        "blurred: send a larger one, 1075 pixels wide or more."
    )
    assert not remark.blocks
