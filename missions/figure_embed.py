"""A figure for other sites: a page for their frames, a drawing, and how machines find them (oEmbed)."""

import base64
import functools
import hashlib
import re
from urllib.parse import urlsplit

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from missions.embed_code import HEIGHT, WIDTH, snippet
from missions.figure_pages import (
    NEWEST_FIRST,
    POINTS_OF_A_LINE,
    as_node,
    drawn,
    indicator_observations,
    points_of,
)
from missions.observations import loaded
from reportcms.api import about_data
from reportcms.caching import public_page

LEAST_WIDTH = 240  # pixels
AGE = 60 * 60  # seconds that others may keep what oEmbed says
DIGITS = re.compile(r"[1-9][0-9]{0,4}")


@functools.cache
def style():
    """Return the looks of the embedded page; they stand in the page, so that it is one request."""
    with open(finders.find("css/embed.css"), encoding="utf-8") as file:
        return file.read().strip()


def style_hash():
    digest = hashlib.sha256(style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def for_frames(view):
    """Let any site show the page in a frame; the page itself loads nothing at all."""
    policy = {
        "default-src": [NONE],
        "style-src": [style_hash()],
        "img-src": ["data:"],  # the empty icon, so that no other is asked for
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": ["*"],
    }
    return xframe_options_exempt(csp(policy)(view))


def shown(code):
    """Return what is shown of the indicator ``code``; ``Http404`` if nothing of it is public."""
    found = indicator_observations(code, None)
    newest = loaded(found).order_by(*NEWEST_FIRST).first()
    if newest is None:
        raise Http404("Nothing is public of this indicator.")
    same = found.filter(mission=newest.mission_id).order_by(*NEWEST_FIRST)
    line = points_of(list(same.values_list("pk", flat=True)[:POINTS_OF_A_LINE]))
    return {
        "indicator": newest.indicator,
        "figure": as_node(newest),
        "line": drawn(line),
        "about": about_data(),
        "address": f"{settings.SITE_URL}{newest.indicator.get_absolute_url()}",
        "site": settings.SITE_URL,
    }


@for_frames
@public_page
def embed(request, code):
    """The newest number of an indicator and its line, for a frame on another site."""
    return render(request, "public/embed.html", shown(code) | {"style": style()})


@public_page
def chart(request, code):
    """The line of an indicator as a picture with its source, to download and to print."""
    context = shown(code)
    if not context["line"]["is_drawn"]:
        raise Http404("There is no line to draw.")
    return render(request, "charts/standalone.svg", context, content_type="image/svg+xml")


@public_page
def oembed(request):
    """What to embed for the address of an indicator's page (https://oembed.com)."""
    if request.GET.get("format", "json") != "json":
        return refusal(501, _("Only JSON is offered: format=json."))
    language, code = asked(request.GET.get("url", ""))
    if code is None or not indicator_observations(code, None).exists():
        return refusal(404, _("Give the address of a page of one indicator here, as url=…"))
    sizes = {name: request.GET.get(name, "") for name in ("maxwidth", "maxheight")}
    if wrong := next((n for n, size in sizes.items() if size and not DIGITS.fullmatch(size)), None):
        return refusal(400, _("%s is a whole number of pixels.") % wrong)
    width = max(LEAST_WIDTH, min(WIDTH, int(sizes["maxwidth"] or WIDTH)))
    height = min(HEIGHT, int(sizes["maxheight"] or HEIGHT))
    with translation.override(language):
        context = shown(code)
        answer = {
            "type": "rich",
            "version": "1.0",
            "title": context["indicator"].name,
            "provider_name": context["about"]["attribution"],
            "provider_url": settings.SITE_URL,
            "cache_age": AGE,
            "html": snippet(context["indicator"], width=width, height=height),
            "width": width,
            "height": height,
        }
    return opened(JsonResponse(answer))


def asked(url):
    """Return (language, code) of the indicator whose page is at ``url``, (None, None) if none is."""
    try:
        parts = urlsplit(url)
        here = f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL
        language = translation.get_language_from_path(parts.path)
        if not (here and language):
            return None, None
        with translation.override(language):
            found = resolve(parts.path)
    except (Resolver404, ValueError):
        return None, None
    named = found.view_name in ("missions:indicator", "missions:embed")
    return (language, found.kwargs["code"]) if named else (None, None)


def refusal(status, words):
    return opened(JsonResponse({"status": status, "detail": words}, status=status))


def opened(response):
    """Let scripts of any site read the answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
