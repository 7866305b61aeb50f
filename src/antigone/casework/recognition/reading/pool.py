"""Photographs read by several processes: in order, in bounded memory, and past a photograph that kills its reader."""

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice, repeat
from types import TracebackType
from typing import Protocol, Self, TypeVar

from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.casework.recognition.reading.process import begin, load_models, read_batch
from antigone.casework.recognition.reading.reader import Reader
from antigone.engine.errors import DamagedImage, StateError

__all__ = ["PhotographReading", "killer", "open_reading", "read_photographs"]

Tag = TypeVar("Tag")
Result = TypeVar("Result")

STAND_BACK = 14
"""How far processes aside stand back; under the worker for imports it comes to 19, the lowest priority there is."""

BATCHES_IN_FLIGHT = 2
"""For each process: one being read, one waiting, so that none idles while the caller writes."""

FALSE_STARTS = 2
"""A process may be ended for what others take; twice in a row is no accident."""


class PhotographReading(Protocol):
    """A way to read photographs: results in the order of the items, each with the tag that came in with it."""

    def __call__(self, items: Iterable[tuple[Tag, PhotographItem]]) -> Iterator[tuple[Tag, Reading]]: ...


def open_reading(plan: ReaderPlan, *, workers: int) -> PhotographReading:
    """A way to read many streams of photographs, as `read_photographs` reads one.

    One process reads here, and keeps the models from stream to stream; several are started anew for each stream.
    """
    if workers > 1:
        return partial(read_photographs, plan=plan, workers=workers)
    return partial(_read_here, plan, Reader(plan))


def read_photographs(
    items: Iterable[tuple[Tag, PhotographItem]], *, plan: ReaderPlan, workers: int, aside: bool = False
) -> Iterator[tuple[Tag, Reading]]:
    """Read photographs; the results come in the order of the items, each with the tag that came in with it.

    items: drawn from as the work goes on, some dozen ahead. workers: processes; 1 reads in this process, where one
    photograph is answered soonest. aside: nobody waits, so even one is a process of its own, and all stand back behind
    this one, which commits what they read and must not hold the database's lock while they compute.
    A photograph whose reader is ended by the system is refused, and the rest go on, unless it was read in this process.
    Raises PackError, DeviceUnavailable and StateError (a full disk, processes that end as they begin), which concern
    every photograph, out of the iteration.
    """
    if workers == 1 and not aside:
        yield from _read_here(plan, Reader(plan), items)
        return
    with _Crew(plan, workers, aside=aside) as crew:
        pending: deque[tuple[list[Tag], _Task]] = deque()
        for tags, batch in _batches(iter(items), _growing(workers, plan.pace.photographs)):
            pending.append((tags, crew.start(batch)))
            if len(pending) >= workers * BATCHES_IN_FLIGHT:
                yield from _finished(crew, *pending.popleft())
        while pending:
            yield from _finished(crew, *pending.popleft())


def _read_here(
    plan: ReaderPlan, reader: Reader, items: Iterable[tuple[Tag, PhotographItem]]
) -> Iterator[tuple[Tag, Reading]]:
    for tags, batch in _batches(iter(items), repeat(plan.pace.photographs)):
        yield from zip(tags, reader.read(batch), strict=True)


def _growing(workers: int, most: int) -> Iterator[int]:
    """Sizes of batches: small at first, so that a dozen photographs keep every process busy."""
    size = 1
    while size < most:
        yield from repeat(size, workers)
        size *= 2
    yield from repeat(most)


def _batches(
    items: Iterator[tuple[Tag, PhotographItem]], sizes: Iterator[int]
) -> Iterator[tuple[list[Tag], list[PhotographItem]]]:
    while drawn := list(islice(items, next(sizes))):
        yield [tag for tag, _ in drawn], [item for _, item in drawn]


