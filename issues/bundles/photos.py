"""The pictures of a bundle: found, checked and cleaned once each."""

import difflib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reportcms.images import clean_upload

from .reading import PHOTOS, MissingFile, UnreadableFile, photo_bytes


@dataclass(frozen=True)
class CleanPhoto:
    """A checked picture, kept in a temporary file until it is stored."""

    sha256: str
    width: int
    height: int
    path: Path


class PhotoShelf:
    """Gives each photo file of a bundle in clean form, reading it once."""

    def __init__(self, files, folder):
        self.files = files
        self.folder = Path(folder)
        self.clean = {}
        self.refused = {}

    def take(self, file, *, clean=clean_upload):
        """Return the `CleanPhoto` of ``file``; ``ValidationError`` says why there is none.

        ``clean`` makes what is kept of it: a photo, or ``clean_logo`` a logo.
        """
        name = full_name(file)
        use = (name, clean)
        if use in self.refused:
            raise self.refused[use]
        if use not in self.clean:
            try:
                self.clean[use] = self.read(name, clean)
            except ValidationError as error:
                self.refused[use] = error
                raise
        return self.clean[use]

    def read(self, name, clean):
        try:
            data = photo_bytes(self.files, name)
        except MissingFile:
            raise ValidationError(self.missing_message(name)) from None
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error
        image = clean(data, name=PurePosixPath(name).name)
        path = self.folder / image.sha256
        path.write_bytes(image.data)
        return CleanPhoto(image.sha256, image.width, image.height, path)

    def missing_message(self, name):
        names = self.files.names()
        message = _("The bundle has no file %s.") % name
        if close := difflib.get_close_matches(name, names, n=1):
            return message + " " + _("Did you mean %s?") % close[0]
        return message + " " + _("Put it there or correct the name.")

    def unused(self):
        """Return the names of files that nothing asked for."""
        used = {name for name, _clean in (*self.clean, *self.refused)}
        return [name for name in self.files.names() if name not in used]


def full_name(file):
    """Return the name inside the bundle of a photo's ``file``, which may leave out ``photos/``."""
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts or "\\" in file or ":" in file:
        raise ValidationError(_("Name a file in photos/, such as “bridge.jpg”."))
    return str(path if path.parts[:1] == (PHOTOS,) else PurePosixPath(PHOTOS, path))
