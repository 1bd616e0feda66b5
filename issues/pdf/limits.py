"""What one PDF may cost, and how it is said when it would cost more."""

import resource
import signal
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

MIB = 1024 * 1024
KILL_AFTER = 2  # seconds of computing between the system's warning and its end of a process


@dataclass(frozen=True)
class Limits:
    """The bounds of one rendering: seconds, MiB (2**20 bytes) and characters of text.

    ``file_mib`` holds for each finished file; a rendering keeps them in memory, and who asked for
    them takes none that is larger.
    """

    cpu_seconds: int
    wall_seconds: float
    memory_mib: int
    file_mib: int
    characters: int

    @classmethod
    def configured(cls):
        """Return the limits of ``settings.PDF_LIMITS``."""
        return cls(**settings.PDF_LIMITS)

    def hold(self):
        """Hold the process that calls this to the limits, for good."""
        memory = self.memory_mib * MIB
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds + KILL_AFTER))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    def too_much_text(self, characters):
        return _(
            "The issue has %(characters)s characters of text; a PDF is made of at most "
            "%(limit)s. Split it into several issues. Nothing was published."
        ) % {"characters": f"{characters:,}", "limit": f"{self.characters:,}"}

    def too_much_computing(self):
        return _(
            "Laying out took more than %(limit)s seconds of computing time. Nothing was published."
        ) % {"limit": self.cpu_seconds}

    def too_much_memory(self):
        return _("Laying out needed more than %(limit)s MiB of memory. Nothing was published.") % {
            "limit": self.memory_mib
        }

    def too_large(self):
        return _("A file of the PDF has more than %(limit)s MiB. Nothing was published.") % {
            "limit": self.file_mib
        }

    def too_long(self):
        return _("Laying out took longer than %(limit)s seconds. Nothing was published.") % {
            "limit": self.wall_seconds
        }

    def reason_of_end(self, status):
        """Say why the process that laid out ended with exit ``status`` (negative: a signal)."""
        if status == -signal.SIGXCPU:
            return self.too_much_computing()
        # What GLib does when it gets no memory.
        if status in {-signal.SIGABRT, -signal.SIGTRAP}:
            return self.too_much_memory()
        if status < 0:
            return _(
                "Laying out ended unexpectedly (signal %(number)s). Nothing was published."
            ) % {"number": -status}
        return _("Laying out ended unexpectedly (exit %(number)s). Nothing was published.") % {
            "number": status
        }
