"""Searches that wait share a pass; who works for others, and who is interrupted, leaves nobody waiting for ever."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from antigone.engine.index import RowQuery, Selection, waiting
from antigone.engine.index.waiting import QUERIES_AT_ONCE, Asked, WaitingRoom

PATIENCE = 30


def asking() -> Asked:
    query = RowQuery(probe=np.ones(4, np.float32), direct=1.0, scaled=0.0, offset=0.0)
    return Asked(queries=[query], selection=Selection(), top=1, floor=0.0)


class Work:
    """Work that notes for whom it began; the first one begins when `all_wait` is set, and answers nothing."""

    def __init__(self) -> None:
        self.room = WaitingRoom(self.begin)
        self.begun: list[list[Asked]] = []
        self.all_wait = threading.Event()

    def begin(self, taken: list[Asked]) -> Callable[[], None]:
        self.begun.append(taken)
        if len(self.begun) == 1:
            assert self.all_wait.wait(timeout=PATIENCE)
        return lambda: self.finish(taken)

    def finish(self, taken: list[Asked]) -> None:
        for one in taken:
            one.answer = []

    def is_there(self, asked: Asked) -> bool:
        return any(asked in taken for taken in self.begun) or any(one.asked is asked for one in self.room._waiting)


def ask_in_turn(work: Work, threads: ThreadPoolExecutor, callers: list[Asked]) -> list[object]:
    futures = []
    for caller in callers:
        futures.append(threads.submit(work.room.answer, caller))
        while not work.is_there(caller):
            time.sleep(0.001)
    return futures


def test_who_works_is_interrupted_and_tells_whom_he_worked_for() -> None:
    class Interrupted(Work):
        def begin(self, taken: list[Asked]) -> Callable[[], None]:
            finish = super().begin(taken)
            if len(self.begun) > 1:
                raise KeyboardInterrupt
            return finish

    work = Interrupted()
    with ThreadPoolExecutor(3) as threads:
        first, *others = ask_in_turn(work, threads, [asking() for _ in range(3)])
        work.all_wait.set()
        assert first.result(timeout=PATIENCE) == []
        errors = {type(other.exception(timeout=PATIENCE)) for other in others}
    assert errors == {KeyboardInterrupt, RuntimeError}
    assert [len(taken) for taken in work.begun] == [1, 2]


def test_nothing_was_answered_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="interrupted"):
        WaitingRoom(lambda _: lambda: None).answer(asking())


def test_who_is_interrupted_while_he_waits_does_not_keep_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of two who wait goes away just when he is woken to work."""
    work, leaving = Work(), threading.local()
    wait_for = threading.Condition.wait_for

    def interrupted(told: threading.Condition, ready: Callable[[], bool]) -> bool:
        result = wait_for(told, ready)
        if getattr(leaving, "here", False):
            raise KeyboardInterrupt
        return result

    def leave() -> None:
        leaving.here = True
        work.room.answer(going)

    monkeypatch.setattr(threading.Condition, "wait_for", interrupted)
    going, staying = asking(), asking()
    with ThreadPoolExecutor(3) as threads:
        (first,) = ask_in_turn(work, threads, [asking()])
        gone = threads.submit(leave)
        while not work.is_there(going):
            time.sleep(0.001)
        (stayed,) = ask_in_turn(work, threads, [staying])
        work.all_wait.set()
        assert first.result(timeout=PATIENCE) == []
        with pytest.raises(KeyboardInterrupt):
            gone.result(timeout=PATIENCE)
        assert stayed.result(timeout=PATIENCE) == []
    assert work.begun[1:] == [[staying]]


def test_who_is_interrupted_while_he_lingers_does_not_keep_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """He waits for those who were answered with others the last time, and may be interrupted before they come."""
    work = Work()
    with ThreadPoolExecutor(3) as threads:
        answers = ask_in_turn(work, threads, [asking() for _ in range(3)])
        work.all_wait.set()
        assert [answer.result(timeout=PATIENCE) for answer in answers] == [[]] * 3
    assert [len(taken) for taken in work.begun] == [1, 2], "the last ones had company"

    wait = threading.Condition.wait

    def interrupted(told: threading.Condition, timeout: float | None = None) -> bool:
        if timeout == waiting._LINGER:
            raise KeyboardInterrupt
        return wait(told, timeout)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Condition, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            work.room.answer(asking())
    with ThreadPoolExecutor(1) as threads:
        (staying,) = ask_in_turn(work, threads, [asking()])
        assert staying.result(timeout=PATIENCE) == []
    assert len(work.begun) == 3, "nothing was begun for the one who left"


def test_the_next_few_are_begun_while_the_last_few_are_finished() -> None:
    """First come, first served, so many at once as share a pass."""

    class Overlapping(Work):
        second_began = threading.Event()

        def begin(self, taken: list[Asked]) -> Callable[[], None]:
            finish = super().begin(taken)
            if len(self.begun) == 2:
                self.second_began.set()
            return finish

        def finish(self, taken: list[Asked]) -> None:
            assert self.second_began.wait(timeout=PATIENCE), "nobody began before the first was finished"
            super().finish(taken)

    work = Overlapping()
    callers = [asking() for _ in range(1 + 2 * QUERIES_AT_ONCE)]
    with ThreadPoolExecutor(len(callers)) as threads:
        answers = ask_in_turn(work, threads, callers)
        work.all_wait.set()
        assert [answer.result(timeout=PATIENCE) for answer in answers] == [[]] * len(callers)
    assert [len(taken) for taken in work.begun] == [1, QUERIES_AT_ONCE, QUERIES_AT_ONCE]
    assert [one for taken in work.begun for one in taken] == callers


def test_many_who_ask_again_and_again_are_all_answered() -> None:
    """Two dozen, from as many threads, as often as they can: nobody is forgotten, nobody answered twice."""
    work, rounds = Work(), 200
    work.all_wait.set()

    def ask(_: int) -> int:
        return sum(work.room.answer(asking()) == [] for _ in range(rounds))

    with ThreadPoolExecutor(24) as threads:
        assert list(threads.map(ask, range(24), timeout=PATIENCE)) == [rounds] * 24
    served = [one for taken in work.begun for one in taken]
    assert len({id(one) for one in served}) == len(served) == 24 * rounds
    assert max(map(len, work.begun)) <= QUERIES_AT_ONCE
