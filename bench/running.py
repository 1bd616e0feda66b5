"""The sites that are measured, ours and Wagtail, each as it would be served, on a port of its own.

Wagtail runs in an environment of its own below ``var/bench``, made on the first run. All traffic
stays on the loopback address.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from bench.newsroom_content import described

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"


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


@contextmanager
def started(command, *, env, cwd):
    """Run a server and yield its process id.

    In this session: the kernel shares the machine out by sessions first (sched_autogroup), so one
    of its own would have to fight for its half with the program that asks.
    """
    server = subprocess.Popen(command, cwd=cwd, env=env, process_group=0)
    try:
        yield server.pid
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=40)


def installed(folder, *commands):
    """Make a site of ours in ``folder``, with what ``commands`` do; return its address and environment."""
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
    for name in ("DATABASE_URL", "BAKED_ROOT"):
        env.pop(name, None)
    for arguments in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], *commands):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return url, env


@contextmanager
def served(url, env, *what):
    """Run a site of ours (``what``: only the web) until it answers; yield its process id."""
    with started([sys.executable, "scripts/serve.py", *what], env=env, cwd=ROOT) as pid:
        fetch(f"{url}/readyz")
        yield pid


@contextmanager
def wagtail(folder, *, cached=False):
    """Yield Wagtail's address with an issue of 18 articles, the ids of its pages, its process id."""
    python, port = environment(), free_port()
    url = f"http://localhost:{port}"
    data = folder / ("cached" if cached else "peer")
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
    fill = [python, "-m", "django", "fill", picture]
    ids = filled(fill, env=env, cwd=BENCH, told=json.dumps(described()))
    server = [
        *(python.with_name("granian"), "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "16"),
        *("--log-level", "error", "wagtail_newsroom.wsgi:application"),
    ]
    with started(server, env=env, cwd=BENCH) as pid:
        fetch(f"{url}/cms/login/")
        yield url, ids, pid


def filled(command, *, env, cwd, told=None):
    done = subprocess.run(
        command, env=env, cwd=cwd, input=told, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def environment():
    """Return the Python of Wagtail's environment; make it if it is not there."""
    folder = ROOT / "var" / "bench" / "wagtail"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "granian").exists():
        print("Installing Wagtail …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        wanted = BENCH / "wagtail_newsroom" / "requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=True)
    return python
