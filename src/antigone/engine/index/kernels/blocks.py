"""The scan of some tiles: a bound from few bytes for every row, finer ones where that is not enough.

Bounds are compared so that a number that is none (NaN, where a cohort's deviation is beyond all measure) stays open.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from antigone.engine.index.codes import (
    LACK,
    LACK_BYTES,
    LEAN,
    MISFIT,
    PULL,
    PUSH,
    QUAD,
    REST,
    SCALE,
    SIDES,
    TILE,
    WHOLE_LACK,
    Codes,
    highest,
)
from antigone.engine.index.kernels.bits import lowest_bit
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

_ROUNDINGS = np.float32(32 * 2.0**-24)
_INFINITE = np.float32(np.inf)
_LACK_BYTES = np.uint64(LACK_BYTES)
_ALL = np.empty(0, dtype=np.uint8)
AHEAD = 32
"""Tiles gone over before the open rows among them are looked at."""

SOON = 16_384
"""How many bytes on, a tile at least, is what is asked of memory now."""

_HALF = TILE // 2

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
            *(_read_only(array) for array in (head.reshape(-1), codes.side[tiles], tail.reshape(-1))),
            (head.shape[1], tail.shape[1], codes.chart.narrow),
        ),
        (rows.stop - rows.start, _read_only(_ALL if allowed is None else allowed.view(np.uint8))),
        (
            (probes.coarse.reshape(-1), probes.head, probes.tail.reshape(-1)),
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
    return np.array(codes.limits, dtype=np.float32), grids, np.array(largest, dtype=np.float32)


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
    probes, (facts, heights, known) = asked
    asking = facts, _lines(facts, known), heights, known[1]
    sums = np.empty((-(-len(heights) // PROBES) * PROBES, TILE), np.int32)
    beside = np.empty((SIDES, TILE), np.float32)
    room = sums, beside
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
    sums, beside = room
    open_rows, open_products, counts = out
    counts[:] = 0
    size = TILE * groups * QUAD
    soon = 1 + SOON // (size + _SIDE_BYTES)
    for first in range(start, end, TILE):
        last = min(TILE, end - first)
        if len(allowed) and not _any(allowed, first, last):
            continue
        prefetch(head, (first // TILE + soon) * size, size)
        prefetch(side, (first // TILE + soon) * _SIDE_BYTES, _SIDE_BYTES)
        _coarse_sums((head, first * groups * QUAD), coarse, groups, narrow, (len(heights), sums))
        _widen(side, first // TILE, beside)
        for probe in range(len(heights)):
            reached = _reached(beside, sums, asking, probe)
            while reached:
                row = lowest_bit(reached)
                reached &= reached - np.uint64(1)
                if row < last and (len(allowed) == 0 or allowed[first + row]):
                    at = counts[probe]
                    open_rows[probe, at], open_products[probe, at] = first + row, _product(sums, asking, probe, row)
                    prefetch(tail, (first + row) * width, width)
                    counts[probe] = at + 1


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
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
            lack = _stepped(tail[at], WHOLE_LACK, grids)
            at += _LACK_BYTES
            further = _pairs((tail, at), (behind, asked_at), half)
            asked_at += half + half
            further += _numbers((tail, at + half), (behind, asked_at), length - half - half)
        else:
            lack = _beside(side, row, LACK, grids)
            further = _numbers((tail, at), (behind, asked_at), length)
        product = open_products[probe, place] + further
        if not (_upper(side, row, (product, lack, lines[probe, _COARSE]), asking, probe) < height):
            product = _head_product((head, row, groups, narrow), ahead, probe) + further
            upper = _upper(side, row, (product, lack, lines[probe, _FINE]), asking, probe)
            if not (upper < height):
                found[probe, counts[probe]] = row
                uppers[probe, counts[probe]] = _INFINITE if np.isnan(upper) else upper
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


(
    _FINE,
    _COARSE,
    _HEAD,
    _LEANS,
    _RESTS,
    _LACKS,
    _OFFSET,
    _PUSHES,
    _SLOPE,
    _PULLS,
    _BELOW,
) = range(11)
"""Columns of `_lines`: what is added to every score by the probe as it is, by the coarse one, and by its head alone
where rests and lacks are counted in steps; what a step of these, and of what rows lean, is worth in a score; what is
added to every value, what a step of a push is worth in it; what every score is multiplied with, what a step of a pull
adds to that; and what a score below the centre is multiplied with besides, for its pull may be a step too large.
"""


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _lines(facts: Any, known: Any) -> Any:
    """Of each probe all that bounds are made of beside what rows have: float32 (Q, 11).

    A value is computed in some twenty steps from numbers of at most `size`: 32 roundings of that are room for them.
    """
    (reach, spread), grids, largest = known
    lines = np.empty((len(facts), 11), np.float32)
    for probe in range(len(facts)):
        fact = facts[probe]
        share, direct, scaled, centre = fact[SHARE], fact[DIRECT], fact[SCALED], fact[CENTRE]
        unsure = fact[SLACK] + fact[REACH_SLACK] * reach + np.float32(0.5) * grids[LEAN, 1] * abs(share)
        blur = fact[BLUR] * spread
        score = abs(fact[BASE]) + unsure + blur + fact[SPAN] * reach + fact[TAIL] * largest[REST]
        score += np.float32(2) * largest[LEAN] * abs(share) + fact[LENGTH] * (largest[LACK] + largest[WHOLE_LACK])
        size = (direct + scaled * largest[PULL]) * (score + abs(centre)) + scaled * largest[PUSH] + abs(fact[OFFSET])
        size += direct * abs(centre)
        lines[probe, _FINE] = fact[BASE] - centre + unsure + share * grids[LEAN, 0]
        lines[probe, _COARSE] = lines[probe, _FINE] + blur
        lines[probe, _HEAD] = lines[probe, _COARSE] + fact[TAIL] * grids[REST, 0] + fact[LENGTH] * grids[LACK, 0]
        lines[probe, _LEANS] = share * grids[LEAN, 1]
        lines[probe, _RESTS] = fact[TAIL] * grids[REST, 1]
        lines[probe, _LACKS] = fact[LENGTH] * grids[LACK, 1]
        lines[probe, _OFFSET] = fact[OFFSET] + direct * centre + scaled * grids[PUSH, 0] + _ROUNDINGS * size
        lines[probe, _PUSHES] = scaled * grids[PUSH, 1]
        lines[probe, _SLOPE] = direct + scaled * grids[PULL, 0]
        lines[probe, _PULLS] = scaled * grids[PULL, 1]
        lines[probe, _BELOW] = np.float32(-1.01) * lines[probe, _PULLS]
    return lines


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _widen(side: Any, tile: Any, beside: Any) -> None:
    """A tile's steps as float32."""
    for kind in range(SIDES):
        for row in range(TILE):
            beside[kind, row] = np.float32(side[tile, kind, row])
    for row in range(TILE):
        beside[LACK, row] = _INFINITE if side[tile, LACK, row] == MISFIT else beside[LACK, row]


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _reached(beside: Any, sums: Any, asked: Any, probe: Any) -> Any:
    """Which rows of a tile may reach the height, by the coarse probe and the head alone: a bit each."""
    facts, lines, heights, grids = asked
    fixed = (facts[probe, STEP], np.int32(facts[probe, SHIFT]), heights[probe]), _constants(lines, grids, probe)
    low, high = _bits(beside, (sums, probe), 0, fixed), _bits(beside, (sums, probe), _HALF, fixed)
    return np.uint64(low) | np.uint64(high) << np.uint64(_HALF)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _bits(beside: Any, sums: Any, first: Any, fixed: Any) -> Any:
    """Of 32 rows, from that one on."""
    # Everything is taken out of its array before: the compiler could not know that no number of it changes meanwhile.
    # And 32 bits stay 32 bits by force, or half as many rows fit an instruction.
    (step, shift, height), constants = fixed
    bits = np.uint32(0)
    for row in range(_HALF):
        # Taken off as whole numbers: what is left of 1,024 products is one of a float32, the sum itself may not be.
        product = step * np.float32(np.int32(sums[0][sums[1], first + row] - shift))
        above = not (_top(beside, first + row, product, constants) < height)
        bits = np.uint32(bits | np.uint32(np.uint32(above) << np.uint32(row)))
    return bits


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _product(sums: Any, asked: Any, probe: Any, row: Any) -> Any:
    """The product of a row's head before its scale."""
    facts = asked[0]
    return facts[probe, STEP] * np.float32(np.int32(sums[probe, row] - np.int32(facts[probe, SHIFT])))


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _constants(lines: Any, grids: Any, probe: Any) -> Any:
    """What a probe's bounds by the head are made of: of scales, of scores, and of values."""
    return (
        (grids[SCALE, 0], grids[SCALE, 1]),
        (lines[probe, _HEAD], lines[probe, _LEANS], lines[probe, _RESTS], lines[probe, _LACKS]),
        _value(lines, probe),
    )


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _value(lines: Any, probe: Any) -> Any:
    offset, pushes = lines[probe, _OFFSET], lines[probe, _PUSHES]
    return offset, pushes, lines[probe, _SLOPE], lines[probe, _PULLS], lines[probe, _BELOW]


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _top(beside: Any, row: Any, product: Any, constants: Any) -> Any:
    scales, (unsure, leans, rests, lacks), value = constants
    above = unsure + (scales[0] + scales[1] * beside[SCALE, row]) * product
    above = above + leans * beside[LEAN, row]
    above = above + rests * beside[REST, row]
    above = above + lacks * beside[LACK, row]
    return _upper_value(above, beside[PULL, row], beside[PUSH, row], value)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper(side: Any, row: Any, known: Any, asked: Any, probe: Any) -> Any:
    """The upper bound of a row's value, from the product of its whole code before its scale and what that lacks."""
    product, lack, unsure = known
    facts, lines, _, grids = asked
    tile, place = row // TILE, row % TILE
    above = unsure + _beside(side, row, SCALE, grids) * product
    above += lines[probe, _LEANS] * np.float32(side[tile, LEAN, place]) + lack * facts[probe, LENGTH]
    pull, push = np.float32(side[tile, PULL, place]), np.float32(side[tile, PUSH, place])
    return _upper_value(above, pull, push, _value(lines, probe))


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _beside(side: Any, row: Any, kind: Any, grids: Any) -> Any:
    return _stepped(side[row // TILE, kind, row % TILE], kind, grids)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _stepped(step: Any, kind: Any, grids: Any) -> Any:
    """The number that a step stands for; infinity for what is a row's lack where nothing is known of it."""
    return _INFINITE if step == MISFIT else grids[kind, 0] + grids[kind, 1] * np.float32(step)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper_value(above: Any, pull: Any, push: Any, value: Any) -> Any:
    """The upper bound of a row's value from that of its score above the chart's centre, its pull and push in steps.

    direct * s + scaled * (s - m) / d + offset is (direct + scaled / d) * (s - centre) + scaled * (centre - m) / d and a
    number that is the same for all rows. The pull is 1 / d or up to a step more: right where s is above the centre;
    below it, up to a step less is.
    """
    offset, pushes, slope, pulls, below = value
    return ((offset + pushes * push) + (slope + pulls * pull) * above) + max(np.float32(0), below * above)


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
