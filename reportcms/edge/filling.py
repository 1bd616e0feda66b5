"""Filling the shelf: bundles are written whole, then one link is swapped.

Whoever dies in between leaves the shelf as it was, and folders that nothing names.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from reportcms.edge.answers import BEST, OWN_HEADERS, SUFFIXES, compressed, stamp
from reportcms.edge.shelf import Shelf, ring
from reportcms.edge.software import software
from reportcms.storage import TEMPORARY_PREFIX, write_atomically

KEPT_FOR = 60 * 60  # seconds that something replaced stays, for whoever is reading it
PAGE = "text/html; charset=utf-8"


@dataclass
class Frozen:
    """One answer of Django's, to be baked: its ``body``, or the ``public`` file it consists of."""

    headers: list[tuple[str, str]]
    body: bytes = b""
    public: str = ""


@dataclass
class Dough:
    """A bundle that is being made: ``answers`` by address below its place ("", "?language=ru")."""

    answers: dict[str, Frozen] = field(default_factory=dict)

    def digest(self) -> str:
        """Return the digest of everything in it, which is the name of its folder."""
        told = hashlib.sha256()
        for rest, frozen in sorted(self.answers.items()):
            told.update(json.dumps([rest, frozen.headers, frozen.public]).encode())
            told.update(hashlib.sha256(frozen.body).digest())
        return told.hexdigest()


class Baker:
    """Changes the shelf; any number of processes may at the same time."""

    def __init__(self, shelf: Shelf):
        self.shelf, self.root = shelf, shelf.root

    @contextlib.contextmanager
    def alone(self, name: str, *, wait: bool):
        """Hold the lock ``name`` of this shelf; yield False if it is taken and not waited for."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o755)
        with (self.root / name).open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    def write(self, dough: Dough, *, quality: int = BEST) -> str:
        """Write a bundle and return the name of its folder; one that is there is taken as it is.

        ``quality`` is how hard its pages are compressed, see ``answers``.
        """
        name = dough.digest()
        target = self.root / "bundles" / name
        if target.is_dir():
            os.utime(target)  # not too old to be named again
            return name
        folder = target.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}")
        headers, routes, written = [], {}, {}
        try:
            for number, (rest, frozen) in enumerate(sorted(dough.answers.items())):
                kept = [pair for pair in frozen.headers if _is_kept(pair, frozen)]
                if kept not in headers:
                    headers.append(kept)
                routes[rest] = {"headers": headers.index(kept)}
                if frozen.public:
                    routes[rest]["public"] = frozen.public
                    continue
                page = _page_for(rest, kept)
                if page or frozen.body not in written:
                    file = page or f"more/{number}"
                    bodies = compressed(frozen.body, quality=quality)
                    for encoding, body in bodies.items():
                        _write(folder / (file + SUFFIXES[encoding]), body)
                    written[frozen.body] = {"file": file, "encodings": list(bodies)}
                routes[rest] |= written[frozen.body]
            told = {"headers": headers, "routes": routes}
            _write(folder / "bundle.json", json.dumps(told).encode())
            _flush_folders(folder)
            with contextlib.suppress(OSError):  # another process was faster
                folder.rename(target)
            _flush_folders(target.parent, below=False)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return name

    def change(self, put=None, *, wanted, force=False) -> bool:
        """Swap in a shelf with the bundles ``put`` added; say whether anything changed.

        ``put`` is place → {"key", "folder"}. Only bundles stay whose key is the one that
        ``wanted()``, a dict of place → key, has for them; it is asked while nobody else can
        change the shelf, so what became stale during the baking does not get onto it.
        ``force`` swaps even if nothing changes: whatever processes keep in memory is forgotten.
        """
        with self.alone("lock", wait=True):
            now, keys = self.shelf.manifest(), wanted()
            bundles = (now.bundles if now.software == software() else {}) | (put or {})
            bundles = {
                place: entry
                for place, entry in bundles.items()
                if entry["key"] == keys.get(place)
                and (self.root / "bundles" / entry["folder"]).is_dir()
            }
            if bundles == now.bundles and now.software == software() and not force:
                return False
            self._swap(bundles)
        return True

    def _swap(self, bundles):
        name = f"generations/{time.time_ns():x}-{secrets.token_hex(4)}"
        folder = self.root / name
        _link_pages(folder / "pages", bundles)
        write_atomically(
            folder / "manifest.json",
            [json.dumps({"software": software(), "bundles": bundles})],
            overwrite=True,
            mode=0o644,
            directory_mode=0o755,
        )
        link = self.root / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"
        link.symlink_to(name)
        link.replace(self.root / "current")
        _flush_folders(self.root, below=False)
        ring(self.root)

    def sweep(self, *, at_once: bool = False) -> int:
        """Remove bundles and generations that nothing names any more; return how many.

        They stay for an hour, for whoever is just reading them, unless they must go ``at_once``.
        """
        removed = 0
        with self.alone("lock", wait=True):
            now = self.shelf.manifest()
            named = {entry["folder"] for entry in now.bundles.values()}
            named.add(Path(now.generation).name)
            before = time.time() - (0 if at_once else KEPT_FOR)
            for kind in ("bundles", "generations"):
                for path in sorted((self.root / kind).glob("*")):
                    is_part = path.name.startswith(TEMPORARY_PREFIX)
                    spared = is_part and path.stat().st_mtime > time.time() - KEPT_FOR
                    if path.name in named or spared or path.stat().st_mtime > before:
                        continue
                    shutil.rmtree(path, ignore_errors=True)
                    removed += 1
        return removed


def _is_kept(pair, frozen):
    """Headers that belong to one encoding are made anew, unless the file as it lies has them."""
    name = pair[0].lower()
    return name not in OWN_HEADERS or (frozen.public and name == "etag")


def _page_for(rest, headers):
    """Return where nginx looks for a page, "" for what it cannot answer with the right headers."""
    if ("Content-Type", PAGE) not in headers or "?" in rest or (rest and not rest.endswith("/")):
        return ""
    # An address is kept as WSGI gives it; a file is named by the bytes.
    return "pages/" + rest.encode("latin-1").decode() + "index.html"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        # nginx makes its ETag of this time: see answers.stamp.
        os.utime(file.fileno(), (stamp(data), stamp(data)))
        os.fsync(file.fileno())


def _flush_folders(folder: Path, *, below: bool = True) -> None:
    for path in [folder, *(folder.rglob("*/") if below else ())]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _link_pages(pages: Path, bundles: dict) -> None:
    """Make the tree that nginx serves: every bundle's pages under their address.

    A bundle below which others have their places is linked page by page.
    """
    pages.mkdir(parents=True, mode=0o755)
    above = {parent for place in bundles for parent in _parents(place)}
    for place, entry in bundles.items():
        at = pages / place.strip("/").encode("latin-1").decode()
        depth = len(at.relative_to(pages.parents[1]).parts)
        baked = f"bundles/{entry['folder']}/pages"
        if place in above:
            at.mkdir(parents=True, exist_ok=True, mode=0o755)
            for suffix in SUFFIXES.values():
                name = f"index.html{suffix}"
                (at / name).symlink_to("../" * (depth + 1) + f"{baked}/{name}")
        else:
            at.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            at.symlink_to("../" * depth + baked)


def _parents(place):
    parts = place.strip("/").split("/")
    return {"/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts))}
