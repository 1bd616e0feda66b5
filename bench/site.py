"""Reading the site: ours alone, ours behind its proxy, Wagtail, and nginx with a plain file.

All are measured in one run, in turn, on this machine: requests per second with 1, 16 and 64
connections, the CPU time that the server's processes spend on one request, and the slowest
hundredth at 64. The last part asks for lists: our archive and search, Wagtail's index.

python -m bench.site [SECONDS]   how long each measurement lasts (5)
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.admin import BENCH, environment, filled
from bench.newsroom_content import described
from bench.serve import NGINX, PAGE, fetch, free_port

ROOT = Path(__file__).resolve().parent.parent
ARCHIVE = "/en/central-asia-regional-response-report/"
CONNECTIONS = (1, 16, 64)
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")
DEPLOY = ROOT / "deploy"


@dataclass
class Site:
    """A running server: the process whose children count as well, and what is asked of it."""

    name: str
    pid: int
    url: str
    found: dict = field(default_factory=dict)  # connections → list of (rate, CPU µs, p99, failed)


def tree(pid):
    """Yield ``pid`` and all processes below it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from tree(int(child))


def cpu_seconds(pid):
    """Return what the processes of a tree have used; those that have ended are not counted."""
    total = 0
    for process in tree(pid):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def measured(site, connections, seconds):
    """Ask for a page as fast as it comes, as browsers do (brotli, else gzip)."""
    before = cpu_seconds(site.pid)
    out = subprocess.run(
        [
            *("wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--latency"),
            *("-H", "Accept-Encoding: gzip, br", site.url),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    spent = cpu_seconds(site.pid) - before
    number = int(re.search(r"(\d+) requests in", out)[1])
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    slowest = re.search(r"^\s+99%\s+(\d\S+)", out, re.MULTILINE)[1]
    return rate, spent / max(number, 1) * 1e6, slowest, int(failed[1]) if failed else 0


@contextmanager
def ours(folder):
    """Yield our address, the shelf, and the process: what ``make run`` serves."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DATA_DIR": str(folder / "ours"),
        "STATIC_ROOT": str(folder / "ours-static"),
        "DJANGO_SETTINGS_MODULE": "reportcms.settings",
        "PORT": str(port),
        "SITE_URL": url,
        "LOG_LEVEL": "ERROR",
    }
    env.pop("DATABASE_URL", None)
    for arguments in (
        ["migrate", "-v0"],
        ["collectstatic", "--noinput", "-v0"],
        ["load_sample"],
        ["bake"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with started([sys.executable, "scripts/serve.py"], env=env, cwd=ROOT) as pid:
        fetch(f"{url}/readyz")
        yield url, folder / "ours" / "baked", pid


@contextmanager
def started(command, *, env, cwd):
    """Run a server and yield its process id."""
    server = subprocess.Popen(command, cwd=cwd, env=env, start_new_session=True)
    try:
        yield server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=40)


@contextmanager
def nginx(folder, configuration):
    """Run nginx with a configuration in ``folder``; yield its process id."""
    path = folder / "nginx.conf"
    path.write_text(configuration)
    command = ["nginx", "-c", str(path), "-g", "daemon off;"]
    with started(command, env=os.environ, cwd=folder) as pid:
        yield pid


def proxy_configuration(folder, port, app, baked):
    """Return deploy/nginx.conf for this machine: its own ports and folders, and without TLS."""
    replaced = {
        "listen 8443 ssl http2 default_server": f"listen 127.0.0.1:{free_port()}",
        "listen 8443 ssl http2": f"listen 127.0.0.1:{port}",
        "listen 8080 default_server": f"listen 127.0.0.1:{free_port()}",
        "listen 8080": f"listen 127.0.0.1:{free_port()}",
        "include /etc/reportcms/tls.conf;": "",
        "include /tmp/server-names.conf;": "",
        "access_log /dev/stdout visits": "access_log off",
        "worker_processes auto": "worker_processes 2",
        "server web:8000": f"server {app}",
        "/etc/reportcms/": f"{DEPLOY}/",
        "/srv/baked": str(baked),
        "/tmp/": f"{folder}/",  # noqa: S108 -- the name that is replaced
    }
    wanted = re.compile("|".join(map(re.escape, replaced)))
    text = wanted.sub(lambda found: replaced[found[0]], (DEPLOY / "nginx.conf").read_text())
    lines = [line for line in text.splitlines() if "[::]" not in line]
    return ("user root;\n" if os.getuid() == 0 else "") + "\n".join(lines)


@contextmanager
def wagtail(folder, *, cached):
    """Yield the address of Wagtail with an issue of 18 articles, its place, and its process."""
    python, port = environment(), free_port()
    url = f"http://localhost:{port}"
    data = folder / ("cached" if cached else "uncached")
    data.mkdir()
    env = os.environ | {
        "PEER_DATA": str(data),
        "PEER_URL": url,
        "PYTHONPATH": str(BENCH),
        "DJANGO_SETTINGS_MODULE": "wagtail_newsroom.settings",
        "PEER_CACHE": "1" if cached else "",
    }
    for arguments in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([python, "-m", "django", *arguments], cwd=BENCH, env=env, check=True)
    picture = str(min((ROOT / "sample" / "2020-08" / "photos").iterdir()))
    content = json.dumps(described())
    filled([python, "-m", "django", "fill", picture], env=env, cwd=BENCH, told=content)
    server = [
        *(python.with_name("granian"), "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "16"),
        *("--log-level", "error", "wagtail_newsroom.wsgi:application"),
    ]
    with started(server, env=env, cwd=BENCH) as pid:
        fetch(f"{url}/issue-9/")
        yield url, pid


def in_turn(sites, seconds, connections):
    """Measure every site in turn, so that whatever else runs here hinders all alike."""
    for number in connections:
        for _round in range(ROUNDS):
            for site in sites:
                site.found.setdefault(number, []).append(measured(site, number, seconds))
                time.sleep(1)  # what was asked last is answered before the next is measured


def told(sites, connections, against):
    for number in connections:
        print(f"\nc={number}, medians of {ROUNDS}")
        base = statistics.median(rate for rate, *_rest in against.found[number])
        for site in sites:
            rates, spent, slowest, failed = zip(*site.found[number], strict=True)
            rate = statistics.median(rates)
            print(
                f"  {site.name:<30} {rate:>9.0f} req/s  {statistics.median(spent):>8.0f} µs CPU"
                f"  p99 {sorted(slowest)[len(slowest) // 2]:>9}  {rate / base:>7.4f} of {against.name}"
                + (f"  {sum(failed)} refused" if sum(failed) else "")
            )


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory(prefix="reportcms-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        url, baked, pid = stack.enter_context(ours(folder))
        plain, slow = (stack.enter_context(wagtail(folder, cached=c)) for c in (True, False))
        places = {kind: folder / kind for kind in ("proxy", "file")}
        for place in places.values():
            (place / "site").mkdir(parents=True)
        page = baked / "current" / "pages" / PAGE.strip("/")
        for suffix in ("", ".gz", ".br"):
            (places["file"] / "site" / f"index.html{suffix}").write_bytes(
                (page / f"index.html{suffix}").read_bytes()
            )
        port, app = free_port(), url.removeprefix("http://")
        configuration = proxy_configuration(places["proxy"], port, app, baked)
        proxy = stack.enter_context(nginx(places["proxy"], configuration))
        file_port = free_port()
        static = NGINX.format(folder=places["file"], port=file_port).replace(
            "access_log off;",
            "access_log off; gzip_static on; brotli_static on; sendfile on; tcp_nopush on; open_file_cache max=1000;",
        )
        file = stack.enter_context(
            nginx(places["file"], f"include /etc/nginx/modules-enabled/*.conf;\n{static}")
        )
        sites = [
            Site("nginx, the file", file, f"http://127.0.0.1:{file_port}/"),
            Site("ours, as make run serves it", pid, f"{url}{PAGE}"),
            Site("ours behind the proxy", proxy, f"http://127.0.0.1:{port}{PAGE}"),
            Site("Wagtail with Django's cache", plain[1], f"{plain[0]}/issue-9/"),
            Site("Wagtail", slow[1], f"{slow[0]}/issue-9/"),
        ]
        for site in sites:
            print(f"{site.name:<30} {len(fetch(site.url)):>9} bytes of HTML", flush=True)
        in_turn(sites, seconds, CONNECTIONS)
        print("\nOne issue")
        told(sites, CONNECTIONS, sites[0])
        lists = [
            Site("Wagtail's index", slow[1], f"{slow[0]}/"),
            Site("our archive, filtered", pid, f"{url}{ARCHIVE}?year=2020"),
            Site("our search", pid, f"{url}/en/search/?q=migrants"),
        ]
        in_turn(lists, seconds, (16,))
        print("\nLists, each made anew every few seconds")
        told(lists, (16,), lists[0])


if __name__ == "__main__":
    main()
