"""Rendering under limits: one child for one job, its questions answered, its end explained."""

import logging
import os
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import asdict
from multiprocessing import Pipe
from multiprocessing.connection import wait

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from issues.pdf import Complaint, Form, PdfError, Printed
from issues.pdf.fork_server import NUMBER
from issues.pdf.limits import MIB, Limits
from issues.pdf.messages import receive, send
from issues.pdf.server import END_WITHIN, START_WITHIN, server

AT_ONCE = 2
LONGEST_MESSAGE = 16 * MIB

logger = logging.getLogger(__name__)
turns = threading.BoundedSemaphore(AT_ONCE)


def print_bounded(content, *, pictures, forms, image_width, image_count, report):
    """Return the Printed of a content tree, laid out in a child; see ``print_edition``."""
    limits = Limits.configured()
    characters = length_of_texts(content)
    if characters > limits.characters:
        raise PdfError(limits.too_much_text(characters))
    job = {
        "content": content,
        "forms": forms,
        "image_width": image_width,
        "image_count": image_count,
        "language": get_language(),
        "limits": asdict(limits),
    }
    with turns, Child(limits) as child:
        child.tell(send, job)
        while True:
            kind, *details = child.message()
            if kind == "printed":
                return child.printed(*details)
            if kind == "report":
                report(*details)
            else:
                child.answer(kind, details, pictures)


def length_of_texts(node):
    """Return the characters in all strings of a content tree, those of formatting among them."""
    if isinstance(node, str):
        return len(node)
    if isinstance(node, dict):
        return sum(map(length_of_texts, node.values()))
    return sum(map(length_of_texts, node)) if isinstance(node, list) else 0


class Child:
    """A child of the fork server with one job; it ends, however it stands, with the block."""

    def __init__(self, limits):
        self.limits = limits
        self.pid = self.handle = None
        self.is_overdue = False
        self.timer = threading.Timer(limits.wall_seconds, self.end_overdue)
        self.timer.daemon = True

    def __enter__(self):
        # A server that dies at this moment took the request with it: another one gets it.
        for _attempt in range(2):
            self.start()
            if self.pid is not None:
                self.timer.start()
                return self
        raise PdfError(_("The process that makes PDFs does not start."))

    def start(self):
        self.connection, work = Pipe()
        self.status, told = os.pipe()
        try:
            with work:
                server.new_child(work.fileno(), told)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(told)
        if not wait([self.status], START_WITHIN):
            server.abandon()
        self.pid = self.number()
        if self.pid is None:
            self.close()
        else:
            self.handle = handle_of(self.pid)

    def __exit__(self, *exception):
        self.timer.cancel()
        self.timer.join()
        self.kill()
        self.number()  # it has ended and is reaped, or the server is no more
        self.close()

    def close(self):
        self.connection.close()
        os.close(self.status)
        if self.handle is not None:
            os.close(self.handle)

    def number(self):
        """Return the next number of the server; None if it has died, told all or hangs."""
        data = os.read(self.status, NUMBER.size) if wait([self.status], END_WITHIN) else b""
        return NUMBER.unpack(data)[0] if data else None

    def end_overdue(self):
        self.is_overdue = True
        self.kill()
        # Whatever became of the child: who waits for it wakes.
        with suppress(OSError), socket.socket(fileno=os.dup(self.connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

    def kill(self):
        with suppress(ProcessLookupError):  # it has ended already
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            elif not wait([self.status], 0):  # else it has ended, or its server died
                os.kill(self.pid, signal.SIGKILL)

    def fate(self):
        """Return the PdfError that says why the child is no more."""
        status = self.number()
        if self.is_overdue:
            return PdfError(self.limits.too_long())
        return PdfError(self.limits.reason_of_end(-signal.SIGKILL if status is None else status))

    def tell(self, way, *message):
        try:
            way(self.connection, *message)
        except OSError as error:
            raise self.fate() from error

    def message(self):
        try:
            return receive(self.connection, LONGEST_MESSAGE)
        except (EOFError, OSError) as error:
            if not self.connection.readable:  # more than asked for
                raise failure(f"{error}, > {LONGEST_MESSAGE // MIB} MiB") from error
            raise self.fate() from error

    def file(self):
        """Return the bytes of a finished file."""
        try:
            return self.connection.recv_bytes(self.limits.file_mib * MIB)
        except (EOFError, OSError) as error:
            if not self.connection.readable:  # more than asked for
                raise PdfError(self.limits.too_large()) from error
            raise self.fate() from error

    def answer(self, kind, details, pictures):
        """Give the picture asked for; raise PdfError for news that end the work."""
        if kind == "photo":
            self.tell(type(self.connection).send_bytes, photo_bytes(pictures, *details))
        elif kind == "logo":
            self.tell(type(self.connection).send_bytes, logo_bytes(pictures, *details))
        elif kind == "refused":
            raise PdfError(*details)
        elif kind == "exhausted":
            logger.error("Laying out lacked memory:\n%s", *details)
            raise PdfError(self.limits.too_much_memory())
        else:
            problem, trace = details
            logger.error("Laying out failed:\n%s", trace)
            raise failure(problem)

    def printed(self, pages, complaints, forms, images):
        files = {Form(form): self.file() for form in forms}
        return Printed(
            files,
            pages,
            tuple(Complaint(*complaint) for complaint in complaints),
            tuple(self.file() for _n in range(images)),
        )


def handle_of(pid):
    """Return a descriptor of a process, which unlike its id never means another one later.

    It is None where the system has none, as on macOS.
    """
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def failure(problem):
    return PdfError(
        _("Laying out failed (%(problem)s). Nothing was published.") % {"problem": problem}
    )


def photo_bytes(pictures, photo, width, height, quality):
    try:
        return pictures.print_bytes(photo, width, height, quality=quality)
    except (OSError, KeyError, ValueError) as error:
        raise PdfError(
            _("The file of the photo “%(photo)s” cannot be read. Add the photo again.")
            % {"photo": photo["alt"]}
        ) from error


def logo_bytes(pictures, logo):
    try:
        return pictures.logo_bytes(logo)
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise PdfError(_("The file of the logo cannot be read. Add the logo again.")) from error
