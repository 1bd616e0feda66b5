"""The WSGI application around Django: what is ready at once, the rest in turn."""

import threading

from django.http.request import split_domain_port, validate_host

from reportcms.edge.busy import busy_answer
from reportcms.edge.queue import Queue
from reportcms.edge.seconds import Seconds, key_of, may_be_kept
from reportcms.edge.shelf import Bell, Manifest, Shelf, places_of
from reportcms.edge.software import software

STAFF_SIDE = "/admin/"
UNQUEUED = {"/healthz", "/readyz"}  # a machine that is busy is not ill
ROOM = 64 * 1024 * 1024  # bytes of baked pages in memory
MOST_HOSTS = 100
# What a page that is kept for others must not depend on.
LEFT_OUT = [
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_RANGE",
    "HTTP_IF_UNMODIFIED_SINCE",
]
IN_ONE_PIECE = 8 * 1024 * 1024  # bytes


class Ready:
    """The baked pages of one state of the shelf, as far as they are in memory.

    The oldest in memory go first when there is no more room: to note each use would cost every
    request more than it saves.
    """

    def __init__(self, shelf: Shelf, manifest: Manifest, before: "Ready | None" = None):
        self.shelf = shelf
        self.folders = {place: entry["folder"] for place, entry in manifest.bundles.items()}
        standing = set(self.folders.values())
        self.answers, self.bundles, self.size = {}, {}, 0
        self.lock = threading.Lock()
        if before:  # a bundle never changes, so what is known of it stays
            self.bundles = {f: b for f, b in before.bundles.copy().items() if f in standing}
            self.answers = {
                address: a for address, a in before.answers.copy().items() if a.bundle in standing
            }
            self.size = sum(answer.size for answer in self.answers.values())

    def find(self, path: str, query: str):
        """Return the baked answer to an address and keep it; None if there is none."""
        for place in places_of(path):
            if folder := self.folders.get(place):
                rest = path[len(place) :] + (f"?{query}" if query else "")
                return self._from(folder, rest, (path, query))
        return None

    def _from(self, folder, rest, address):
        try:
            bundle = self.bundles.get(folder) or self.shelf.bundle(folder)
            answer = bundle.answer(rest) if rest in bundle else None
        except (OSError, ValueError, KeyError):  # taken away meanwhile, or damaged
            return None
        with self.lock:
            self.bundles[folder] = bundle
            if answer and address not in self.answers:
                self.answers[address] = answer
                self.size += answer.size
                while self.size > ROOM:
                    self.size -= self.answers.pop(next(iter(self.answers))).size
        return answer


