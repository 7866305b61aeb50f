"""One enrolment a gallery at a time. The operating system drops the lock with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from antigone.casework.galleries.models import Gallery
from antigone.engine.errors import StateError

__all__ = ["gallery_lock"]


@contextmanager
def gallery_lock(gallery: Gallery) -> Iterator[None]:
    """Hold the gallery for this process. Raises StateError where another one holds it."""
    path = Path(settings.ANTIGONE_HOME) / "locks" / f"gallery-{gallery.uuid}.lock"
    try:
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    except OSError as error:
        raise StateError(
            f"The home folder cannot be written to ({error.strerror}).", advice="Make it writable and try again."
        ) from error
    try:
        _take(handle, gallery)
        yield
    finally:
        os.close(handle)


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
