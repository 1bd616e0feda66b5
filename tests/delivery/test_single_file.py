"""An issue as one file that needs nothing else."""

import base64
import hashlib
import re
from io import BytesIO

import pytest
from PIL import Image

from issues.delivery.single_file import ROOM_FOR_PICTURES, with_pictures_inside
from reportcms.images import VARIANTS
from reportcms.storage import PublicFiles
from tests.delivery.editions import make_edition

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
DATA = re.compile(r'src="data:image/webp;base64,([^"]+)"')


def picture(name):
    return (
        f'<picture><source type="image/webp" srcset="/media/{name}.webp 960w">'
        f'<img src="/media/{name}.jpg" width="960" height="640" alt="A &amp; B"></picture>'
    )


def noise(name):
    """Publish a picture that compresses badly."""
    width, height = VARIANTS["c960x640"]
    file = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(file, "JPEG", quality=80)
    return PublicFiles().store_as(f"{name}.jpg", file.getvalue())


def test_it_is_a_download_that_calls_for_nothing(client, edition):
    response = client.get(f"{ISSUE}issue.html")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename=")
    page = response.text
    assert "Frozen page" in page
    assert not re.search(r'(?:src|srcset|action)="(?!data:)', page)
    assert "<script" not in page
    assert "url(" not in page
    assert f'<a href="http://testserver{ISSUE}v1/">' in page


def test_its_own_policy_allows_its_own_style_only(client, edition):
    page = client.get(f"{ISSUE}issue.html").text
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.replace("&#x27;", "'")


def test_pictures_are_inside_and_keep_their_words(db):
    noise("one")
    html = with_pictures_inside(f"<figure>{picture('one')}</figure>")
    [data] = DATA.findall(html)
    image = Image.open(BytesIO(base64.b64decode(data)))
    assert (image.format, image.width) == ("WEBP", 640)
    assert 'width="960" height="640" alt="A &amp; B"' in html
    assert "/media/" not in html


@pytest.mark.parametrize("count", [4, 24])
def test_many_pictures_share_the_room(db, count):
    names = [noise(f"p{n}").removesuffix(".jpg") for n in range(count)]
    html = with_pictures_inside("".join(picture(name) for name in names))
    found = [base64.b64decode(data) for data in DATA.findall(html)]
    assert len(found) == count
    assert sum(map(len, found)) <= ROOM_FOR_PICTURES * 1.6  # noise is the worst there is


def test_a_picture_taken_away_meanwhile_leaves_its_words(db):
    assert with_pictures_inside(picture("gone")) == "<p>A &amp; B</p>"
    noise("seen")
    assert DATA.search(with_pictures_inside(picture("seen")))
    PublicFiles().remove("seen.jpg")  # what is remembered of it is not shown either
    assert with_pictures_inside(picture("seen")) == "<p>A &amp; B</p>"


def test_a_correction_has_a_file_of_its_own(client, edition, issue):
    make_edition(issue, version=2, note="Deaths corrected.")
    assert "Deaths corrected." in client.get(f"{ISSUE}issue.html").text
    assert "Deaths corrected." not in client.get(f"{ISSUE}v1/issue.html").text
    etag = client.get(f"{ISSUE}issue.html")["ETag"]
    assert client.get(f"{ISSUE}issue.html", headers={"If-None-Match": etag}).status_code == 304
