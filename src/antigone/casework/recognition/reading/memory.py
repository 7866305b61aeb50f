"""Keeping a reading process small: what a large picture took is given back, and there is an end to what it may take."""

import ctypes
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LARGE_PIXELS", "limit_memory", "memory_returned", "share_memory"]

LARGE_PIXELS = 1_000_000
"""Pictures from this size on are worth the system calls of `memory_returned`."""

ALLOWANCE_BYTES = 1200 * 1024 * 1024
"""What reading may take beside what the process has when it begins; the largest pictures took half of it."""

# mallopt(3) of glibc. Without it the process keeps most of what the largest picture took, 670 MB were measured; with
# small blocks returned at once it keeps 260, and a picture of 79 million pixels takes 830 MB at most, not 1,120. But
# small pictures then cost a quarter more time, so they are read with the threshold that glibc would settle at.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
_EAGER, _LAZY = 4 * 1024 * 1024, 32 * 1024 * 1024


@contextmanager
def memory_returned() -> Iterator[None]:
    """Have the allocator give blocks of a few MB back to the system as they are freed, where it is glibc's."""
    _mallopt(_MMAP_THRESHOLD, _EAGER)
    try:
        yield
    finally:
        _mallopt(_MMAP_THRESHOLD, _LAZY)


def share_memory() -> None:
    """Have all threads of the process allocate from one pool: one for each would keep what it had at its fullest."""
    _mallopt(_ARENA_MAX, 1)


def _mallopt(parameter: int, value: int) -> None:
    getattr(ctypes.CDLL(None), "mallopt", lambda *_: 0)(parameter, value)


def limit_memory() -> None:
    """Let an allocation fail, and its photograph be refused, before the system runs out; Linux only.

    RLIMIT_DATA counts address space, of which a process has several hundred MB before it reads anything.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return
    (used,) = (int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmData:"))
    _, ceiling = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = used * 1024 + ALLOWANCE_BYTES
    if ceiling == resource.RLIM_INFINITY or wanted < ceiling:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, ceiling))
