#!/usr/bin/env python3
"""Run ReportCMS's processes.

    scripts/serve.py           the website and the background worker, in one terminal
    scripts/serve.py web       the website only
    scripts/serve.py worker    the background worker only

From the environment: HOST (127.0.0.1), PORT (8000), WEB_PROCESSES (2), WEB_THREADS (64 in each).
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STOP_WITHIN = 20  # seconds a process is given to finish what it is doing
RESTART_AFTER = 2  # seconds between a worker's end and the start of the next


def web_command() -> list[str]:
    """The web server: WSGI, so many processes, so many threads in each."""
    return [
        str(BIN / "granian"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", os.environ.get("HOST", "127.0.0.1")),
        *("--port", os.environ.get("PORT", "8000")),
        *("--workers", os.environ.get("WEB_PROCESSES", "2")),
        *("--blocking-threads", os.environ.get("WEB_THREADS", "64")),
        *("--backpressure", "1024"),
        *("--workers-kill-timeout", "10", "--respawn-failed-workers"),
        # At "warning" it objects to more threads than cores; ours wait for slow visitors.
        *("--log-level", "error"),
        "reportcms.wsgi:application",
    ]


def worker_command() -> list[str]:
    """The worker: every queue of the database and the clock, until it is told to stop."""
    return [
        sys.executable,
        str(ROOT / "manage.py"),
        *("worker", "--verbosity", "0"),
    ]


COMMANDS = {"web": web_command, "worker": worker_command}
PRIORITIES = {"web": 0, "worker": 10}  # as of nice(1): visitors go first


class Stopped(Exception):
    """The terminal or the system asked for the end."""


def stop(signum, frame) -> None:
    """Turn a signal into the end of the supervising loop."""
    raise Stopped


def start(name: str) -> subprocess.Popen:
    """Start a process in a group of its own, so that Ctrl+C reaches only the supervisor.

    Not in a session of its own: the kernel gives every session an equal share of a busy machine
    (sched_autogroup), however many visitors the website has.
    """
    process = subprocess.Popen(COMMANDS[name](), cwd=ROOT, process_group=0)
    os.setpriority(os.PRIO_PROCESS, process.pid, PRIORITIES[name])
    return process


def end(processes: dict[str, subprocess.Popen]) -> None:
    """Ask every process to finish, and kill what has not finished in time."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes.values():
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def supervise() -> int:
    """Run both until a signal comes or the website ends; a worker that ends is started again.

    Returns the exit status: 0 after a signal, else the website's.
    """
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, stop)
    processes: dict[str, subprocess.Popen] = {}
    try:
        for name in COMMANDS:
            processes[name] = start(name)
        while (status := processes["web"].poll()) is None:
            if processes["worker"].poll() is not None:
                print("The background worker ended; starting another.", file=sys.stderr, flush=True)
                time.sleep(RESTART_AFTER)
                processes["worker"] = start("worker")
            time.sleep(0.5)
        print("The website ended.", file=sys.stderr, flush=True)
        return status or 1
    except Stopped:
        return 0
    finally:
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wanted, signal.SIG_IGN)
        end(processes)


def main(arguments: list[str]) -> int:
    """Supervise both processes, or become the one that is named."""
    if not arguments:
        return supervise()
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    command = COMMANDS[arguments[0]]()
    os.chdir(ROOT)
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
