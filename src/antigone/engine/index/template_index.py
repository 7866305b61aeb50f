"""The index: searches beside additions and erasures."""

import threading
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import StateError
from antigone.engine.index.blocks import Block, extended
from antigone.engine.index.columns import Columns
from antigone.engine.index.ranking import highest_subjects
from antigone.engine.index.scan import FloatScan, Scan
from antigone.engine.index.values import (
    IndexHeader,
    IndexRows,
    RowQuery,
    Selection,
    SubjectHits,
    SubjectReferences,
    require_length,
)
from antigone.engine.index.view import State

EVERYTHING = Selection()


class TemplateIndex:
    """Rows that can be searched while others are added and erased, from any number of threads.

    A change builds a new state beside the old one and puts it in place in one step; a search works on the state it
    found. Reading a block of a snapshot may raise SnapshotError in every method.

    Changes may come in any order and more than once, so a log can be replayed from any point at or before the truth:
    those of a number that the snapshot contains are passed over, so is an entry that is there already, and an erased
    entry stays erased, also when its addition comes later. Entry numbers are therefore never used twice.
    """

    def __init__(
        self, header: IndexHeader, *, blocks: Sequence[Block] = (), change: int = 0, scan: Scan | None = None
    ) -> None:
        self.header = header
        self.scan = scan or FloatScan()
        self._contained = change
        self._state = State(blocks=tuple(blocks), count=sum(len(block) for block in blocks), change=change)
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

    def search(self, query: RowQuery, *, selection: Selection = EVERYTHING, top: int) -> SubjectHits:
        """The `top` highest subjects, exactly. Raises TemplateMismatch where the query's length is another."""
        return self.search_batch([query], selection=selection, top=top)[0]

    def search_batch(
        self, queries: Sequence[RowQuery], *, selection: Selection = EVERYTHING, top: int
    ) -> list[SubjectHits]:
        """As `search` for several queries of one moment, which share the passes over the rows."""
        if top < 1:
            raise ValueError(f"top must be at least 1, not {top}")
        for query in queries:
            require_length(len(query.direct), self.header)
        return list(highest_subjects(self._state.view(selection), queries, top=top, scan=self.scan))

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

    def live_rows(self, entries: Sequence[int] | NDArray[np.int64]) -> IndexRows:
        """Those of these entries that are live, as they are held, entry numbers ascending."""
        found = Columns.concatenated([Columns.empty(0, self.header.length), *self._find(entries)])
        return found.take(np.argsort(found.entries)).checked()

    def add(self, rows: IndexRows, change: int) -> int:
        """Add rows under a change number; returns how many were new.

        Raises TemplateMismatch where the templates' length is another, StateError where an entry is there already for
        another subject or gallery, ValueError where the change number is below 1. Nothing is added then.
        """
        require_length(rows.vectors.shape[1], self.header)
        _require_number(change)
        with self._writing:
            if change <= self._contained:
                return 0
            new = self._new_rows(Columns.of(rows))
            self._publish(extended(self._state.blocks, new), self._state.count + len(new), change)
            return len(new)

    def erase(self, entries: Sequence[int] | NDArray[np.int64], change: int) -> int:
        """Put tombstones on entries under a change number; returns how many were live.

        Raises ValueError where the change number is below 1.
        """
        wanted = np.asarray(entries, dtype=np.int64)
        _require_number(change)
        with self._writing:
            if change <= self._contained:
                return 0
            blocks = list(self._state.blocks)
            erased = 0
            for place, positions in self._state.find(wanted):
                blocks[place] = blocks[place].without(positions)
                erased += len(positions)
            self._erased.update(wanted.tolist())
            self._publish(tuple(blocks), self._state.count - erased, change)
            return erased

    def _publish(self, blocks: tuple[Block, ...], count: int, change: int) -> None:
        self._state = State(blocks=blocks, count=count, change=max(change, self._state.change))

    def _find(self, entries: Sequence[int] | NDArray[np.int64]) -> Iterator[Columns]:
        state = self._state
        for place, positions in state.find(np.asarray(entries, dtype=np.int64)):
            yield state.blocks[place].columns.take(positions)

    def _new_rows(self, rows: Columns) -> Columns:
        """Those of the rows that are neither there nor erased. Raises StateError for one there under other keys."""
        numbers = rows.entries.tolist()
        new = np.array([number not in self._erased for number in numbers], dtype=np.bool_)
        places = {number: place for place, number in enumerate(numbers)}
        for there in self._find(rows.entries):
            same = rows.take(np.array([places[number] for number in there.entries.tolist()], dtype=np.int64))
            _require_same_keys(there, same)
            new[np.isin(rows.entries, there.entries)] = False
        return rows.take(new)


def _require_same_keys(there: Columns, same: Columns) -> None:
    differ = (there.subjects != same.subjects) | (there.galleries != same.galleries)
    if differ.any():
        row = np.argmax(differ)
        raise StateError(
            f"Entry {there.entries[row]} is in the index for subject {there.subjects[row]} in gallery "
            f"{there.galleries[row]} and was to be added for subject {same.subjects[row]} in gallery "
            f"{same.galleries[row]}.",
            advice="The index does not fit the database: run `antigone index rebuild`.",
        )


def _require_number(change: int) -> None:
    if change < 1:
        raise ValueError(f"a change number is at least 1, not {change}")
