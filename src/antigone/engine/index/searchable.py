"""What a search needs of an index, wherever its rows lie; and the value and the order that every index lists by."""

from collections.abc import Sequence
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.columns import Columns
from antigone.engine.index.looking import Looked
from antigone.engine.index.ranking import best_rows
from antigone.engine.index.rowvalue import row_values
from antigone.engine.index.values import (
    EVERYTHING,
    IndexHeader,
    IndexRows,
    RowQuery,
    Selection,
    SubjectHits,
    SubjectReferences,
)


class SearchableIndex(Protocol):
    """The rows of one recogniser and cohort as of one change, to be searched. `TemplateIndex` is one."""

    @property
    def header(self) -> IndexHeader:
        """Whose rows these are."""
        ...

    @property
    def change(self) -> int:
        """The last change that a search sees."""
        ...

    @property
    def count(self) -> int:
        """Live rows."""
        ...

    def search(self, query: RowQuery, *, selection: Selection = EVERYTHING, top: int) -> SubjectHits:
        """The `top` highest subjects. Raises TemplateMismatch where the query's length is another."""
        ...

    def search_batch(
        self, queries: Sequence[RowQuery], *, selection: Selection = EVERYTHING, top: int
    ) -> list[SubjectHits]:
        """As `search` for several queries of one moment."""
        ...

    def subject_reference_counts(self, selection: Selection = EVERYTHING) -> SubjectReferences:
        """Every subject that the selection leaves, with the number of its live rows."""
        ...

    def rows_of(self, entries: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float16]:
        """Templates of these live entries, float16 (N, D), in the order asked. Raises StateError for an unknown one."""
        ...

    def rows_of_subjects(self, subjects: NDArray[np.int64], selection: Selection = EVERYTHING) -> IndexRows:
        """Every row of these subjects that the selection leaves, subjects ascending, then entries."""
        ...

    def spread_rows(self, count: int, selection: Selection = EVERYTHING) -> IndexRows:
        """At most `count` of the rows that the selection leaves, evenly spread over them: a sample without chance."""
        ...

    def leaving_out(self, entries: Sequence[int] | NDArray[np.int64]) -> Self:
        """This moment without these entries."""
        ...


def exact_values(rows: IndexRows, query: RowQuery) -> NDArray[np.float64]:
    """The value of each row as every index lists it, float64 (N,)."""
    return row_values(Columns.of(rows), query)


def highest_rows(rows: IndexRows, values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions of each subject's highest row, the highest subject first; ties go to the smaller entry number."""
    return best_rows(Looked(entries=rows.entries, subjects=rows.subjects, values=values))
