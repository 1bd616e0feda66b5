"""The proxy of docker-compose.yml, with its own configuration, before a shelf that was baked."""

import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.cache import cache

from issues.delivery import baking
from reportcms.edge import stranger
from reportcms.edge.around import shelf
from tests.delivery.edge_requests import ask, new_edge, unreachable
from tests.delivery.editions import make_edition
from tests.factories import make_issue, make_mission, make_series

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so").exists()
HOST = "reports.example.org"
ISSUE = "/en/central-asia-regional-response-report/2020/8/"
PAGES = [
    *("/en/", "/ru/", "/en/hotlines/", ISSUE, f"{ISSUE}v1/"),
    *("/text/en/", "/text/en/hotlines/", f"/text{ISSUE}"),
]

pytestmark = [
    pytest.mark.skipif(not NGINX, reason="nginx is not installed"),
    pytest.mark.one_engine,
    pytest.mark.django_db,
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Application:
    """What stands behind the proxy: says what it was asked for, publicly unless it is the admin."""

    def __init__(self):
        self.asked, self.status = [], "200 OK"

    def __call__(self, environ, start_response):
        self.asked.append(dict(environ))
        path = environ["PATH_INFO"]
        headers = [("Content-Type", "text/plain")]
        if path.startswith("/en/"):
            headers.append(("Cache-Control", "public, max-age=60"))
        if path.endswith("/cookie/"):
            headers.append(("Set-Cookie", "secret=1"))
        start_response(self.status, headers)
        return [f"{path} {environ['HTTP_HOST']} {len(self.asked)}".encode()]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy:
    """A running nginx and the application behind it."""

    def __init__(self, folder, baked):
        self.folder, self.application = folder, Application()
        self.port, self.plain_port, app = free_port(), free_port(), free_port()
        self.server = make_server("127.0.0.1", app, self.application, Server, Quiet)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.write_configuration(baked, app)
        self.process = subprocess.Popen(
            [NGINX, "-c", folder / "nginx.conf", "-g", "daemon off;"], stderr=subprocess.PIPE
        )
        self.wait()

    def write_configuration(self, baked, app):
        """Copy the configuration with this machine's ports and folders in it, nothing else."""
        ours = {
            "/etc/reportcms/": f"{self.folder}/",
            "/tmp/": f"{self.folder}/",  # noqa: S108
            "/srv/baked": str(baked),
            "/srv/": f"{self.folder}/",
            "/certificates/": f"{self.folder}/",
            "web:8000": f"127.0.0.1:{app}",
            "listen 8443": f"listen 127.0.0.1:{self.port}",
            "listen 8080": f"listen 127.0.0.1:{self.plain_port}",
            "access_log /dev/stdout visits buffer=4k flush=1s": "access_log off",
        }
        any_of_them = re.compile("|".join(map(re.escape, ours)))
        files = list((ROOT / "deploy").glob("*.conf"))
        assert set(ours) <= set(any_of_them.findall("".join(file.read_text() for file in files)))
        for file in files:
            text = any_of_them.sub(lambda found: ours[found[0]], file.read_text())
            lines = [line for line in text.splitlines() if "[::]" not in line]
            if not BROTLI:
                lines = [line for line in lines if "brotli_static" not in line]
            if os.getuid() == 0:
                lines = [
                    f"user root;{line}" if "worker_processes" in line else line for line in lines
                ]
            (self.folder / file.name).write_text("\n".join(lines) + "\n")
        script = (ROOT / "deploy" / "proxy.sh").read_text().replace("/tmp/", f"{self.folder}/")  # noqa: S108
        script = script.replace("folder=/certificates", f"folder={self.folder}")
        env = os.environ | {"SITE_URL": f"https://{HOST}", "ALLOWED_HOSTS": "www.example.org"}
        subprocess.run(
            ["sh", "-c", script.split("nginx -c")[0]], env=env, check=True, capture_output=True
        )

    def wait(self):
        for _n in range(100):
            if self.process.poll() is not None:
                raise AssertionError(self.process.stderr.read().decode())
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return

    def get(self, path, *, method="GET", host=HOST, **headers):
        """Return (status, headers by lower-case name, body)."""
        context = ssl._create_unverified_context()  # noqa: S323 -- a certificate of this test's own
        line = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=20)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, headers={"Host": host, **names})
        response = line.getresponse()
        told = [(name.lower(), value) for name, value in response.getheaders()]
        assert len(dict(told)) == len(told)
        result = response.status, dict(told), response.read()
        line.close()
        return result

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self.process.stderr.close()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def edition(settings, tmp_path):
    settings.SITE_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = [HOST]
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    stranger.handler.cache_clear()  # its middleware has read the settings of other tests
    cache.clear()
    issue = make_issue(make_series(missions=[make_mission()]))
    edition = make_edition(issue)
    baking.bake()
    yield edition
    stranger.handler.cache_clear()


