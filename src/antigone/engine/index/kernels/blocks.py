"""The scan of one block: a bound from few bytes for every row, a finer one where that is not enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from antigone.engine.index.codes import QUAD, TILE, Codes
from antigone.engine.index.kernels.probes import (
    BASE,
    BLUR,
    DIRECT,
    LENGTH,
    OFFSET,
    REACH_SLACK,
    SCALED,
    SHARE,
    SHIFT,
    SLACK,
    STEP,
    TAIL,
    Probes,
)
from antigone.engine.index.kernels.products import PROBES, products
from antigone.engine.types import FloatArray

_ROUNDINGS = np.float32(16 * 2.0**-24)
_SCALE, _REST, _LEANS, _MEAN, _DEVIATION = range(5)
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


def scan_codes(codes: Codes, rows: int, allowed: NDArray[np.bool_] | None, probes: Probes, room: Room) -> list[Found]:
    """One for each probe: every allowed row among the first `rows` whose upper bound is at least the probe's height."""
    limits = codes.limits
    _scan(
        (_read_only(codes.head), _read_only(codes.side), _read_only(codes.tail)),
        (np.int64(rows), np.float32(limits.reach), np.float32(limits.spread), np.float32(limits.lack)),
        _read_only(_ALL if allowed is None else allowed.view(np.uint8)),
        (probes.coarse, probes.fine, probes.facts, probes.heights),
        (room.rows, room.upper, room.counts),
    )
    return [room.found(place, count) for place, count in enumerate(room.counts[: len(probes)].tolist())]


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A view that cannot be written to: what is mapped cannot either, and one kind of array is compiled for once."""
    view = array.view()
    view.flags.writeable = False
    return view


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _scan(codes: Any, extent: Any, allowed: Any, asked: Any, out: Any) -> None:
    head, side, tail = codes
    rows, reach, spread, lack = extent
    coarse, fine, facts, heights = asked
    found, uppers, counts = out
    groups = head.shape[1]
    stored, probes = head.reshape(-1), coarse.reshape(-1)
    tile_bytes, probe_bytes = groups * TILE * QUAD, groups * QUAD
    sums = np.empty((coarse.shape[0], TILE), np.int32)
    tops = np.empty(TILE, np.float32)
    counts[:] = 0
    for tile in range((rows + TILE - 1) // TILE):
        first = tile * TILE
        last = min(TILE, rows - first)
        if len(allowed) and not allowed[first : first + last].any():
            continue
        for place in range(0, coarse.shape[0], PROBES):
            products(stored[tile * tile_bytes :], probes[place * probe_bytes :], groups, sums[place : place + PROBES])
        beside = side[tile]
        for probe in range(len(heights)):
            fact, height = facts[probe], heights[probe]
            unsure = fact[SLACK] + fact[REACH_SLACK] * reach + fact[LENGTH] * lack
            _tops(beside, sums[probe], fact, unsure + fact[BLUR] * spread, tops)
            for row in range(last):
                if tops[row] >= height and (len(allowed) == 0 or allowed[first + row]):
                    score = beside[_SCALE, row] * _score(head[tile], row, tail[first + row], fine[probe])
                    score += fact[BASE] + unsure + beside[_LEANS, row] * fact[SHARE]
                    upper = _upper_value(score, beside[_MEAN, row], beside[_DEVIATION, row], fact)
                    if upper >= height:
                        at = counts[probe]
                        found[probe, at], uppers[probe, at] = first + row, upper
                        counts[probe] = at + 1


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _tops(beside: Any, sums: Any, fact: Any, unsure: Any, tops: Any) -> None:
    """Upper bounds of the values of a tile's rows by the coarse probe and the head alone."""
    # Taken off as whole numbers: what is left of 1,024 products is one of a float32, the sum itself may not be.
    base, step, shift = fact[BASE] + unsure, fact[STEP], np.int32(fact[SHIFT])
    for row in range(TILE):
        top = base + beside[_SCALE, row] * (step * np.float32(np.int32(sums[row] - shift)))
        top += beside[_LEANS, row] * fact[SHARE]
        top += beside[_REST, row] * fact[TAIL]
        tops[row] = _upper_value(top, beside[_MEAN, row], beside[_DEVIATION, row], fact)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper_value(score: Any, mean: Any, deviation: Any, fact: Any) -> Any:
    """The upper bound of a row's value from that of its score; 16 roundings are room for the few there are."""
    direct, scaled, offset = fact[DIRECT], fact[SCALED], fact[OFFSET]
    size = direct * abs(score) + scaled * (abs(score) + abs(mean)) / deviation + abs(offset)
    return direct * score + scaled * (score - mean) / deviation + offset + _ROUNDINGS * size


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _score(head: Any, row: Any, tail: Any, fine: Any) -> Any:
    """The product of a row's whole code with the probe, before its scale, summed in any order."""
    a, b, c, d = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
    half = np.float32(128)
    groups = head.shape[0]
    for group in range(groups):
        a += fine[4 * group] * (np.float32(head[group, row, 0]) - half)
        b += fine[4 * group + 1] * (np.float32(head[group, row, 1]) - half)
        c += fine[4 * group + 2] * (np.float32(head[group, row, 2]) - half)
        d += fine[4 * group + 3] * (np.float32(head[group, row, 3]) - half)
    for number in range(len(tail)):
        a += fine[4 * groups + number] * np.float32(tail[number])
    return (a + b) + (c + d)
