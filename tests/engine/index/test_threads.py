"""Readers beside writers, in threads and in processes."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.index import IndexRows, TemplateIndex, open_snapshot, write_snapshot
from builders.rows import header, query, rows

PAIRS = 300


@pytest.fixture(autouse=True)
def quick_switches() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def pair(number: int) -> IndexRows:
    """Two references of one subject, which are added and erased together."""
    return rows([2 * number, 2 * number + 1], subjects=[number, number])


@contextmanager
def running(*work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run work beside the body until it ends; failures come out."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(work)) as pool:
        futures = [pool.submit(task, stop) for task in work]
        try:
            yield
        finally:
            stop.set()
        for future in futures:
            future.result()


def test_no_search_sees_half_a_change() -> None:
    index = TemplateIndex(header())
    searches = []

    def search(stop: threading.Event) -> None:
        while not stop.is_set():
            found = index.search(query(), top=PAIRS)
            assert (found.references == 2).all()
            assert found.references_total == 2 * found.subjects_total
            assert len(found) == found.subjects_total
            searches.append(found.subjects_total)

    with running(search, search):
        for number in range(PAIRS):
            index.add(pair(number), 2 * number + 1)
            if number % 3 == 0:
                index.erase([2 * number, 2 * number + 1], 2 * number + 2)
    assert index.count == 2 * (PAIRS - PAIRS // 3)
    assert len(set(searches)) > 5


def test_writers_in_several_threads_lose_nothing() -> None:
    index = TemplateIndex(header())
    together = threading.Barrier(4)

    def add(remainder: int) -> None:
        together.wait()
        for number in range(remainder, PAIRS, 4):
            index.add(pair(number), number + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    assert index.count == 2 * PAIRS
    held = index.live_rows(range(2 * PAIRS))
    np.testing.assert_array_equal(held.vectors, np.concatenate([pair(number).vectors for number in range(PAIRS)]))


def test_opening_beside_a_writer_always_finds_a_whole_snapshot(tmp_path: Path) -> None:
    """Each snapshot holds as many rows as its change number, so a mixture would show."""
    write_snapshot(tmp_path, header(), [rows(range(1))], 1)
    opened = []

    def read(stop: threading.Event) -> None:
        while not stop.is_set():
            index = open_snapshot(tmp_path, header())
            assert index.search(query(), top=1).references_total == index.change
            opened.append(index.change)

    with running(read, read):
        for change in range(2, 40):
            write_snapshot(tmp_path, header(), [rows(range(change))], change)
    assert len(set(opened)) > 3


def test_writers_take_turns(tmp_path: Path) -> None:
    folder = tmp_path / "index"

    def write(change: int) -> None:
        write_snapshot(folder, header(), [rows(range(change))], change)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(1, 21)))
    index = open_snapshot(folder, header())
    assert index.count == index.change
    assert len(list(folder.iterdir())) == 3
