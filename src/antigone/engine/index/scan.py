"""Finding the rows that may be highest, fast. What a scan says is never trusted further than it proves.

A scan says of rows what their exact values (`rowvalue.row_values`) cannot exceed. It is thereby replaceable: the
tighter the bounds, the fewer rows are looked at again; the result is the same. `ranking` does the proof.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.columns import Columns
from antigone.engine.index.looking import Looked, look
from antigone.engine.index.values import LENGTH_TOLERANCE, RowQuery
from antigone.engine.index.view import View
from antigone.engine.index.widening import Widener
from antigone.engine.types import FloatArray

_UNIT_ROUNDOFF = 2.0**-24
_SMALLEST_NORMAL_HALF = 2.0**-14
_SPARSE_BLOCK = 4
_BOUNDS_AT_ONCE = 1 << 25
_GROUP = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leaders:
    """Rows that may be highest, by number, ascending; every other allowed row's exact value is below `ceiling`.

    uppers: float32, what the exact value of each cannot exceed. ceiling: minus infinity where there is no other row.
    """

    rows: NDArray[np.int64]
    uppers: FloatArray
    ceiling: float


class Scan(Protocol):
    """A way to go over rows."""

    def leaders(self, view: View, queries: Sequence[RowQuery], count: int, floor: float = -np.inf) -> Iterator[Leaders]:
        """For each query in order at least `count` rows, all where there are fewer; none need be below `floor`.

        Asked again for more where these prove nothing. Raises SnapshotError where a block is damaged.
        """
        ...

    def look(self, view: View, rows: NDArray[np.int64], query: RowQuery) -> Looked:
        """Exact values of rows by number, which must ascend and must not be empty: `looking.look`, to the bit."""
        ...


class FloatScan:
    """Plain blocked scan in float32: a matrix product a stretch of rows, every query of a batch in the same pass."""

    def leaders(self, view: View, queries: Sequence[RowQuery], count: int, floor: float = -np.inf) -> Iterator[Leaders]:
        """Memory: four bytes a row and query, at most 128 MB of them at once (or one query's worth, if more)."""
        step = max(1, _BOUNDS_AT_ONCE // max(1, view.rows))
        for start in range(0, len(queries), step):
            for bounds in upper_bounds(view, queries[start : start + step]):
                yield _highest(bounds, count, floor)

    def look(self, view: View, rows: NDArray[np.int64], query: RowQuery) -> Looked:
        """Plainly."""
        return look(view, rows, query)


def _highest(bounds: FloatArray, count: int, floor: float) -> Leaders:
    """Leaders out of one upper bound a row; minus infinity where a row is not allowed."""
    # The count-th highest of the groups' maxima has at least `count` rows at or above it, and is found without
    # sorting rows: 0.5 ms instead of the 9 ms of a partition at a million.
    starts = np.arange(0, len(bounds), _GROUP)
    threshold = -np.inf
    if count < len(starts):
        threshold = np.partition(np.maximum.reduceat(bounds, starts), -count)[-count]
    threshold = max(threshold, at_most(floor))
    rows = np.flatnonzero(bounds > -np.inf if threshold == -np.inf else bounds >= threshold)
    return Leaders(rows=rows, uppers=bounds[rows], ceiling=float(threshold))


def at_most(value: float) -> float:
    """The nearest float32 that is not above it."""
    rounded = np.float32(value)
    return float(rounded if float(rounded) <= value else np.nextafter(rounded, np.float32(-np.inf)))


def upper_bounds(view: View, queries: Sequence[RowQuery]) -> FloatArray:
    """Float32 (queries, rows): what each row's exact value cannot exceed; minus infinity for rows not allowed."""
    bounds = np.full((len(queries), view.rows), -np.inf, dtype=np.float32)
    widener = Widener(np.stack([query.probe for query in queries]))
    for start, block, mask in view.parts():
        part = bounds[:, start : start + len(block)]
        if mask is None:
            _block_bounds(block.columns, queries, widener, out=part)
        elif mask.sum() * _SPARSE_BLOCK < len(block):
            part[:, mask] = _block_bounds(block.columns.take(mask), queries, widener)
        else:
            _block_bounds(block.columns, queries, widener, out=part)
            part[:, ~mask] = -np.inf
    return bounds


def _block_bounds(
    rows: Columns, queries: Sequence[RowQuery], widener: Widener, *, out: FloatArray | None = None
) -> FloatArray:
    bounds = np.empty((len(queries), len(rows)), dtype=np.float32) if out is None else out
    products = widener.products(rows.vectors)
    for place, query in enumerate(queries):
        bounds[place] = _bound(rows.cohort, query, products[place], widener.lengths[place])
    return bounds


def _bound(cohort: FloatArray, query: RowQuery, products: FloatArray, length: float) -> FloatArray:
    """Upper bound of the exact value from float32 products <probe, x>, and the probe's length.

    A float32 product of n numbers, summed in any order, is off by at most n u / (1 - n u) |q| |x| with u = 2^-24
    (Higham, Accuracy and Stability, 3.1). 2 n + 64 instead of n covers the roundings of the query, of the affine map
    and of this line. A thread set to flush denormals may take float16 numbers below 2^-14 for zero: another
    2^-14 sqrt(n) |q|.
    """
    numbers = len(query.probe)
    relative = (2 * numbers + 64) * _UNIT_ROUNDOFF
    slack = ((1 + LENGTH_TOLERANCE) * relative + _SMALLEST_NORMAL_HALF * np.sqrt(numbers)) * length
    highest = products + np.float32(slack)
    bound: FloatArray = highest - cohort[:, 0]
    bound += np.float32(relative) * np.abs(cohort[:, 0])
    bound *= np.float32(query.scaled)
    bound /= cohort[:, 1]
    bound += np.float32(query.direct) * highest
    bound += np.float32(query.offset + relative * abs(query.offset))
    return bound
