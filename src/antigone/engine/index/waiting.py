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

    answer, error: one of them, once it is done; neither where whoever worked was interrupted.
    """

    queries: Sequence[RowQuery]
    selection: Selection
    top: int
    floor: float
    answer: list[SubjectHits] | None = None
    error: Exception | None = None


@dataclass(slots=True, eq=False)
class _Caller:
    """Who waits for what, and how to wake this one alone: where all twenty were woken each time they were answered 4 %
    fewer searches.

    begun: it is worked on, until it is done. working: the caller works for others meanwhile.
    """

    asked: Asked
    told: threading.Condition
    begun: bool = False
    done: bool = False
    working: bool = False


class WaitingRoom:
    """Callers queue up, first come, first served; one of them works for the first few, while others are being finished.

    work: begins the work for several callers, one such work at a time. It returns what finishes it, beside the next
    one: that sets `answer` or `error` of each.
    """

    def __init__(self, work: Callable[[list[Asked]], Callable[[], None]]) -> None:
        self._work = work
        self._room = threading.Lock()
        self._finishing = threading.Lock()
        self._waiting: list[_Caller] = []
        self._working = False
        self._company = False

    def answer(self, asked: Asked) -> list[SubjectHits]:
        """The answer to one caller, from any number of threads. Raises what working for it raised."""
        caller = _Caller(asked, threading.Condition(self._room))
        with self._room:
            self._waiting.append(caller)
        try:
            # Whoever works may have to work for others first.
            while taken := self._taken(caller):
                self._work_for(taken)
        finally:
            self._leave(caller)
        if asked.error is not None:
            raise asked.error
        if asked.answer is None:
            raise RuntimeError("whoever searched for several callers was interrupted")
        return asked.answer

    def _work_for(self, taken: list[_Caller]) -> None:
        beginning = True
        try:
            finish = self._work([caller.asked for caller in taken])
            with self._finishing:
                self._let_others_begin()
                beginning = False
                finish()
        finally:
            # However it ended: who waits must not wait for ever.
            if beginning:
                self._let_others_begin()
            self._tell(taken)

    def _taken(self, caller: _Caller) -> list[_Caller]:
        """Whom to work for; nobody where it was done by another."""
        with self._room:
            caller.working = False
            caller.told.wait_for(lambda: caller.done or not (self._working or caller.begun))
            if caller.done:
                return []
            self._working = caller.working = True
            if self._company and len(self._waiting) == 1:
                self._linger(caller)
            count = _first_few([caller.asked for caller in self._waiting])
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
            for one in taken:
                one.begun = True
            self._company = len(taken) > 1
            return taken

    def _linger(self, caller: _Caller) -> None:
        """Whoever was answered with this one is about to ask again, and would be a pass of his own."""
        try:
            caller.told.wait(_LINGER)
        except BaseException:
            # Interrupted before there was anything to work at: the next one is not kept from it.
            self._working = False
            raise

    def _let_others_begin(self) -> None:
        with self._room:
            self._working = False
            self._wake_next()

    def _wake_next(self) -> None:
        """Who works for others comes back by himself."""
        for caller in self._waiting:
            if not caller.working:
                caller.told.notify()
                return

    def _tell(self, taken: list[_Caller]) -> None:
        with self._room:
            for caller in taken:
                caller.done = True
                caller.told.notify()

    def _leave(self, caller: _Caller) -> None:
        """Interrupted while he waited, perhaps just when he was woken to work: then the next one must be."""
        with self._room:
            if caller in self._waiting:
                self._waiting.remove(caller)
                if not self._working:
                    self._wake_next()


def _first_few(waiting: Sequence[Asked]) -> int:
    """How many callers share a pass: as many as it serves, and one who asks for more by himself."""
    totals = itertools.accumulate(len(asked.queries) for asked in waiting)
    return max(1, sum(queries <= QUERIES_AT_ONCE for queries in totals))
