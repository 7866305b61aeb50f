"""Probes as codes are asked: coarsely in bytes, finely in float32, and with what either lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes import Chart
from antigone.engine.index.values import RowQuery
from antigone.engine.types import FloatArray

BASE, SHARE, STEP, SHIFT, BLUR, TAIL, LENGTH, REACH_SLACK, SLACK, DIRECT, SCALED, OFFSET = range(12)
"""Columns of `Probes.facts`, for a probe q of which `Chart.parted` leaves r, h in the numbers of the chart, w * h with
its weights:

<q, mean>; how many times the mean it has; the step of the coarse probe; 128 times its sum; the length of what it lacks
of w * h over the head; the length of h behind the head; that of r; the roundings of a product by the reach of the
codes, and by nothing; and the three numbers of RowQuery.
"""

_HIGHEST = 127
_HALF = 128
_AT_ONCE = 4
_UNIT_ROUNDOFF = 2.0**-24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probes:
    """coarse: int8 (Q rounded up to 4, head). fine: float32 (Q, D). facts: float32 (Q, 12).

    heights: float32 (Q,), what a row's value must be able to reach to be of interest.
    """

    coarse: NDArray[np.int8]
    fine: FloatArray
    facts: FloatArray
    heights: FloatArray

    @classmethod
    def of(cls, queries: Sequence[RowQuery], chart: Chart, heights: FloatArray) -> Self:
        shares, rests = zip(*(chart.parted(query.probe) for query in queries), strict=True)
        turned = np.stack([chart.turned(rest) for rest in rests])
        weighted = turned * chart.weights
        head = weighted[:, : chart.head]
        steps = np.maximum(np.abs(head).max(axis=1), np.finfo(np.float32).tiny * _HIGHEST) / _HIGHEST
        steps = steps.astype(np.float32).astype(np.float64)
        rounded = np.rint(head / steps[:, None]).clip(-_HIGHEST, _HIGHEST)
        coarse = np.zeros((-(-len(queries) // _AT_ONCE) * _AT_ONCE, chart.head), dtype=np.int8)
        coarse[: len(queries)] = rounded
        lengths = np.array([np.linalg.norm(query.probe.astype(np.float64)) for query in queries])
        bases = np.array([query.probe.astype(np.float64) @ chart.mean.astype(np.float64) for query in queries])
        # A product of n numbers in float32 is off by n u |a| |b|; twice that and 64 cover the few roundings beside it.
        roundings = (2 * chart.length + 64) * _UNIT_ROUNDOFF
        facts = np.column_stack(
            [
                bases,
                shares,
                steps,
                _HALF * rounded.sum(axis=1),
                np.linalg.norm(head - steps[:, None] * rounded, axis=1)
                + 16 * _UNIT_ROUNDOFF * np.linalg.norm(head, axis=1),
                np.linalg.norm(turned[:, chart.head :], axis=1),
                [np.linalg.norm(rest) for rest in rests],
                roundings * np.linalg.norm(turned, axis=1),
                roundings * (np.abs(bases) + 4 * lengths),
                *zip(*((query.direct, query.scaled, query.offset) for query in queries), strict=True),
            ]
        )
        return cls(coarse=coarse, fine=weighted.astype(np.float32), facts=facts.astype(np.float32), heights=heights)

    def __len__(self) -> int:
        return len(self.fine)
