"""What happens by itself: the worker looks every half minute what has come due.

Everything here may run late, often, and on several workers at once: each step takes its rows
before it acts on them.
"""

import logging
import threading

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils.translation import override

from issues import notices, rounds, tasks
from issues.delivery import baking
from issues.following import sending
from issues.search.index import index_missing

logger = logging.getLogger(__name__)

EVERY = 30  # seconds
DAY = 24 * 60 * 60  # seconds
BAKING = 20  # seconds of each tick at most, so that nothing else waits long
AGAIN = 5  # seconds between two ticks while there is something to bake
STEPS = [
    tasks.give_up_silent_jobs,
    tasks.start_due_publications,
    tasks.start_waiting_replacements,
    rounds.remind_due,
    notices.send_waiting,
    sending.send_editions,
    index_missing,
]
# Commands that clear away, each once a day.
DAILY = ["purge_imports", "purge_bin", "purge_counts", "clearsessions"]


def tick():
    """Do everything that has come due; a step that fails keeps none of the others from it.

    Returns whether there was something to bake, of which there may be more.
    """
    with override(settings.LANGUAGE_CODE):
        for step in STEPS:
            attempt(step)
        for command in DAILY:
            if cache.add(f"clock:{command}", 1, DAY):  # only one worker is first
                attempt(call_command, command, verbosity=0)
        return bool(attempt(baking.bake, seconds=BAKING))


def attempt(step, *arguments, **options):
    """Return what ``step`` returns; None if it fails, which is logged."""
    try:
        return step(*arguments, **options)
    except Exception:
        logger.exception("The clock could not do %s", getattr(step, "__name__", step))
        return None


class Clock(threading.Thread):
    """Ticks beside the worker, so that a long task keeps no mail and no publication waiting."""

    def __init__(self, every=EVERY):
        super().__init__(name="clock", daemon=True)
        self.every, self.stopped = every, threading.Event()

    def run(self):
        while not self.stopped.is_set():
            close_old_connections()
            goes_on = tick()
            connection.close()
            self.stopped.wait(min(AGAIN, self.every) if goes_on else self.every)

    def stop(self):
        """Let the tick under way end; no other begins."""
        self.stopped.set()
