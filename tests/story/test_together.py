"""Many people at once, and a process that is killed: nothing lost, nothing half.

The site is the real one, with its own server and a database on disk.
"""

import os
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from .conftest import wait_for

pytestmark = pytest.mark.browser  # as slow as what drives a browser

WRITERS = 20
# Processes that die within seconds of their start are taken for a crash loop, and not replaced.
SETTLED = 6  # seconds
KILLED_AFTER = [0.01, 0.03, 0.06, 0.1]  # seconds into the request
ARTICLES = "/admin/issues/article/"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


class Form(HTMLParser):
    """The fields of the form called ``form_id``, as a browser would send them."""

    def __init__(self, page, form_id):
        super().__init__()
        self.form_id, self.inside, self.area, self.select = form_id, False, None, None
        self.fields = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside or "disabled" in given:
            return
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "textarea" and name:
            self.area = [name, ""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields.append((self.select, given.get("value", "")))
        elif (
            tag == "input"
            and name
            and kind not in {"submit", "file", "button"}
            and (kind not in {"checkbox", "radio"} or "checked" in given)
        ):
            self.fields.append((name, given.get("value", "")))

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            # The line break right after the tag is not part of the text.
            self.fields.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


class Writer:
    """Somebody whose browser runs no script, so that many of them fit on one machine."""

    def __init__(self, site, name):
        self.site = site
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.HTTPCookieProcessor(self.jar)
        )
        page = self.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        status, _page = self.post(
            "/admin/login/",
            [
                ("login", name),
                ("username", name),
                ("password", site.accounts[name]),
                ("csrfmiddlewaretoken", token),
            ],
        )
        assert status == 302

    def get(self, path):
        with self.opener.open(self.site.url + path, timeout=60) as response:
            return response.read().decode()

    def post(self, path, fields):
        """Return status and page of the answer."""
        request = urllib.request.Request(  # noqa: S310 -- our own server
            self.site.url + path,
            data=urllib.parse.urlencode(fields).encode(),
            headers={"Referer": self.site.url + path},
        )
        try:
            with self.opener.open(request, timeout=120) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def form(self, path, form_id):
        return Form(self.get(path), form_id).fields


def changed(fields, **values):
    return [(name, values.get(name, value)) for name, value in fields]


@pytest.fixture(scope="module")
def editor(site):
    return Writer(site, "editor")


@pytest.fixture(scope="module")
def issue(editor):
    """An unpublished issue of the sample series, with two sections."""
    path = "/admin/issues/issue/add/"
    fields = [
        *changed(
            editor.form(path, "issue_form"),
            year="2021",
            number="1",
            period_start="2020-12-25",
            period_end="2021-01-20",
            publication_date="2021-01-25",
        )
    ]
    names = dict(fields)
    series = re.search(r'<option value="(\d+)"[^>]*>Central Asia Regional', editor.get(path))[1]
    if not names.get("series"):
        fields = [pair for pair in fields if pair[0] != "series"] + [("series", series)]
    status, page = editor.post(path, [*fields, ("_continue", "1")])
    assert status == 302, faults(page)
    found = re.search(
        r'/admin/issues/issue/(\d+)/change/">1/2021', editor.get("/admin/issues/issue/")
    )
    return found[1]


@pytest.fixture(scope="module")
def article(editor, issue):
    return made_article(editor, issue, "The text that all have open")


def made_article(editor, issue, title):
    path = f"{ARTICLES}add/?issue={issue}"
    fields = changed(editor.form(path, "article_form"), title=title, body="<p>Before.</p>")
    status, page = editor.post(path, [*fields, ("_continue", "1")])
    assert status == 302, faults(page)
    listed = editor.get(f"{ARTICLES}?q={urllib.parse.quote(title)}")
    return re.search(r"/admin/issues/article/(\d+)/change/", listed)[1]


def faults(page):
    return re.findall(r'class="error[^"]*".*?</', page, re.DOTALL)[:5]


