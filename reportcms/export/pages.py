"""A page of the site as a page of the copy: relative links, no scripts, words instead of forms."""

import re
from html import escape, unescape

from django.utils.translation import gettext as _
from django.utils.translation import override

from reportcms.export.addresses import Address, found, on_site, relative, search_address

SCRIPT = re.compile(r"<script\b(?![^>]*application/ld\+json)[^>]*>.*?</script>\s*", re.DOTALL)
FORM = re.compile(r"<form\b([^>]*)>.*?</form>", re.DOTALL)
TAG = re.compile(r"<(a|area|audio|iframe|img|link|object|source|video)\b[^>]*>")
LINK = re.compile(r'\s(href|src|data|poster)="([^"]*)"')
SET = re.compile(r'\ssrcset="([^"]*)"')
CLASS = re.compile(r' class="[^"]*"')
RELATION = re.compile(r'\brel="([^"]*)"')
# Relations that say where the page is at home: they go on naming the site.
AT_HOME = {"canonical"}
# Wishes to the browser that cannot be met from a folder, and ways for programs to the site.
LEFT_OUT = {"preload", "modulepreload", "manifest", "prefetch", "preconnect"}
PROGRAMS = 'type="application/json+oembed"'
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


def copied(html, base, resolve):
    """Return ``html``, the page at ``base``, as it stands in the copy.

    ``resolve(address)`` returns the `Address` where what ``address`` names is in the copy, or None
    if it is not there.
    """

    def link(value):
        target, fragment = found(unescape(value), base)
        if target is None or isinstance(target, str):
            return None if target is None else escape(target)
        there = resolve(target)
        if there is None:
            return escape(on_site(target.asked))
        return escape(relative(there, fragment, base))

    def tag(match):
        text = match[0]
        relation = RELATION.search(text)
        relations = set(relation[1].split()) if relation else set()
        if match[1] == "link":
            if relations & LEFT_OUT or PROGRAMS in text:
                return ""
            if relations & AT_HOME or "hreflang=" in text:
                return text
        text = LINK.sub(lambda m: f' {m[1]}="{link(m[2]) or m[2]}"', text)
        return SET.sub(lambda m: f' srcset="{candidates(m[1])}"', text)

    def candidates(value):
        parts = (part.split() for part in value.split(","))
        return ", ".join(" ".join([link(part[0]) or part[0], *part[1:]]) for part in parts if part)

    html = SCRIPT.sub("", html)
    html = FORM.sub(lambda match: words_for_form(match[0], base), html)
    return TAG.sub(tag, html)


def words_for_form(form, base):
    """Say what stands for a form: the list of this copy for a search, else the way to the site."""
    language = base.path.split("/")[1]
    with override(language):
        if 'role="search"' in form and f'action="{search_address(language).path}"' in form:
            words, address = _("Search in this copy"), search_address(language).path
            looks = CLASS.search(form)
            return (
                f'<p{looks[0] if looks else ""}><a href="{escape(address)}">{escape(words)}</a></p>'
            )
        words = _("This copy cannot do that. On the site:")
        site = on_site(base.asked)
    return f'<p>{escape(words)} <a href="{escape(site)}">{escape(site)}</a></p>'


def addresses_in_css(text, base):
    """Yield the `Address` of each file that a style sheet at ``base`` asks for."""
    for link in CSS_ADDRESS.findall(text):
        target, _fragment = found(link, base)
        if isinstance(target, Address):
            yield target
