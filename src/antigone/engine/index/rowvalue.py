"""The value of a row: the contract that every scan is held to."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.columns import Columns
from antigone.engine.index.values import RowQuery
from antigone.engine.index.widening import HALF_TO_SINGLE, widened
from antigone.engine.types import FloatArray

_NUMBERS_AT_ONCE = 32_768
"""So few that what is computed on the way stays near the processor: three times as fast as a thousand rows at once."""


def row_values(rows: Columns, query: RowQuery) -> NDArray[np.float64]:
    """The exact value of each row, float64 (N,): direct * s + scaled * (s - m) / d + offset, s by `row_scores`."""
    return values_of(row_scores(rows.vectors, query.probe), rows.cohort, query)


def values_of(scores: NDArray[np.float64], cohort: FloatArray, query: RowQuery) -> NDArray[np.float64]:
    """The values of rows that have these scores (N,) and cohort figures (N, 2)."""
    mean, deviation = cohort.astype(np.float64).T
    values: NDArray[np.float64] = query.direct * scores + query.scaled * (scores - mean) / deviation + query.offset
    return values


def row_scores(vectors: NDArray[np.float16], probe: FloatArray) -> NDArray[np.float64]:
    """The stored float16 (N, D) times a probe float32 (D,), float64 (N,).

    Each row is summed by itself in one order, numpy's: the same template gives the same score wherever it stands, so
    ties are true ties. (A float32 number has 24 bits and a float16 one 11: the products are exact, the sums good to
    about 1e-15.)
    """
    step = min(max(1, _NUMBERS_AT_ONCE // len(probe)), len(vectors))
    # A power of two, so that products are those of the numbers themselves, to the bit.
    shifted = probe.astype(np.float64) * HALF_TO_SINGLE
    scores, room = np.empty(len(vectors), dtype=np.float64), np.empty((step, len(probe)), dtype=np.float64)
    bits = np.empty((step, len(probe)), dtype="<i4")
    for at in range(0, len(vectors), max(1, step)):
        part = widened(vectors[at : at + step], bits)
        np.sum(np.multiply(part, shifted, out=room[: len(part)]), axis=1, out=scores[at : at + step])
    return scores
