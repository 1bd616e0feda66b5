"""A queue of bounded length before Django: who comes too late is told so at once.

Without it, a crowd at a slow page would take every thread, and the pages that are ready would
wait behind it.
"""

import threading

WAITS = 20  # seconds that somebody waits at most
RETRY_AFTER = "3"  # seconds, for machines that come back by themselves


class Queue:
    """Lets ``running`` requests through at a time; ``waiting`` more may wait."""

    def __init__(self, running: int, waiting: int):
        self.slots = threading.Semaphore(running)
        self.room = threading.Semaphore(running + waiting)

    def enter(self) -> bool:
        """Wait for a slot; False if the queue is full, or does not move."""
        if not self.room.acquire(blocking=False):
            return False
        if self.slots.acquire(timeout=WAITS):
            return True
        self.room.release()
        return False

    def wait_for(self, event: threading.Event) -> bool:
        """Wait, as one of the queue, for what somebody else is asking; False if it is full."""
        if not self.room.acquire(blocking=False):
            return False
        event.wait(WAITS)
        self.room.release()
        return True

    def leave(self) -> None:
        """Give the slot to the next."""
        self.slots.release()
        self.room.release()
