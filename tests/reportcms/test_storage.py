import hashlib
import os
from io import BytesIO

import pytest
from django import forms
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from reportcms import storage
from reportcms.storage import (
    AtomicFileSystemStorage,
    OversizedUpload,
    PublicFiles,
    StaticFilesStorage,
    UploadSizeHandler,
    write_atomically,
)


class DiskFullError(OSError):
    pass


def interrupted(*chunks):
    yield from chunks
    raise DiskFullError("No space left on device")


def names_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class TestWriteAtomically:
    def test_interrupted_write_leaves_nothing(self, tmp_path):
        with pytest.raises(DiskFullError):
            write_atomically(tmp_path / "photo.jpg", interrupted(b"abc"), overwrite=False)
        assert names_in(tmp_path) == []

    def test_interrupted_overwrite_keeps_the_old_file(self, tmp_path):
        path = tmp_path / "photo.jpg"
        path.write_bytes(b"old")
        with pytest.raises(DiskFullError):
            write_atomically(path, interrupted(b"new"), overwrite=True)
        assert path.read_bytes() == b"old"
        assert names_in(tmp_path) == ["photo.jpg"]

    def test_taken_name_is_kept(self, tmp_path):
        path = tmp_path / "photo.jpg"
        path.write_bytes(b"old")
        with pytest.raises(FileExistsError):
            write_atomically(path, [b"new"], overwrite=False)
        assert path.read_bytes() == b"old"
        assert names_in(tmp_path) == ["photo.jpg"]

    def test_modes(self, tmp_path):
        path = tmp_path / "a" / "b" / "photo.jpg"
        write_atomically(path, ["t", b"ext"], overwrite=False, mode=0o640, directory_mode=0o750)
        assert path.read_bytes() == b"text"
        assert [oct(p.stat().st_mode & 0o777) for p in (path, path.parent, tmp_path / "a")] == [
            "0o640",
            "0o750",
            "0o750",
        ]


class TestAtomicFileSystemStorage:
    def test_save_and_open(self, tmp_path):
        uploads = AtomicFileSystemStorage(location=tmp_path)
        name = uploads.save("photos/a.jpg", ContentFile(b"one"))
        assert name == "photos/a.jpg"
        assert uploads.open(name).read() == b"one"

    def test_two_files_of_one_name_are_both_kept(self, tmp_path):
        uploads = AtomicFileSystemStorage(location=tmp_path)
        first = uploads.save("a.jpg", ContentFile(b"one"))
        # as when another process takes the name between the look and the save
        second = uploads._save("a.jpg", ContentFile(b"two"))
        assert first != second
        assert uploads.open(first).read() == b"one"
        assert uploads.open(second).read() == b"two"

    def test_interrupted_save_leaves_no_file(self, tmp_path):
        content = ContentFile(b"")
        content.chunks = lambda: interrupted(b"part of a photo")
        with pytest.raises(DiskFullError):
            AtomicFileSystemStorage(location=tmp_path).save("a.jpg", content)
        assert names_in(tmp_path) == []

    def test_path_outside_is_refused(self, tmp_path):
        with pytest.raises(SuspiciousFileOperation):
            AtomicFileSystemStorage(location=tmp_path / "in").save("../a", ContentFile(b"x"))
        assert names_in(tmp_path) == []


