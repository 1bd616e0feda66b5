"""Reading the site: ours alone, ours behind its proxy, Wagtail, and nginx with a plain file.

All are measured in one run, in turn, on this machine: requests per second with 1, 16 and 64
connections, the CPU time that the server's processes spend on one request, and the slowest
hundredth at 64. The last part asks for lists: our archive and search, Wagtail's index.

python -m bench.site [SECONDS]   how long each measurement lasts (5)
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.running import ROOT, fetch, free_port, installed, served, started, wagtail

ARCHIVE = "/en/central-asia-regional-response-report/"
PAGE = f"{ARCHIVE}2020/8/"
CONNECTIONS = (1, 16, 64)
ROUNDS = 3
WARM_UP = 2  # seconds
TICKS = os.sysconf("SC_CLK_TCK")
DEPLOY = ROOT / "deploy"
NGINX = """
include /etc/nginx/modules-enabled/*.conf;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    gzip_static on; brotli_static on; sendfile on; tcp_nopush on; open_file_cache max=1000;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; root {folder}/site; index index.html; }}
}}
"""


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


def asked(site, connections, seconds):
    """Ask for a page as fast as it comes, as browsers do (brotli, else gzip); return wrk's report."""
    return subprocess.run(
        [
            *("wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--latency"),
            *("-H", "Accept-Encoding: gzip, br", site.url),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def measured(site, connections, seconds):
    """Return (requests per second, CPU µs of one, p99, failed), after a moment to warm up."""
    asked(site, connections, WARM_UP)
    before = cpu_seconds(site.pid)
    out = asked(site, connections, seconds)
    spent = cpu_seconds(site.pid) - before
    number = int(re.search(r"(\d+) requests in", out)[1])
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    slowest = re.search(r"^\s+99%\s+(\d\S+)", out, re.MULTILINE)[1]
    return rate, spent / max(number, 1) * 1e6, slowest, int(failed[1]) if failed else 0


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
        "access_log /dev/stdout visits buffer=4k flush=1s": "access_log off",
        "worker_processes auto": "worker_processes 2",
        "server web:8000": f"server {app}",
        "/etc/reportcms/": f"{DEPLOY}/",
        "/srv/baked": str(baked),
        "/tmp/": f"{folder}/",  # noqa: S108 -- the name that is replaced
    }
    text = (DEPLOY / "nginx.conf").read_text()
    wanted = re.compile("|".join(map(re.escape, replaced)))
    if missing := set(replaced) - set(wanted.findall(text)):
        raise SystemExit(f"deploy/nginx.conf has changed: {missing} is not in it.")
    text = wanted.sub(lambda found: replaced[found[0]], text)
    lines = [line for line in text.splitlines() if "[::]" not in line]
    return ("user root;\n" if os.getuid() == 0 else "") + "\n".join(lines)


def settle(site):
    """Wait until a server has answered what was asked last, and would not hinder the next."""
    for _second in range(30):
        before = cpu_seconds(site.pid)
        time.sleep(1)
        if cpu_seconds(site.pid) - before < 0.05:
            return
    print(f"{site.name} is still busy", flush=True)


def in_turn(sites, seconds, connections):
    """Measure every site in turn, so that whatever else runs here hinders all alike."""
    for number in connections:
        for _round in range(ROUNDS):
            for site in sites:
                site.found.setdefault(number, []).append(measured(site, number, seconds))
                settle(site)


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
        url, env = installed(folder, ["load_sample"], ["bake"])
        pid, baked = stack.enter_context(served(url, env)), folder / "ours" / "baked"
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
        static = NGINX.format(folder=places["file"], port=file_port)
        file = stack.enter_context(nginx(places["file"], static))
        sites = [
            Site("nginx, the file", file, f"http://127.0.0.1:{file_port}/"),
            Site("ours, as make run serves it", pid, f"{url}{PAGE}"),
            Site("ours behind the proxy", proxy, f"http://127.0.0.1:{port}{PAGE}"),
            Site("Wagtail with Django's cache", plain[2], f"{plain[0]}/issue-9/"),
            Site("Wagtail", slow[2], f"{slow[0]}/issue-9/"),
        ]
        for site in sites:
            print(f"{site.name:<30} {len(fetch(site.url)):>9} bytes of HTML", flush=True)
        in_turn(sites, seconds, CONNECTIONS)
        print("\nOne issue")
        told(sites, CONNECTIONS, sites[0])
        lists = [
            Site("Wagtail's index", slow[2], f"{slow[0]}/"),
            Site("our archive, filtered", pid, f"{url}{ARCHIVE}?year=2020"),
            Site("our search", pid, f"{url}/en/search/?q=migrants"),
        ]
        in_turn(lists, seconds, (16,))
        print("\nLists, each made anew every few seconds")
        told(lists, (16,), lists[0])


if __name__ == "__main__":
    main()
