"""Searches that wait while another is at work are answered together: one pass over memory serves them all."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from antigone.engine.index.values import RowQuery, Selection, SubjectHits


@dataclass(slots=True, kw_only=True, eq=False)
class Asked:
    """Queries of one caller. floor: values below it are not wanted. answer, error: one of them, once it is done."""

    queries: Sequence[RowQuery]
    selection: Selection
    top: int
    floor: float
    answer: list[SubjectHits] = field(default_factory=list)
    error: Exception | None = None
    done: bool = False


class WaitingRoom:
    """Callers queue up for one who works; who comes in next works for all that wait by then.

    work: answers several callers at once, sets `answer` or `error` of each.
    """

    def __init__(self, work: Callable[[list[Asked]], None]) -> None:
        self._work = work
        self._working = threading.Lock()
        self._listing = threading.Lock()
        self._waiting: list[Asked] = []

    def answer(self, asked: Asked) -> list[SubjectHits]:
        """The answer to one caller, from any number of threads. Raises what working for it raised."""
        with self._listing:
            self._waiting.append(asked)
        with self._working:
            if not asked.done:
                self._work_for_all()
        if asked.error is not None:
            raise asked.error
        return asked.answer

    def _work_for_all(self) -> None:
        with self._listing:
            taken, self._waiting = self._waiting, []
        try:
            self._work(taken)
        finally:
            for asked in taken:
                asked.done = True
