"""Searches that wait while another is at work are answered together: one pass over memory serves them all."""

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from antigone.engine.index.values import RowQuery, Selection, SubjectHits

QUERIES_AT_ONCE = 10
"""How many queries share a pass: of twenty who ask again and again ten are scanned while the lists of ten are proven.

With eight four had to wait; more cost each as much, and make all wait for all.
"""

_LINGER = 0.002
"""Seconds that one who begins to work gives others to come in, where there was company the last time."""


@dataclass(slots=True, kw_only=True, eq=False)
class Asked:
    """Queries of one caller. floor: values below it are not wanted.

    answer, error: one of them, once it is done; neither where whoever worked was interrupted. begun: it is worked on.
    """

    queries: Sequence[RowQuery]
    selection: Selection
    top: int
    floor: float
    answer: list[SubjectHits] | None = None
    error: Exception | None = None
    begun: bool = False
    done: bool = False


class WaitingRoom:
    """Callers queue up, first come, first served; one of them works for the first few, while others are being finished.

    work: begins the work for several callers, one such work at a time. It returns what finishes it, beside the next
    one: that sets `answer` or `error` of each.
    """

    def __init__(self, work: Callable[[list[Asked]], Callable[[], None]]) -> None:
        self._work = work
        self._room = threading.Condition()
        self._finishing = threading.Lock()
        self._waiting: list[Asked] = []
        self._working = False
        self._company = False

    def answer(self, asked: Asked) -> list[SubjectHits]:
        """The answer to one caller, from any number of threads. Raises what working for it raised."""
        with self._room:
            self._waiting.append(asked)
        # Whoever works may have to work for others first.
        while taken := self._taken(asked):
            beginning = True
            try:
                finish = self._work(taken)
                with self._finishing:
                    self._let_others_begin()
                    beginning = False
                    finish()
            finally:
                # However it ended: who waits must not wait for ever.
                if beginning:
                    self._let_others_begin()
                self._tell(taken)
        if asked.error is not None:
            raise asked.error
        if asked.answer is None:
            raise RuntimeError("whoever searched for several callers was interrupted")
        return asked.answer

    def _taken(self, asked: Asked) -> list[Asked]:
        """Whom to work for; nobody where it was done by another."""
        with self._room:
            self._room.wait_for(lambda: asked.done or not (self._working or asked.begun))
            if asked.done:
                return []
            self._working = True
            if self._company and len(self._waiting) == 1:
                # Whoever was answered with us is about to ask again, and would be a pass of his own.
                self._room.wait(_LINGER)
            count = _first_few(self._waiting)
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
            for one in taken:
                one.begun = True
            self._company = len(taken) > 1
            return taken

    def _let_others_begin(self) -> None:
        with self._room:
            self._working = False
            self._room.notify_all()

    def _tell(self, taken: list[Asked]) -> None:
        with self._room:
            for asked in taken:
                asked.done = True
            self._room.notify_all()


def _first_few(waiting: Sequence[Asked]) -> int:
    """How many callers share a pass: as many as it serves, and one who asks for more by himself."""
    totals = itertools.accumulate(len(asked.queries) for asked in waiting)
    return max(1, sum(queries <= QUERIES_AT_ONCE for queries in totals))
