"""How long browsers and proxies may keep what the public reads."""

import functools

from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from reportcms.text_mode import text_only

PAGE = "public, max-age=60, stale-while-revalidate=600"
# Published files never change, but one may have to go: no cache keeps it longer than a day.
A_DAY = "public, max-age=86400"


def public_page(view):
    """Let ``view`` answer GET and HEAD only, with an ETag, and be kept for a minute.

    For pages that are the same for everybody: they read no session and set no cookie. Answers
    other than 200 are not kept.
    """

    @functools.wraps(view)
    def kept(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if getattr(request, "is_text_only", False) and is_page:
            response.content = text_only(response.text)
        if response.status_code == 200:
            response.headers.setdefault("Cache-Control", PAGE)
        return response

    return gzip_page(conditional_page(require_safe(kept)))