@pytest.fixture
def proxy(edition, tmp_path):
    folder = tmp_path / "proxy"
    folder.mkdir()
    tmp_path.chmod(0o755)
    proxy = Proxy(folder, shelf().root)
    yield proxy
    proxy.stop()


def test_pages_come_from_the_disk_as_the_application_would_send_them(proxy):
    edge = new_edge(unreachable)
    own = {"connection", "date", "server"}
    for path in PAGES:
        for encoding in ["", "gzip", *(["br"] if BROTLI else [])]:
            status, headers, body = proxy.get(path, Accept_Encoding=encoding)
            wanted = ask(edge, path, accept_encoding=encoding)
            assert (status, body) == (200, wanted.body), path
            assert {n: v for n, v in headers.items() if n not in own} == wanted.headers, path
            known = headers["etag"]
            again = proxy.get(path, Accept_Encoding=encoding, If_None_Match=known)
            assert (again[0], again[1]["etag"], again[2]) == (304, known, b"")
    assert proxy.application.asked == []


def test_a_swap_is_seen_within_a_second(proxy, edition):
    before = proxy.get(ISSUE)[2]
    make_edition(edition.issue, version=2, note="A number was wrong.")
    baking.drop_stale()
    time.sleep(1.2)
    assert proxy.get(ISSUE)[2] != before
    assert proxy.application.asked  # until it is baked again, the application answers
    baking.bake()
    time.sleep(6.2)
    assert b"A number was wrong." in gzip.decompress(proxy.get(ISSUE, Accept_Encoding="gzip")[2])


def test_other_addresses_go_to_the_application(proxy):
    for path in [
        f"{ISSUE}?language=en",
        "/en/hotlines/?country=TJ",
        "/text/en/?x=1",
        ISSUE.removesuffix("/"),
        f"{ISSUE}index.html",
        f"{ISSUE}index.html.gz",
        ISSUE.replace("/2020/", "//2020/"),
        f"{ISSUE}issue.json",
        "/admin/",
        "/",
    ]:
        before = len(proxy.application.asked)
        assert proxy.get(path)[0] == 200
        assert len(proxy.application.asked) == before + 1, path
    assert proxy.get(ISSUE, method="POST")[0] == 405
    assert proxy.get("/srv/baked/current/manifest.json")[2].startswith(b"/srv/")


def test_other_names_get_nothing(proxy):
    assert proxy.get(ISSUE, host="www.example.org")[0] == 200
    assert proxy.get(ISSUE, host="evil.example")[0] == 421
    with socket.create_connection(("127.0.0.1", proxy.plain_port)) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert line.recv(100) == b""


def test_what_the_application_is_told_is_the_proxys(proxy):
    proxy.get(
        "/en/search/?q=1",
        X_Forwarded_Host="evil.example",
        Forwarded="host=evil.example",
        X_Forwarded_Proto="http",
        X_Forwarded_For="203.0.113.9",
    )
    told = proxy.application.asked[-1]
    assert "HTTP_X_FORWARDED_HOST" not in told
    assert "HTTP_FORWARDED" not in told
    assert told["HTTP_X_FORWARDED_PROTO"] == "https"
    assert told["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"
    assert told["HTTP_HOST"] == HOST


def test_a_withdrawal_empties_what_is_kept_and_takes_files_along(proxy):
    (proxy.folder / "media").mkdir()
    picture = proxy.folder / "media" / "picture.webp"
    picture.write_bytes(b"RIFF")
    kept = [f"{ISSUE}?language=en", f"{ISSUE}issue.html", "/en/search/?q=7"]
    before = [proxy.get(path)[2] for path in kept]
    assert [proxy.get(path)[2] for path in kept] == before
    assert proxy.get("/media/picture.webp")[2] == b"RIFF"
    picture.unlink()
    baking.drop_withdrawn()
    after = [proxy.get(path)[2] for path in kept]
    assert not set(before) & set(after)
    time.sleep(1.2)
    assert proxy.get("/media/picture.webp")[0] == 404


def test_what_is_gone_is_not_sent_once_more_from_what_was_kept(proxy):
    """Also where no baked page changes: one that is refused is not replaced in a cache."""
    assert proxy.get("/en/missions/tajikistan/")[0] == 200
    proxy.application.status = "404 Not Found"
    time.sleep(6.2)
    assert proxy.get("/en/missions/tajikistan/")[0] == 404


def test_only_public_answers_are_kept_for_seconds(proxy):
    def twice(path, **headers):
        return [proxy.get(path, **headers)[2] for _n in range(2)]

    one, two = twice("/en/search/?q=1")
    assert one == two
    for path, headers in [
        ("/en/search/?q=2", {"Cookie": "sessionid=abc"}),
        ("/en/cookie/?q=3", {}),
        ("/api/v1/?q=4", {}),
        ("/admin/?q=5", {}),
    ]:
        one, two = twice(path, **headers)
        assert one != two, path
    # What somebody with a cookie was told is told to nobody else.
    mine = proxy.get("/en/search/?q=6", Cookie="sessionid=abc")[2]
    assert proxy.get("/en/search/?q=6")[2] != mine
