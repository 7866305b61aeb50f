"""The scan of some tiles: a bound from few bytes for every row, a finer one where that is not enough.

Bounds are compared so that a number that is none (NaN, where a cohort's deviation is beyond all measure) stays open.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from antigone.engine.index.codes import QUAD, SHORT_ROUNDOFF, SIDES, TILE, Codes
from antigone.engine.index.kernels.probes import (
    BASE,
    BLUR,
    CENTRE,
    DIRECT,
    FINE_BLUR,
    FINE_SHIFT,
    FINER,
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
_ALL = np.empty(0, dtype=np.uint8)


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

    def found(self, probe: int, count: int) -> Found:
        """A copy of what the last scan found for a probe."""
        return Found(rows=self.rows[probe, :count].copy(), upper=self.upper[probe, :count].copy())


def scan_codes(codes: Codes, rows: slice, allowed: NDArray[np.bool_] | None, probes: Probes, room: Room) -> list[Found]:
    """One for each probe: which of the rows may be as high as the probe's height.

    rows: first and last, the first that of a tile; positions are counted from it. allowed: which of these rows are.
    """
    tiles = slice(rows.start // TILE, -(-rows.stop // TILE))
    _scan(
        (_read_only(codes.head[tiles]), _read_only(codes.side[tiles]), _read_only(codes.tail[rows])),
        (np.int64(rows.stop - rows.start), np.array([*codes.limits], dtype=np.float32)),
        _read_only(_ALL if allowed is None else allowed.view(np.uint8)),
        (probes.coarse, probes.fine, probes.tail, probes.facts, probes.heights),
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
    # Arrays are handed on with a place rather than cut: each cut counts its users, which costs more than some tiles do.
    head, side, tail = codes
    rows, limits = extent
    coarse, fine, behind, facts, heights = asked
    found, uppers, counts = out
    groups = head.shape[1]
    stored, probes, finer = head.reshape(-1), coarse.reshape(-1), fine.reshape(-1)
    sums, finer_sums = np.empty((coarse.shape[0], TILE), np.int32), np.empty((1, TILE), np.int32)
    beside, products_, tops = (
        np.empty((SIDES, TILE), np.float32),
        np.empty(TILE, np.float32),
        np.empty(TILE, np.float32),
    )
    margins = _margins(facts, limits)
    asking = facts, margins, heights
    counts[:] = 0
    for tile in range((rows + TILE - 1) // TILE):
        first = tile * TILE
        last = min(TILE, rows - first)
        if len(allowed) and not _any(allowed, first, last):
            continue
        at_tile = stored, first * groups * QUAD
        _coarse_sums(at_tile, probes, groups, (len(heights), sums))
        _widen(side, tile, beside)
        for probe in range(len(heights)):
            if not _coarse_tops(beside, sums, asking, probe):
                continue
            products_of_one(at_tile, (finer, probe), groups, (finer_sums, 0))
            if not _fine_tops(beside, (sums, finer_sums), asking, probe, (products_, tops)):
                continue
            height = heights[probe]
            for row in range(last):
                if not (tops[row] < height) and (len(allowed) == 0 or allowed[first + row]):
                    product = products_[row] + _product(tail[first + row], behind[probe])
                    upper = _upper(beside, row, product, asking, probe)
                    if not (upper < height):
                        at = counts[probe]
                        found[probe, at], uppers[probe, at] = first + row, upper
                        counts[probe] = at + 1


@njit(nogil=True, cache=True)
def _any(allowed: Any, first: Any, count: Any) -> Any:
    for row in range(count):  # noqa: SIM110 (Numba compiles no generators)
        if allowed[first + row]:
            return True
    return False


@njit(nogil=True, cache=True)
def _coarse_sums(tile: Any, probes: Any, groups: Any, out: Any) -> None:
    count, sums = out
    if count == 1:
        products_of_one(tile, (probes, 0), groups, (sums, 0))
        return
    for place in range(0, len(sums), PROBES):
        products(tile, (probes, place), groups, (sums, place))


_FINE, _COARSE, _OFFSET = range(3)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _margins(facts: Any, limits: Any) -> Any:
    """For each probe what is added to every score, by the fine and by the coarse probe, and to every value.

    A value is computed in some ten steps from numbers of at most `size`: 16 roundings of that are room for them.
    """
    reach, spread, lack, lean, pull, push = limits
    margins = np.empty((len(facts), 3), np.float32)
    for probe in range(len(facts)):
        fact = facts[probe]
        leaning = lean * abs(fact[SHARE])
        unsure = fact[SLACK] + fact[REACH_SLACK] * reach + _SHORT_ROUNDOFF * leaning
        fine, blur = fact[FINE_BLUR] * spread, fact[BLUR] * spread
        score = abs(fact[BASE]) + unsure + fine + blur + fact[SPAN] * reach + fact[LENGTH] * lack + 2 * leaning
        size = fact[DIRECT] * score + fact[SCALED] * (pull * (score + abs(fact[CENTRE])) + push) + abs(fact[OFFSET])
        margins[probe, _FINE] = fact[BASE] + unsure + fine
        margins[probe, _COARSE] = fact[BASE] + unsure + blur
        margins[probe, _OFFSET] = fact[OFFSET] + _ROUNDINGS * size
    return margins


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _widen(side: Any, tile: Any, beside: Any) -> None:
    """A tile's shorts as float32."""
    for kind in range(SIDES):
        for row in range(TILE):
            beside[kind, row] = np.uint32(np.uint32(side[tile, kind, row]) << np.uint32(16)).view(np.float32)


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _coarse_tops(beside: Any, sums: Any, asked: Any, probe: Any) -> Any:
    """How many of a tile's rows may reach the height, by the coarse probe and the head alone."""
    # Everything is taken out of its array first: the compiler could not know that no number of it changes meanwhile.
    # And 32 bits stay 32 bits by force, or half as many rows fit an instruction. Together, a fifth of the time.
    facts, margins, heights = asked
    step, shift = facts[probe, STEP], np.int32(facts[probe, SHIFT])
    share, rest, length = facts[probe, SHARE], facts[probe, TAIL], facts[probe, LENGTH]
    unsure, height, line = margins[probe, _COARSE], heights[probe], _line(facts, margins, probe)
    reaching = np.int32(0)
    for row in range(TILE):
        # Taken off as whole numbers: what is left of 1,024 products is one of a float32, the sum itself may not be.
        product = step * np.float32(np.int32(sums[probe, row] - shift))
        score = unsure + beside[_SCALE, row] * product
        score = score + beside[_LEANS, row] * share
        score = score + beside[_REST, row] * rest
        score = score + beside[_LACK, row] * length
        top = _upper_value(score, beside[_PULL, row], beside[_PUSH, row], line)
        reaching = np.int32(reaching + np.int32(not (top < height)))
    return reaching


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _fine_tops(beside: Any, sums: Any, asked: Any, probe: Any, out: Any) -> Any:
    """As `_coarse_tops`, by the fine probe; with the bounds, and the products of the rows' heads before their scale."""
    coarse_sums, fine_sums = sums
    facts, margins, heights = asked
    products_, tops = out
    step, shift, fine_shift = facts[probe, STEP], np.int32(facts[probe, SHIFT]), np.int32(facts[probe, FINE_SHIFT])
    share, rest, length = facts[probe, SHARE], facts[probe, TAIL], facts[probe, LENGTH]
    unsure, height, line = margins[probe, _FINE], heights[probe], _line(facts, margins, probe)
    fine_step = step / np.float32(FINER)
    reaching = np.int32(0)
    for row in range(TILE):
        product = step * np.float32(np.int32(coarse_sums[probe, row] - shift))
        product = product + fine_step * np.float32(np.int32(fine_sums[0, row] - fine_shift))
        products_[row] = product
        score = unsure + beside[_SCALE, row] * product
        score = score + beside[_LEANS, row] * share
        score = score + beside[_REST, row] * rest
        score = score + beside[_LACK, row] * length
        top = _upper_value(score, beside[_PULL, row], beside[_PUSH, row], line)
        tops[row] = top
        reaching = np.int32(reaching + np.int32(not (top < height)))
    return reaching


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper(beside: Any, row: Any, product: Any, asked: Any, probe: Any) -> Any:
    """The upper bound of a row's value by the fine probe and its whole code, from their product before its scale."""
    facts, margins, _ = asked
    score = margins[probe, _FINE] + beside[_SCALE, row] * product
    score += beside[_LEANS, row] * facts[probe, SHARE] + beside[_LACK, row] * facts[probe, LENGTH]
    return _upper_value(score, beside[_PULL, row], beside[_PUSH, row], _line(facts, margins, probe))


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _line(facts: Any, margins: Any, probe: Any) -> Any:
    """What makes the upper bound of a value out of that of a score."""
    return facts[probe, DIRECT], facts[probe, SCALED], facts[probe, CENTRE], margins[probe, _OFFSET]


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract"})
def _upper_value(score: Any, pull: Any, push: Any, line: Any) -> Any:
    """The upper bound of a row's value from that of its score.

    scaled * (s - m) / d is scaled * ((s - centre) / d + (centre - m) / d). The pull is 1 / d or a little more: right
    where s is above the centre; below it, a little less than 1 / d is.
    """
    direct, scaled, centre, offset = line
    pulled = pull * (score - centre)
    return (offset + direct * score) + scaled * (push + max(pulled, _LEAST_OF_A_SHORT * pulled))


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"contract", "reassoc"})
def _product(codes: Any, numbers: Any) -> Any:
    """Summed in any order."""
    total = np.float32(0)
    for place in range(len(codes)):
        total += numbers[place] * np.float32(codes[place])
    return total
