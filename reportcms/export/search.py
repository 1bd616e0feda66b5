"""What stands for the search in a copy: a list of all pages, and a script that narrows it."""

import json
import re
from dataclasses import dataclass
from html import unescape

from django.template.loader import render_to_string
from django.utils.translation import override

from reportcms.export.addresses import Address, search_address

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
HIDDEN = re.compile(r"<(script|style|svg|form)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
EARLIER = re.compile(r"/v\d+/|/embed/|/changes\.html")
LONGEST = 50_000  # characters of one page
SCRIPT = "js/copy-search.js"


@dataclass(frozen=True)
class Entry:
    """What is found of one page."""

    address: Address
    title: str
    text: str


def entry(address, html):
    """Return the `Entry` of a page, None for pages of no interest."""
    main = MAIN.search(html)
    if not main or address.query or EARLIER.search(address.path):
        return None
    title = " ".join(unescape(TITLE.search(html)[1]).split())
    text = TAG.sub(" ", HIDDEN.sub(" ", main[1]))
    return Entry(address, title, " ".join(unescape(text).split())[:LONGEST])


def index_name(language):
    return f"search-{language}.js"


def index_file(entries):
    """Return the pages as a script: a browser reads it from a folder, too, where it reads no JSON."""
    pages = [{"u": one.address.file, "t": one.title, "x": one.text} for one in entries]
    data = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    return f"window.reportPages={data};\n".encode()


def scripts(language):
    """Return the elements of the search: they stay, where all other scripts of a page go."""
    up = "../" * search_address(language).file.count("/")
    names = [index_name(language), "copy-search.js"]
    return "\n".join(f'<script src="{up}{name}" defer></script>' for name in names)


def search_page(entries, language, request):
    """Return the page with the list of all pages in ``language``."""
    address = search_address(language)
    up = "../" * address.file.count("/")
    with override(language):
        return render_to_string(
            "public/copy_search.html",
            {
                "pages": [(one.address.asked, one.title) for one in entries],
                "up": up,
            },
            request=request,
        )
