"""Asking Django for a page as somebody of whom nothing is known, to bake the answer."""

import functools
import io
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils import timezone, translation

from reportcms.edge.filling import Frozen
from reportcms.edge.seconds import may_be_kept


@functools.cache
def handler():
    """Return the one handler of this process; its middleware has read the settings once."""
    return WSGIHandler()


def ask(path: str, query: str = "") -> Frozen | None:
    """Return the answer to ``path`` (not encoded) and ``query``, None if it is not for everybody.

    The same middleware and views answer as for any visitor, with the site's own host. Only whole
    answers that Django calls public count; files below ``PUBLIC_ROOT`` are named, not read.
    """
    request = WSGIRequest(_environ(path, query))
    # The middleware leaves its language and time zone behind.
    with translation.override(translation.get_language()), timezone.override(None):
        response = handler().get_response(request)
    headers = [(name, _in_order(name, value)) for name, value in response.items()]
    headers += [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    try:
        if not may_be_kept(f"{response.status_code} ", headers, one_language=False):
            return None
        if not response.streaming:
            return Frozen(headers, response.content)
        name = _public_name(response)
        return Frozen(headers, public=name) if name and response.has_header("ETag") else None
    finally:
        # Not response.close(): that would also end the caller's use of the database.
        for closer in response._resource_closers:
            closer()


def _in_order(name, value):
    """Return a policy with its directives sorted: each process writes them in another order."""
    if name.lower() != "content-security-policy":
        return value
    return "; ".join(sorted(value.split("; ")))


def _public_name(response):
    path = Path(getattr(getattr(response, "file_to_stream", None), "name", "") or "/")
    root = Path(settings.PUBLIC_ROOT)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""


def _environ(path, query):
    site = urlsplit(settings.SITE_URL)
    port = site.port or {"http": 80, "https": 443}[site.scheme]
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
