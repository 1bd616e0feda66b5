"""One rendering, in a process of its own that has neither database nor uploads."""

import gc
import traceback

from django.utils import translation
from weasyprint.urls import FatalURLFetchingError

from issues.pdf import Form
from issues.pdf.limits import Limits
from issues.pdf.messages import receive, send
from issues.pdf.press import press

# Boxes of a page refer to each other in rings that last as long as the page: looking for garbage
# every few hundred objects, as Python does, finds next to none and takes a tenth of the time.
GARBAGE_AFTER = 50_000  # objects


class AskedPictures:
    """The picture source of a child: it asks its parent."""

    def __init__(self, connection):
        self.connection = connection

    def print_bytes(self, photo, width, height, *, quality):
        send(self.connection, "photo", photo, width, height, quality)
        return self.connection.recv_bytes()

    def logo_bytes(self, logo):
        send(self.connection, "logo", logo)
        return self.connection.recv_bytes()


def work_on(connection):
    """Do the one job that waits on ``connection``."""
    [job] = receive(connection)
    limits = Limits(**job["limits"])
    limits.hold()
    collect_garbage_seldom()
    with translation.override(job["language"]):
        try:
            printed = press(
                job["content"],
                pictures=AskedPictures(connection),
                forms=tuple(Form(form) for form in job["forms"]),
                image_width=job["image_width"],
                image_count=job["image_count"],
                report=lambda done, total: send(connection, "report", done, total),
            )
        # Without memory Python's own inner parts fail too, and then say SystemError. As that could
        # be a fault as well, it is told where it happened.
        except (MemoryError, SystemError) as error:
            traceback.clear_frames(error.__traceback__)  # so that there is memory to tell it
            send(connection, "exhausted", traceback.format_exc())
        except FatalURLFetchingError as error:
            send(connection, "refused", str(error))
        except (EOFError, ConnectionError):
            raise
        except Exception as error:
            send(connection, "failed", f"{type(error).__name__}: {error}", traceback.format_exc())
        else:
            send_printed(connection, printed)


def collect_garbage_seldom():
    """Trade some memory, about 30 MiB, for less time while much is laid out."""
    gc.set_threshold(GARBAGE_AFTER, 20, 20)


def send_printed(connection, printed):
    send(
        connection,
        "printed",
        printed.pages,
        [[c.message, c.page, c.blocks] for c in printed.complaints],
        list(printed.files),
        len(printed.images),
    )
    for data in (*printed.files.values(), *printed.images):
        connection.send_bytes(data)
