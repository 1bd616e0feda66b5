"""Links in a text that lead nowhere, as far as that can be known without asking anybody."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from issues.models import Article, Edition, Issue, Series
from missions.models import Indicator, Mission
from missions.models.address import present_slug

HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
HOST = re.compile(r"(?:[^\W_](?:[-\w]*[^\W_])?\.)+[^\W\d_]{2,}|localhost|\d{1,3}(?:\.\d{1,3}){3}")
LEAST_DIGITS = 3
STAFF_SIDE = "admin"


def broken_links(html):
    """Yield (address, what is wrong with it) of each bad link in a text, each once.

    A text as it was typed tells more than the clean one, which keeps no impossible address.
    """
    for written in dict.fromkeys(HREF.findall(html)):
        address = unescape(written).strip()
        if wrong := fault_of(address):
            yield address, wrong


def fault_of(address):
    """Say what is wrong with one address; None when it may well lead somewhere."""
    scheme, _colon, rest = address.partition(":")
    match scheme.casefold():
        case "mailto":
            return mail_fault(rest)
        case "tel":
            digits = sum(letter.isdigit() for letter in rest)
            return None if digits >= LEAST_DIGITS else _("it has no telephone number")
        case "http" | "https":
            return web_fault(address)
    if address.startswith("www."):  # kept with https:// in front
        return web_fault(f"https://{address}")
    return _("write the whole address, beginning with https://")


def mail_fault(rest):
    try:
        validate_email(rest.strip())
    except ValidationError:
        return _("it must be one e-mail address and nothing more")
    return None


def web_fault(address):
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return _("it is not a web address")
    if f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL:
        return site_fault(parts.path or "/")
    if re.search(r"\s", address) or not HOST.fullmatch(host):
        return _("it is not a web address")
    return None


def site_fault(path):
    """Say what is wrong with a path of this site."""
    # Addresses begin with their language, and are known in that language only.
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            found = resolve(path)
        except Resolver404:
            found = None
    if found is None or not is_there(found):
        return _("this site has no such page")
    if found.namespace == STAFF_SIDE:
        return _("readers cannot open pages of the staff’s side")
    return None


def is_there(found):
    """Whether the public row that a resolved address names exists."""
    named = found.kwargs
    if {"series", "year", "number"} <= named.keys():
        issues = Issue.objects.filter(
            series__slug=present_slug(named["series"]), year=named["year"], number=named["number"]
        )
        version = {"version": named["version"]} if "version" in named else {}
        there = Edition.objects.standing().filter(issue__in=issues, **version).exists()
        slug = named.get("slug")
        return there and (not slug or Article.objects.filter(issue__in=issues, slug=slug).exists())
    if "series" in named:
        return Series.objects.filter(slug=present_slug(named["series"])).exists()
    if found.view_name == "missions:mission":
        return Mission.objects.public().filter(slug=named["slug"]).exists()
    if "code" in named:
        return Indicator.objects.filter(code=named["code"]).exists()
    return True
