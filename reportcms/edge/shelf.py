"""The shelf of baked pages: what is on it, and reading from it.

    current                    → generations/<n>: the one name that is ever swapped
    generations/<n>/manifest.json  which bundle stands for which part of the site
    generations/<n>/pages/     the same for nginx: links to the pages of the bundles, by address
    bundles/<digest>/          pages that belong together, as baked; never changed
        bundle.json            their addresses, headers and files
        pages/                 pages without a query string: index.html, .gz, .br
        more/                  everything else
    bell                       a count of the swaps in memory that all processes share

A *bundle* is named after its *place*, the path that all its addresses begin with, such as
``/en/report/2020/8/``. Bundles are replaced whole, so the pages of one issue never mix.
"""

import json
import mmap
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from reportcms.edge.answers import SUFFIXES, Answer, FileAnswer

LOOK_EVERY = 1.0  # seconds between two looks at the disk, in case the bell was not heard
BELL_LENGTH = 8  # bytes


class Manifest:
    """What was on the shelf at one moment: ``bundles`` is place → {"key", "folder"}."""

    def __init__(self, generation: str = "", software: str = "", bundles: dict | None = None):
        self.generation = generation
        self.software = software
        self.bundles = bundles or {}


class Shelf:
    """A shelf in ``root``; files that answers only name lie in ``public_root``."""

    def __init__(self, root: Path, public_root: Path):
        self.root, self.public_root = Path(root), Path(public_root)

    def generation(self) -> str:
        """Return the name of the current generation, "" if nothing was ever baked."""
        try:
            return os.readlink(self.root / "current")
        except OSError:
            return ""

    def manifest(self) -> Manifest:
        """Read the current manifest; one that cannot be read counts as an empty shelf."""
        generation = self.generation()
        try:
            told = json.loads((self.root / generation / "manifest.json").read_bytes())
            return Manifest(generation, told["software"], told["bundles"])
        except (OSError, ValueError, KeyError, TypeError):
            return Manifest(generation)

    def bundle(self, folder: str) -> "Bundle":
        """Open the bundle in ``folder``; raise ``OSError`` if it is gone."""
        return Bundle(self, folder)


class Bundle:
    """A bundle on the shelf, and the way from an address to its answer."""

    def __init__(self, shelf: Shelf, folder: str):
        self.shelf, self.folder = shelf, folder
        self.path = shelf.root / "bundles" / folder
        told = json.loads((self.path / "bundle.json").read_bytes())
        self.headers, self.routes = told["headers"], told["routes"]

    def __contains__(self, rest: str):
        return rest in self.routes

    def answer(self, rest: str) -> Answer | FileAnswer:
        """Return the answer to the address ``rest`` (path and query below the bundle's place).

        Raises ``OSError`` if a file is gone: the bundle was taken away meanwhile.
        """
        route = self.routes[rest]
        headers = [tuple(pair) for pair in self.headers[route["headers"]]]
        if name := route.get("public"):
            return FileAnswer(headers, self.shelf.public_root / name, bundle=self.folder)
        bodies = {
            encoding: (self.path / (route["file"] + SUFFIXES[encoding])).read_bytes()
            for encoding in route["encodings"]
        }
        return Answer(headers, bodies, bundle=self.folder)


def places_of(path: str) -> Iterator[str]:
    """Yield the places a bundle with ``path`` could have, the longest first."""
    end = path.rfind("/", 0, 300)
    while end >= 0:
        yield path[: end + 1]
        end = path.rfind("/", 0, end)


class Bell:
    """Tells, without asking the disk, that the shelf has changed."""

    def __init__(self, shelf: Shelf):
        self.shelf = shelf
        self.lock = threading.Lock()
        self.heard, self.rope = b"", b""
        self.looked_at = 0.0
        self.generation = None

    def is_silent(self) -> bool:
        """Say whether there is nothing to be heard, and the disk was looked at a moment ago.

        The memory is shared by the processes of one machine; the disk is looked at as well, once
        a second, for a shelf that came from elsewhere.
        """
        return (
            bool(self.rope)
            and self.rope[:BELL_LENGTH] == self.heard
            and time.monotonic() < self.looked_at + LOOK_EVERY
        )

    def listen(self, renew) -> None:
        """Call ``renew`` if the shelf has changed since this was last asked.

        Nobody goes on before it is done: what was taken away is shown to no one any more.
        """
        if self.is_silent():
            return
        with self.lock:
            if self.is_silent():  # another thread has listened meanwhile
                return
            heard, before = self.rope[:BELL_LENGTH], self.generation
            self.generation = self.shelf.generation()
            if before != self.generation:
                self.rope = _rope(self.shelf.root)  # the folder may be another one now
                heard = self.rope[:BELL_LENGTH]
                self.generation = self.shelf.generation()
                renew()
            self.heard, self.looked_at = heard, time.monotonic()


def _rope(root):
    try:
        with (root / "bell").open("rb") as file:
            return mmap.mmap(file.fileno(), BELL_LENGTH, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # nothing baked yet
        return b""


def ring(root: Path) -> None:
    """Tell every process of this machine that the shelf in ``root`` has changed."""
    path = root / "bell"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if os.fstat(descriptor).st_size < BELL_LENGTH:
            os.ftruncate(descriptor, BELL_LENGTH)
        with mmap.mmap(descriptor, BELL_LENGTH) as rope:
            rung = int.from_bytes(rope[:BELL_LENGTH]) + 1
            rope[:BELL_LENGTH] = rung.to_bytes(BELL_LENGTH)
    finally:
        os.close(descriptor)
