"""The highest subjects, proven: scan, look again at the leaders exactly, widen until nothing left out can matter."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.columns import Columns
from antigone.engine.index.rowvalue import row_values
from antigone.engine.index.scan import Scan, Sweep
from antigone.engine.index.values import RowQuery, SubjectHits
from antigone.engine.index.view import View

_FIRST_LEADERS = 64
_LEADERS_A_PLACE = 4
_WIDENING = 4


def highest_subjects(view: View, queries: Sequence[RowQuery], *, top: int, scan: Scan) -> Iterator[SubjectHits]:
    """The `top` highest subjects of each query, exactly as a full scan by `row_values` would list them."""
    wanted = min(top, len(view.references.subjects))
    if not wanted:
        yield from (_hits(view, _NOTHING, np.empty(0, dtype=np.float64)) for _ in queries)
        return
    for query, sweep in zip(queries, scan.sweeps(view, queries), strict=True):
        yield _prove(view, query, sweep, wanted)


def _prove(view: View, query: RowQuery, sweep: Sweep, wanted: int) -> SubjectHits:
    """Widen until `wanted` subjects are at least as high as the ceiling of the rows not looked at."""
    count = _FIRST_LEADERS + _LEADERS_A_PLACE * wanted
    while True:
        leaders = sweep.leaders(count)
        rows = view.gather(leaders.rows)
        values = row_values(rows, query)
        best = best_rows(rows, values)[:wanted]
        if leaders.ceiling == -np.inf or (len(best) == wanted and values[best[-1]] >= leaders.ceiling):
            return _hits(view, rows.take(best), values[best])
        count *= _WIDENING


def best_rows(rows: Columns, values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions of each subject's highest row, the highest subject first; ties go to the smaller entry number."""
    order = np.lexsort((rows.entries, -values))
    _, first = np.unique(rows.subjects[order], return_index=True)
    best: NDArray[np.int64] = order[np.sort(first)]
    return best


def _hits(view: View, rows: Columns, values: NDArray[np.float64]) -> SubjectHits:
    return SubjectHits(
        subjects=rows.subjects,
        entries=rows.entries,
        values=values,
        references=view.references.of(rows.subjects),
        subjects_total=len(view.references.subjects),
        references_total=int(view.references.references.sum()),
    )


_NOTHING = Columns.empty(0, 1)