class Edge:
    """Django behind its edge. One in each web process; called by many threads at once.

    ``hosts`` is ALLOWED_HOSTS. With ``only_secure`` whatever did not come over TLS goes to
    Django, which leads it there; ``proxy_header`` is (name, value) of how a trusted proxy says
    that it did. ``one_language`` are prefixes of addresses that are the same in every language.
    """

    def __init__(
        self,
        application,
        shelf: Shelf,
        *,
        hosts,
        only_secure=False,
        proxy_header=None,
        one_language=(),
        visitors: Queue,
        staff: Queue,
        followers: Queue,
    ):
        self.application = application
        self.shelf = shelf
        self.hosts, self.known_hosts = hosts, set()
        self.only_secure, self.proxy_header = only_secure, proxy_header
        self.one_language = tuple(one_language)
        self.visitors, self.staff, self.followers = visitors, staff, followers
        self.bell = Bell(shelf)
        self.ready, self.seconds = Ready(shelf, Manifest()), Seconds()
        software()  # of the code that this process has loaded

    def __call__(self, environ, start_response):
        self.bell.listen(self.renew)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and self.is_trusted(environ):
            path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
            ready = self.ready
            answer = ready.answers.get((path, query)) or ready.find(path, query)
            if answer is not None:
                try:
                    return answer.respond(environ, start_response)
                except OSError:  # a file that had to go
                    pass
            elif not path.startswith(STAFF_SIDE):
                return self.kept(environ, start_response)
        return self.in_turn(environ, start_response)

    def renew(self):
        """Take up what is on the shelf now; pages of other software are not shown."""
        manifest = self.shelf.manifest()
        if manifest.software != software():
            manifest = Manifest(manifest.generation)
        self.ready = Ready(self.shelf, manifest, self.ready)
        self.seconds.forget()

    def is_trusted(self, environ) -> bool:
        """Say whether Django would answer this host on this line with the page itself."""
        if self.only_secure and not self.is_secure(environ):
            return False
        host = environ.get("HTTP_HOST")
        if host in self.known_hosts:
            return True
        if not host or not validate_host(split_domain_port(host)[0], self.hosts):
            return False
        if len(self.known_hosts) < MOST_HOSTS:
            self.known_hosts.add(host)
        return True

    def is_secure(self, environ) -> bool:
        """Say what ``request.is_secure()`` says."""
        if self.proxy_header and (told := environ.get(self.proxy_header[0])) is not None:
            return told.split(",", 1)[0].strip() == self.proxy_header[1]
        return environ["wsgi.url_scheme"] == "https"

    def kept(self, environ, start_response):
        """Answer with what was asked a moment ago, or ask and keep the answer for seconds."""
        key = key_of(environ)
        if key is None:
            return self.in_turn(environ, start_response)
        answer = self.seconds.get(key)
        if answer is None and "HTTP_COOKIE" not in environ:
            if others := self.seconds.ask(key):
                answer = self.seconds.get(key, stale=True)
                if answer is None and not self.followers.wait_for(others):
                    return busy_answer(environ, start_response)
                answer = answer or self.seconds.get(key)
            else:
                try:
                    return self.ask(key, environ, start_response)
                finally:
                    self.seconds.asked_for(key)
        if answer is None:
            return self.in_turn(environ, start_response)
        return answer.respond(environ, start_response)

    def ask(self, key, environ, start_response):
        """Ask Django as a stranger without a browser's memory would; keep what is for everybody."""
        told, age = [], self.seconds.age

        def hear(status, headers, exc_info=None):
            told[:] = [status, headers]

        stranger = {name: value for name, value in environ.items() if name not in LEFT_OUT}
        stranger |= {"QUERY_STRING": key[2], "REQUEST_METHOD": "GET"}
        one_language = key[1].startswith(self.one_language)
        if one_language:
            stranger.pop("HTTP_ACCEPT_LANGUAGE", None)
        body = self.in_turn(stranger, hear)
        status, headers = told
        if isinstance(body, list) and may_be_kept(status, headers, one_language=one_language):
            headers = [pair for pair in headers if pair[0].lower() != "vary"]
            answer = self.seconds.put(key, headers, body[0] if body else b"", age=age)
            return answer.respond(environ, start_response)
        start_response(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            if hasattr(body, "close"):
                body.close()
            return []
        return body

    def in_turn(self, environ, start_response):
        """Let Django answer when it is this request's turn; say so if too many are before it."""
        path = environ["PATH_INFO"]
        if path in UNQUEUED:
            return self.application(environ, start_response)
        queue = self.staff if path.startswith(STAFF_SIDE) else self.visitors
        if not queue.enter():
            return busy_answer(environ, start_response)
        try:
            return in_one_piece(self.application(environ, start_response))
        finally:
            queue.leave()


def in_one_piece(response):
    """Return a response as the list of its one body, and close it, unless it is very long.

    Closing gives the database connection back before a slow reader has read a byte.
    """
    if getattr(response, "streaming", False):
        length = response.headers.get("Content-Length") if hasattr(response, "headers") else None
        if not length or int(length) > IN_ONE_PIECE:
            return response
    try:
        return [b"".join(response)]
    finally:
        if hasattr(response, "close"):
            response.close()
