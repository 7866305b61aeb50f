"""Probes as codes are asked: in a byte a number, with what that lacks, and as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes import Chart
from antigone.engine.index.kernels.compiling import loop
from antigone.engine.index.kernels.instructions import LEADING, PAIR
from antigone.engine.index.kernels.products import PRODUCTS
from antigone.engine.index.values import RowQuery
from antigone.engine.types import FloatArray

(
    BASE,
    SHARE,
    STEP,
    SHIFT,
    BLUR,
    TAIL,
    LENGTH,
    SPAN,
    REACH_SLACK,
    SLACK,
    CENTRE,
    DIRECT,
    SCALED,
    OFFSET,
) = range(14)
"""Columns of `Probes.facts`, for a probe q of which `Chart.parted` leaves r, h in the numbers of the chart, w * h with
its weights:

<q, mean>; how many times the mean it has; the step of the coarse probe; what a product of it with a row's head is too
large by; the length of what the coarse probe lacks of w * h over the head; the length of h behind the head; that of r;
that of h; the roundings of a product by the reach of the codes, and by nothing; the
chart's centre; and the three numbers of RowQuery.
"""

_HIGHEST = PAIR - 1
_HALF = 128
_NARROW_HALF = 8
_STEPS = 16
_UNIT_ROUNDOFF = 2.0**-24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probes:
    """coarse: int8, the heads of w * h in steps, as products take them.
    head: float32 (Q, head), w * h; tail: float32 (Q, D - head), or where heads are narrow (Q, D), a sixteenth of it, of
    all that a row's tail has.
    facts: float32 (Q, 14).

    heights: float32 (Q,), what a row's value must be able to reach to be of interest.
    """

    coarse: NDArray[np.int8]
    head: FloatArray
    tail: FloatArray
    facts: FloatArray
    heights: FloatArray

    @classmethod
    def of(cls, queries: Sequence[RowQuery], chart: Chart, heights: FloatArray) -> Self:
        shares, rests = zip(*(chart.parted(query.probe) for query in queries), strict=True)
        turned = np.stack([_turned(rest, chart) for rest in rests])
        weighted = turned * chart.weights
        head = weighted[:, : chart.head]
        steps = np.maximum(_largest(head, chart), np.finfo(np.float32).tiny * _HIGHEST) / _HIGHEST
        steps = steps.astype(np.float32).astype(np.float64)
        rounded = np.rint(head / steps[:, None])
        lacking = head - steps[:, None] * rounded
        lengths = _lengths(np.stack([query.probe.astype(np.float64) for query in queries]))
        bases = np.array([query.probe.astype(np.float64) @ chart.mean.astype(np.float64) for query in queries])
        # A product of n numbers in float32 is off by n u |a| |b|; twice that and 64 cover the few roundings beside it.
        roundoff = 16 * _UNIT_ROUNDOFF
        roundings = (2 * chart.length + 64) * _UNIT_ROUNDOFF
        # Upper and lower parts have together at most three times the size of a number: of 8, that is 16 and -8.
        parts = 3 if chart.narrow else 1
        facts = np.column_stack(
            [
                bases,
                shares,
                steps,
                (_NARROW_HALF if chart.narrow else _HALF) * rounded.sum(axis=1),
                _lengths(lacking) + roundoff * _lengths(head),
                _lengths(turned[:, chart.head :]),
                _lengths(np.stack(rests)),
                parts * _lengths(turned),
                parts * roundings * _lengths(turned),
                roundings * (np.abs(bases) + 4 * lengths),
                [chart.centre] * len(queries),
                *zip(*((query.direct, query.scaled, query.offset) for query in queries), strict=True),
            ]
        )
        return cls(
            coarse=PRODUCTS.asked(rounded.astype(np.int16), groups=chart.groups),
            head=head.astype(np.float32),
            tail=(weighted / _STEPS if chart.narrow else weighted[:, chart.head :]).astype(np.float32),
            facts=facts.astype(np.float32),
            heights=heights,
        )

    def __len__(self) -> int:
        return len(self.heights)


def _largest(head: NDArray[np.float64], chart: Chart) -> NDArray[np.float64]:
    """Of each probe (Q,) what must not come to more than `_HIGHEST` steps: a number, or two neighbours together.

    Half of them where numbers have two parts. Each of two may be half a step larger when rounded, and half of one when
    parted, so that both are one step more at most: `PAIR`.
    """
    sizes = np.abs(head)
    if not chart.narrow:
        sizes = (sizes[:, ::2] + sizes[:, 1::2]).repeat(2, axis=1)
    sizes[:, : chart.head // chart.groups * (chart.groups // LEADING)] /= 2
    largest: NDArray[np.float64] = sizes.max(axis=1)
    return largest


def _lengths(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.sqrt(np.square(rows).sum(axis=1))
    return lengths


def _turned(rest: NDArray[np.float64], chart: Chart) -> NDArray[np.float64]:
    """The rest of a probe (D,) as codes see it, before weights: float64 (D,)."""
    if chart.turn is None:
        return rest
    turned = np.zeros_like(rest)
    _add_rows(rest, chart.turn, turned)
    return turned


@loop
def _add_rows(shares: Any, rows: Any, total: Any) -> None:
    """A matrix product without the library that would put its threads on the cores which the scan needs next."""
    for row in range(rows.shape[0]):
        for number in range(rows.shape[1]):
            total[number] += shares[row] * rows[row, number]
