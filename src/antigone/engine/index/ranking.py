"""The highest subjects, proven: scan, look again at the leaders exactly, widen until nothing left out can matter."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.columns import Columns
from antigone.engine.index.rowvalue import row_values
from antigone.engine.index.scan import Leaders, Scan
from antigone.engine.index.values import RowQuery, SubjectHits
from antigone.engine.index.view import View

_SPARE = 32
_SPARE_SHARE = 1.25
_WIDENING = 4


def highest_subjects(view: View, queries: Sequence[RowQuery], *, top: int, scan: Scan) -> Iterator[SubjectHits]:
    """The `top` highest subjects of each query, exactly as a full scan by `row_values` would list them."""
    wanted = min(top, len(view.references.subjects))
    if not wanted:
        yield from (_hits(view, _NOTHING, np.empty(0, dtype=np.float64)) for _ in queries)
        return
    references = int(view.references.references.sum()) / len(view.references.subjects)
    count = _SPARE + int(_SPARE_SHARE * references * wanted)
    for query, leaders in zip(queries, scan.leaders(view, queries, count), strict=True):
        yield _prove(view, query, leaders, wanted) or _widen(view, query, scan, wanted, count)


def _widen(view: View, query: RowQuery, scan: Scan, wanted: int, count: int) -> SubjectHits:
    """Ask for more leaders until they prove the list; all rows do."""
    while True:
        count *= _WIDENING
        (leaders,) = scan.leaders(view, [query], count)
        hits = _prove(view, query, leaders, wanted)
        if hits is not None:
            return hits


def _prove(view: View, query: RowQuery, leaders: Leaders, wanted: int) -> SubjectHits | None:
    """The list, where `wanted` subjects are at least as high as all that was not looked at; else None.

    Leaders are looked at in the order of their upper bounds, as many as it takes.
    """
    order = np.argsort(-leaders.uppers, kind="stable")
    rows, values = _NOTHING, np.empty(0, dtype=np.float64)
    looked_at, upto = 0, min(len(order), wanted + _SPARE)
    while True:
        more = view.gather(np.sort(leaders.rows[order[looked_at:upto]]))
        rows = Columns.concatenated([rows, more]) if looked_at else more
        values = np.concatenate([values, row_values(more, query)])
        best = best_rows(rows, values)[:wanted]
        looked_at = upto
        if looked_at == len(order):
            proven = leaders.ceiling == -np.inf or (len(best) == wanted and values[best[-1]] >= leaders.ceiling)
            return _hits(view, rows.take(best), values[best]) if proven else None
        reaching = len(order)
        if len(best) == wanted:
            reaching = int(np.searchsorted(-leaders.uppers[order], -values[best[-1]], side="right"))
        if reaching <= looked_at and values[best[-1]] >= leaders.ceiling:
            return _hits(view, rows.take(best), values[best])
        upto = min(len(order), max(reaching, looked_at + _SPARE))


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
