"""Pages for everybody that change by the minute, kept for seconds in the memory of a process.

A search or a filtered archive that many ask for at once is made once. Nothing personal is kept:
only answers to requests without a cookie, that Django calls public and that set no cookie.
"""

import threading
import time
from urllib.parse import parse_qsl, urlencode

from reportcms.edge.answers import QUICK, Answer, compressed

KEPT_FOR = 3.0  # seconds
STALE_FOR = 10.0  # seconds more, for others, while one asks anew
ROOM = 32 * 1024 * 1024  # bytes
LARGEST = 512 * 1024  # bytes
LONGEST_PATH = 300
LONGEST_QUERY = 500
MOST_FIELDS = 20


def key_of(environ) -> tuple | None:
    """Return what the answer to a request may depend on, None if it is not kept.

    The order of the fields of a query does not matter, that of the values of one field does.
    """
    path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return None
    if "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ:
        return None
    if query:
        try:
            fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            return None
        query = urlencode(sorted(fields, key=lambda field: field[0]))
    return environ["HTTP_HOST"], path, query


def may_be_kept(status: str, headers: list[tuple[str, str]], *, one_language: bool) -> bool:
    """Say whether an answer is the same for everybody.

    ``one_language`` says of the address that its answer is the same in every language.
    """
    told = {}
    for name, value in headers:
        told.setdefault(name.lower(), []).append(value)
    varies = {word.strip().lower() for line in told.get("vary", []) for word in line.split(",")}
    varies -= {"accept-encoding", ""} | ({"accept-language"} if one_language else set())
    directives = {word.strip() for word in ",".join(told.get("cache-control", [])).split(",")}
    return (
        status.startswith("200 ")
        and "set-cookie" not in told
        and not varies
        and "public" in directives
        and not directives & {"private", "no-store", "no-cache"}
    )


class Seconds:
    """What was asked for a moment ago. Forgets everything when the shelf changes."""

    def __init__(self):
        self.lock = threading.Lock()
        self.kept = {}
        self.size = 0
        self.asked = {}
        self.age = 0

    def forget(self) -> None:
        """Forget everything, also what is being made just now."""
        with self.lock:
            self.kept, self.size = {}, 0
            self.age += 1

    def get(self, key, *, stale=False) -> Answer | None:
        """Return the answer kept for ``key``, None if there is none or it is too old."""
        kept = self.kept.get(key)
        until = time.monotonic() - (STALE_FOR if stale else 0)
        return kept[1] if kept and kept[0] > until else None

    def ask(self, key) -> threading.Event | None:
        """Return None to whoever is to ask Django, to others the Event they may wait for."""
        with self.lock:
            if key in self.asked:
                return self.asked[key]
            self.asked[key] = threading.Event()
            return None

    def asked_for(self, key) -> None:
        """Let those go on that waited for ``key``."""
        with self.lock:
            event = self.asked.pop(key, None)
        if event:
            event.set()

    def put(self, key, headers, body: bytes, *, age: int) -> Answer:
        """Keep an answer that was asked for when the memory had ``age``; return it."""
        told = {name.lower(): value for name, value in headers}
        is_text = told.get("content-type", "").startswith(
            ("text/", "application/json", "image/svg")
        )
        answer = Answer(headers, compressed(body, quality=QUICK) if is_text else {"": body})
        for_ever = "immutable" in told.get("cache-control", "")
        until = float("inf") if for_ever else time.monotonic() + KEPT_FOR
        with self.lock:
            if age == self.age and answer.size <= LARGEST:
                if before := self.kept.pop(key, None):
                    self.size -= before[1].size
                self.kept[key] = (until, answer)
                self.size += answer.size
                while self.size > ROOM:
                    oldest = next(iter(self.kept))
                    self.size -= self.kept.pop(oldest)[1].size
        return answer
