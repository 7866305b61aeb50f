"""Measures a pack on this machine: how many at once, in how many processes, of how many threads.

Only a way that gives the very numbers of the default, to the last bit, is chosen: a template must not depend on what
was beside it in a batch, nor on how many cores a machine has.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import BrokenBarrierError

import numpy as np

from antigone.casework.recognition.reading import Pace
from antigone.casework.recognition.tuning.machine import Machine
from antigone.casework.recognition.tuning.networks import PHOTOGRAPHS, AtOnce, Networks, rate_of
from antigone.casework.recognition.tuning.values import Figure, Tuning
from antigone.engine.errors import StateError
from antigone.engine.extraction import Batches
from antigone.engine.runtime import Device, PackManifest, open_pack
from antigone.engine.types import FloatArray

__all__ = ["count_steps", "measure"]

SIZES = (1, 2, 4, 8, 16, 32)
NEARLY_BEST = 0.97
"""The smallest batch that brings this share of the best rate is taken: it needs less memory."""

WORTH_THREADS = 0.85
"""As much of the best must fewer threads bring to be taken: what they leave idle serves others."""

START_SECONDS = 120.0

Advance = Callable[[], None]


def count_steps(machine: Machine) -> int:
    """How often `measure` calls its `advance`."""
    return 2 * len(SIZES) + len(_crews(machine.cores)) + len(_powers(machine.cores))


def measure(manifest: PackManifest, machine: Machine, *, day: date, advance: Advance, seconds: float = 3.0) -> Tuning:
    """Time the pack; half a minute on two cores, which should have nothing else to do.

    seconds: for which processes at work together are timed; single ones for a share of it.
    Raises PackError, DeviceUnavailable, and StateError where a process that was to be timed did not start.
    """
    networks = Networks(open_pack(manifest.folder, device=machine.device))
    usual = Batches()
    timing = _Timing(seconds=seconds, advance=advance)
    usual_pictures = max(1, usual.detector_pixels // networks.picture_pixels)
    pictures = _sweep("pictures at once", networks.detect, usual_pictures, timing)
    faces = _sweep("faces at once", networks.recognise, usual.chips, timing)
    at_once = AtOnce(
        pictures=_least(pictures, NEARLY_BEST, usual_pictures), faces=_least(faces, NEARLY_BEST, usual.chips)
    )
    trial = _Trial(
        folder=manifest.folder, device=machine.device, at_once=at_once, answer=networks.read(at_once), timing=timing
    )
    crews = {crew: trial.together(*crew) for crew in _crews(machine.cores)}
    alone = {threads: trial.alone(threads) for threads in _powers(machine.cores)}
    workers, threads = max((crew for crew in crews if crews[crew].same), key=lambda crew: crews[crew].rate)
    return Tuning(
        machine=machine,
        detector=manifest.detector.sha256,
        recogniser=manifest.recogniser.sha256,
        day=day.isoformat(),
        workers=workers,
        threads=threads,
        threads_alone=_least(alone, WORTH_THREADS, 1),
        photographs=max(Pace().photographs, at_once.pictures, at_once.faces),
        detector_pixels=at_once.pictures * networks.picture_pixels,
        chips=at_once.faces,
        figures=(*pictures.values(), *faces.values(), *crews.values(), *alone.values()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timing:
    """seconds: as in `measure`."""

    seconds: float
    advance: Advance


def _sweep(what: str, run: Callable[[int], Iterator[FloatArray]], usual: int, timing: _Timing) -> dict[int, Figure]:
    """What each batch brings, in pictures or faces a second."""
    wanted = np.concatenate([*run(usual)])
    figures = {}
    for size in SIZES:
        same = np.array_equal(np.concatenate([*run(size)]), wanted)
        rate = PHOTOGRAPHS * rate_of(partial(_drawn, run, size), seconds=timing.seconds / 10)
        figures[size] = Figure(what=f"{size} {what}", rate=round(rate, 1), same=same)
        timing.advance()
    return figures


def _drawn(run: Callable[[int], Iterator[FloatArray]], size: int) -> None:
    deque(run(size), maxlen=0)


def _least(figures: Mapping[int, Figure], share: float, usual: int) -> int:
    """The smallest that gives the same numbers and brings this share of the best of those; where none does, the usual.

    A card may sum in another order for every size.
    """
    rates = {size: figure.rate for size, figure in figures.items() if figure.same}
    return min((size for size, rate in rates.items() if rate >= share * max(rates.values())), default=usual)


def _crews(cores: int) -> list[tuple[int, int]]:
    """Processes, and threads of each network in them, that keep all cores busy."""
    return [(cores // threads, threads) for threads in _powers(cores)]


def _powers(cores: int) -> list[int]:
    return [1 << power for power in range(cores.bit_length()) if 1 << power <= cores]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """Ways to read that remain once the batches are chosen. answer: what the default's networks say."""

    folder: Path
    device: Device
    at_once: AtOnce
    answer: str
    timing: _Timing

    def together(self, workers: int, threads: int) -> Figure:
        """Photographs a second of processes at work together."""
        context = multiprocessing.get_context("spawn")
        barrier = context.Barrier(workers)
        task = (self.folder, self.device, threads, self.at_once, self.timing.seconds)
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(barrier,)) as pool:
            done = [each.result() for each in [pool.submit(_work, *task) for _ in range(workers)]]
        rate = sum(rate for rate, _ in done)
        same = {answer for _, answer in done} == {self.answer}
        return self._figure(f"{workers} processes of {threads} threads", rate, same=same)

    def alone(self, threads: int) -> Figure:
        """Photographs a second where one process reads one at a time: what a search waits for."""
        networks = Networks(open_pack(self.folder, threads=threads, device=self.device))
        same = networks.read(self.at_once) == self.answer
        one = AtOnce(pictures=1, faces=1)
        rate = rate_of(lambda: networks.read(one, photographs=1), seconds=self.timing.seconds / 5)
        return self._figure(f"one photograph at a time, {threads} threads", rate, same=same)

    def _figure(self, what: str, rate: float, *, same: bool) -> Figure:
        self.timing.advance()
        return Figure(what=what, rate=round(rate, 1), same=same)


@dataclass(slots=True)
class _Gate:
    """What the initialiser of a pool leaves for its tasks."""

    barrier: Barrier | None = None


_gate = _Gate()


def _begin(barrier: Barrier) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _gate.barrier = barrier


def _work(folder: Path, device: Device, threads: int, at_once: AtOnce, seconds: float) -> tuple[float, str]:
    """One process's photographs a second, timed once all are ready; and what its networks say."""
    if _gate.barrier is None:
        raise RuntimeError("a task came before the process was prepared")
    networks = Networks(open_pack(folder, threads=threads, device=device))
    answer = networks.read(at_once)
    try:
        _gate.barrier.wait(START_SECONDS)
    except BrokenBarrierError as error:
        raise StateError("A process that was to be timed did not start.", advice="Is there enough memory?") from error
    return PHOTOGRAPHS * rate_of(lambda: networks.read(at_once), seconds=seconds), answer
