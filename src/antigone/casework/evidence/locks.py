"""Locks of the home folder. The operating system drops a lock with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from antigone.engine.errors import StateError

__all__ = ["home_at_rest", "home_in_use", "home_served", "opened_lock"]

HOME = "home"
SERVER = "server"


@contextmanager
def home_in_use() -> Iterator[None]:
    """Held by whoever stores originals before committing what names them: enrolments, searches, comparisons.

    Any number hold it together. Raises StateError while `home_at_rest` is held.
    """
    with opened_lock(HOME) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError(
                "The home is being upgraded or mended by another command.",
                advice="Wait for it to end, then run this one again.",
            ) from error
        yield


@contextmanager
def home_at_rest() -> Iterator[None]:
    """Held by whoever needs that no enrolment, search or comparison is at work. Raises StateError where one is."""
    with opened_lock(HOME) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError(
                "An enrolment or a search is at work in this home.",
                advice="Wait for it to end, then run this command again.",
            ) from error
        yield


@contextmanager
def home_served() -> Iterator[None]:
    """Held by the one `antigone serve` of the home, and by whoever needs that there is none. Raises StateError."""
    with opened_lock(SERVER) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StateError(
                "This home is being served.", advice="Use that `antigone serve`, or stop it first."
            ) from error
        yield


@contextmanager
def opened_lock(name: str) -> Iterator[int]:
    """The lock file of that name, open for `flock`; closing it gives the lock back.

    Raises StateError where the home cannot be written to.
    """
    path = Path(settings.ANTIGONE_HOME) / "locks" / f"{name}.lock"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StateError(
            f"The home folder cannot be written to ({error.strerror}).", advice="Make it writable and try again."
        ) from error
    try:
        yield handle
    finally:
        os.close(handle)