def _finished(crew: "_Crew", tags: list[Tag], task: "_Task") -> Iterator[tuple[Tag, Reading]]:
    return zip(tags, crew.finish(task), strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """A batch under way: kept by the parent, which may have to hand it out again."""

    batch: list[PhotographItem]
    pool: ProcessPoolExecutor
    future: Future[list[Reading]]


class _Crew:
    """Reading processes, replaced when one of them is killed."""

    def __init__(self, plan: ReaderPlan, workers: int, *, aside: bool) -> None:
        self._plan = plan
        self._workers = workers
        self._aside = aside
        self._pool = _start_pool(plan, workers, aside=aside)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._pool)

    def start(self, batch: list[PhotographItem]) -> _Task:
        try:
            future = _submit(self._pool, read_batch, batch)
        except BrokenProcessPool:
            self._replace(self._pool)
            future = _submit(self._pool, read_batch, batch)
        return _Task(batch=batch, pool=self._pool, future=future)

    def finish(self, task: _Task) -> list[Reading]:
        try:
            return task.future.result()
        except BrokenProcessPool:
            # All tasks of a broken pool fail alike; which photograph did it shows only when each is read alone.
            self._replace(task.pool)
            return self._read_one_by_one(task.batch)
        except MemoryError:
            return self._read_one_by_one(task.batch)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        if broken is self._pool:
            broken.shutdown(wait=True)
            self._pool = _start_pool(self._plan, self._workers, aside=self._aside)

    def _read_one_by_one(self, batch: Sequence[PhotographItem]) -> list[Reading]:
        readings = []
        pool = self._able()
        try:
            for item in batch:
                try:
                    readings += _submit(pool, read_batch, [item]).result()
                except BrokenProcessPool:
                    pool.shutdown(wait=True)
                    pool = self._able()
                    readings.append(Reading(facts=None, outcome=killer(item)))
                except MemoryError:
                    readings.append(Reading(facts=None, outcome=killer(item)))
        finally:
            _close(pool)
        return readings

    def _able(self) -> ProcessPoolExecutor:
        """One process that has loaded the models: what ends it from here on is a photograph.

        Raises StateError where none comes so far: then no photograph is at fault, and each would be refused in turn.
        """
        for _ in range(FALSE_STARTS):
            pool = _start_pool(self._plan, 1, aside=self._aside)
            try:
                _submit(pool, load_models).result()
            except (BrokenProcessPool, MemoryError):
                pool.shutdown(wait=True)
            except BaseException:
                _close(pool)
                raise
            else:
                return pool
        raise StateError(
            "The processes that read photographs end as they begin, before they have read anything.",
            advice="Most often there is not enough memory for the models: see what takes it, or give fewer --workers. "
            "What was acknowledged is kept; then the same command goes on.",
        )


def _submit(pool: ProcessPoolExecutor, task: Callable[..., Result], *given: object) -> Future[Result]:
    """Hand out a task, which may start a process. It is born deaf to Ctrl-C, so it cannot die of it on the way up."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(task, *given)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _close(pool: ProcessPoolExecutor) -> None:
    """Wait for the processes to end with the batch they have. A second Ctrl-C meanwhile would leave them hanging."""
    if threading.current_thread() is not threading.main_thread():
        pool.shutdown(wait=True, cancel_futures=True)
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pool.shutdown(wait=True, cancel_futures=True)
    finally:
        signal.signal(signal.SIGINT, before)


def killer(item: PhotographItem) -> DamagedImage:
    """The refusal of a photograph whose reader was ended by the system."""
    return DamagedImage(
        item.name,
        "reading this photograph ended the worker",
        advice="It may need more memory than there is. Save it anew in another program, or smaller, and try again.",
    )


def _start_pool(plan: ReaderPlan, workers: int, *, aside: bool) -> ProcessPoolExecutor:
    # Spawned, not forked: a forked child inherits the parent's threads' locks and its database connection.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=begin, initargs=(plan, context.Lock(), STAND_BACK if aside else 0)
    )
