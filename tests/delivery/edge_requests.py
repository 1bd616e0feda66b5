"""Requests to the edge as a web server makes them."""

import contextlib
import io
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from reportcms.edge.around import around


@dataclass
class Got:
    """What came back: the status code, the headers by lower-case name, the body."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


def new_edge(application=None):
    """Return an edge as each web process has one."""
    return around(application or WSGIHandler())


def unreachable(environ, start_response):
    """Django, when it must not be needed."""
    raise AssertionError(f"Django was asked for {environ['PATH_INFO']}")


@contextlib.contextmanager
def one_connection():
    """Let no request close the connection in whose transaction the test runs."""
    signals = [request_started, request_finished]
    taken_off = [signal for signal in signals if signal.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in taken_off:
            signal.connect(close_old_connections)


def ask(application, path, query="", *, method="GET", host=None, **headers):
    """Ask ``application`` for ``path`` (not encoded); ``headers`` are such as ``accept_encoding``."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": settings.SITE_URL.split("//")[1] if host is None else host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    told = []

    def start_response(status, pairs, exc_info=None):
        told.append((status, pairs))

    with one_connection():
        answer = application(environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
    ((status, pairs),) = told
    names = [name.lower() for name, _value in pairs]
    assert len(set(names)) == len(names)
    return Got(int(status[:3]), {name.lower(): value for name, value in pairs}, body)
