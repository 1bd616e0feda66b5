"""Which addresses go into a copy of the site, and under which names of files."""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.conf import settings

# Parts of the site that need a server: links lead to the site itself.
SERVED = ("/admin/", "/api/", "/text/", "/healthz", "/readyz", "/oembed.json")
SERVED_BELOW_LANGUAGE = {"follow"}
SEARCH = "search"
# What a query may say for its page to be another page of the copy.
PAGES = {"language", "page", "after", "before", "archive"}
WORD = re.compile(r"[^-\w]+")


@dataclass(frozen=True)
class Address:
    """A path of the site (decoded) with the part of its query that counts."""

    path: str
    query: tuple = ()

    @property
    def asked(self):
        """The address as it is asked for."""
        query = "&".join(f"{quote(key)}={quote(value)}" for key, value in self.query)
        return quote(self.path) + (f"?{query}" if query else "")

    @property
    def file(self):
        """The name of the file below the copy's folder."""
        folder, name = posixpath.split(self.path.lstrip("/"))
        name = name or ("index.xml" if folder.endswith("/feed") else "index.html")
        stem, ending = posixpath.splitext(name)
        said = "".join(f"-{key}-{WORD.sub('_', value)}" for key, value in sorted(self.query))
        return posixpath.join(folder, f"{stem}{said}{ending}")


def languages():
    return [code for code, _name in settings.LANGUAGES]


def search_address(language):
    return Address(f"/{language}/{SEARCH}/")


def on_site(address):
    """Return the full address on the site itself."""
    return f"{settings.SITE_URL}{address}"


def found(link, base):
    """Sort a link of the page at ``base`` (an `Address`).

    Returns (`Address`, fragment) of what is in the copy, or (full address, None) of what stays on
    the site or elsewhere; (None, None) for what is no address of a page.
    """
    if not link or link.startswith(("#", "mailto:", "tel:", "data:", "sms:")):
        return None, None
    whole = urljoin(on_site(base.asked), link)
    parts = urlsplit(whole)
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return whole, None
    path = unquote(parts.path) or "/"
    below = path.split("/")[1:3]
    if len(below) == 2 and below[0] in languages() and below[1] == SEARCH:
        return search_address(below[0]), ""
    served = len(below) == 2 and below[0] in languages() and below[1] in SERVED_BELOW_LANGUAGE
    if served or path.startswith(SERVED):
        return whole, None
    query = tuple((k, v) for k, v in parse_qsl(parts.query) if k in PAGES and v)
    return Address(path, query), parts.fragment


def relative(target, fragment, base):
    """Return the link from the file of ``base`` to that of ``target``."""
    path = posixpath.relpath(target.file, posixpath.dirname(base.file) or ".")
    return quote(path) + (f"#{fragment}" if fragment else "")
