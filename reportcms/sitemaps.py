"""Site maps for search engines: an index of parts (https://www.sitemaps.org/protocol.html).

Each app gives a *section*: ``parts()`` yields the names of its parts, and ``entries(name)`` returns
the `Entry` rows of one, or None if there is no such part. No part may grow with the age of the site:
the protocol allows 50,000 entries in one.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import escape
from django.utils.translation import get_language

from reportcms.caching import public_page
from reportcms.text_mode import normal

MOST_ENTRIES = 10_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True)
class Entry:
    """One page: its full address, the day of its last change, the same page in each language.

    ``alternates`` are (language, full address) pairs; the page itself is among them.
    """

    address: str
    changed: object = None
    alternates: list = field(default_factory=list)

    def xml(self):
        day = f"<lastmod>{self.changed:%Y-%m-%d}</lastmod>" if self.changed else ""
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(address)}"/>'
            for language, address in self.alternates
        )
        return f"<url><loc>{escape(self.address)}</loc>{day}{links}</url>"


def pages_in_languages(request):
    """Return (language, full address) of the page of ``request`` in every language of the site.

    The query goes along, for the page may be another one with it.
    """
    prefix = f"/{get_language()}/"
    path = normal(request.path) if request else ""
    if not path.startswith(prefix):
        return []
    query = request.META.get("QUERY_STRING", "")
    rest = iri_to_uri(path[len(prefix) :]) + (f"?{query}" if query else "")
    return [(code, f"{settings.SITE_URL}/{code}/{rest}") for code, _name in settings.LANGUAGES]


def in_all_languages(pages):
    """Return the entries of ``pages``, (name, arguments) pairs, in every language of the site."""
    found = []
    for name, arguments in pages:
        addresses = []
        for language, _label in settings.LANGUAGES:
            with translation.override(language):
                path = reverse(name, args=arguments)
            addresses.append((language, f"{settings.SITE_URL}{path}"))
        found += [Entry(address, alternates=addresses) for _language, address in addresses]
    return found


@public_page
def index(request, sections):
    """The list of all parts of all sections."""
    parts = []
    for name, section in sections.items():
        for part in section.parts():
            address = settings.SITE_URL + reverse("sitemap_part", args=[name, part])
            parts.append(f"<sitemap><loc>{escape(address)}</loc></sitemap>")
    body = "\n".join([f"{HEAD}<sitemapindex {NAMESPACE}>", *parts, "</sitemapindex>\n"])
    return HttpResponse(body, content_type="application/xml")


@public_page
def part(request, sections, section, name):
    """One part of a section."""
    entries = sections[section].entries(name) if section in sections else None
    if entries is None:
        raise Http404("No such part.")
    lines = [entry.xml() for entry in entries]
    body = "\n".join([f"{HEAD}<urlset {NAMESPACE} {LINKS}>", *lines, "</urlset>\n"])
    return HttpResponse(body, content_type="application/xml")
