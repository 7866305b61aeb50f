"""The highest subjects, proven: scan, look again at the leaders exactly, widen until nothing left out can matter."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.looking import Looked
from antigone.engine.index.scan import Leaders, Scan
from antigone.engine.index.values import RowQuery, SubjectHits
from antigone.engine.index.view import View

_SPARE = 32
_SPARE_SHARE = 1.25
_WIDENING = 4


def highest_subjects(
    view: View, queries: Sequence[RowQuery], *, top: int, scan: Scan, floor: float = -np.inf
) -> Iterator[SubjectHits]:
    """The `top` highest subjects of each query, exactly as a full scan by `row_values` would list them.

    floor: those below it are left out. The first queries are scanned when this returns; lists are proven when drawn.
    """
    wanted = min(top, len(view.references.subjects))
    if not wanted:
        return (_hits(view, Looked.nothing()) for _ in queries)
    count = _SPARE + int(_SPARE_SHARE * view.learnt.crowding * wanted)
    leaders = scan.leaders(view, queries, count, floor)
    begun = itertools.chain([*itertools.islice(leaders, 1)], leaders)
    return (
        _proven(first, _Best(view, query, wanted, floor, scan), count)
        for query, first in zip(queries, begun, strict=True)
    )


def _proven(first: Leaders, best: "_Best", count: int) -> SubjectHits:
    """The list of one query, leaders asked for anew until nothing that is left out can matter."""
    leaders, asked = first, count
    while best.fails(leaders):
        asked *= _WIDENING
        (leaders,) = best.scan.leaders(best.view, [best.query], asked, best.floor)
    if np.isneginf(best.floor):
        best.remember(leaders)
    return best.hits()


class _Best:
    """The highest subjects among the rows looked at so far, by their exact values."""

    def __init__(self, view: View, query: RowQuery, wanted: int, floor: float, scan: Scan) -> None:
        self.view = view
        self.query = query
        self.wanted = wanted
        self.floor = floor
        self.scan = scan
        self._best = Looked.nothing()
        self._all_values: list[NDArray[np.float64]] = []

    def fails(self, leaders: Leaders) -> bool:
        """Whether a row that is no leader may still belong among them.

        Leaders are looked at in the order of their upper bounds, until the next ones are too low.
        """
        order = np.argsort(-leaders.uppers, kind="stable")
        falling, looked_at = -leaders.uppers[order].astype(np.float64), 0
        upto = _SPARE + int(self.view.learnt.looks * self.wanted)
        upto = min(upto, int(np.searchsorted(falling, -self.floor, side="right")))
        while looked_at < upto:
            self._look_at(np.sort(leaders.rows[order[looked_at:upto]]))
            looked_at, upto = upto, int(np.searchsorted(falling, -self._least, side="right"))
        return leaders.ceiling > self._least

    def hits(self) -> SubjectHits:
        return _hits(self.view, self._best.take(self._best.values >= self.floor))

    def remember(self, leaders: Leaders) -> None:
        """How many rows reach what a row must reach to belong among the highest subjects, and how many might."""
        reaching = sum(int((values >= self._least).sum()) for values in self._all_values)
        might = int((leaders.uppers >= self._least).sum())
        self.view.learnt.remember(crowding=reaching / self.wanted, looks=might / self.wanted)

    @property
    def _least(self) -> float:
        """What a row must reach to belong among them."""
        values = self._best.values
        return self.floor if len(values) < self.wanted else max(self.floor, float(values[-1]))

    def _look_at(self, numbers: NDArray[np.int64]) -> None:
        more = self.scan.look(self.view, numbers, self.query)
        self._all_values.append(more.values)
        rows = self._best.beside(more)
        self._best = rows.take(best_rows(rows)[: self.wanted])


def best_rows(rows: Looked) -> NDArray[np.int64]:
    """Positions of each subject's highest row, the highest subject first; ties go to the smaller entry number."""
    order = np.lexsort((rows.entries, -rows.values))
    _, first = np.unique(rows.subjects[order], return_index=True)
    best: NDArray[np.int64] = order[np.sort(first)]
    return best


def _hits(view: View, rows: Looked) -> SubjectHits:
    return SubjectHits(
        subjects=rows.subjects,
        entries=rows.entries,
        values=rows.values,
        references=view.references.of(rows.subjects),
        subjects_total=len(view.references.subjects),
        references_total=view.allowed_rows,
    )
