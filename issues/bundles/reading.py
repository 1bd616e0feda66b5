"""Opening a bundle, a folder or a zip file, without trusting anything in it."""

import json
import stat
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path, PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from reportcms.storage import MAX_UPLOAD_BYTES

from .faults import BundleRefused, Remark

DOCUMENT = "issue.json"
PHOTOS = "photos"
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_FILES = 2000

# What file managers leave behind.
_LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}


class MissingFile(Exception):
    """The bundle has no file of that name."""


class UnreadableFile(Exception):
    """A file is there but cannot be read; ``str()`` says why and what to do."""


class FolderFiles:
    """The files of a bundle that is a folder."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        return self

    def __exit__(self, *error):
        """Nothing stays open."""

    def names(self):
        """Return the names of the files below ``photos/``, sorted."""
        folder = self.folder / PHOTOS
        if not folder.is_dir() or folder.is_symlink():
            return []
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in _LITTER
        )

    def read(self, name, *, limit):
        path = self.folder / name
        try:
            inside = [part for part in [path, *path.parents] if self.folder in part.parents]
            if any(part.is_symlink() for part in inside):
                raise UnreadableFile(
                    _("This is a link to another place. Put the file itself into the bundle.")
                )
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise MissingFile from None
        except (OSError, ValueError) as error:
            raise UnreadableFile(_("The file cannot be read: %s") % error) from error
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile(_("This is not a file."))
        if found.st_size > limit:
            raise UnreadableFile(too_large(found.st_size, limit))
        try:
            return path.read_bytes()
        except OSError as error:
            raise UnreadableFile(_("The file cannot be read: %s") % error.strerror) from error


class ZipFiles:
    """The files of a bundle that is a zip file."""

    def __init__(self, path):
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise refused(
                path.name, _("This is not a whole zip file. Pack or download it again.")
            ) from error
        try:
            self.entries = safe_entries(self.archive.infolist())
        except BaseException:
            self.archive.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.archive.close()

    def names(self):
        """Return the names of the files below ``photos/``, sorted."""
        return sorted(name for name in self.entries if name.startswith(f"{PHOTOS}/"))

    def read(self, name, *, limit):
        try:
            entry = self.entries[name]
        except KeyError:
            raise MissingFile from None
        try:
            with self.archive.open(entry) as file:
                data = file.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise UnreadableFile(
                _("The file is damaged inside the zip file. Pack it again.")
            ) from error
        except (NotImplementedError, RuntimeError) as error:
            raise UnreadableFile(
                _("The file is packed in a way that cannot be read here. Use an ordinary zip.")
            ) from error
        if len(data) > limit:
            raise UnreadableFile(too_large(entry.file_size, limit))
        return data


def open_bundle(path):
    """Return the files of the bundle at ``path``; raises ``BundleRefused``."""
    path = Path(path)
    if path.is_dir():
        return FolderFiles(path)
    if path.is_file():
        return ZipFiles(path)
    raise refused(path, _("There is no such folder or zip file."))


def safe_entries(infos):
    """Map names to zip entries, inside the one folder they may be packed in.

    Refuses what could lead out of the bundle, fill the disk or mean two things.
    """
    if len(infos) > MAX_FILES:
        raise refused(DOCUMENT, _("The zip file holds more than %s files.") % MAX_FILES)
    faults, entries = [], {}
    for info in infos:
        name = info.filename.replace("\\", "/")
        path = PurePosixPath(name)
        if info.is_dir() or not path.parts or _LITTER & set(path.parts):
            continue
        if fault := entry_fault(info, name, path):
            faults.append(Remark(name, fault))
        elif name in entries:
            faults.append(Remark(name, _("The zip file holds this name twice. Pack it again.")))
        entries[name] = info
    if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        faults.append(
            Remark(DOCUMENT, too_large(sum(i.file_size for i in infos), MAX_UNPACKED_BYTES))
        )
    if faults:
        raise BundleRefused(faults)
    return without_common_folder(entries)


def entry_fault(info, name, path):
    if name.startswith("/") or ".." in path.parts or ":" in path.parts[0]:
        return _("This name leads out of the bundle. Pack only issue.json and photos/.")
    if stat.S_ISLNK(info.external_attr >> 16):
        return _("This is a link to another place. Pack the file itself.")
    if info.flag_bits & 1:
        return _("The file is protected by a password. Pack it without one.")
    return None


def without_common_folder(entries):
    """Look inside when somebody packed the folder rather than what is in it."""
    if DOCUMENT in entries:
        return entries
    outer = {PurePosixPath(name).parts[0] for name in entries}
    if len(outer) != 1:
        return entries
    prefix = f"{outer.pop()}/"
    return {name.removeprefix(prefix): info for name, info in entries.items()}


def read_document(files):
    """Return the data of ``issue.json``; decimals are exact. Raises ``BundleRefused``."""
    try:
        data = files.read(DOCUMENT, limit=MAX_DOCUMENT_BYTES)
    except MissingFile:
        raise refused(DOCUMENT, _("The bundle has no file issue.json.")) from None
    except UnreadableFile as error:
        raise refused(DOCUMENT, error) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            DOCUMENT,
            _("The file is not written in UTF-8 (byte %(place)s). Save it as UTF-8.")
            % {"place": error.start + 1},
        ) from error
    try:
        document = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=refuse_constant,
            object_pairs_hook=refuse_repeated_keys,
        )
    except json.JSONDecodeError as error:
        raise refused(
            f"{DOCUMENT}, line {error.lineno}, column {error.colno}",
            _("This is not valid JSON (%s). Look at this place and just before it.") % error.msg,
        ) from error
    except ValueError as error:
        raise refused(DOCUMENT, error) from error
    except RecursionError:
        raise refused(DOCUMENT, _("The file is nested too deeply to be an issue.")) from None
    if not isinstance(document, dict):
        raise refused(DOCUMENT, _("The file must hold one object: { … }."))
    return document


def refuse_constant(word):
    raise ValueError(_("“%s” is not a number that JSON knows.") % word)


def refuse_repeated_keys(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(_("“%s” is given twice in one object. Keep one of them.") % twice)
    return found


def photo_bytes(files, name):
    """Return the bytes of a photo file as it was sent."""
    return files.read(name, limit=MAX_UPLOAD_BYTES)


def too_large(size, limit):
    return _("This is too large (%(size)s). At most %(limit)s can be read.") % {
        "size": filesizeformat(size),
        "limit": filesizeformat(limit),
    }


def refused(place, message):
    return BundleRefused([Remark(str(place), str(message))])
