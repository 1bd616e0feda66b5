"""Files that are whole or absent: private uploads, published files, static files.

A file is written under a temporary name in its own folder, flushed to the disk, given its
final name, and the folder is flushed too. A crash or a full disk therefore never leaves a
part of a file under a name that a page or a row refers to.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

import rcssmin
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

MAX_UPLOAD_BYTES = 25 * 1024 * 1024
TEMPORARY_PREFIX = ".part-"

_PUBLIC_NAME = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*", re.ASCII)
_HASHED_NAME = re.compile(r"([0-9a-f]{64})(?:\.[a-z0-9]+)*", re.ASCII)
_SUFFIX = re.compile(r"(?:\.[a-z0-9]+)*", re.ASCII)


def write_atomically(
    path: Path,
    chunks: Iterable[bytes | str],
    *,
    overwrite: bool,
    mode: int | None = None,
    directory_mode: int | None = None,
) -> None:
    """Write ``chunks`` to ``path`` so that the file is there wholly or not at all.

    Without ``overwrite``, a name that is already taken raises ``FileExistsError`` and the file
    there stays as it is, also when two writers come at once.
    """
    _make_directories(path.parent, directory_mode)
    temporary = path.parent / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"
    try:
        with temporary.open("xb") as file:
            for chunk in chunks:
                file.write(chunk.encode() if isinstance(chunk, str) else chunk)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        if overwrite:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_directory(path.parent)


def _make_directories(directory: Path, mode: int | None) -> None:
    missing = []
    while not directory.is_dir():
        missing.append(directory)
        directory = directory.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        if mode is not None:
            folder.chmod(mode)
        _flush_directory(folder.parent)


def _flush_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class AtomicFileSystemStorage(FileSystemStorage):
    """Django's local storage, except that an interrupted save leaves no truncated file."""

    def _save(self, name, content):
        while True:
            try:
                write_atomically(
                    Path(self.path(name)),
                    content.chunks(),
                    overwrite=self._allow_overwrite,
                    mode=self.file_permissions_mode,
                    directory_mode=self.directory_permissions_mode,
                )
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return str(name).replace("\\", "/")


class PublicFiles:
    """The folder of published files: what is written there never changes.

    Names are relative to ``root`` (``settings.PUBLIC_ROOT`` by default) and also the end of
    the public address. Everything in it may be read by the web server and by visitors.
    """

    def __init__(self, root: Path | str | None = None):
        self.root = Path(root if root is not None else settings.PUBLIC_ROOT)

    def path(self, name: str) -> Path:
        """Return where ``name`` lies; ``SuspiciousFileOperation`` if it could lead elsewhere."""
        if not _PUBLIC_NAME.fullmatch(name):
            raise SuspiciousFileOperation(f"{name!r} is not a name of a public file.")
        return self.root / name

    def url(self, name: str) -> str:
        """Return the public address of ``name``."""
        self.path(name)
        return f"{settings.PUBLIC_URL}{name}"

    def exists(self, name: str) -> bool:
        """Say whether the file is there."""
        return self.path(name).is_file()

    def read(self, name: str) -> bytes:
        """Return the bytes of ``name``; ``FileNotFoundError`` if there are none."""
        return self.path(name).read_bytes()

    def store(self, data: bytes, *, suffix: str) -> str:
        """Write ``data`` under its SHA-256 and return the name, such as ``3f…9c.pdf``.

        Storing the same bytes again changes nothing, except that the file counts as new (see
        ``keep``) and that a copy damaged on the disk is replaced by the good one.
        """
        if not _SUFFIX.fullmatch(suffix):
            raise SuspiciousFileOperation(f"{suffix!r} is not a file suffix.")
        name = hashlib.sha256(data).hexdigest() + suffix
        if not (self.keep(name) and self.verify(name)):
            write_atomically(
                self.path(name), [data], overwrite=True, mode=0o644, directory_mode=0o755
            )
        return name

    def store_as(self, name: str, data: bytes) -> str:
        """Write ``data`` under a name that already determines it, and return the name.

        Meant for what is derived from hashed content, such as ``<sha256>/w640.webp``. A file
        that is there is kept: a published address never changes its content.
        """
        while not self.keep(name):
            with contextlib.suppress(FileExistsError):
                write_atomically(
                    self.path(name), [data], overwrite=False, mode=0o644, directory_mode=0o755
                )
        return name

    def keep(self, name: str) -> bool:
        """Say whether the file is there; if so, make it as young as one just written.

        Old files that no edition names are swept away: one that a new edition is about to name
        must not look old.
        """
        try:
            os.utime(self.path(name))
        except FileNotFoundError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Take ``name`` away, a file or a whole folder, if it is there.

        For what must go although it was published: consent, or the edition itself, was withdrawn.
        """
        path = self.path(name)
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink(missing_ok=True)
        else:
            return
        _flush_directory(path.parent)

    def verify(self, name: str) -> bool:
        """Say whether the file named by its hash is there and has exactly that content."""
        match = _HASHED_NAME.fullmatch(name)
        if not match:
            raise SuspiciousFileOperation(f"{name!r} does not name its own content.")
        try:
            with self.path(name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == match[1]
        except FileNotFoundError:
            return False


def too_large_message(size: int) -> str:
    """Return what a person reads whose upload of ``size`` bytes is over the limit."""
    return _("This file is too large (%(size)s). Send at most %(limit)s.") % {
        "size": filesizeformat(size),
        "limit": filesizeformat(MAX_UPLOAD_BYTES),
    }


class OversizedUpload(UploadedFile):
    """What a form receives instead of an upload over the limit: reading it says so."""

    def _refuse(self, *args, **kwargs):
        raise ValidationError(too_large_message(self.size), code="too_large")

    open = read = seek = chunks = multiple_chunks = _refuse


class UploadSizeHandler(FileUploadHandler):
    """Stop keeping an upload once it is over the limit; its form gets an `OversizedUpload`."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept = 0

    def receive_data_chunk(self, raw_data, start):
        self.kept += len(raw_data)
        return raw_data if self.kept <= MAX_UPLOAD_BYTES else None

    def file_complete(self, file_size):
        if self.kept <= MAX_UPLOAD_BYTES:
            return None
        return OversizedUpload(
            name=get_valid_filename(self.file_name),
            content_type=self.content_type,
            size=self.kept,
        )


class SmallSheets:
    """A storage of static files that gives style sheets without comments and spare white space."""

    def __init__(self, storage):
        self.storage = storage

    def open(self, path):
        with self.storage.open(path) as file:
            return ContentFile(rcssmin.cssmin(file.read().decode()).encode())


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files under hashed names, small, with compressed copies of all but source maps."""

    def post_process(self, paths, **options):
        paths = {
            name: (SmallSheets(storage) if name.endswith(".css") else storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(paths, **options)

    def create_compressor(self, **kwargs):
        kwargs["extensions"] = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
        return Compressor(**kwargs)
