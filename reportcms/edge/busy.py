"""What somebody reads who comes when too many are before them."""

import functools

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from reportcms.edge.queue import RETRY_AFTER


@functools.cache
def _page() -> bytes:
    """Return the page, in every language of the site at once: nobody is asked for theirs."""
    parts = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            parts.append(render_to_string("public/busy.html", {"language": code}))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">' + "".join(parts)
    ).encode()


def busy_answer(environ, start_response):
    """Answer 503; the page is made of itself, without a style sheet that would be asked for too."""
    page = _page()
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Retry-After", RETRY_AFTER),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page]
