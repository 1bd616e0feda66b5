import gc
import weakref

import pytest

from issues.models import Series
from issues.photo_files import PhotoFiles
from tests.factories import make_article, make_issue, make_mission, make_photo, make_series
from tests.issues import content as tree

LOGO = {"sha256": "0" * 64, "width": 400, "height": 100, "alt": "An organisation"}


@pytest.fixture
def files(db):
    mission = make_mission()
    issue = make_issue(make_series(missions=[mission]))
    return PhotoFiles([make_photo(article=make_article(issue, mission=mission))])


def test_bytes_go_with_the_object_that_read_them(files):
    [(sha256, image)] = files.names.items()
    other = PhotoFiles([])
    other.names[sha256] = image
    assert other.original(sha256) is other.original(sha256)
    gone = weakref.ref(other)
    del other
    gc.collect()
    assert gone() is None


def test_a_logo_exchanged_meanwhile_is_a_missing_file(db):
    assert not Series.objects.exists()
    content = tree.issue_8()
    content["series"]["logo"] = LOGO
    with pytest.raises(FileNotFoundError):
        PhotoFiles.of_content(content).logo_bytes(LOGO)


def test_every_picture_is_reported(files):
    content = tree.photo("a")
    [sha256] = files.names
    photo = content | {"sha256": sha256}
    for variant in ("w320.jpg", "w640.jpg"):
        files.published_url(photo, variant)
    told = []
    published = files.publish(report=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2)]
    assert len(published) == 2
