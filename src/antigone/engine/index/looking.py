"""Rows looked at as they are: what each is worth exactly, plainly or by compiled loops, to the same bit."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.rowvalue import row_values, values_of
from antigone.engine.index.values import RowQuery
from antigone.engine.index.view import View


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Looked:
    """Rows, and what `rowvalue.row_values` says of each: int64 (N,), int64 (N,), float64 (N,)."""

    entries: NDArray[np.int64]
    subjects: NDArray[np.int64]
    values: NDArray[np.float64]

    @classmethod
    def nothing(cls) -> Self:
        """No rows."""
        none = np.empty(0, dtype=np.int64)
        return cls(entries=none, subjects=none, values=np.empty(0, dtype=np.float64))

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Some of them."""
        return type(self)(entries=self.entries[rows], subjects=self.subjects[rows], values=self.values[rows])

    def beside(self, other: Self) -> Self:
        """These, and others behind them."""
        return type(self)(
            entries=np.concatenate([self.entries, other.entries]),
            subjects=np.concatenate([self.subjects, other.subjects]),
            values=np.concatenate([self.values, other.values]),
        )


def look(view: View, rows: NDArray[np.int64], query: RowQuery) -> Looked:
    """The rows with these numbers, which must ascend and must not be empty. Raises SnapshotError."""
    found = view.gather(rows)
    return Looked(entries=found.entries, subjects=found.subjects, values=row_values(found, query))


def look_compiled(view: View, rows: NDArray[np.int64], query: RowQuery) -> Looked:
    """As `look`, which copies templates, for checksums and for products: here each is read once, as it lies.

    Half of what proving a list took, measured, was the system's making memory for such copies.
    """
    from antigone.engine.index.kernels import ExactProbe  # noqa: PLC0415 (Numba takes half a second)

    probe = ExactProbe(query.probe)
    entries, subjects = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
    cohort, scores = np.empty((len(rows), 2), dtype=np.float32), np.empty(len(rows), dtype=np.float64)
    for block, part, positions in view.owned(rows):
        keys = block.keys
        for column, to in ((keys.entries, entries), (keys.subjects, subjects), (keys.cohort, cohort)):
            column.take(positions, axis=0, out=to[part], mode="clip")
        block.require(probe.scores(keys.vectors, positions, out=scores[part]), positions)
    return Looked(entries=entries, subjects=subjects, values=values_of(scores, cohort, query))
