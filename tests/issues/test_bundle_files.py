"""Folders and zip files that are broken, or meant to do harm."""

import io
import json
import re
import stat
import zipfile

import pytest
from PIL import Image

from issues.bundles import reading
from tests.factories import jpeg
from tests.issues.bundle_files import (
    assert_nothing_stored,
    picture,
    refusal,
    small,
    small_zip,
    write_folder,
    write_zip,
)

pytestmark = pytest.mark.django_db


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("../evil.txt", "../evil.txt: This name leads out of the bundle."),
        ("photos/../../evil", "photos/../../evil: This name leads out of the bundle."),
        ("/etc/passwd", "/etc/passwd: This name leads out of the bundle."),
        ("..\\evil.txt", "../evil.txt: This name leads out of the bundle."),
        ("C:/evil.txt", "C:/evil.txt: This name leads out of the bundle."),
        (link("photos/link.jpg"), "photos/link.jpg: This is a link to another place."),
    ],
    ids=["parent", "inner parent", "absolute", "backslash", "drive", "link"],
)
def test_a_zip_that_leads_elsewhere(tmp_path, settings, entry, fault):
    [found] = refusal(small_zip(tmp_path / "b.zip", (entry, b"/etc/passwd")))
    assert found.startswith(fault)
    assert_nothing_stored(settings.MEDIA_ROOT)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_a_name_twice(tmp_path):
    [fault] = refusal(small_zip(tmp_path / "b.zip", ("photos/kitchen.jpg", jpeg())))
    assert fault == "photos/kitchen.jpg: The zip file holds this name twice. Pack it again."


def test_a_zip_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_UNPACKED_BYTES", 3_000_000)
    [fault] = refusal(small_zip(tmp_path / "b.zip", ("photos/bomb.jpg", b"\0" * 3_000_000)))
    assert re.fullmatch(
        r"issue\.json: This is too large \(2\.9\sMB\)\. At most .* can be read\.", fault
    )


def test_a_zip_entry_that_lies_about_its_size(tmp_path):
    big = b"\0" * (reading.MAX_UPLOAD_BYTES + 1)
    document, _photos = small()
    entries = [("issue.json", json.dumps(document)), ("photos/kitchen.jpg", big)]
    path = write_zip(tmp_path / "b.zip", entries)
    real, claimed = (len(n).to_bytes(4, "little") for n in (big, b"0" * 500))
    path.write_bytes(path.read_bytes().replace(real, claimed))
    [fault] = refusal(path)
    assert fault.startswith("sections[1].articles[0].photos[0].file: ")


def test_a_zip_of_too_many_files(tmp_path):
    more = [(f"photos/{number}.jpg", b"") for number in range(reading.MAX_FILES)]
    assert refusal(small_zip(tmp_path / "b.zip", *more)) == [
        "issue.json: The zip file holds more than 2000 files."
    ]


def test_a_zip_that_is_cut_off(tmp_path):
    path = small_zip(tmp_path / "b.zip")
    path.write_bytes(path.read_bytes()[:-30])
    assert refusal(path) == ["b.zip: This is not a whole zip file. Pack or download it again."]


def test_a_zip_with_a_damaged_file(tmp_path):
    path = small_zip(tmp_path / "b.zip")
    data = bytearray(path.read_bytes())
    data[data.index(b"photos/kitchen.jpg") + 200] ^= 0xFF
    path.write_bytes(data)
    assert refusal(path) == [
        (
            "sections[1].articles[0].photos[0].file: The file is damaged inside the zip file. Pack it "
            "again."
        )
    ]


def test_a_folder_with_links(tmp_path):
    folder = write_folder(tmp_path / "b", *small())
    (tmp_path / "secret.jpg").write_bytes(jpeg())
    (folder / "photos/kitchen.jpg").unlink()
    (folder / "photos/kitchen.jpg").symlink_to(tmp_path / "secret.jpg")
    assert refusal(folder) == [
        (
            "sections[1].articles[0].photos[0].file: This is a link to another place. Put the file "
            "itself into the bundle."
        )
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "issue.json, line 1, column 1: This is not valid JSON"),
        (b'{"a": 1,}', "issue.json, line 1, column 9: This is not valid JSON"),
        (b"[]", "issue.json: The file must hold one object: { … }."),
        ("{}".encode("utf-16"), "issue.json: The file is not written in UTF-8 (byte 1)."),
        ('{"a": "Ош"}'.encode("cp1251"), "issue.json: The file is not written in UTF-8 (byte 8)."),
        (b'{"a": NaN}', "issue.json: “NaN” is not a number that JSON knows."),
        (b'{"a": 1, "a": 2}', "issue.json: “a” is given twice in one object. Keep one of them."),
        (b"[" * 100_000, "issue.json: The file is nested too deeply to be an issue."),
        (b'{"a": ' + b"9" * 5000 + b"}", "issue.json: "),
    ],
    ids=["empty", "comma", "list", "utf-16", "cp1251", "nan", "key twice", "deep", "digits"],
)
def test_an_issue_json_that_cannot_be_read(tmp_path, data, fault):
    (tmp_path / "issue.json").write_bytes(data)
    [found] = refusal(tmp_path)
    assert found.startswith(fault)


def test_no_bundle_at_all(tmp_path):
    assert refusal(tmp_path) == ["issue.json: The bundle has no file issue.json."]
    missing = tmp_path / "missing"
    assert refusal(missing) == [f"{missing}: There is no such folder or zip file."]
    (tmp_path / "issue.json").write_text("{}")
    assert refusal(tmp_path / "issue.json") == [
        "issue.json: This is not a whole zip file. Pack or download it again."
    ]


def truncated():
    return picture(1)[:2000]


def giant():
    file = io.BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (truncated(), "“kitchen.jpg” is damaged or not complete"),
        (giant(), "“kitchen.jpg” has more than 40 million pixels"),
        (b"Dear all, please find attached", "“kitchen.jpg” is not a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "“kitchen.jpg” is an SVG drawing"),
        (b"", "“kitchen.jpg” is empty"),
        (jpeg(20, 20), "“kitchen.jpg” is too small"),
    ],
    ids=["truncated", "giant", "text", "svg", "empty", "tiny"],
)
def test_photos_that_are_refused(tmp_path, settings, data, message):
    [fault] = refusal(write_folder(tmp_path / "b", *small(**{"kitchen.jpg": data})))
    assert fault.startswith(f"sections[1].articles[0].photos[0].file: {message}")
    assert_nothing_stored(settings.MEDIA_ROOT)
