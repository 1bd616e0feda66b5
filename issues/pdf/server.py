"""The site's side of the fork server: starting it, and starting it again if it died."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

from django.utils.translation import gettext as _

from issues.pdf import PdfError
from issues.pdf.fork_server import LONGEST_PROBLEM, READY, REQUEST

START_WITHIN = 60  # seconds; a request is taken within them too
END_WITHIN = 5
PROGRAM = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from issues.pdf.fork_server import main; main(int(sys.argv[1]), sys.argv[2])"
)
# Only what a rendering has use for is told to it.
TOLD = {
    *("PATH", "HOME", "TMPDIR", "TZ", "LANG", "LD_LIBRARY_PATH"),
    *("DJANGO_SETTINGS_MODULE", "DATA_DIR", "STATIC_ROOT", "SITE_URL", "TIME_ZONE"),
    *("DEBUG", "LOG_LEVEL"),
}
TOLD_IF_THEY_START_WITH = ("LC_", "PYTHON", "PDF_", "XDG_", "FONTCONFIG_", "DYLD_")
# The environment goes before a file .env, which the settings read again in the child.
WITHHELD = {
    "DATABASE_URL": "sqlite://:memory:",
    "SECRET_KEY": "unused",
    "EMAIL_URL": "dummy://",
}


class ForkServer:
    """The process that keeps the renderer warm; started when it is first needed."""

    def __init__(self):
        self.lock = threading.Lock()
        self.process = self.owner = self.control = self.folder = None

    def new_child(self, work, status):
        """Have a child started that gets its job on ``work``; its fate is written to ``status``.

        Both are file descriptors and stay the caller's. Raises PdfError if no child can be had,
        as without Pango.
        """
        with self.lock:
            for _attempt in range(2):
                self.ensure_running()
                try:
                    socket.send_fds(self.control, [REQUEST], [work, status])
                    return
                except OSError:
                    self.stop()
        raise PdfError(_("The process that makes PDFs does not start."))

    def ensure_running(self):
        if self.owner != os.getpid():  # this process is a fork of the one that started it
            self.process = None
        if self.process and self.process.poll() is not None:
            self.stop()
        if self.process is None:
            self.start()

    def start(self):
        self.owner = os.getpid()
        self.folder = tempfile.mkdtemp(prefix="reportcms-pdf-")
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 -- our own program
                [sys.executable, "-c", PROGRAM, str(theirs.fileno()), self.folder, *sys.path],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment(),
            )
        self.control.settimeout(START_WITHIN)
        try:
            answer = self.control.recv(LONGEST_PROBLEM)
        except OSError:
            answer = b""
        if answer != READY:
            self.stop()
            raise PdfError(answer.decode() or _("The process that makes PDFs does not start."))

    def abandon(self):
        """Stop a server that does not answer; the next request starts another."""
        with self.lock:
            self.stop()

    def stop(self):
        """End the server and its children, and remove their temporary files."""
        if self.process is None or self.owner != os.getpid():
            return
        self.control.close()
        try:
            self.process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.process = None


def environment():
    """Return the environment of the server and its children; it has no secrets."""
    told = {
        name: value
        for name, value in os.environ.items()
        if name in TOLD or name.startswith(TOLD_IF_THEY_START_WITH)
    }
    return told | WITHHELD


server = ForkServer()
atexit.register(server.stop)
