"""The snapshot written anew behind a process that goes on searching."""

import logging
import threading
from collections.abc import Callable

from django.db import connections

from antigone.engine.errors import AntigoneError

__all__ = ["Rewriting"]

logger = logging.getLogger(__name__)


class Rewriting:
    """One rewriting at a time, on a thread of its own with connections of its own.

    write: does it. A failure is logged, and the next `begin` tries again.
    """

    def __init__(self, write: Callable[[], object]) -> None:
        self._write = write
        self._thread: threading.Thread | None = None
        self._written = threading.Event()

    def begin(self) -> None:
        """Start writing, unless it is under way or what was written was not taken yet."""
        if not self._written.is_set() and (self._thread is None or not self._thread.is_alive()):
            # A daemon: a process that is told to end does not wait; what is half-written then is nobody's snapshot.
            self._thread = threading.Thread(target=self._run, name="index-rewriting", daemon=True)
            self._thread.start()

    @property
    def is_written(self) -> bool:
        """Whether there is a snapshot to take."""
        return self._written.is_set()

    def taken(self) -> bool:
        """Whether a snapshot was written since this was last asked."""
        if not self._written.is_set():
            return False
        self._written.clear()
        return True

    def wait(self) -> None:
        """Until what is under way is done."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._write()
        except (AntigoneError, OSError):
            logger.exception("the index snapshot was not written anew; searches go on with the one there is")
        else:
            self._written.set()
        finally:
            connections.close_all()
