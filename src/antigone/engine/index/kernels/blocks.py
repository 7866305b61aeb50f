"""The scan of one block: a bound from few bytes for every row, a finer one where that is not enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from antigone.engine.index.codes import TILE, Codes
from antigone.engine.index.kernels.probes import (
    BASE,
    BLUR,
    DIRECT,
    LENGTH,
    OFFSET,
    REACH_SLACK,
    SCALED,
    SHIFT,
    SLACK,
    STEP,
    TAIL,
    Probes,
)
from antigone.engine.index.kernels.products import products
from antigone.engine.types import FloatArray

_ROUNDINGS = np.float32(16 * 2.0**-24)
_SCALE, _REST, _LACKS, _MEAN, _DEVIATION = range(5)
_ALL = np.empty(0, dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Rows of a block, by position, whose value may reach the height, and what it cannot exceed, float32."""

    rows: NDArray[np.int32]
    upper: FloatArray


class Room:
    """Memory that one thread uses again for each block."""

    def __init__(self, probes: int, rows: int) -> None:
        self.rows = np.empty((probes, rows), dtype=np.int32)
        self.upper = np.empty((probes, rows), dtype=np.float32)
        self.counts = np.empty(probes, dtype=np.int64)

    def found(self, probe: int, count: int) -> Found:
        """A copy of what the last scan found for a probe."""
        return Found(rows=self.rows[probe, :count].copy(), upper=self.upper[probe, :count].copy())


def scan_codes(
    codes: Codes, rows: int, allowed: NDArray[np.bool_] | None, probes: Probes, heights: FloatArray, room: Room
) -> list[Found]:
    """One for each probe: every allowed row among the first `rows` whose upper bound is at least its height."""
    _scan(
        (_read_only(codes.head), _read_only(codes.side), _read_only(codes.tail)),
        (np.int64(rows), np.float32(codes.reach), np.float32(codes.spread)),
        _read_only(_ALL if allowed is None else allowed.view(np.uint8)),
        (probes.coarse, probes.fine, probes.facts, heights),
        (room.rows, room.upper, room.counts),
    )
    return [room.found(place, count) for place, count in enumerate(room.counts[: len(heights)].tolist())]


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A view that cannot be written to: what is mapped cannot either, and one kind of array is compiled for once."""
    view = array.view()
    view.flags.writeable = False
    return view


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})  # type: ignore[untyped-decorator]
def _scan(codes: Any, extent: Any, allowed: Any, asked: Any, out: Any) -> None:
    head, side, tail = codes
    rows, reach, spread = extent
    coarse, fine, facts, heights = asked
    found, uppers, counts = out
    groups = head.shape[1]
    stored, probes = head.reshape(-1), coarse.reshape(-1)
    sums = np.empty((coarse.shape[0], TILE), np.int32)
    tops = np.empty(TILE, np.float32)
    counts[:] = 0
    for tile in range((rows + TILE - 1) // TILE):
        first = tile * TILE
        last = min(TILE, rows - first)
        if len(allowed) and not _any(allowed, first, last):
            continue
        for place in range(0, coarse.shape[0], 4):
            products(stored, first * groups * 4, probes, place * groups * 4, groups, sums, place)
        for probe in range(len(heights)):
            _tops(side, tile, sums, probe, facts, reach, spread, tops)
            for row in range(last):
                if tops[row] >= heights[probe] and (len(allowed) == 0 or allowed[first + row]):
                    score = _score(head, tail, tile, row, fine, probe) * side[tile, _SCALE, row]
                    unsure = side[tile, _LACKS, row] * facts[probe, LENGTH] + facts[probe, REACH_SLACK] * reach
                    unsure += facts[probe, SLACK]
                    upper = _upper_value(facts[probe, BASE] + score + unsure, side, tile, row, facts, probe)
                    if upper >= heights[probe]:
                        at = counts[probe]
                        found[probe, at] = first + row
                        uppers[probe, at] = upper
                        counts[probe] = at + 1


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _any(allowed: Any, first: Any, last: Any) -> Any:
    for row in range(last):  # noqa: SIM110 (Numba knows no generators here)
        if allowed[first + row]:
            return True
    return False


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})  # type: ignore[untyped-decorator]
def _tops(side: Any, tile: Any, sums: Any, probe: Any, facts: Any, reach: Any, spread: Any, tops: Any) -> None:
    """Upper bounds of the values of a tile's rows by the coarse probe and the head alone."""
    base = facts[probe, BASE] + facts[probe, SLACK] + facts[probe, REACH_SLACK] * reach + facts[probe, BLUR] * spread
    step, shift = facts[probe, STEP], facts[probe, SHIFT]
    rest, length = facts[probe, TAIL], facts[probe, LENGTH]
    direct, scaled, offset = facts[probe, DIRECT], facts[probe, SCALED], facts[probe, OFFSET]
    for row in range(TILE):
        top = base + side[tile, 0, row] * (step * (np.float32(sums[probe, row]) - shift))
        top += side[tile, 1, row] * rest + side[tile, 2, row] * length
        mean, deviation = side[tile, 3, row], side[tile, 4, row]
        size = direct * abs(top) + scaled * (abs(top) + abs(mean)) / deviation + abs(offset)
        tops[row] = direct * top + scaled * (top - mean) / deviation + offset + _ROUNDINGS * size


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})  # type: ignore[untyped-decorator]
def _upper_value(score: Any, side: Any, tile: Any, row: Any, facts: Any, probe: Any) -> Any:
    """The upper bound of a row's value from that of its score."""
    direct, scaled, offset = facts[probe, DIRECT], facts[probe, SCALED], facts[probe, OFFSET]
    mean, deviation = side[tile, _MEAN, row], side[tile, _DEVIATION, row]
    size = direct * abs(score) + scaled * (abs(score) + abs(mean)) / deviation + abs(offset)
    return direct * score + scaled * (score - mean) / deviation + offset + _ROUNDINGS * size


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})  # type: ignore[untyped-decorator]
def _score(head: Any, tail: Any, tile: Any, row: Any, fine: Any, probe: Any) -> Any:
    """The product of a row's whole code with the probe, before its scale."""
    a, b, c, d = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
    half = np.float32(128)
    groups = head.shape[1]
    for group in range(groups):
        a += fine[probe, 4 * group] * (np.float32(head[tile, group, row, 0]) - half)
        b += fine[probe, 4 * group + 1] * (np.float32(head[tile, group, row, 1]) - half)
        c += fine[probe, 4 * group + 2] * (np.float32(head[tile, group, row, 2]) - half)
        d += fine[probe, 4 * group + 3] * (np.float32(head[tile, group, row, 3]) - half)
    at = tile * TILE + row
    for number in range(tail.shape[1]):
        a += fine[probe, 4 * groups + number] * np.float32(tail[at, number])
    return (a + b) + (c + d)
