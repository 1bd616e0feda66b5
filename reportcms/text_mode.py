"""Text only: the public pages once more under ``/text/``, without pictures, fonts and looks.

For old telephones and slow lines. The prefix is taken for the place where the site is mounted, so
every link on such a page leads to another such page: the address remembers the reader's wish,
and no cookie has to. Files for downloading are linked where they always are.
"""

import re
from html import unescape

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.urls import get_script_prefix, set_script_prefix
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reportcms.storage import PublicFiles

PREFIX = "/text"

_HIDDEN_LINK = re.compile(
    r'<a [^>]*aria-hidden="true"[^>]*>\s*(?:<picture>.*?</picture>|<img[^>]*>)\s*</a>', re.DOTALL
)
_PICTURE = re.compile(r"<picture>.*?</picture>", re.DOTALL)
_SMALLEST = re.compile(r'type="image/webp" srcset="([^ "]+)')
_IMAGE = re.compile(r"<img[^>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_OWN_LINK = re.compile(rf'\b(href|action)="{PREFIX}(/[^"?#]*)')


def pages_under(path):
    """Return the path below the prefix if ``path`` is that of a public page in text mode."""
    rest = path.removeprefix(PREFIX)
    return rest if rest != path and (rest == "/" or rest.startswith(homes())) else None


def homes():
    return tuple(f"/{code}/" for code, _name in settings.LANGUAGES)


def normal(path):
    """Return the path outside of text mode that belongs to ``path``."""
    return path.removeprefix(PREFIX) if path.startswith(f"{PREFIX}/") else path


def text_mode(get_response):
    """Middleware that says ``request.is_text_only``, and mounts such pages below the prefix.

    Anything else below it (the admin, the API, files) is no address of the site.
    """

    def middleware(request):
        below = pages_under(request.path_info)
        request.is_text_only = below is not None
        if below is None:
            return get_response(request)
        request.path_info = below
        before = get_script_prefix()
        set_script_prefix(f"{PREFIX}/")
        try:
            return get_response(request)
        finally:
            set_script_prefix(before)

    return middleware


def text_only(html):
    """Return a public page of text mode without pictures: their words stand for them."""
    html = _HIDDEN_LINK.sub("", html)
    html = _PICTURE.sub(lambda found: picture_in_words(found[0]), html)
    html = _IMAGE.sub(lambda found: alt_of(found[0]), html)
    html = _DRAWING.sub("", html)
    return _OWN_LINK.sub(link_out, html)


def alt_of(html):
    found = _ALT.search(html)
    return found[1] if found else ""


def picture_in_words(html):
    """Return what a picture shows, and the way to the smallest of its files."""
    alt, smallest = alt_of(html), _SMALLEST.search(html)
    if not smallest:
        return alt
    return format_html(
        '<span class="picture"><span>{}</span> <a href="{}" lang="{}">{}</a></span>',
        unescape(alt),
        unescape(smallest[1]),
        get_language(),
        size_words(smallest[1]),
    )


def size_words(address):
    """Return the words of the link to a published picture, with what it weighs."""
    try:
        size = PublicFiles().path(address.removeprefix(settings.PUBLIC_URL)).stat().st_size
    except (OSError, SuspiciousFileOperation):
        return _("Show the picture")
    return _("Show the picture (%(size)s KB)") % {"size": max(1, round(size / 1000))}


def link_out(found):
    """Lead out of text mode where a link leads to no page: to a file, the admin, the API."""
    attribute, path = found.groups()
    stays = path.startswith(homes()) and path.endswith(("/", "/changes.html"))
    return f'{attribute}="{PREFIX if stays else ""}{path}'
