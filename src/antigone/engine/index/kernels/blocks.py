"""The scan of some tiles: a bound from few bytes for every row, finer ones where that is not enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes import (
    LACK,
    LACK_BYTES,
    QUAD,
    SIDES,
    TILE,
    WHOLE_LACK,
    Codes,
    highest,
)
from antigone.engine.index.kernels.bits import lowest_bit
from antigone.engine.index.kernels.bounds import (
    COARSE,
    FINE,
    INFINITE,
    bound_lines,
    coarse_product,
    number_beside,
    reached,
    stepped,
    upper_bound,
)
from antigone.engine.index.kernels.compiling import loop, part, read_only, summed
from antigone.engine.index.kernels.prefetching import SOON, prefetch
from antigone.engine.index.kernels.probes import Probes
from antigone.engine.index.kernels.products import AT_ONCE, coarse_sums
from antigone.engine.types import FloatArray

_LACK_BYTES = np.uint64(LACK_BYTES)
_ALL = np.empty(0, dtype=np.uint8)
AHEAD = 16
"""Tiles gone over before the open rows among them are looked at."""

_SIDE_BYTES = SIDES * TILE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Rows, by position, whose value may reach the height, and what it cannot exceed, float32."""

    rows: NDArray[np.int32]
    upper: FloatArray


class Room:
    """Memory that one thread uses again and again, for at most so many rows at once."""

    def __init__(self, probes: int, rows: int) -> None:
        self.rows = np.empty((probes, rows), dtype=np.int32)
        self.upper = np.empty((probes, rows), dtype=np.float32)
        self.counts = np.empty(probes, dtype=np.int64)
        self.open_rows = np.empty((probes, AHEAD * TILE), dtype=np.int32)
        self.open_products = np.empty((probes, AHEAD * TILE), dtype=np.float32)
        self.open_counts = np.empty(probes, dtype=np.int64)

    def found(self, probe: int, count: int) -> Found:
        """A copy of what the last scan found for a probe."""
        return Found(rows=self.rows[probe, :count].copy(), upper=self.upper[probe, :count].copy())


