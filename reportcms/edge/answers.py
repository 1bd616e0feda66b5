"""Answers that are ready: their bytes in every encoding, and the headers that go with them."""

import functools
import gzip
import hashlib
import re
from pathlib import Path

import brotli

from reportcms.ranges import asked_part

# Our own preference among what a reader accepts equally; "" is the plain bytes.
ENCODINGS = ("br", "gzip", "")
SUFFIXES = {"br": ".br", "gzip": ".gz", "": ""}
# Of each answer and each encoding anew, so never taken over from Django's answer.
OWN_HEADERS = {"content-encoding", "content-length", "date", "etag", "server", "vary"}
NOT_IN_304 = {"content-disposition", "content-language", "content-length", "content-type"}
# Of brotli, up to 11; gzip ends at 9. The second is 1.5 % larger than the best, in 40 % of the time.
BEST, NEARLY_BEST, QUICK = 11, 10, 5
IN_ONE_PIECE = 8 * 1024 * 1024  # bytes; larger files are sent in chunks
CHUNK = 256 * 1024

_CODING = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?", re.ASCII)
_ETAG = re.compile(r'(?:W/)?("[^"]*")')


@functools.lru_cache(maxsize=512)
def accepted(header: str | None) -> tuple[str, ...]:
    """Return the encodings a reader accepts, best first (RFC 9110, section 12.5.3).

    >>> accepted("gzip, br;q=0.5")
    ('gzip', '', 'br')
    """
    if not header or len(header) > 500:
        return ("",)
    said = {}
    for part in header.split(","):
        if match := _CODING.fullmatch(part):
            said[match[1].lower()] = _quality(match[2])
    quality = {
        "br": said.get("br", said.get("*", 0)),
        "gzip": said.get("gzip", said.get("x-gzip", said.get("*", 0))),
        "": said.get("identity", said.get("*", 1)),
    }
    if "identity" not in said and quality[""]:
        # Not named, so the last resort of somebody who names others.
        quality[""] = min(q for q in quality.values() if q)
    wanted = [name for name in ENCODINGS if quality[name]]
    wanted.sort(key=lambda name: -quality[name])
    return tuple(wanted) or ("",)  # whoever refuses everything gets what there is


def _quality(text: str | None) -> float:
    try:
        return min(float(text or 1), 1)
    except ValueError:
        return 0


def stamp(data: bytes) -> int:
    """Return 31 bits of the content's SHA-256.

    A baked file has it as its time of change, in seconds, so that nginx, which makes ETags of
    time and size, says the same as we do, on every machine.
    """
    return int(hashlib.sha256(data).hexdigest()[:8], 16) & 0x7FFFFFFF


def etag_of(data: bytes) -> str:
    """Return the strong ETag of ``data``, as nginx would make it of the baked file."""
    return f'"{stamp(data):x}-{len(data):x}"'


def compressed(data: bytes, *, quality: int) -> dict[str, bytes]:
    """Return ``data`` in every encoding that makes it smaller."""
    made = {
        "br": brotli.compress(data, quality=quality),
        "gzip": gzip.compress(data, min(quality, 9), mtime=0),
    }
    return {"": data} | {name: body for name, body in made.items() if len(body) < len(data)}


def names_etag(header: str, etag: str) -> bool:
    """Say whether ``header``, an If-None-Match, names ``etag``."""
    return header == etag or header.strip() == "*" or etag in _ETAG.findall(header)


class Answer:
    """A page that is ready for everybody. ``size`` is its bytes in memory."""

    __slots__ = ("bundle", "size", "variants")

    def __init__(self, headers, bodies, *, bundle=""):
        """``headers`` are (name, value) pairs, ``bodies`` the bytes by encoding."""
        self.bundle = bundle
        self.size = sum(map(len, bodies.values()))
        kept = [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]
        if len(bodies) > 1:
            kept.append(("Vary", "Accept-Encoding"))
        self.variants = {}
        for encoding, body in bodies.items():
            etag = etag_of(body)
            own = [*kept, ("ETag", etag)]
            unchanged = [pair for pair in own if pair[0].lower() not in NOT_IN_304]
            if encoding:
                own.append(("Content-Encoding", encoding))
            own.append(("Content-Length", str(len(body))))
            self.variants[encoding] = (own, [body], etag, unchanged)

    def respond(self, environ, start_response):
        """Answer a GET or HEAD; with 304 if the reader has it already."""
        for encoding in accepted(environ.get("HTTP_ACCEPT_ENCODING")):
            if variant := self.variants.get(encoding):
                break
        else:
            variant = self.variants[""]
        headers, body, etag, unchanged = variant
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and names_etag(known, etag):
            start_response("304 Not Modified", unchanged)
            return []
        start_response("200 OK", headers)
        return body if environ["REQUEST_METHOD"] == "GET" else []


class FileAnswer:
    """A published file where it lies; its bytes are never kept, for it may have to go."""

    __slots__ = ("bundle", "etag", "headers", "path")
    size = 1000  # bytes, about

    def __init__(self, headers, path: Path, *, bundle=""):
        """``headers`` hold the ETag that the file has whoever answers."""
        self.bundle = bundle
        self.path = path
        self.etag = next(value for name, value in headers if name.lower() == "etag")
        self.headers = [
            (name, value)
            for name, value in headers
            if name.lower() not in {"content-length", "date", "server"}
        ]

    def respond(self, environ, start_response):
        """Answer a GET or HEAD, also for a part; raise ``OSError`` if the file is gone."""
        file = self.path.open("rb")
        try:
            size = file.seek(0, 2)
            known = environ.get("HTTP_IF_NONE_MATCH")
            if known is not None and names_etag(known, self.etag):
                unchanged = [p for p in self.headers if p[0].lower() not in NOT_IN_304]
                start_response("304 Not Modified", unchanged)
                return []
            first, last, status, own = 0, size - 1, "200 OK", []
            if environ["REQUEST_METHOD"] == "GET":
                part = asked_part(
                    environ.get("HTTP_RANGE", ""),
                    environ.get("HTTP_IF_RANGE"),
                    etag=self.etag,
                    size=size,
                )
                if part == ():
                    own = [("Content-Range", f"bytes */{size}"), ("Content-Length", "0")]
                    start_response("416 Range Not Satisfiable", own)
                    return []
                if part:
                    (first, last), status = part, "206 Partial Content"
                    own = [("Content-Range", f"bytes {first}-{last}/{size}")]
            own.append(("Content-Length", str(last - first + 1)))
            start_response(status, [*self.headers, *own])
            if environ["REQUEST_METHOD"] == "HEAD":
                return []
            file.seek(first)
            if last - first < IN_ONE_PIECE:
                # At once, so that a slow reader holds memory and no thread.
                return [file.read(last - first + 1)]
            chunks, file = _chunks(file, last - first + 1), None
            return chunks
        finally:
            if file is not None:
                file.close()


def _chunks(file, remaining):
    with file:
        while remaining > 0 and (data := file.read(min(CHUNK, remaining))):
            remaining -= len(data)
            yield data
