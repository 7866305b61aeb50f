"""The scan of some tiles: a bound from few bytes for every row, finer ones where that is not enough.

Bounds are compared so that a number that is none (NaN, where a cohort's deviation is beyond all measure) stays open.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from antigone.engine.index.codes import LACK_BYTES, QUAD, SHORT_ROUNDOFF, SIDES, TILE, Codes
from antigone.engine.index.kernels.prefetching import prefetch
from antigone.engine.index.kernels.probes import (
    BASE,
    BLUR,
    CENTRE,
    DIRECT,
    LENGTH,
    OFFSET,
    REACH_SLACK,
    SCALED,
    SHARE,
    SHIFT,
    SLACK,
    SPAN,
    STEP,
    TAIL,
    Probes,
)
from antigone.engine.index.kernels.products import PROBES, products, products_of_one
from antigone.engine.types import FloatArray

_ROUNDINGS = np.float32(16 * 2.0**-24)
_SHORT_ROUNDOFF = np.float32(SHORT_ROUNDOFF)
_LEAST_OF_A_SHORT = np.float32(1 - 2 * SHORT_ROUNDOFF)
"""What a short above a number is multiplied with to be below it."""

_SCALE, _REST, _LACK, _LEANS, _PULL, _PUSH = range(SIDES)
_LACK_BYTES = np.uint64(LACK_BYTES)
_ALL = np.empty(0, dtype=np.uint8)
AHEAD = 32
"""Tiles gone over before the open rows among them are looked at."""

SOON = 2
"""How many tiles on is what is asked of memory now."""

_SIDE_BYTES = 2 * SIDES * TILE


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
            *(_read_only(array) for array in (head.reshape(-1), codes.side[tiles], tail.reshape(-1))),
            (head.shape[1], tail.shape[1], codes.narrow),
        ),
        (rows.stop - rows.start, _read_only(_ALL if allowed is None else allowed.view(np.uint8))),
        (
            (probes.coarse.reshape(-1), probes.head, probes.tail.reshape(-1)),
            (probes.facts, probes.heights, np.array([*codes.limits], dtype=np.float32)),
        ),
        (room.open_rows, room.open_products, room.open_counts),
        (room.rows, room.upper, room.counts),
    )
    return [room.found(place, count) for place, count in enumerate(room.counts[: len(probes)].tolist())]


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A view that cannot be written to: what is mapped cannot either, and one kind of array is compiled for once."""
    view = array.view()
    view.flags.writeable = False
    return view


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _scan(codes: Any, extent: Any, asked: Any, open_: Any, out: Any) -> None:
    """Some tiles at a time: first all of their rows, then those that this left open.

    Tails of open rows lie anywhere: they are on their way from memory while other rows are gone over.
    """
    # Arrays are handed on with a place rather than cut, and seldom: each time their users are counted, which costs more
    # than a tile does.
    rows, allowed = extent
    probes, (facts, heights, limits) = asked
    asking = facts, _margins(facts, limits), heights
    sums = np.empty((-(-len(heights) // PROBES) * PROBES, TILE), np.int32)
    beside = np.empty((SIDES, TILE), np.float32)
    room = sums, beside, np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    out[2][:] = 0
    for start in range(0, rows, AHEAD * TILE):
        _open(codes, (start, min(rows, start + AHEAD * TILE), allowed), (probes[0], asking), room, open_)
        for probe in range(len(heights)):
            if open_[2][probe]:
                _close(codes, (probe, probes[1], probes[2], asking), open_, out)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _open(codes: Any, extent: Any, asked: Any, room: Any, out: Any) -> None:
    """Which of some rows the coarse probe and the head leave open, with the products of their heads."""
    head, side, tail, (groups, width, narrow) = codes
    start, end, allowed = extent
    coarse, asking = asked
    heights = asking[2]
    sums, beside, products_, tops = room
    open_rows, open_products, counts = out
    counts[:] = 0
    for first in range(start, end, TILE):
        last = min(TILE, end - first)
        if len(allowed) and not _any(allowed, first, last):
            continue
        prefetch(head, (first + SOON * TILE) * groups * QUAD, TILE * groups * QUAD)
        prefetch(side, (first // TILE + SOON) * _SIDE_BYTES, _SIDE_BYTES)
        _coarse_sums((head, first * groups * QUAD), coarse, groups, narrow, (len(heights), sums))
        _widen(side, first // TILE, beside)
        for probe in range(len(heights)):
            if not _reached(beside, sums, asking, probe):
                continue
            _tops(beside, sums, asking, probe, (products_, tops))
            height, at = heights[probe], counts[probe]
            for row in range(last):
                if not (tops[row] < height) and (len(allowed) == 0 or allowed[first + row]):
                    open_rows[probe, at], open_products[probe, at] = first + row, products_[row]
                    prefetch(tail, (first + row) * width, width)
                    at += 1
            counts[probe] = at


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _close(codes: Any, asked: Any, open_: Any, out: Any) -> None:
    """Which of the open rows their whole codes leave open, by the coarse probe and then by the probe as it is."""
    head, side, tail, (groups, width, narrow) = codes
    probe, ahead, behind, asking = asked
    margins, height = asking[1], asking[2][probe]
    open_rows, open_products, open_counts = open_
    found, uppers, counts = out
    # Places without a sign: one that could be negative would be looked at for that, number by number.
    tail_bytes, half = np.uint64(width), np.uint64(ahead.shape[1] // 2)
    length = np.uint64(len(behind) // len(margins))
    for place in range(open_counts[probe]):
        row = open_rows[probe, place]
        at, asked_at = np.uint64(row) * tail_bytes, np.uint64(probe) * length
        if narrow:
            lack = _widened(np.uint16(tail[at]) | np.uint16(tail[at + np.uint64(1)]) << np.uint16(8))
            at += _LACK_BYTES
            further = _pairs((tail, at), (behind, asked_at), half)
            asked_at += half + half
            further += _numbers((tail, at + half), (behind, asked_at), length - half - half)
        else:
            lack = _short(side, row, _LACK)
            further = _numbers((tail, at), (behind, asked_at), length)
        product = open_products[probe, place] + further
        if not (_upper(side, row, (product, lack, margins[probe, _COARSE]), asking, probe) < height):
            product = _head_product((head, row, groups, narrow), ahead, probe) + further
            upper = _upper(side, row, (product, lack, margins[probe, _FINE]), asking, probe)
            if not (upper < height):
                found[probe, counts[probe]], uppers[probe, counts[probe]] = row, upper
                counts[probe] += 1


@njit(nogil=True, cache=True)
def _any(allowed: Any, first: Any, count: Any) -> Any:
    for row in range(count):  # noqa: SIM110 (Numba compiles no generators)
        if allowed[first + row]:
            return True
    return False


@njit(nogil=True, cache=True)
def _coarse_sums(tile: Any, probes: Any, groups: Any, narrow: Any, out: Any) -> None:
    count, sums = out
    if count == 1:
        products_of_one(tile, (probes, 0), groups, narrow, (sums, 0))
        return
    for place in range(0, len(sums), PROBES):
        products(tile, (probes, place), groups, narrow, (sums, place))


_FINE, _COARSE, _OFFSET = range(3)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _margins(facts: Any, limits: Any) -> Any:
    """For each probe what is added to every score, by the probe as it is and by the coarse one, and to every value.

    A value is computed in some ten steps from numbers of at most `size`: 16 roundings of that are room for them.
    """
    reach, spread, lack, lean, pull, push = limits
    margins = np.empty((len(facts), 3), np.float32)
    for probe in range(len(facts)):
        fact = facts[probe]
        leaning = lean * abs(fact[SHARE])
        unsure = fact[SLACK] + fact[REACH_SLACK] * reach + _SHORT_ROUNDOFF * leaning
        blur = fact[BLUR] * spread
        score = abs(fact[BASE]) + unsure + blur + fact[SPAN] * reach + fact[LENGTH] * lack + 2 * leaning
        above, centre = score + abs(fact[CENTRE]), fact[CENTRE]
        size = (fact[DIRECT] + fact[SCALED] * pull) * above + fact[SCALED] * push + abs(fact[OFFSET])
        size += fact[DIRECT] * abs(centre)
        margins[probe, _FINE] = fact[BASE] - centre + unsure
        margins[probe, _COARSE] = fact[BASE] - centre + unsure + blur
        margins[probe, _OFFSET] = fact[OFFSET] + fact[DIRECT] * centre + _ROUNDINGS * size
    return margins


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _widen(side: Any, tile: Any, beside: Any) -> None:
    """A tile's shorts as float32."""
    for kind in range(SIDES):
        for row in range(TILE):
            beside[kind, row] = _widened(side[tile, kind, row])


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _reached(beside: Any, sums: Any, asked: Any, probe: Any) -> Any:
    """Whether a tile has rows that may reach the height, by the coarse probe and the head alone.

    Most tiles have none. This says no more than that, for writing down what each row has takes four times as long.
    """
    # Everything is taken out of its array first: the compiler could not know that no number of it changes meanwhile.
    # And 32 bits stay 32 bits by force, or half as many rows fit an instruction.
    facts, margins, heights = asked
    step, shift = facts[probe, STEP], np.int32(facts[probe, SHIFT])
    known = margins[probe, _COARSE], facts[probe, SHARE], facts[probe, TAIL], facts[probe, LENGTH]
    height, line = heights[probe], _line(facts, margins, probe)
    reached = np.int32(0)
    for row in range(TILE):
        # Taken off as whole numbers: what is left of 1,024 products is one of a float32, the sum itself may not be.
        product = step * np.float32(np.int32(sums[probe, row] - shift))
        reached = np.int32(reached | np.int32(not (_top(beside, row, product, known, line) < height)))
    return reached != 0


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _tops(beside: Any, sums: Any, asked: Any, probe: Any, out: Any) -> None:
    """The bounds that `_reached` looks at, and the products of the rows' heads before their scale."""
    facts, margins, _ = asked
    products_, tops = out
    step, shift = facts[probe, STEP], np.int32(facts[probe, SHIFT])
    known = margins[probe, _COARSE], facts[probe, SHARE], facts[probe, TAIL], facts[probe, LENGTH]
    line = _line(facts, margins, probe)
    for row in range(TILE):
        products_[row] = step * np.float32(np.int32(sums[probe, row] - shift))
        tops[row] = _top(beside, row, products_[row], known, line)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _top(beside: Any, row: Any, product: Any, known: Any, line: Any) -> Any:
    unsure, share, rest, length = known
    score = unsure + beside[_SCALE, row] * product
    score = score + beside[_LEANS, row] * share
    score = score + beside[_REST, row] * rest
    score = score + beside[_LACK, row] * length
    return _upper_value(score, beside[_PULL, row], beside[_PUSH, row], line)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper(side: Any, row: Any, known: Any, asked: Any, probe: Any) -> Any:
    """The upper bound of a row's value, from the product of its whole code before its scale and what that lacks."""
    product, lack, unsure = known
    facts, margins, _ = asked
    score = unsure + _short(side, row, _SCALE) * product
    score += _short(side, row, _LEANS) * facts[probe, SHARE] + lack * facts[probe, LENGTH]
    return _upper_value(score, _short(side, row, _PULL), _short(side, row, _PUSH), _line(facts, margins, probe))


@njit(nogil=True, cache=True)
def _short(side: Any, row: Any, kind: Any) -> Any:
    return _widened(side[row // TILE, kind, row % TILE])


@njit(nogil=True, cache=True)
def _widened(short: Any) -> Any:
    return np.uint32(np.uint32(short) << np.uint32(16)).view(np.float32)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _line(facts: Any, margins: Any, probe: Any) -> Any:
    """What makes the upper bound of a value out of that of a score."""
    return facts[probe, DIRECT], facts[probe, SCALED], margins[probe, _OFFSET]


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper_value(above: Any, pull: Any, push: Any, line: Any) -> Any:
    """The upper bound of a row's value from that of its score above the chart's centre.

    direct * s + scaled * (s - m) / d is (direct + scaled / d) * (s - centre) + scaled * (centre - m) / d and a number
    that is the same for all rows. The pull is 1 / d or a little more: right where s is above the centre; below it, a
    little less than 1 / d is.
    """
    direct, scaled, offset = line
    return (offset + scaled * push) + (direct + scaled * pull) * max(above, _LEAST_OF_A_SHORT * above)


_SUMMED = {"contract", "reassoc"}
"""Of products that may be summed in any order."""


@njit(nogil=True, cache=True, error_model="numpy", fastmath=_SUMMED)
def _numbers(bytes_: Any, asked: Any, count: Any) -> Any:
    """The product of so many numbers, a byte each: of arrays, flat, and the places at which they begin."""
    tail, at = bytes_
    probes, first = asked
    total = np.float32(0)
    for place in range(count):
        total += probes[first + place] * np.float32(np.int8(tail[at + place]))
    return total


@njit(nogil=True, cache=True, error_model="numpy", fastmath=_SUMMED)
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


@njit(nogil=True, cache=True, error_model="numpy", fastmath=_SUMMED)
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
