"""A folder that is filled anew beside the old one and then takes its place.

What has not changed is taken over from the old folder without being written again. A run that
breaks off leaves the old folder as it was.
"""

import filecmp
import hashlib
import json
import os
import shutil
from pathlib import Path

from django.utils.translation import gettext as _

MARK = ".reportcms-copy.json"


class NotOurs(Exception):
    """The folder holds something else; ``str()`` says so."""


class Folder:
    """The copy at ``path``; ``put`` files, then ``finish``."""

    def __init__(self, path):
        self.path = Path(path).absolute()
        self.new = self.path.with_name(f"{self.path.name}.new")
        self.old = self.path.with_name(f"{self.path.name}.old")
        self.tags, self.same, self.written, self.kept = {}, {}, 0, 0

    def begin(self):
        """Make room for the new files; raise `NotOurs` if there is something that is not a copy."""
        if self.old.exists() and not self.path.exists():
            check(self.old)
            self.old.rename(self.path)  # the run before broke off between two renames
        for folder in (self.path, self.new, self.old):
            check(folder)
        for folder in (self.new, self.old):
            shutil.rmtree(folder, ignore_errors=True)
        self.new.mkdir(parents=True)
        (self.new / MARK).write_text("{}")
        try:
            self.before = json.loads((self.path / MARK).read_text())
        except (OSError, ValueError):
            self.before = {}

    def known(self, name, tag):
        """Take over the old file ``name`` if it was made of the same ``tag``; say whether it was."""
        same = tag and self.before.get(name) == tag and (self.path / name).is_file()
        if same:
            self.take(self.path / name, name)
            self.tags[name] = tag
            self.kept += 1
        return bool(same)

    def put(self, name, data, *, tag=None):
        """Put ``data`` under ``name``; ``tag`` says of what it was made."""
        if tag:
            self.tags[name] = tag
        before, digest = self.path / name, hashlib.sha256(data).digest()
        if before.is_file() and before.read_bytes() == data:
            self.take(before, name)
            self.kept += 1
        elif digest in self.same:  # a PDF has several addresses
            self.take(self.same[digest], name)
            self.written += 1
        else:
            self.place(name).write_bytes(data)
            self.written += 1
        self.same.setdefault(digest, self.new / name)

    def put_file(self, name, source):
        """Put a copy of the file ``source`` under ``name``."""
        before = self.path / name
        if before.is_file() and filecmp.cmp(before, source, shallow=False):
            self.take(before, name)
            self.kept += 1
            return
        shutil.copyfile(source, self.place(name))
        self.written += 1

    def take(self, source, name):
        """Give the file ``source`` the new place ``name``, without copying it where that is possible."""
        target = self.place(name)
        try:
            os.link(source, target)
        except OSError:  # memory sticks know one name for one file
            shutil.copy2(source, target)

    def place(self, name):
        """Return the free path of ``name``; what stood there is gone, not written through."""
        target = self.new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        return target

    def set_aside(self, name, data):
        """Keep ``data`` on the disk until what becomes of it is put under ``name``."""
        self.place(name).write_bytes(data)

    def fetch(self, name):
        return (self.new / name).read_bytes()

    def has(self, name):
        return (self.new / name).exists()

    def finish(self):
        """Exchange the folders; return how many files of the old one are gone."""
        (self.new / MARK).write_text(json.dumps(self.tags, sort_keys=True))
        gone = sum(not self.has(name) for name in files(self.path)) if self.path.exists() else 0
        if self.path.exists():
            self.path.rename(self.old)
        self.new.rename(self.path)
        shutil.rmtree(self.old, ignore_errors=True)
        return gone

    def give_up(self):
        shutil.rmtree(self.new, ignore_errors=True)


def files(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def check(folder):
    """Raise `NotOurs` if ``folder`` is something else than a copy of the site or empty."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotOurs(_("%s is not a folder.") % folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise NotOurs(
            _("%s holds other files: name an empty folder or one that does not exist yet.") % folder
        )
