import gc
import platform
import subprocess
import sys
import weakref

import pytest

from reportcms import memory
from reportcms.memory import given_back_after

# Pieces too large for Python's own pools go to malloc; the last one keeps the heap from shrinking.
JOB = """
import sys
from pathlib import Path
from reportcms.memory import given_back_after

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20

def job():
    pieces = [bytes(3000) for _n in range(20_000)]
    return pieces[-1]

before = resident()
if sys.argv[1] == "given back":
    with given_back_after():
        last = job()
else:
    last = job()
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps and gives back")
def test_what_a_job_has_freed_goes_back_to_the_system():
    kept, given_back = (
        float(
            subprocess.run(
                [sys.executable, "-c", JOB, way], check=True, capture_output=True, text=True
            ).stdout
        )
        for way in ("kept", "given back")
    )
    assert kept > 50  # MiB, of the 57 that the pieces take
    assert given_back < 10


class Ring:
    def __init__(self):
        self.itself = self


def leave_a_ring_and_fail(seen):
    with given_back_after():
        seen.append(weakref.ref(Ring()))
        assert seen[0]() is not None
        raise ZeroDivisionError


@pytest.mark.parametrize("trim", [memory.malloc_trim(), None], ids=["this system", "without trim"])
def test_garbage_goes_also_after_a_fault(trim, monkeypatch):
    monkeypatch.setattr(memory, "malloc_trim", lambda: trim)
    seen = []
    gc.disable()
    try:
        with pytest.raises(ZeroDivisionError):
            leave_a_ring_and_fail(seen)
    finally:
        gc.enable()
    assert seen[0]() is None


def test_a_c_library_without_trim_is_no_fault(monkeypatch):
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    assert memory.malloc_trim.__wrapped__() is None
