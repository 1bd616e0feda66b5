"""Ends nobody wished for: of a child, of the fork server, of the site."""

import os
import resource
import signal
import threading
from pathlib import Path

import pytest

from issues.pdf import PdfError
from issues.pdf.server import server
from tests.issues.content import PlainPictures
from tests.issues.test_pdf_process import children_of, printed, python

pytestmark = pytest.mark.pdf


def is_running(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def ends(pid):
    """Whether a process ends within ten seconds."""
    for _attempt in range(200):
        if not is_running(pid):
            return True
        threading.Event().wait(0.05)
    return False


class Deadly(PlainPictures):
    """Kills the child when it asks for its first picture."""

    def print_bytes(self, photo, width, height, *, quality):
        [pid] = children_of(server.process.pid)
        os.kill(pid, signal.SIGKILL)
        return super().print_bytes(photo, width, height, quality=quality)


def test_a_killed_child_is_reported_and_the_next_one_works():
    with pytest.raises(PdfError, match=r"ended unexpectedly \(signal 9\)"):
        printed(pictures=Deadly())
    assert printed().pages == 1


def test_a_killed_server_is_started_again():
    printed()
    first = server.process.pid
    os.kill(first, signal.SIGKILL)
    assert printed().pages == 1
    assert server.process.pid != first


def test_a_server_killed_in_the_middle_is_reported():
    class Deadlier(PlainPictures):
        def print_bytes(self, photo, width, height, *, quality):
            [child] = children_of(server.process.pid)
            os.kill(server.process.pid, signal.SIGKILL)
            os.kill(child, signal.SIGKILL)
            return super().print_bytes(photo, width, height, quality=quality)

    with pytest.raises(PdfError, match="ended unexpectedly"):
        printed(pictures=Deadlier())
    assert printed().pages == 1


@pytest.mark.parametrize("server_dies", [True, False])
def test_a_child_that_hangs_is_ended_whether_its_server_lives_or_not(settings, server_dies):
    class Hanging(PlainPictures):
        def print_bytes(self, photo, width, height, *, quality):
            [self.child] = children_of(server.process.pid)
            os.kill(self.child, signal.SIGSTOP)
            if server_dies:
                os.kill(server.process.pid, signal.SIGKILL)
            return super().print_bytes(photo, width, height, quality=quality)

    printed()
    settings.PDF_LIMITS = settings.PDF_LIMITS | {"wall_seconds": 2}
    pictures = Hanging()
    with pytest.raises(PdfError, match="longer than 2 seconds"):
        printed(pictures=pictures)
    assert ends(pictures.child)


def test_a_server_that_hangs_is_replaced(monkeypatch):
    monkeypatch.setattr("issues.pdf.bounded.START_WITHIN", 1)
    printed()
    hanging = server.process.pid
    os.kill(hanging, signal.SIGSTOP)
    assert printed().pages == 1
    assert not is_running(hanging)


@pytest.mark.parametrize("spare", range(4))
def test_a_request_the_system_cannot_meet_is_refused_and_harms_no_other(spare):
    """Two descriptors come with a request, and the server opens two more for a child."""

    class Scarce(PlainPictures):
        refusal = None

        def print_bytes(self, photo, width, height, *, quality):
            usual = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
            used = {int(name) for name in os.listdir(f"/proc/{server.process.pid}/fd")}
            free = [number for number in range(100) if number not in used]
            few = free[spare]
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (few, usual[1]))
            try:
                printed()
            except PdfError as error:
                self.refusal = str(error)
            finally:
                resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, usual)
            return super().print_bytes(photo, width, height, quality=quality)

    printed()
    first, folders = server.process.pid, sorted(os.listdir(server.folder))
    pictures = Scarce()
    assert printed(pictures=pictures).pages == 1
    assert pictures.refusal == "The process that makes PDFs does not start."
    assert server.process.pid == first
    assert sorted(os.listdir(server.folder)) == folders


def test_the_children_of_a_server_that_fails_end_with_it():
    program = (
        "import os, socket\n"
        "import django; django.setup()\n"
        "import issues.pdf.child\n"
        "from issues.pdf.fork_server import Server\n"
        "ours, theirs = socket.socketpair()\n"
        "work, kept = socket.socketpair()\n"
        "told, status = os.pipe()\n"
        "server = Server(theirs, os.environ['DATA_DIR'])\n"
        "accept = server.accept\n"
        "def accept_and_fail():\n"
        "    accept()\n"
        "    [(pid, *_)] = server.children.values()\n"
        "    print(pid, flush=True)\n"
        "    raise OSError('no memory')\n"
        "server.accept = accept_and_fail\n"
        "socket.send_fds(ours, [b'r'], [work.fileno(), status])\n"
        "try:\n"
        "    server.serve()\n"
        "except OSError:\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(-1, 0)[1]))\n"
    )
    assert python(program).stdout.split()[1:] == ["-9"]


def test_nothing_is_left_behind():
    printed()
    folder = Path(server.folder)
    descriptors = len(os.listdir("/proc/self/fd"))
    processes = children_of(os.getpid())
    lasting = sorted(path.name for path in folder.iterdir())
    for pictures in (PlainPictures(), Deadly()):
        try:
            printed(pictures=pictures)
        except PdfError:
            assert isinstance(pictures, Deadly)
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert children_of(os.getpid()) == processes
    assert children_of(server.process.pid) == []
    assert sorted(path.name for path in folder.iterdir()) == lasting


def test_the_server_ends_with_the_process_that_started_it():
    program = (
        "import django; django.setup()\n"
        "from tests.issues.test_pdf_process import printed, server\n"
        "import os\n"
        "printed(); print(server.process.pid, server.folder, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ended = python(program)
    pid, folder = ended.stdout.split()
    assert ends(pid)
    assert not Path(folder).exists()
