"""A running installation, with its worker and the sample, and a real Chromium that visits it."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import dj_database_url
import psycopg2
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.chromium import Traffic, launched

ROOT = Path(settings.BASE_DIR)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@dataclass(frozen=True)
class Site:
    """An installation under test: where it answers, what it keeps, and who may log in."""

    url: str
    data_dir: Path
    env: dict[str, str] = field(repr=False)

    @cached_property
    def accounts(self):
        """The passwords of the sample's people, by name."""
        text = (self.data_dir / "sample-accounts.txt").read_text()
        lines = (line.split() for line in text.splitlines() if line.strip())
        return {words[0]: words[1] for words in lines if not words[0].startswith("#")}

    def manage(self, *command):
        """Run a command of ``manage.py``."""
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.env, check=True)


@pytest.fixture(scope="session")
def story_database():
    """Yield the DATABASE_URL of a new database on the engine of this run, None for SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield None
        return
    name = f"story_{secrets.token_hex(4)}"
    known = dj_database_url.parse(address)
    server = psycopg2.connect(
        dbname=known["NAME"],
        user=known["USER"] or None,
        password=known["PASSWORD"] or None,
        host=known["HOST"] or None,
        port=known["PORT"] or None,
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield re.sub(r"/[^/]*$", f"/{name}", address)
    with server.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, story_database):
    """An installation that the stories of the staff share."""
    with running(tmp_path_factory.mktemp("site"), story_database) as site:
        yield site


@contextmanager
def running(data_dir, database=None):
    """Install, load the sample, and serve it with its worker, as ``make run`` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    env = {k: v for k, v in os.environ.items() if k != "SECRET_KEY"} | {
        # Each is said, for what is not said the settings take from a file.
        "DATABASE_URL": database or f"sqlite:///{data_dir / 'reportcms.sqlite3'}",
        "BAKED_ROOT": str(data_dir / "baked"),
        "EMAIL_URL": f"file://{data_dir / 'outbox'}",
        "DATA_DIR": str(data_dir),
        "STATIC_ROOT": str(data_dir / "static"),
        "PORT": str(port),
        "SITE_URL": url,
        "DJANGO_SETTINGS_MODULE": "reportcms.settings",
        "LOG_LEVEL": "WARNING",
    }
    site = Site(url, data_dir, env)
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["load_sample"]):
        site.manage(*command)
    server = subprocess.Popen(
        [sys.executable, "scripts/serve.py"], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        wait_for(f"{url}/readyz")
        yield site
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=40)


def wait_for(url):
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own server
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def chromium():
    """A browser that ends with its story: its loop would keep later tests from the database."""
    with launched() as browser:
        yield browser


class Visitor:
    """Somebody at a browser: every page opened is checked by axe, every CSP report is kept."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.context = browser.new_context(base_url=site.url, locale="en-GB", **options)
        self.page = self.context.new_page()
        self.traffic = Traffic(self.page)
        self.complaints = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hear(self, message):
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def log_in(self, name):
        self.page.goto("/admin/")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(self.site.accounts[name])
        self.look()
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("/admin/")
        self.look()

    def open(self, path):
        response = self.page.goto(path)
        self.look()
        return response

    def look(self):
        """Run axe on the page as it stands; a violation fails the story where it happens."""
        self.traffic.settle()
        result = Axe().run(
            self.page,
            options={
                "runOnly": {"type": "tag", "values": WCAG},
                "resultTypes": ["violations"],
                "preload": False,  # axe would copy style sheets, which our policy rightly refuses
            },
        )
        found = [
            (v["id"], [node["html"][:200] for node in v["nodes"]])
            for v in result.response["violations"]
        ]
        assert (self.page.url, found) == (self.page.url, [])

    def close(self):
        self.context.close()
        assert self.complaints == []


@pytest.fixture
def visitor(chromium, site):
    """``visitor(**context_options)`` opens another browser window on the site."""
    opened = []

    def arrive(**options):
        opened.append(Visitor(chromium, site, **options))
        return opened[-1]

    yield arrive
    for one in opened:
        one.close()
