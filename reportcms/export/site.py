"""Walking through the site and copying it."""

import re
from collections import deque
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.core.handlers.wsgi import WSGIHandler
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from reportcms.export import search
from reportcms.export.addresses import Address, found, languages, search_address
from reportcms.export.pages import addresses_in_css, copied
from reportcms.storage import PublicFiles

MOST_REDIRECTS = 5
SAID_EVERY = 50  # pages
WHOLE = re.compile(r"/issue\.html$")  # a file of its own, which stays as it is


class Answer:
    """What the site said to an address: its bytes, type and tag."""

    def __init__(self, response):
        self.data = b"".join(response.streaming_content) if response.streaming else response.content
        self.type = response.headers.get("Content-Type", "").partition(";")[0]
        self.tag = response.headers.get("ETag")


class Copy:
    """One run: begins at ``starts`` (paths), follows every link, fills ``folder``.

    ``report(number)`` is told how many pages are done; ``broken`` holds (page, address) of links
    that lead nowhere on the site itself.
    """

    def __init__(self, folder, starts, *, report=lambda number: None):
        self.folder, self.report = folder, report
        self.waiting = deque()
        self.there, self.moved, self.files = set(), {}, set()
        self.broken, self.entries = [], {code: [] for code in languages()}
        self.handler, self.done = WSGIHandler(), 0
        site = urlsplit(settings.SITE_URL)
        self.secure = site.scheme == "https"
        self.requests = RequestFactory(headers={"host": site.netloc})
        self.starts = [self.address_of(start) for start in starts]

    def address_of(self, link):
        target, _fragment = found(link, Address("/"))
        return target

    def make(self):
        """Copy everything that can be reached."""
        for start in self.starts:
            self.resolve(start)
        while self.waiting:
            self.copy(self.waiting.popleft())
        for language in languages():
            self.copy_search(language)
        self.folder.put("copy-search.js", self.static_file(search.SCRIPT).read_bytes())
        # The list brings in no page, but what it looks like.
        while self.waiting:
            self.copy(self.waiting.popleft())
        self.folder.put("index.html", self.first_page())

    def resolve(self, address, page=None):
        """Return where ``address`` is in the copy, None if the site has nothing there."""
        if address.path.startswith((settings.STATIC_URL, settings.PUBLIC_URL)):
            return self.resolve_file(address, page)
        if address.path in {search_address(code).path for code in languages()}:
            return search_address(address.path.split("/")[1])
        if address in self.moved:
            return self.moved[address]
        target, answer = self.ask(address)
        if answer is None:
            self.moved[address] = None
            self.broken.append((page, address))
            return None
        self.moved[address] = target
        if target not in self.there:
            self.there.add(target)
            self.moved[target] = target
            self.take(target, answer)
        return target

    def take(self, address, answer):
        """Put a file into the folder; a page waits there until its links are followed."""
        if answer.type == "text/html" and not WHOLE.search(address.path):
            self.folder.set_aside(address.file, answer.data)
            self.waiting.append(address)
        elif not self.folder.known(address.file, answer.tag):
            self.folder.put(address.file, answer.data, tag=answer.tag)

    def resolve_file(self, address, page):
        plain = Address(address.path)
        if plain not in self.files:
            source = self.source(plain.path)
            if source is None:
                self.broken.append((page, address))
                return None
            self.files.add(plain)
            self.folder.put_file(plain.file, source)
            if plain.path.endswith(".css"):
                for other in addresses_in_css(source.read_text(encoding="utf-8"), plain):
                    self.resolve_file(other, plain)
        return plain

    def source(self, path):
        """Return the file of a static or published address, None if there is none."""
        if path.startswith(settings.STATIC_URL):
            return self.static_file(path.removeprefix(settings.STATIC_URL))
        try:
            file = PublicFiles().path(path.removeprefix(settings.PUBLIC_URL))
        except SuspiciousFileOperation:
            return None
        return file if file.is_file() else None

    def static_file(self, name):
        collected = Path(settings.STATIC_ROOT) / name
        if collected.is_file() and ".." not in name:
            return collected
        source = finders.find(name)
        return Path(source) if source else None

    def ask(self, address):
        """Return (where the answer was, `Answer`), (None, None) if there is none."""
        for _n in range(MOST_REDIRECTS):
            request = self.requests.get(address.asked, secure=self.secure)
            # The middleware leaves its language and time zone behind.
            with translation.override(None), timezone.override(None):
                response = self.handler.get_response(request)
            if response.status_code == HTTPStatus.OK:
                return address, Answer(response)
            if response.status_code not in (301, 302, 307, 308):
                return None, None
            address, _fragment = found(response.headers["Location"], address)
            if not isinstance(address, Address):
                return None, None
        return None, None

    def copy(self, address):
        """Put one page into the folder, and follow its links."""
        html = self.folder.fetch(address.file).decode()
        if one := search.entry(address, html):
            self.entries[address.path.split("/")[1]].append(one)
        html = copied(html, address, lambda target: self.resolve(target, address))
        self.folder.put(address.file, html.encode())
        self.done += 1
        if self.done % SAID_EVERY == 0:
            self.report(self.done)

    def copy_search(self, language):
        address = search_address(language)
        entries = sorted(
            self.entries[language], key=lambda one: (one.title.casefold(), one.address.path)
        )
        request = self.requests.get(address.path, secure=self.secure)
        request.is_text_only = False
        html = search.search_page(entries, language, request)
        page = copied(html, address, lambda target: self.resolve(target, address))
        page = page.replace("<!-- scripts -->", search.scripts(language))
        self.folder.put(address.file, page.encode())
        self.folder.put(search.index_name(language), search.index_file(entries))

    def first_page(self):
        homes = [(code, name, Address(f"/{code}/").file) for code, name in settings.LANGUAGES]
        return render_to_string(
            "public/copy_first.html",
            {"homes": homes, "site": settings.SITE_URL, "day": timezone.localdate().isoformat()},
        ).encode()
