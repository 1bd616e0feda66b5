"""Requests per second of the issue page as ``make run`` serves it, beside nginx's static file.

Both are measured in one run, in turn, on the same machine and with the same bytes. Needs nginx
and wrk (``make bench`` installs them). All traffic stays on the loopback address.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = "/en/central-asia-regional-response-report/2020/8/"
ROUNDS = 3
SECONDS = 5

NGINX = """
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; root {folder}/site; index index.html; }}
}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(url, *, patience=120):
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 -- loopback
                return response.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def wrk(url, connections):
    out = subprocess.run(
        ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{SECONDS}s", "--latency", url],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    p99 = re.search(r"^\s+99%\s+(\d\S+)", out, re.MULTILINE)[1]
    return rate, p99


def main():
    folder = Path(tempfile.mkdtemp(prefix="reportcms-bench-"))
    folder.chmod(0o755)
    port, static_port = free_port(), free_port()
    env = os.environ | {"DATA_DIR": str(folder / "data"), "PORT": str(port), "LOG_LEVEL": "WARNING"}
    env["SITE_URL"] = f"http://localhost:{port}"
    env.pop("DATABASE_URL", None)

    def manage(*arguments):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)

    manage("migrate", "-v0")
    manage("collectstatic", "--noinput", "-v0")
    manage("load_sample")
    server = subprocess.Popen(
        [sys.executable, "scripts/serve.py"], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        url = f"http://127.0.0.1:{port}{PAGE}"
        (folder / "site").mkdir()
        (folder / "site" / "index.html").write_bytes(fetch(url))
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=static_port))
        subprocess.run(["nginx", "-c", folder / "nginx.conf"], check=True)
        static_url = f"http://127.0.0.1:{static_port}/"
        fetch(static_url)
        for connections in (1, 16, 64):
            for _ in range(ROUNDS):
                ours, our_p99 = wrk(url, connections)
                theirs, their_p99 = wrk(static_url, connections)
                print(
                    f"c={connections:<3} issue page {ours:>9.0f} req/s (p99 {our_p99})   "
                    f"nginx file {theirs:>9.0f} req/s (p99 {their_p99})   ratio {ours / theirs:.4f}"
                )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
        if (pid := folder / "nginx.pid").exists():
            os.kill(int(pid.read_text()), signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
