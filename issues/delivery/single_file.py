"""An issue as one HTML file that needs nothing else: to keep, to send, to carry on a stick.

Made when it is asked for, from the frozen page. Pictures are inside it, smaller than on the site.
"""

import base64
import hashlib
import re
from functools import lru_cache
from html import unescape
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from issues.delivery.citation import citation_of
from issues.delivery.downloads import download, file_name, generated
from issues.delivery.reading import around, page_of
from reportcms.images import rendition as in_size
from reportcms.storage import PublicFiles

STYLE_SHEETS = ("css/document.css", "css/single-file.css")
PICTURE = re.compile(r"<picture>.*?</picture>", re.DOTALL)
IMAGE = re.compile(r'<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]*)"')
ROOM_FOR_PICTURES = 180_000  # bytes, before they are written as letters, which takes a third more
# (width in pixels, quality): the first that leaves room for the other pictures is taken.
SIZES = ((640, 50), (480, 45), (400, 38), (320, 32), (240, 28))
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@download
def single_file(request, reading):
    """The whole issue, self-contained."""
    context = around(reading)
    page = page_of(reading.rendition, "")
    style = style_sheet() + reading.rendition.palette_css
    context |= {
        "page": page,
        "citation": citation_of(reading, context["content"]),
        "document": with_pictures_inside(page.html),
        "style": mark_safe(style),  # noqa: S308 -- our own and checked colours
        "policy": policy(style),
    }
    body = render_to_string("public/single_file.html", context).encode()
    return generated(
        request,
        body,
        content_type="text/html; charset=utf-8",
        etag=f'"{hashlib.sha256(body).hexdigest()}"',
        filename=file_name(reading, "html"),
        disposition="attachment",
    )


@lru_cache(maxsize=1)
def style_sheet():
    sheets = (Path(finders.find(name)).read_text() for name in STYLE_SHEETS)
    return COMMENT.sub("", "\n".join(sheets))


def policy(style):
    """Return what a browser lets the file do: show its own style and pictures, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"


def with_pictures_inside(html):
    """Return a frozen page with its pictures as data, together about `ROOM_FOR_PICTURES`."""
    pictures = len(PICTURE.findall(html))
    room = ROOM_FOR_PICTURES // max(1, pictures)
    return mark_safe(PICTURE.sub(lambda found: inside(found[0], room), html))  # noqa: S308 -- frozen page


def inside(html, room):
    address, width, height, alt = IMAGE.search(html).groups()
    name = address.removeprefix(settings.PUBLIC_URL)
    try:
        # Asked each time: what is remembered of a picture outlives its file.
        data = small(name, room) if PublicFiles().exists(name) else None
    except FileNotFoundError:
        data = None
    if data is None:  # withdrawn a moment ago: its words stand alone
        return format_html("<p>{}</p>", unescape(alt))
    return format_html(
        '<img src="data:image/webp;base64,{}" width="{}" height="{}" alt="{}">',
        base64.b64encode(data).decode(),
        width,
        height,
        unescape(alt),
    )


@lru_cache(maxsize=256)
def small(name, room):
    """Return the published JPEG ``name`` as a WebP that takes ``room`` bytes at most, if it can."""
    data = PublicFiles().read(name)
    for width, quality in SIZES:
        made = in_size(data, width=width, format="WEBP", quality=quality)
        if len(made) <= room:
            break
    return made
