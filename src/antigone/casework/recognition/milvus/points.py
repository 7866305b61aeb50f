"""Templates as points for an inner product that ranks nearly as the ranking score does, with a bound on the rest.

A row of template x, cohort mean m and deviation d has the value direct * s + scaled * (s - m) / d + offset with
s = <probe, x>. Where direct / scaled is a number a, one over the deviation of a typical probe, that is scaled times
the inner product t of (probe, 1) with the row's point

    (x * (a + 1 / d), -m / d)

and for every other probe nearly so. The points are sent with an a that a collection keeps; a row that Milvus left out
has t at or below the last one's, from which follows what its value cannot exceed. By the cosine alone no such list
could be proven: the rows with the smallest deviation rise above those with a far higher cosine.
"""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import IndexRows, RowQuery
from antigone.engine.types import FloatArray

__all__ = ["Spread", "point_of_query", "points_of_rows"]

_UNIT_ROUNDOFF = 2.0**-24


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What all rows of a collection lie within.

    typical: the a of its points. steep: least and greatest 1 / d. shift: least and greatest m / d.
    """

    typical: float
    steep: tuple[float, float]
    shift: tuple[float, float]

    @classmethod
    def of(cls, rows: IndexRows, *, calibrated: bool) -> Self:
        """Of a collection's first rows. Without a calibration every m is 0, every d is 1, and s alone counts."""
        steep, shift = _cohort(rows)
        typical = float(np.median(steep)) if calibrated else 0.0
        return cls(typical=typical, steep=_ends(steep), shift=_ends(shift))

    def including(self, rows: IndexRows) -> Self:
        """The spread of these rows besides."""
        steep, shift = (_ends(values) for values in _cohort(rows))
        return replace(
            self,
            steep=(min(self.steep[0], steep[0]), max(self.steep[1], steep[1])),
            shift=(min(self.shift[0], shift[0]), max(self.shift[1], shift[1])),
        )

    def ceiling(self, product: float, query: RowQuery) -> float:
        """What the exact value of a row cannot exceed whose product, in Milvus's float32, is at most this.

        For given m / d the value is monotone in 1 / d, for given 1 / d linear in m / d: it is highest at a corner.
        """
        product += self._slack(query)
        highest = -math.inf
        for steep in self.steep:
            rate = (query.direct + query.scaled * steep) / (self.typical + steep)
            for shift in self.shift:
                highest = max(highest, (product + shift) * rate - query.scaled * shift)
        return highest + query.offset + 1e-9 * (1 + abs(highest) + abs(query.offset))

    def _slack(self, query: RowQuery) -> float:
        """How far a float32 product of numbers rounded to float32 can be from the true one, however it is summed."""
        numbers = len(query.probe) + 1
        longest = math.hypot(1.01 * (self.typical + self.steep[1]), max(map(abs, self.shift)))
        asked = math.hypot(float(np.linalg.norm(query.probe.astype(np.float64))), 1.0)
        return 1.01 * (numbers + 3) * _UNIT_ROUNDOFF * longest * asked


def points_of_rows(rows: IndexRows, typical: float) -> FloatArray:
    """Float32 (N, D + 1)."""
    steep, shift = _cohort(rows)
    vectors = rows.vectors.astype(np.float64) * (typical + steep)[:, None]
    return np.column_stack([vectors, -shift]).astype(np.float32)


def point_of_query(query: RowQuery) -> FloatArray:
    """Float32 (D + 1,)."""
    return np.append(query.probe, np.float32(1.0))


def _cohort(rows: IndexRows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """1 / d and m / d of each row."""
    mean, deviation = rows.cohort.astype(np.float64).T
    return 1 / deviation, mean / deviation


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    return float(values.min()), float(values.max())
