"""One enrolment a gallery at a time. The operating system drops the lock with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from antigone.casework.evidence.locks import opened_lock
from antigone.casework.galleries.models import Gallery
from antigone.engine.errors import StateError

__all__ = ["gallery_lock"]


@contextmanager
def gallery_lock(gallery: Gallery) -> Iterator[None]:
    """Hold the gallery for this process. Raises StateError where another one holds it."""
    with opened_lock(f"gallery-{gallery.uuid}") as handle:
        _take(handle, gallery)
        yield


def _take(handle: int, gallery: Gallery) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        raise StateError(
            f"Another command (process {holder}) is at work on gallery {gallery.name}.",
            advice="Wait for it to end; then the same command goes on where this one stopped.",
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
