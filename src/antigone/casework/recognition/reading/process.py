"""The inside of a reading process: the engine and the folder of originals, no Django."""

import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.synchronize import Lock

from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.casework.recognition.reading.memory import limit_memory, share_memory
from antigone.casework.recognition.reading.reader import Reader
from antigone.engine.runtime import Device

__all__ = ["begin", "read_batch"]


@dataclass(slots=True)
class _Desk:
    """What a pool's initialiser leaves for its tasks: the pool offers them no other way to share anything."""

    plan: ReaderPlan | None = None
    roomy: Lock | None = None
    reader: Reader | None = None


_desk = _Desk()


def begin(plan: ReaderPlan, roomy: Lock, stand_back: int) -> None:
    """Prepare the process. stand_back: by how much its priority is below its parent's.

    The first batch loads the models, so its caller learns of a pack that cannot be loaded.
    """
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    share_memory()
    if plan.device is Device.CPU:
        # What a driver of a GPU maps for itself is beyond any allowance.
        limit_memory()
    os.nice(stand_back)
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
