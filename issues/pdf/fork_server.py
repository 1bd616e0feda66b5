"""A process in which the renderer is warm, and which forks a copy of itself for each rendering.

It is started as a program of its own, so a copy holds nothing of the site: no database
connection, no thread, no upload. (``multiprocessing`` has such a server too, but its children run
the main module of the program that asks, here the web server's or the test runner's.)

Over the control socket come requests: a byte with two descriptors, the socket on which the child
gets its work, and a pipe on which this server writes the child's process id and, in the end, its
exit status. A request that cannot be met, as when the system lets no more processes start, has both
closed without a word. When nobody holds the other end of the control socket any more, all end.
"""

import gc
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection

READY = b"+"
REQUEST = b"r"
NUMBER = struct.Struct("q")
LONGEST_PROBLEM = 4000  # bytes


def main(control_fd, folder):
    """Warm up and serve; ``folder`` is for temporary files and is removed at the end."""
    for interruption in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Who started this server finishes its work first; then the control socket ends.
        signal.signal(interruption, signal.SIG_IGN)
    tempfile.tempdir = folder
    with socket.socket(fileno=control_fd) as control:
        try:
            warm_up()
        except OSError as error:  # Pango is missing
            control.sendall(str(error).encode()[:LONGEST_PROBLEM])
            return
        control.sendall(READY)
        try:
            Server(control, folder).serve()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def warm_up():
    """Load everything a rendering needs; raise OSError if the text layout library is missing."""
    import django  # noqa: PLC0415 -- nothing may be loaded before the interruptions are ignored

    django.setup()
    import issues.pdf.child  # noqa: F401, PLC0415 -- after django.setup
    from issues.pdf.press import rehearse  # noqa: PLC0415 -- after django.setup

    rehearse()
    gc.collect()
    gc.freeze()  # so that collections in a child do not copy the memory it shares


class Server:
    """Forks a child for each request and says how it ended."""

    def __init__(self, control, folder):
        self.control = control
        self.folder = folder
        self.children = {}

    def serve(self):
        with selectors.DefaultSelector() as self.selector:
            self.selector.register(self.control, selectors.EVENT_READ)
            try:
                while True:
                    for key, _events in self.selector.select():
                        if key.fileobj is not self.control:
                            self.bury(key.fd)
                        elif not self.accept():
                            return
            finally:
                self.kill_all()

    def accept(self):
        """Meet or refuse the request that waits; return False if there will be no more."""
        request, descriptors, _flags, _address = socket.recv_fds(self.control, 1, 2)
        if not request:
            return False
        try:
            work, status = descriptors  # fewer come if this process may open no more
            self.start_child(work, status)
        except (OSError, ValueError):
            sys.excepthook(*sys.exc_info())
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def start_child(self, work, status):
        """Start a child and say its process id; OSError, and nothing is left, if it cannot be."""
        with ExitStack() as undoing:
            # The child alone holds the writing end: reading meets the end when the child has ended.
            life, breath = os.pipe()
            undoing.callback(os.close, life)
            undoing.callback(os.close, breath)
            folder = tempfile.mkdtemp(dir=self.folder)
            undoing.callback(shutil.rmtree, folder, ignore_errors=True)
            self.selector.register(life, selectors.EVENT_READ)
            undoing.callback(self.selector.unregister, life)
            pid = os.fork()
            undoing.pop_all()
        if pid == 0:
            self.become_child(work, folder, unused=(status, life))
        os.close(work)
        os.close(breath)
        self.children[life] = (pid, status, folder)
        tell(status, pid)

    def become_child(self, work, folder, *, unused):
        code = 1
        try:
            self.selector.close()
            self.control.close()
            for descriptor in unused:
                os.close(descriptor)
            for life, (_pid, status, _folder) in self.children.items():
                os.close(life)
                os.close(status)
            tempfile.tempdir = folder
            from issues.pdf.child import work_on  # noqa: PLC0415 -- loaded by warm_up

            work_on(Connection(work))
            code = 0
        except (EOFError, ConnectionError):
            pass  # nobody waits for the result any more
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)

    def bury(self, life):
        """Remove what a child left that has ended, and tell how it did."""
        pid, status, folder = self.children.pop(life)
        self.selector.unregister(life)
        os.close(life)
        _pid, result = os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)
        tell(status, os.waitstatus_to_exitcode(result))
        os.close(status)

    def kill_all(self):
        for pid, _status, _folder in self.children.values():
            os.kill(pid, signal.SIGKILL)


def tell(pipe, number):
    with suppress(BrokenPipeError):  # if nobody listens any more
        os.write(pipe, NUMBER.pack(number))
