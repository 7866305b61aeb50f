"""The value of a row: the contract that every scan is held to."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.columns import Columns
from antigone.engine.index.values import RowQuery

_ROWS_AT_ONCE = 1024


def row_values(rows: Columns, query: RowQuery) -> NDArray[np.float64]:
    """The exact value of each row, float64 (N,).

    direct * s + scaled * (s - m) / d + offset over the stored float16, in float64, each row summed by itself in one
    order: the same template gives the same value wherever it stands, so ties are true ties. (A float32
    number has 24 bits and a float16 one 11: the products are exact, the sums good to about 1e-15.)
    """
    parts = [_values(rows.take(slice(at, at + _ROWS_AT_ONCE)), query) for at in range(0, len(rows), _ROWS_AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.float64)


def _values(rows: Columns, query: RowQuery) -> NDArray[np.float64]:
    vectors = rows.vectors.astype(np.float64)
    mean, deviation = rows.cohort.astype(np.float64).T
    scores = (vectors * query.probe.astype(np.float64)).sum(axis=1)
    values: NDArray[np.float64] = query.direct * scores + query.scaled * (scores - mean) / deviation + query.offset
    return values
