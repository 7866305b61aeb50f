"""An index lent to several threads."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from antigone.casework.recognition.indexing import LiveIndex
from antigone.casework.recognition.moments import Moments
from antigone.engine.errors import SnapshotError
from antigone.engine.index import IndexHeader, SearchableIndex, TemplateIndex
from builders.calibrations import LENGTH, RECOGNISER

SOON = 10.0
A_WHILE = 0.2


class Home(LiveIndex):
    """The home's index without a home: `moved` where the database has moved on. lent: to how many it is at a time."""

    def __init__(self) -> None:
        self.index = TemplateIndex(IndexHeader(recogniser=RECOGNISER, cohort_sha256="", length=LENGTH))
        self.moved = True
        self.lent = 0
        self.changed_while_lent: list[int] = []

    def ready(self) -> TemplateIndex | None:
        return None if self.moved else self.index

    def current(self) -> TemplateIndex:
        self.changed_while_lent.append(self.lent)
        self.moved = False
        return self.index

    def replaced(self) -> TemplateIndex:
        return self.current()


class Elsewhere:
    """As an index in Milvus is: nobody knows whether it is ready."""

    def __init__(self, home: Home) -> None:
        self.current = home.current
        self.replaced = home.replaced


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as found:
        yield found


@contextmanager
def borrowed(moments: Moments, home: Home) -> Iterator[SearchableIndex]:
    with moments.current() as index:
        home.lent += 1
        yield index
        home.lent -= 1


def holding(
    pool: ThreadPoolExecutor, moments: Moments, home: Home, until: threading.Event
) -> tuple[threading.Event, "Future[None]"]:
    """A search on another thread that lasts until the event; told when it has the index."""
    began = threading.Event()

    def search() -> None:
        with borrowed(moments, home):
            began.set()
            assert until.wait(SOON)

    return began, pool.submit(search)


def test_searches_of_one_moment_go_on_side_by_side(pool: ThreadPoolExecutor) -> None:
    home, together = Home(), threading.Barrier(3)
    moments = Moments(home)

    def search() -> None:
        with borrowed(moments, home):
            together.wait(SOON)

    for done in [pool.submit(search) for _ in range(3)]:
        done.result(SOON)
    assert home.changed_while_lent == [0]


def test_a_change_waits_for_the_searches_at_work_and_those_who_come_wait_for_it(pool: ThreadPoolExecutor) -> None:
    home, enough = Home(), threading.Event()
    moments = Moments(home)
    began, first = holding(pool, moments, home, enough)
    assert began.wait(SOON)
    home.moved = True
    late = [holding(pool, moments, home, enough) for _ in range(2)]
    assert not any(came.wait(A_WHILE) for came, _ in late)
    enough.set()
    for done in [first, *(done for _, done in late)]:
        done.result(SOON)
    assert home.changed_while_lent == [0, 0], "once for both who came late, and with nobody at work"


def test_an_index_elsewhere_is_lent_to_one_at_a_time(pool: ThreadPoolExecutor) -> None:
    home, enough = Home(), threading.Event()
    moments = Moments(Elsewhere(home))
    began, first = holding(pool, moments, home, enough)
    assert began.wait(SOON)
    came, second = holding(pool, moments, home, enough)
    assert not came.wait(A_WHILE)
    enough.set()
    first.result(SOON)
    second.result(SOON)


def test_whoever_fails_keeps_nobody_waiting(pool: ThreadPoolExecutor) -> None:
    home = Home()
    moments = Moments(home)
    with pytest.raises(SnapshotError), moments.current():
        raise SnapshotError("torn")
    home.current = _failing  # type: ignore[method-assign]
    home.moved = True
    with pytest.raises(SnapshotError, match="gone"), moments.current():
        pass
    with pytest.raises(SnapshotError, match="gone"), moments.replaced():
        pass
    del home.current

    def search() -> SearchableIndex:
        with moments.replaced() as index:
            return index

    assert pool.submit(search).result(SOON) is home.index


def _failing() -> TemplateIndex:
    raise SnapshotError("gone")
