"""What a row's value cannot exceed: of a tile's rows by their heads, of one row by its whole code.

Bounds are compared so that a number that is none (NaN, where a cohort's deviation is beyond all measure) stays open.
"""

from typing import Any

import numpy as np

from antigone.engine.index.codes import LACK, LEAN, MISFIT, PULL, PUSH, REST, SCALE, TILE, WHOLE_LACK
from antigone.engine.index.kernels.compiling import part
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
)

_ROUNDINGS = np.float32(32 * 2.0**-24)
INFINITE = np.float32(np.inf)
_HALF = TILE // 2

(
    FINE,
    COARSE,
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
"""Columns of `bound_lines`: what is added to every score by the probe as it is, by the coarse one, and by its head
alone where rests and lacks are counted in steps; what a step of these, and of what rows lean, is worth in a score; what
is added to every value, what a step of a push is worth in it; what every score is multiplied with, what a step of a
pull adds to that; and what a score below the centre is multiplied with besides, for its pull may be a step too large.
"""


@part
def bound_lines(facts: Any, known: Any) -> Any:
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
        lines[probe, FINE] = fact[BASE] - centre + unsure + share * grids[LEAN, 0]
        lines[probe, COARSE] = lines[probe, FINE] + blur
        lines[probe, _HEAD] = lines[probe, COARSE] + fact[TAIL] * grids[REST, 0] + fact[LENGTH] * grids[LACK, 0]
        lines[probe, _LEANS] = share * grids[LEAN, 1]
        lines[probe, _RESTS] = fact[TAIL] * grids[REST, 1]
        lines[probe, _LACKS] = fact[LENGTH] * grids[LACK, 1]
        lines[probe, _OFFSET] = fact[OFFSET] + direct * centre + scaled * grids[PUSH, 0] + _ROUNDINGS * size
        lines[probe, _PUSHES] = scaled * grids[PUSH, 1]
        lines[probe, _SLOPE] = direct + scaled * grids[PULL, 0]
        lines[probe, _PULLS] = scaled * grids[PULL, 1]
        lines[probe, _BELOW] = np.float32(-1.01) * lines[probe, _PULLS]
    return lines


@part
def reached(beside: Any, sums: Any, asked: Any, probe: Any) -> Any:
    """Which rows of a tile may reach the height, by the coarse probe and the head alone: a bit each.

    beside: the steps of all tiles, and which of them.
    """
    facts, lines, heights, grids = asked
    fixed = (facts[probe, STEP], np.int32(facts[probe, SHIFT]), heights[probe]), _constants(lines, grids, probe)
    low, high = _bits(beside, (sums, probe), 0, fixed), _bits(beside, (sums, probe), _HALF, fixed)
    return np.uint64(low) | np.uint64(high) << np.uint64(_HALF)


@part
def _bits(beside: Any, sums: Any, first: Any, fixed: Any) -> Any:
    """Of 32 rows, from that one on."""
    # Everything is taken out of its array before: the compiler could not know that no number of it changes meanwhile.
    # And 32 bits stay 32 bits by force, or half as many rows fit an instruction.
    (step, shift, height), constants = fixed
    bits = np.uint32(0)
    for row in range(_HALF):
        # Taken off as whole numbers: what is left of 1,024 products is one of a float32, the sum itself may not be.
        product = step * np.float32(np.int32(sums[0][sums[1], first + row] - shift))
        above = not (_top(beside[0], (beside[1], first + row), product, constants) < height)
        bits = np.uint32(bits | np.uint32(np.uint32(above) << np.uint32(row)))
    return bits


@part
def coarse_product(sums: Any, asked: Any, probe: Any, row: Any) -> Any:
    """The product of a row's head before its scale."""
    facts = asked[0]
    return facts[probe, STEP] * np.float32(np.int32(sums[probe, row] - np.int32(facts[probe, SHIFT])))


@part
def _constants(lines: Any, grids: Any, probe: Any) -> Any:
    """What a probe's bounds by the head are made of: of scales, of scores, and of values."""
    return (
        (grids[SCALE, 0], grids[SCALE, 1]),
        (lines[probe, _HEAD], lines[probe, _LEANS], lines[probe, _RESTS], lines[probe, _LACKS]),
        _value(lines, probe),
    )


@part
def _value(lines: Any, probe: Any) -> Any:
    offset, pushes = lines[probe, _OFFSET], lines[probe, _PUSHES]
    return offset, pushes, lines[probe, _SLOPE], lines[probe, _PULLS], lines[probe, _BELOW]


@part
def _top(side: Any, place: Any, product: Any, constants: Any) -> Any:
    tile, row = place
    scales, (unsure, leans, rests, lacks), value = constants
    above = unsure + (scales[0] + scales[1] * np.float32(side[tile, SCALE, row])) * product
    above = above + leans * np.float32(side[tile, LEAN, row])
    above = above + rests * np.float32(side[tile, REST, row])
    lack = side[tile, LACK, row]
    above = above + lacks * (INFINITE if lack == MISFIT else np.float32(lack))
    return _upper_value(above, np.float32(side[tile, PULL, row]), np.float32(side[tile, PUSH, row]), value)


@part
def upper_bound(side: Any, row: Any, known: Any, asked: Any, probe: Any) -> Any:
    """The upper bound of a row's value, from the product of its whole code before its scale and what that lacks."""
    product, lack, unsure = known
    facts, lines, _, grids = asked
    tile, place = row // TILE, row % TILE
    above = unsure + number_beside(side, row, SCALE, grids) * product
    above += lines[probe, _LEANS] * np.float32(side[tile, LEAN, place]) + lack * facts[probe, LENGTH]
    pull, push = np.float32(side[tile, PULL, place]), np.float32(side[tile, PUSH, place])
    return _upper_value(above, pull, push, _value(lines, probe))


@part
def number_beside(side: Any, row: Any, kind: Any, grids: Any) -> Any:
    return stepped(side[row // TILE, kind, row % TILE], kind, grids)


@part
def stepped(step: Any, kind: Any, grids: Any) -> Any:
    """The number that a step stands for; infinity for what is a row's lack where nothing is known of it."""
    return INFINITE if step == MISFIT else grids[kind, 0] + grids[kind, 1] * np.float32(step)


@part
def _upper_value(above: Any, pull: Any, push: Any, value: Any) -> Any:
    """The upper bound of a row's value from that of its score above the chart's centre, its pull and push in steps.

    direct * s + scaled * (s - m) / d + offset is (direct + scaled / d) * (s - centre) + scaled * (centre - m) / d and a
    number that is the same for all rows. The pull is 1 / d or up to a step more: right where s is above the centre;
    below it, up to a step less is.
    """
    offset, pushes, slope, pulls, below = value
    return ((offset + pushes * push) + (slope + pulls * pull) * above) + max(np.float32(0), below * above)
