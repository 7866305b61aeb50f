"""The index: searches beside additions and erasures."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import StateError
from antigone.engine.index.blocks import Block
from antigone.engine.index.code_scan import CodeScan
from antigone.engine.index.codes import Chart
from antigone.engine.index.columns import Columns
from antigone.engine.index.ranking import highest_subjects
from antigone.engine.index.scan import FloatScan, Scan
from antigone.engine.index.state import State
from antigone.engine.index.values import (
    EVERYTHING,
    IndexHeader,
    IndexRows,
    RowQuery,
    Selection,
    SubjectHits,
    SubjectReferences,
    require_length,
)
from antigone.engine.index.view import Members, View
from antigone.engine.index.waiting import Asked, WaitingRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """How many rows a change really added, and how many it really erased."""

    added: int
    erased: int


class TemplateIndex:
    """Rows that can be searched while others are added and erased, from any number of threads.

    A change builds a new state beside the old one and puts it in place in one step; a search works on the state it
    found. Reading a block of a snapshot may raise SnapshotError in every method.

    Changes may come in any order and more than once, so a log can be replayed from any point at or before the truth:
    those of a number that the snapshot contains are passed over, so is an entry that is there already, and an erased
    entry stays erased, also when its addition comes later. Entry numbers are therefore never used twice.
    """

    def __init__(
        self,
        header: IndexHeader,
        *,
        blocks: Sequence[Block] = (),
        change: int = 0,
        chart: Chart | None = None,
        scan: Scan | None = None,
    ) -> None:
        self.header = header
        self.scan = scan or (FloatScan() if chart is None else CodeScan())
        self._contained = change
        count = sum(block.live_count for block in blocks)
        self._state = State(blocks=tuple(blocks), count=count, change=change, chart=chart)
        self._waiting = WaitingRoom(self._answer)
        self._writing = threading.Lock()
        self._erased: set[int] = set()

    @property
    def state(self) -> State:
        """This moment, which later changes leave as it is."""
        return self._state

    @property
    def change(self) -> int:
        """The highest change number applied; 0 for an index that is new."""
        return self._state.change

    @property
    def count(self) -> int:
        """Live rows."""
        return self._state.count

    @property
    def added(self) -> int:
        """Rows added since the snapshot, erased ones too."""
        return sum(len(block) for block in self._state.blocks if block.seals is None)

    def search(self, query: RowQuery, *, selection: Selection = EVERYTHING, top: int) -> SubjectHits:
        """The `top` highest subjects, exactly. Raises TemplateMismatch where the query's length is another."""
        return self.search_batch([query], selection=selection, top=top)[0]

    def search_batch(
        self,
        queries: Sequence[RowQuery],
        *,
        selection: Selection = EVERYTHING,
        top: int,
        floor: float = -np.inf,
    ) -> list[SubjectHits]:
        """As `search` for several queries of one moment, which share the passes over the rows: crossmatching.

        floor: subjects whose value is below it are not listed, and cost nothing where none reaches it.
        Callers on other threads that ask meanwhile share the next pass.
        """
        if top < 1:
            raise ValueError(f"top must be at least 1, not {top}")
        for query in queries:
            require_length(len(query.probe), self.header)
        return self._waiting.answer(Asked(queries=queries, selection=selection, top=top, floor=floor))

    def _answer(self, waiting: list[Asked]) -> Callable[[], None]:
        """Work for several callers: those who ask of the same rows, with the same floor, in the same passes.

        When it returns the first queries are scanned; what it returns proves their lists, and does the rest.
        """
        state, groups = self._state, dict[tuple[int, float], tuple[View, list[Asked]]]()
        for asked in waiting:
            try:
                view = state.view(asked.selection)
            except Exception as error:  # noqa: BLE001 (it is raised where the caller waits)
                asked.error = error
                continue
            groups.setdefault((id(view), asked.floor), (view, []))[1].append(asked)
        begun = [(self._scanned(view, group), group) for view, group in groups.values()]

        def finish() -> None:
            for found, group in begun:
                _prove(found, group)

        return finish

    def _scanned(self, view: View, group: list[Asked]) -> Iterator[SubjectHits]:
        queries = [query for asked in group for query in asked.queries]
        top, floor = max(asked.top for asked in group), group[0].floor
        try:
            return highest_subjects(view, queries, top=top, floor=floor, scan=self.scan)
        except Exception as error:  # noqa: BLE001 (it is raised where the callers wait)
            for asked in group:
                asked.error = error
            return iter(())

    def subject_reference_counts(self, selection: Selection = EVERYTHING) -> SubjectReferences:
        """Every subject that the selection leaves, with the number of its live rows; remembered between changes."""
        return self._state.view(selection).references

    def rows_of(self, entries: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float16]:
        """Templates of these live entries, float16 (N, D), in the order asked. Raises StateError for an unknown one."""
        wanted, asked = np.unique(np.asarray(entries, dtype=np.int64), return_inverse=True)
        rows = self.live_rows(wanted)
        if len(rows) < len(wanted):
            raise StateError(
                f"Entry {np.setdiff1d(wanted, rows.entries)[0]} is not in the index.",
                advice="It was erased meanwhile, or the index is behind the database: search again.",
            )
        return rows.vectors[asked]

    def rows_of_subjects(self, subjects: NDArray[np.int64], selection: Selection = EVERYTHING) -> IndexRows:
        """Every row of these subjects that the selection leaves, side by side, subjects ascending, then entries."""
        asked = Members(subjects)
        found = self._state.view(selection).rows_where(lambda block: asked.among(block.subjects))
        rows = Columns.concatenated([Columns.empty(0, self.header.length), *found])
        return rows.take(np.lexsort((rows.entries, rows.subjects))).checked()

    def spread_rows(self, count: int, selection: Selection = EVERYTHING) -> IndexRows:
        """At most `count` of the rows that the selection leaves, evenly spread over them: a sample without chance."""
        view = self._state.view(selection)
        allowed = view.allowed_numbers()
        if len(allowed) > count:
            allowed = allowed[np.linspace(0, len(allowed) - 1, count).astype(np.int64)]
        return (view.gather(allowed) if len(allowed) else Columns.empty(0, self.header.length)).checked()

    def live_rows(self, entries: Sequence[int] | NDArray[np.int64]) -> IndexRows:
        """Those of these entries that are live, as they are held, entry numbers ascending."""
        found = self._state.live_rows(np.asarray(entries, dtype=np.int64))
        rows = Columns.concatenated([Columns.empty(0, self.header.length), *found])
        return rows.take(np.argsort(rows.entries)).checked()

    def leaving_out(self, entries: Sequence[int] | NDArray[np.int64]) -> "TemplateIndex":
        """This moment without these entries, to be searched and not added to; later changes do not reach it."""
        state = self._state
        other = TemplateIndex(self.header, blocks=state.blocks, change=state.change, chart=state.chart, scan=self.scan)
        other.erase(entries, self.change + 1)
        return other

    def add(self, rows: IndexRows, change: int) -> int:
        """Add rows under a change number; returns how many were new. Raises as `apply` does."""
        return self.apply(change, added=[rows]).added

    def erase(self, entries: Sequence[int] | NDArray[np.int64], change: int) -> int:
        """Put tombstones on entries under a change number; returns how many were live. Raises as `apply` does."""
        return self.apply(change, erased=entries).erased

    def apply(
        self,
        change: int,
        *,
        erased: Sequence[int] | NDArray[np.int64] = (),
        added: Iterable[IndexRows] = (),
    ) -> Applied:
        """Take in erasures and additions up to a change number in one step: searches see all of it or nothing.

        added: portions of any size, drawn while other writers wait. What is erased here is not added here.

        Raises TemplateMismatch where the templates' length is another, StateError where an entry is live already for
        another subject or gallery, ValueError where the change number is below 1, and what `added` raises; nothing is
        taken in then, and `change` stays.
        """
        if change < 1:
            raise ValueError(f"a change number is at least 1, not {change}")
        with self._writing:
            if change <= self._contained:
                return Applied(added=0, erased=0)
            gone = np.unique(np.asarray(erased, dtype=np.int64))
            kept = self._state.without(gone)
            grown = kept
            for rows in added:
                require_length(rows.vectors.shape[1], self.header)
                grown = grown.including(self._not_erased(Columns.of(rows), gone))
            counts = Applied(added=grown.count - kept.count, erased=self._state.count - kept.count)
            self._erased.update(gone.tolist())
            self._state = replace(grown, change=max(change, grown.change))
            return counts

    def _not_erased(self, rows: Columns, gone: NDArray[np.int64]) -> Columns:
        live = ~np.isin(rows.entries, gone)
        if self._erased:
            live &= np.array([entry not in self._erased for entry in rows.entries.tolist()], dtype=np.bool_)
        return rows.take(live)


def _prove(found: Iterator[SubjectHits], group: list[Asked]) -> None:
    try:
        for asked in group:
            if asked.error is None:
                asked.answer = [next(found).first(asked.top) for _ in asked.queries]
    except Exception as error:  # noqa: BLE001 (it is raised where the callers wait)
        for asked in group:
            asked.error = error