class TestPublicFiles:
    def test_stored_under_its_hash(self, tmp_path):
        public = PublicFiles(tmp_path)
        name = public.store(b"%PDF", suffix=".pdf")
        assert name == f"{hashlib.sha256(b'%PDF').hexdigest()}.pdf"
        assert public.read(name) == b"%PDF"
        assert public.verify(name)
        assert oct(public.path(name).stat().st_mode & 0o777) == "0o644"

    def test_storing_again_writes_nothing_but_makes_the_file_young(self, tmp_path):
        """Old files that nothing names yet are swept away; this one is about to be named."""
        public = PublicFiles(tmp_path)
        path = public.path(public.store(b"x", suffix=".json"))
        inode = path.stat().st_ino
        os.utime(path, (1, 1))
        assert public.store(b"x", suffix=".json") == path.name
        assert path.stat().st_ino == inode
        assert path.stat().st_mtime > 1
        assert names_in(tmp_path) == [path.name]

    def test_damaged_copy_is_noticed_and_repaired(self, tmp_path):
        public = PublicFiles(tmp_path)
        name = public.store(b"whole", suffix=".json")
        public.path(name).write_bytes(b"who")
        assert not public.verify(name)
        public.store(b"whole", suffix=".json")
        assert public.verify(name)

    def test_missing_file_is_not_verified(self, tmp_path):
        assert not PublicFiles(tmp_path).verify("0" * 64 + ".pdf")

    def test_derived_file_never_changes(self, tmp_path):
        public = PublicFiles(tmp_path)
        name = f"{'a' * 64}/w640.webp"
        assert public.store_as(name, b"first") == name
        assert public.store_as(name, b"second") == name
        assert public.read(name) == b"first"

    def test_derived_file_stored_again_is_young(self, tmp_path):
        public = PublicFiles(tmp_path)
        path = public.path(public.store_as("photos/a.webp", b"x"))
        os.utime(path, (1, 1))
        public.store_as("photos/a.webp", b"x")
        assert path.stat().st_mtime > 1

    def test_a_file_kept_is_young(self, tmp_path):
        public = PublicFiles(tmp_path)
        path = public.path(public.store_as("photos/a.webp", b"x"))
        os.utime(path, (1, 1))
        assert public.keep("photos/a.webp")
        assert path.stat().st_mtime > 1

    def test_a_file_that_is_not_there_is_not_kept(self, tmp_path):
        assert not PublicFiles(tmp_path).keep("photos/a.webp")
        assert names_in(tmp_path) == []

    def test_default_root_and_url(self, settings, tmp_path):
        settings.PUBLIC_ROOT = tmp_path
        settings.PUBLIC_URL = "/media/"
        public = PublicFiles()
        assert public.path("a.pdf") == tmp_path / "a.pdf"
        assert public.url("a.pdf") == "/media/a.pdf"

    @pytest.mark.parametrize(
        "name",
        ["", ".", "..", "../a", "/etc/passwd", "a/../b", "a//b", "a/", ".env", "a/.env", "a\\b"]
        + ["a\x00b", "ä.pdf", "a.pdf\n", "./a"],
    )
    def test_names_that_lead_elsewhere(self, tmp_path, name):
        with pytest.raises(SuspiciousFileOperation):
            PublicFiles(tmp_path).path(name)

    @pytest.mark.parametrize("suffix", ["pdf", "/../x", ".p/df", ".PDF", "."])
    def test_suffix_that_leads_elsewhere(self, tmp_path, suffix):
        with pytest.raises(SuspiciousFileOperation):
            PublicFiles(tmp_path).store(b"x", suffix=suffix)
        assert names_in(tmp_path) == []

    @given(st.text(max_size=40))
    def test_every_accepted_name_stays_inside(self, name):
        public = PublicFiles("/srv/public")
        try:
            path = public.path(name)
        except SuspiciousFileOperation:
            return
        assert os.path.normpath(path) == str(path)
        assert str(path).startswith("/srv/public/")


class UploadForm(forms.Form):
    photo = forms.FileField()

    def clean_photo(self):
        return self.cleaned_data["photo"].read()


class TestUploadSize:
    def post(self, data):
        upload = BytesIO(data)
        upload.name = "photo.jpg"
        request = RequestFactory().post("/", {"photo": upload, "caption": "A road"})
        request.upload_handlers = [
            UploadSizeHandler(request),
            MemoryFileUploadHandler(request),
            TemporaryFileUploadHandler(request),
        ]
        return request

    def test_small_upload_arrives_whole(self):
        request = self.post(b"x" * 100_000)
        form = UploadForm(request.POST, request.FILES)
        assert form.is_valid()
        assert form.cleaned_data["photo"] == b"x" * 100_000

    def test_large_upload_is_refused_with_a_message(self, monkeypatch):
        monkeypatch.setattr(storage, "MAX_UPLOAD_BYTES", 1024 * 1024)
        request = self.post(b"x" * (3 * 1024 * 1024))
        assert isinstance(request.FILES["photo"], OversizedUpload)
        assert request.FILES["photo"].size == 3 * 1024 * 1024
        assert request.POST["caption"] == "A road"
        form = UploadForm(request.POST, request.FILES)
        assert form.errors["photo"] == [
            "This file is too large (3.0\xa0MB). Send at most 1.0\xa0MB."
        ]

    def test_oversized_upload_cannot_be_stored(self, tmp_path):
        upload = OversizedUpload(name="photo.jpg", size=99_000_000)
        with pytest.raises(ValidationError):
            AtomicFileSystemStorage(location=tmp_path).save("photo.jpg", upload)
        assert names_in(tmp_path) == []


def test_style_sheets_are_collected_small_and_whole(tmp_path):
    source = FileSystemStorage(location=tmp_path / "source")
    sheet = '/* Why. */\n.a :is(b, c) {\n  margin: 0 auto;\n  content: "a  b";\n}\n'
    source.save("a.css", ContentFile(sheet))
    collected = StaticFilesStorage(location=tmp_path / "collected", base_url="/static/")
    collected.save("a.css", source.open("a.css"))
    results = list(collected.post_process({"a.css": (source, "a.css")}))
    assert [error for *_names, error in results if isinstance(error, Exception)] == []
    with collected.open(collected.stored_name("a.css")) as file:
        assert file.read().decode().strip() == '.a :is(b,c){margin:0 auto;content:"a  b"}'
