"""What rows that Milvus did not give can score at most: by that a list is proven.

A row with u = 1 / d, v = m / d and the product t has the cosine s = (t + v) / (a + u), and its value is

    scaled * t + (direct - scaled * a) * s + offset.

For a given t, s as a function of (u, v) is one linear function over another: over a convex polygon it is highest and
lowest at corners. So a collection keeps the corners of the convex hull of its rows' (u, v), some dozen. At
100,000 templates by the box around them one list in four took more than 16,384 rows to prove; by the hull 70 (median),
490 at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from antigone.casework.recognition.milvus.points import Frame, cohort_shape, point_of_query
from antigone.engine.index import IndexRows, RowQuery
from antigone.engine.types import FloatArray

__all__ = ["Spread"]

_UNIT_ROUNDOFF = 2.0**-24

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What all rows of a collection lie within.

    corners: of the convex hull of (1 / d, m / d). longest: no point is longer.
    """

    corners: tuple[Corner, ...] = ()
    longest: float = 0.0

    def including(self, rows: IndexRows, points: FloatArray) -> Self:
        """The spread of these rows besides, and of their points."""
        steep, shift = cohort_shape(rows.cohort)
        found = zip(steep.tolist(), shift.tolist(), strict=True)
        longest = float(np.linalg.norm(points.astype(np.float64), axis=1).max(initial=0.0))
        return type(self)(corners=_hull([*self.corners, *found]), longest=max(self.longest, longest))

    def ceiling(self, product: float, query: RowQuery, frame: Frame) -> float:
        """What the exact value of a row cannot exceed whose product, in Milvus's float32, is at most this."""
        product = frame.whole_product(product + self._slack(query), query)
        cosines = [(product + shift) / (frame.typical + steep) for steep, shift in self.corners]
        leaning = query.direct - query.scaled * frame.typical
        highest = query.scaled * product + leaning * (max(cosines) if leaning > 0 else min(cosines)) + query.offset
        return highest + 1e-9 * (1 + abs(highest) + abs(query.scaled * product) + abs(query.offset))

    def _slack(self, query: RowQuery) -> float:
        """How far a float32 product of numbers rounded to float32 can be from the true one, however it is summed."""
        asked = point_of_query(query).astype(np.float64)
        return 1.01 * (len(asked) + 3) * _UNIT_ROUNDOFF * self.longest * float(np.linalg.norm(asked))


def _hull(points: Iterable[Corner]) -> tuple[Corner, ...]:
    """Corners of the convex hull, from the lowest on around (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    return (*_chain(ordered), *_chain(ordered[::-1]))


def _chain(ordered: list[Corner]) -> list[Corner]:
    """One side of the hull, without its last corner."""
    side: list[Corner] = []
    for point in ordered:
        while len(side) > 1 and _turn(side[-2], side[-1], point) <= 0:
            side.pop()
        side.append(point)
    return side[:-1]


def _turn(start: Corner, middle: Corner, end: Corner) -> float:
    """Above zero where the way turns left."""
    return (middle[0] - start[0]) * (end[1] - start[1]) - (middle[1] - start[1]) * (end[0] - start[0])
