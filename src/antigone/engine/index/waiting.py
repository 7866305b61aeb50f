"""Searches that wait while another is at work are answered together: one pass over memory serves them all."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from antigone.engine.index.values import RowQuery, Selection, SubjectHits

_LINGER = 0.002
"""Seconds that one who begins to work gives others to come in, where there was company the last time."""


@dataclass(slots=True, kw_only=True, eq=False)
class Asked:
    """Queries of one caller. floor: values below it are not wanted.

    answer, error: one of them, once it is done; neither where whoever worked was interrupted.
    """

    queries: Sequence[RowQuery]
    selection: Selection
    top: int
    floor: float
    answer: list[SubjectHits] | None = None
    error: Exception | None = None
    done: bool = False


class WaitingRoom:
    """Callers queue up while one of them works for all who wait by then.

    work: answers several callers at once, sets `answer` or `error` of each.
    """

    def __init__(self, work: Callable[[list[Asked]], None]) -> None:
        self._work = work
        self._room = threading.Condition()
        self._waiting: list[Asked] = []
        self._working = False
        self._company = False

    def answer(self, asked: Asked) -> list[SubjectHits]:
        """The answer to one caller, from any number of threads. Raises what working for it raised."""
        taken = self._wait(asked)
        if taken:
            try:
                self._work(taken)
            finally:
                self._leave(taken)
        if asked.error is not None:
            raise asked.error
        if asked.answer is None:
            raise RuntimeError("whoever searched for several callers was interrupted")
        return asked.answer

    def _wait(self, asked: Asked) -> list[Asked]:
        """Whom to work for; nobody where it was done by another."""
        with self._room:
            self._waiting.append(asked)
            self._room.wait_for(lambda: asked.done or not self._working)
            if asked.done:
                return []
            self._working = True
            if self._company:
                # Whoever was answered with us is about to ask again, and would be a pass of his own.
                self._room.wait(_LINGER)
            taken, self._waiting = self._waiting, []
            return taken

    def _leave(self, taken: list[Asked]) -> None:
        with self._room:
            for asked in taken:
                asked.done = True
            self._company = len(taken) > 1
            self._working = False
            self._room.notify_all()
