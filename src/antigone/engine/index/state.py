"""One moment of an index. A change makes another moment beside it, so that a search never sees half a change."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import StateError
from antigone.engine.index.blocks import Block, extended
from antigone.engine.index.codes import Chart
from antigone.engine.index.columns import Columns
from antigone.engine.index.values import Selection
from antigone.engine.index.view import View, select

_VIEWS_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """The blocks, how many rows of them are live, the last change they contain, and the chart of their codes.

    Reading a block of a snapshot may raise SnapshotError in every method.
    """

    blocks: tuple[Block, ...]
    count: int
    change: int
    chart: Chart | None = None
    _views: dict[frozenset[int] | None, View] = field(default_factory=dict, init=False)

    def view(self, selection: Selection) -> View:
        """What the selection leaves. Those by gallery alone are remembered as long as the state is."""
        if selection.subjects is not None:
            return select(self.blocks, selection, self.chart)
        view = self._views.get(selection.galleries)
        if view is None:
            view = select(self.blocks, selection, self.chart)
            # Two threads may both get here: they store equal views, and a few too many do no harm.
            if len(self._views) < _VIEWS_KEPT:
                self._views[selection.galleries] = view
        return view

    def find(self, entries: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Live rows with these entry numbers: the place of a block among the blocks, positions in the block."""
        ascending = np.sort(entries)
        for place, block in enumerate(self.blocks):
            positions = block.find(ascending)
            if len(positions):
                yield place, positions

    def live_rows(self, entries: NDArray[np.int64]) -> Iterator[Columns]:
        """Copies of the live rows with these entry numbers, in no order."""
        for place, positions in self.find(entries):
            yield self.blocks[place].take(positions)

    def without(self, entries: NDArray[np.int64]) -> Self:
        """The state with tombstones on these entries; those that are not live are passed over."""
        blocks, erased = list(self.blocks), 0
        for place, positions in self.find(entries):
            blocks[place] = blocks[place].without(positions)
            erased += len(positions)
        return replace(self, blocks=tuple(blocks), count=self.count - erased)

    def including(self, rows: Columns) -> Self:
        """The state with these rows; those that are live already are passed over.

        Raises StateError where one is live for another subject or gallery.
        """
        new = rows.take(~self._held(rows))
        return replace(self, blocks=extended(self.blocks, new, self.chart), count=self.count + len(new))

    def _held(self, rows: Columns) -> NDArray[np.bool_]:
        """Which of the rows are live. Raises StateError where one is, under other keys."""
        held = np.zeros(len(rows), dtype=np.bool_)
        order = np.argsort(rows.entries)
        for there in self.live_rows(rows.entries):
            places = order[np.searchsorted(rows.entries, there.entries, sorter=order)]
            _require_same_keys(there, rows.take(places))
            held[places] = True
        return held


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