def test_twenty_people_save_one_article(editor, article):
    path = f"{ARTICLES}{article}/change/"
    fields = editor.form(path, "article_form")

    def save(n):
        mine = changed(fields, title=f"Version of writer {n}", body=f"<p>Text of writer {n}.</p>")
        return editor.post(path, [*mine, ("_save", "1")])

    with ThreadPoolExecutor(WRITERS) as people:
        answers = list(people.map(save, range(WRITERS)))
    statuses = [status for status, _page in answers]
    assert [status for status in statuses if status >= 500] == []
    [winner] = [n for n, status in enumerate(statuses) if status == 302]
    for n, (status, page) in enumerate(answers):
        if n != winner:  # told of the other, with what was typed still there
            assert status in {200, 409, 422}
            assert f"Version of writer {n}" in unescape(page)
            assert f"Text of writer {n}." in unescape(page)
    kept = dict(editor.form(path, "article_form"))
    assert (kept["title"], kept["body"]) == (
        f"Version of writer {winner}",
        f"<p>Text of writer {winner}.</p>",
    )


def test_twenty_people_arrange_one_issue(editor, issue, article):
    made_article(editor, issue, "A second text")
    path = f"/admin/issues/issue/{issue}/arrange/"
    fields = editor.form(path, "arrange-form")
    places = [value for name, value in fields if name == "place"]
    others = [pair for pair in fields if pair[0] != "place"]

    def arrange(n):
        mine = sorted(places, key=lambda place: hash((n, place)))
        return editor.post(path, [*others, *(("place", place) for place in mine)])

    with ThreadPoolExecutor(WRITERS) as people:
        answers = list(people.map(arrange, range(WRITERS)))
    statuses = sorted(status for status, _page in answers)
    assert statuses == [302, *[409] * (WRITERS - 1)]
    for status, page in answers:
        if status == 409:
            assert "Your order, not saved" in page
    stamp = dict(editor.form(path, "arrange-form"))["order_stamp"]
    assert int(stamp) == int(dict(others)["order_stamp"]) + 1


def server_processes(site):
    """Return the ids of the processes that answer requests of this site, without their parent."""
    port = str(urllib.parse.urlsplit(site.url).port).encode()
    serving = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                status = (folder / "status").read_text()
            except OSError:  # it has ended meanwhile
                continue
            if port in words and any(word.endswith(b"granian") for word in words):
                serving[int(folder.name)] = int(re.search(r"PPid:\s+(\d+)", status)[1])
    return [pid for pid, parent in serving.items() if parent in serving]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
def test_a_killed_server_leaves_old_or_new_never_half(site, editor, issue):
    article = made_article(editor, issue, "Written 0")
    path = f"{ARTICLES}{article}/change/"
    stored = 0
    for n, pause in enumerate(KILLED_AFTER, start=1):
        time.sleep(SETTLED)
        fields = changed(
            editor.form(path, "article_form"),
            title=f"Written {n}",
            body="".join(f"<p>Paragraph {p} of {n}.</p>" for p in range(200)),
            sources=f"Source {n}",
        )
        with ThreadPoolExecutor(1) as people:
            answer = people.submit(posted, editor, path, [*fields, ("_save", "1")])
            time.sleep(pause)
            for pid in server_processes(site):
                os.kill(pid, signal.SIGKILL)
            status = answer.result()
        wait_for(f"{site.url}/readyz")
        kept = dict(editor.form(path, "article_form"))
        number = int(kept["title"].removeprefix("Written "))
        assert number in {stored, n}
        assert status != 302 or number == n  # what was acknowledged is there
        if number:
            assert kept["sources"] == f"Source {number}"
            assert kept["body"].count(f" of {number}.") == 200
        stored = number


def posted(writer, path, fields):
    """Return the status of the answer, 0 where none came."""
    try:
        return writer.post(path, fields)[0]
    except (OSError, HTTPException):
        return 0
