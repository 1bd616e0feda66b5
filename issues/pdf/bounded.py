"""Rendering under limits: one child for one job, its questions answered, its end explained."""

import logging
import os
import select
import signal
import threading
from contextlib import suppress
from multiprocessing import Pipe

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from issues.pdf import Complaint, Form, PdfError, Printed
from issues.pdf.fork_server import NUMBER
from issues.pdf.limits import MIB, Limits
from issues.pdf.messages import receive, send
from issues.pdf.server import server

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
        "limits": limits.as_dict(),
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
        self.pid = None
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
        self.pid = self.number()
        if self.pid is None:
            self.close()

    def __exit__(self, *exception):
        self.timer.cancel()
        self.kill()
        self.number()  # it has ended and is reaped, or the server is no more
        self.close()

    def close(self):
        self.connection.close()
        os.close(self.status)

    def number(self):
        """Return the next number the server tells, or None if it has died or told all."""
        data = os.read(self.status, NUMBER.size)
        return NUMBER.unpack(data)[0] if data else None

    def end_overdue(self):
        self.is_overdue = True
        self.kill()

    def kill(self):
        if not select.select([self.status], [], [], 0)[0]:  # else it has ended already
            with suppress(ProcessLookupError):
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
            raise self.fate() from error

    def file(self):
        """Return the bytes of a finished file."""
        try:
            return self.connection.recv_bytes(self.limits.file_mib * MIB)
        except (EOFError, ConnectionError) as error:
            raise self.fate() from error
        except OSError as error:  # more than asked for
            raise PdfError(self.limits.too_large()) from error

    def answer(self, kind, details, pictures):
        """Give the picture asked for; raise PdfError for news that end the work."""
        if kind == "photo":
            self.tell(type(self.connection).send_bytes, photo_bytes(pictures, *details))
        elif kind == "logo":
            self.tell(type(self.connection).send_bytes, logo_bytes(pictures, *details))
        elif kind == "refused":
            raise PdfError(*details)
        else:
            problem, trace = details
            logger.error("Laying out failed:\n%s", trace)
            raise PdfError(
                _("Laying out failed (%(problem)s). Nothing was published.") % {"problem": problem}
            )

    def printed(self, pages, complaints, forms, images):
        files = {Form(form): self.file() for form in forms}
        return Printed(
            files,
            pages,
            tuple(Complaint(*complaint) for complaint in complaints),
            tuple(self.file() for _n in range(images)),
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