def scan_codes(codes: Codes, rows: slice, allowed: NDArray[np.bool_] | None, probes: Probes, room: Room) -> list[Found]:
    """One for each probe: which of the rows may be as high as the probe's height.

    rows: first and last, the first that of a tile; positions are counted from it. allowed: which of these rows are.
    """
    tiles = slice(rows.start // TILE, -(-rows.stop // TILE))
    head, tail = codes.head[tiles], codes.tail[rows]
    _scan(
        (
            *(read_only(array) for array in (head.reshape(-1), codes.side[tiles], tail.reshape(-1))),
            (head.shape[1], tail.shape[1], codes.chart.narrow),
        ),
        (rows.stop - rows.start, read_only(_ALL if allowed is None else allowed.view(np.uint8))),
        (
            (probes.coarse, probes.head, probes.tail.reshape(-1)),
            (probes.facts, probes.heights, _known(codes)),
        ),
        (room.open_rows, room.open_products, room.open_counts),
        (room.rows, room.upper, room.counts),
    )
    return [room.found(place, count) for place, count in enumerate(room.counts[: len(probes)].tolist())]


def _known(codes: Codes) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Limits of the rows, float32; of each kind of number the lowest and the step, (7, 2), and the largest, (7,)."""
    grids = codes.chart.grids
    largest = [max(abs(highest(grid)), abs(float(grid[0]))) for grid in grids]
    return np.array(codes.limits, dtype=np.float32), read_only(grids), np.array(largest, dtype=np.float32)


@loop
def _scan(codes: Any, extent: Any, asked: Any, open_: Any, out: Any) -> None:
    """Some tiles at a time: first all of their rows, then those that this left open.

    Tails of open rows lie anywhere: they are on their way from memory while other rows are gone over.
    """
    # Arrays are handed on with a place rather than cut, and seldom: each time their users are counted, which costs more
    # than a tile does.
    rows, allowed = extent
    probes, (facts, heights, known) = asked
    asking = facts, bound_lines(facts, known), heights, known[1]
    sums = np.empty((-(-len(heights) // AT_ONCE) * AT_ONCE, TILE), np.int32)
    out[2][:] = 0
    for start in range(0, rows, AHEAD * TILE):
        _open(codes, (start, min(rows, start + AHEAD * TILE), allowed), (probes[0], asking), sums, open_)
        for probe in range(len(heights)):
            if open_[2][probe]:
                _close(codes, (probe, probes[1], probes[2], asking), open_, out)


@part
def _open(codes: Any, extent: Any, asked: Any, sums: Any, out: Any) -> None:
    """Which of some rows the coarse probe and the head leave open, with the products of their heads."""
    head, side, tail, (groups, width, narrow) = codes
    start, end, allowed = extent
    coarse, asking = asked
    heights = asking[2]
    open_rows, open_products, counts = out
    counts[:] = 0
    soon = 1 + SOON // (TILE * groups * QUAD)
    for first in range(start, end, TILE):
        last = min(TILE, end - first)
        if len(allowed) and not _any(allowed, first, last):
            continue
        coarse_sums((head, first * groups * QUAD), coarse, groups, narrow, (len(heights), sums))
        for probe in range(len(heights)):
            bits = reached((side, first // TILE), sums, asking, probe)
            while bits:
                row = lowest_bit(bits)
                bits &= bits - np.uint64(1)
                if row < last and (len(allowed) == 0 or allowed[first + row]):
                    at = counts[probe]
                    open_rows[probe, at], open_products[probe, at] = (
                        first + row,
                        coarse_product(sums, asking, probe, row),
                    )
                    prefetch(tail, (first + row) * width, width)
                    counts[probe] = at + 1
        prefetch(side, (first // TILE + soon) * _SIDE_BYTES, _SIDE_BYTES)


@part
def _close(codes: Any, asked: Any, open_: Any, out: Any) -> None:
    """Which of the open rows their whole codes leave open, by the coarse probe and then by the probe as it is."""
    head, side, tail, (groups, width, narrow) = codes
    probe, ahead, behind, asking = asked
    lines, height, grids = asking[1], asking[2][probe], asking[3]
    open_rows, open_products, open_counts = open_
    found, uppers, counts = out
    # Places without a sign: one that could be negative would be looked at for that, number by number.
    tail_bytes, half = np.uint64(width), np.uint64(ahead.shape[1] // 2)
    length = np.uint64(len(behind) // len(lines))
    for place in range(open_counts[probe]):
        row = open_rows[probe, place]
        at, asked_at = np.uint64(row) * tail_bytes, np.uint64(probe) * length
        if narrow:
            lack = stepped(tail[at], WHOLE_LACK, grids)
            at += _LACK_BYTES
            further = _pairs((tail, at), (behind, asked_at), half)
            asked_at += half + half
            further += _numbers((tail, at + half), (behind, asked_at), length - half - half)
        else:
            lack = number_beside(side, row, LACK, grids)
            further = _numbers((tail, at), (behind, asked_at), length)
        product = open_products[probe, place] + further
        if not (upper_bound(side, row, (product, lack, lines[probe, COARSE]), asking, probe) < height):
            product = _head_product((head, row, groups, narrow), ahead, probe) + further
            upper = upper_bound(side, row, (product, lack, lines[probe, FINE]), asking, probe)
            if not (upper < height):
                found[probe, counts[probe]] = row
                uppers[probe, counts[probe]] = INFINITE if np.isnan(upper) else upper
                counts[probe] += 1


@part
def _any(allowed: Any, first: Any, count: Any) -> Any:
    for row in range(count):  # noqa: SIM110 (Numba compiles no generators)
        if allowed[first + row]:
            return True
    return False


@summed
def _numbers(bytes_: Any, asked: Any, count: Any) -> Any:
    """The product of so many numbers, a byte each: of arrays, flat, and the places at which they begin."""
    tail, at = bytes_
    probes, first = asked
    total = np.float32(0)
    for place in range(count):
        total += probes[first + place] * np.float32(np.int8(tail[at + place]))
    return total


@summed
def _pairs(bytes_: Any, asked: Any, count: Any) -> Any:
    """As `_numbers`, of so many pairs: those in the upper bits are behind all of those in the lower ones."""
    tail, at = bytes_
    probes, first = asked
    total = np.float32(0)
    for place in range(count):
        pair = np.int32(tail[at + place])
        low, high = np.int32(pair & np.int32(15)), np.int32(pair >> np.int32(4))
        total += probes[first + place] * np.float32(np.int32(low - np.int32(8)))
        total += probes[first + count + place] * np.float32(np.int32(high - np.int32(8)))
    return total


@summed
def _head_product(codes: Any, asked: Any, probe: Any) -> Any:
    """Of the probe as it is, in float32, with what the head has of a row."""
    head, row, groups, narrow = codes
    total = np.float32(0)
    for group in range(groups):
        at = ((row // TILE * groups + group) * TILE + row % TILE) * QUAD
        for number in range(QUAD):
            code = np.int32(head[at + number])
            if narrow:
                total += asked[probe, 2 * QUAD * group + number] * np.float32((code & 15) - 8)
                total += asked[probe, 2 * QUAD * group + QUAD + number] * np.float32((code >> 4) - 8)
            else:
                total += asked[probe, QUAD * group + number] * np.float32(code - 128)
    return total
