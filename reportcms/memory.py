"""Memory that a long-lived process has no more use for."""

import ctypes
import functools
import gc
from contextlib import contextmanager


@contextmanager
def given_back_after():
    """Give the memory that the block no longer needs back to the system, however the block ends.

    glibc keeps what was freed in small pieces for whatever comes next, so a worker would stay as
    large as its largest job made it, and grow a little with each. Where the C library is another
    one, only Python's own garbage is collected.
    """
    try:
        yield
    finally:
        gc.collect()
        if trim := malloc_trim():
            trim(0)


@functools.cache
def malloc_trim():
    """Return glibc's ``malloc_trim(pad_bytes)``; None on systems without it."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl, macOS; Windows names no program itself
        return None
