"""The inside of a reading process: the engine and the folder of originals, no Django."""

import atexit
import gc
import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.synchronize import Lock

from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.casework.recognition.reading.memory import limit_memory, return_free_memory, share_memory
from antigone.casework.recognition.reading.reader import Reader
from antigone.engine.runtime import Device

__all__ = ["begin", "load_models", "read_batch"]

BATCHES_BETWEEN = 16
"""After so many, free memory is given back: a few milliseconds in some seconds."""


@dataclass(slots=True)
class _Desk:
    """What a pool's initialiser leaves for its tasks: the pool offers them no other way to share anything."""

    plan: ReaderPlan | None = None
    roomy: Lock | None = None
    reader: Reader | None = None
    batches: int = 0


_desk = _Desk()


def begin(plan: ReaderPlan, roomy: Lock, stand_back: int) -> None:
    """Prepare the process. stand_back: by how much its priority is below its parent's.

    The first batch loads the models, so its caller learns of a pack that cannot be loaded.
    """
    # Ctrl-C reaches the whole process group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What it holds at its end goes with it: looking that through for cycles only keeps the parent waiting.
    atexit.register(gc.freeze)
    share_memory()
    if plan.device is not Device.CUDA:
        # What a driver of a GPU maps for itself is beyond any allowance.
        limit_memory()
    os.nice(stand_back)
    _desk.plan, _desk.roomy = plan, roomy


def load_models() -> None:
    """A task of the pool that no photograph can be blamed for. Raises PackError, DeviceUnavailable."""
    _reader().load()


def read_batch(batch: list[PhotographItem]) -> list[Reading]:
    """A task of the pool."""
    reader = _reader()
    _desk.batches += 1
    if _desk.batches % BATCHES_BETWEEN == 0:
        return_free_memory()
    return reader.read(batch)


def _reader() -> Reader:
    if _desk.plan is None:
        raise RuntimeError("a task came before the process was prepared")
    if _desk.reader is None:
        _desk.reader = Reader(_desk.plan, roomy=_desk.roomy)
    return _desk.reader


def _end_with_parent() -> None:
    """A parent that was killed closes nothing: without this its children would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
