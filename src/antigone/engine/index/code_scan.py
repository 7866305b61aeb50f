"""The scan over codes: one byte a number, read about as fast as memory gives it, every bound proven.

A height is guessed, a little lower than the list will end. One pass over the codes, shared by all queries of a batch
and by the processor's cores, gives every row whose upper bound reaches it. What is below it was
proven to be below it; so a bad guess costs time, never a row.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from antigone.engine.cores import usable_cores
from antigone.engine.index.blocks import Block
from antigone.engine.index.codes import Chart
from antigone.engine.index.columns import BLOCK_ROWS
from antigone.engine.index.looking import Looked, look_compiled
from antigone.engine.index.scan import FloatScan, Leaders, at_most
from antigone.engine.index.values import RowQuery
from antigone.engine.index.view import Part, View
from antigone.engine.index.waiting import QUERIES_AT_ONCE
from antigone.engine.types import FloatArray

if TYPE_CHECKING:
    from antigone.engine.index.kernels import Found, Probes

_FEWEST_ROWS = 32_768
"""Allowed rows below which the float scan does: 9 ms there at 512 numbers, where codes take 5, and no Numba to load."""

_SPARE_SHARE = 2.5
"""How many times the rows wanted are to reach the height: that their bounds do makes few of their values do so."""

_GUESSED = 4
"""How many times that many are to reach the height guessed for the first parts, which is drawn out from a small sample.
With two it came out too high for one search in eight (10M x 128, of a changed index one in five), which then went over
these parts again; with four for none of 150 (three)."""

_LOWER = 4
_SHARE_OF_ALL = 0.5
_PARTS_OF_A_THREAD = 16
_FIRST_PARTS = 2
"""That each thread goes over first. With one the height came out too high for one search in forty (1M x 512), which
then took a second pass, by itself; with two for one in a hundred and seventy."""

_FOUND_AT_ONCE = 1 << 21
"""Rows that a thread has room for in a pass, over all queries: eight bytes each."""


class Charted(NamedTuple):
    """A view whose blocks have codes, and their chart."""

    view: View
    chart: Chart


class CodeScan:
    """Goes over the codes of the blocks with compiled loops, on as many threads as there are cores."""

    def __init__(self, *, threads: int | None = None, fewest_rows: int = _FEWEST_ROWS) -> None:
        self._threads = threads or usable_cores()
        self._fewest_rows = fewest_rows
        self._plain = FloatScan()

    def leaders(self, view: View, queries: Sequence[RowQuery], count: int, floor: float = -np.inf) -> Iterator[Leaders]:
        """Where the rows are few, have no codes, or the compiled loops fail here, the float scan's."""
        chart = view.chart
        if chart is None or view.allowed_rows < _LOWER * count or not self._reads_codes_of(view):
            yield from self._plain.leaders(view, queries, count, floor)
            return
        charted = Charted(view, chart)
        for query, found in zip(queries, self._passes(charted, queries, count, floor), strict=True):
            enough = len(found.rows) >= count or found.ceiling <= floor
            yield found if enough else self._lower(charted, query, count, floor)

    def look(self, view: View, rows: NDArray[np.int64], query: RowQuery) -> Looked:
        """By compiled loops where `leaders` are found by them."""
        return look_compiled(view, rows, query) if self._reads_codes_of(view) else self._plain.look(view, rows, query)

    def _reads_codes_of(self, view: View) -> bool:
        return view.chart is not None and view.allowed_rows >= self._fewest_rows and not _unusable()

    def _passes(self, charted: Charted, queries: Sequence[RowQuery], count: int, floor: float) -> Iterator[Leaders]:
        """A pass for every few queries; the next one goes on while the leaders of the last are looked at.

        Passes are compiled loops that leave Python to others, looking at leaders is mostly Python: together they fill
        the cores.
        """
        portions = [queries[at : at + QUERIES_AT_ONCE] for at in range(0, len(queries), QUERIES_AT_ONCE)]
        found = self._pass(charted, portions[0], count, floor)
        for portion in portions[1:]:
            ahead = _ahead().submit(self._pass, charted, portion, count, floor)
            yield from found
            found = ahead.result()
        yield from found

    def _lower(self, charted: Charted, query: RowQuery, count: int, floor: float) -> Leaders:
        """The guess was too high: guess for more rows, until there are enough."""
        wanted = _LOWER * count
        while wanted * _LOWER < charted.view.allowed_rows:
            (found,) = self._pass(charted, [query], wanted, floor)
            if len(found.rows) >= count or found.ceiling <= floor:
                return found
            wanted *= _LOWER
        (found,) = self._plain.leaders(charted.view, [query], count, floor)
        return found

    def _pass(self, charted: Charted, queries: Sequence[RowQuery], count: int, floor: float) -> list[Leaders]:
        """Leaders of each query: all rows whose upper bound reaches a height that about `count` rows should reach.

        Some parts are gone over first, and show the height for the others.
        """
        from antigone.engine.index.kernels import Probes  # noqa: PLC0415 (Numba takes half a second)

        parts = self._parts(charted.view, len(queries))
        chosen = {*range(0, len(parts), -(-len(parts) // (_FIRST_PARTS * self._threads)))}
        first, others = ([part for at, part in enumerate(parts) if (at in chosen) is early] for early in (True, False))
        share = sum(part.allowed for part in first) / charted.view.allowed_rows
        needed, asked, lowest = math.ceil(share * _SPARE_SHARE * count), _GUESSED * _SPARE_SHARE * count, at_most(floor)
        probes = Probes.of(queries, charted.chart, np.maximum(guessed_heights(charted.view, queries, asked), lowest))
        begun = self._over(first, probes)
        while any(short := [len(found.rows) < needed and found.ceiling > lowest for found in begun]):
            asked *= _LOWER
            guessed = np.maximum(guessed_heights(charted.view, queries, asked), lowest)
            probes = replace(probes, heights=np.where(short, guessed, probes.heights))
            begun = self._over(first, probes)
        raised = np.array([_raised(found, needed) for found in begun], dtype=np.float32)
        ended = self._over(others, replace(probes, heights=raised))
        return [_both(one, other) for one, other in zip(begun, ended, strict=True)]

    def _over(self, parts: list[Part], probes: "Probes") -> list[Leaders]:
        """Leaders of each probe among some parts, all threads at once."""
        # A list's iterator may be drawn from by several threads; a generator's may not.
        drawn, rows = iter(parts), max((part.rows.stop - part.rows.start for part in parts), default=0)
        done = _pool(self._threads).map(_scan_parts, [(drawn, probes, rows)] * self._threads)
        pieces = sorted(itertools.chain.from_iterable(done), key=_place)
        return [
            _joined([(start, found[place]) for start, found in pieces], height)
            for place, height in enumerate(probes.heights.tolist())
        ]

    def _parts(self, view: View, queries: int) -> list[Part]:
        """So small that the threads end together, so large that Python costs nothing.

        Blocks that were not read yet are read first, each by one thread.
        """
        even = min(view.rows // (_PARTS_OF_A_THREAD * self._threads), _FOUND_AT_ONCE // queries)
        cold = [block for _, block, _ in view.parts() if block.seals is not None and block.seals.cold]
        list(_pool(self._threads).map(_warm, cold))
        return view.cut(max(BLOCK_ROWS, even))


def _warm(block: Block) -> None:
    """Compare the codes' checksum and copy what every search reads: each block by one thread."""
    _ = block.codes


Piece = tuple[int, "list[Found]"]


def _scan_parts(work: "tuple[Iterator[Part], Probes, int]") -> list[Piece]:
    """What one thread does: take the next part, until there is none."""
    from antigone.engine.index.kernels import Room, scan_codes  # noqa: PLC0415

    parts, probes, rows = work
    room = Room(len(probes), rows)
    return [(part.start, scan_codes(part.codes, part.rows, part.mask, probes, room)) for part in parts]


def _place(piece: Piece) -> int:
    return piece[0]


def _raised(found: Leaders, needed: int) -> float:
    """The height that `needed` of the rows found reach, at least the one that they were found with."""
    if needed >= len(found.uppers):
        return found.ceiling
    return float(np.partition(found.uppers, len(found.uppers) - needed)[len(found.uppers) - needed])


def _both(one: Leaders, other: Leaders) -> Leaders:
    return Leaders(
        rows=np.concatenate([one.rows, other.rows]),
        uppers=np.concatenate([one.uppers, other.uppers]),
        ceiling=max(one.ceiling, other.ceiling),
    )


def _joined(pieces: "list[tuple[int, Found]]", height: float) -> Leaders:
    rows = [start + found.rows.astype(np.int64) for start, found in pieces]
    uppers = [found.upper for _, found in pieces]
    return Leaders(
        rows=np.concatenate([np.empty(0, np.int64), *rows]),
        uppers=np.concatenate([np.empty(0, np.float32), *uppers]),
        ceiling=height,
    )


def guessed_heights(view: View, queries: Sequence[RowQuery], count: float) -> FloatArray:
    """Float32 (Q,): a height that about `count` rows may be expected to reach; minus infinity for half of them or more.

    Where the sample is too small to show so few, it is drawn out as a normal distribution's would be.
    """
    from antigone.engine.index.kernels import sample_scores  # noqa: PLC0415 (Numba takes half a second)

    sample = view.sample
    share = count / view.allowed_rows
    if share >= _SHARE_OF_ALL:
        return np.full(len(queries), -np.inf, dtype=np.float32)
    scores = sample_scores(sample.vectors, np.stack([query.probe for query in queries]))
    mean, deviation = sample.cohort.T
    heights = np.empty(len(queries), dtype=np.float32)
    for place, (query, score) in enumerate(zip(queries, scores, strict=True)):
        values = query.direct * score + query.scaled * (score - mean) / deviation + query.offset
        heights[place] = _height(np.sort(values)[::-1], share)
    return heights


def _height(falling: NDArray[np.floating], share: float) -> float:
    """The value that a share of the rows reaches, of which some are given."""
    near, far = max(share, 16 / len(falling)), max(4 * share, 160 / len(falling))
    if near <= share:
        return float(falling[int(share * len(falling))])
    normal = NormalDist()
    at, nearer, farther = (normal.inv_cdf(1 - part) for part in (share, near, min(far, 0.5)))
    low, high = (float(falling[int(part * len(falling))]) for part in (min(far, 0.5), near))
    return high + (high - low) / (nearer - farther) * (at - nearer)


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="index-scan")


@cache
def _ahead() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="index-ahead")


@cache
def _unusable() -> str:
    """Why the compiled loops cannot be used; empty where they can."""
    try:
        from antigone.engine.index.kernels import kernel_fault  # noqa: PLC0415
    except ImportError as error:
        return f"the compiled scan cannot be loaded: {error}"
    return kernel_fault()
