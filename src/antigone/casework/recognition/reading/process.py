"""The inside of a reading process: the engine and the folder of originals, no Django."""

import ctypes
import multiprocessing
import os
import resource
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.synchronize import Lock
from pathlib import Path

from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.casework.recognition.reading.reader import Reader

__all__ = ["begin", "read_batch"]

ALLOWANCE_BYTES = 1200 * 1024 * 1024
"""What reading may take beside what the process has when it begins: three times what the largest picture took."""

MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES = -3, 4 * 1024 * 1024
ARENA_MAX, ARENAS = -8, 2
"""glibc's mallopt(3). Left to itself it keeps what a large picture took: 650 MB a process were measured, 270 with this."""


@dataclass(slots=True)
class _Desk:
    """What a pool's initialiser leaves for its tasks: the pool offers them no other way to share anything."""

    plan: ReaderPlan | None = None
    roomy: Lock | None = None
    reader: Reader | None = None


_desk = _Desk()


def begin(plan: ReaderPlan, roomy: Lock) -> None:
    """Prepare the process. The first batch loads the models, so its caller learns of a pack that cannot be loaded."""
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _return_memory()
    _limit_memory()
    _desk.plan, _desk.roomy = plan, roomy


def read_batch(batch: list[PhotographItem]) -> list[Reading]:
    """One task of the pool."""
    if _desk.plan is None:
        raise RuntimeError("a task came before the process was prepared")
    if _desk.reader is None:
        _desk.reader = Reader(_desk.plan, roomy=_desk.roomy)
    return _desk.reader.read(batch)


def _end_with_parent() -> None:
    """A parent that was killed closes nothing: without this its children would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _return_memory() -> None:
    """Have the allocator give large blocks back to the system when they are freed, where it is glibc's."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
        mallopt(ARENA_MAX, ARENAS)


def _limit_memory() -> None:
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
