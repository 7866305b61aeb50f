"""An index that several threads search: together as long as it stays as it is, never while it is changed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from antigone.casework.recognition.choosing import CurrentIndex
from antigone.casework.recognition.indexing import LiveIndex
from antigone.engine.index import SearchableIndex

__all__ = ["Moments"]


class Moments:
    """Lends the index out. A search asks it several times over, and must meet the same rows each time.

    Searches of the same moment go on side by side, and share passes over memory (`TemplateIndex`). One that finds the
    database to have moved on waits for those at work, brings the index up, and whoever came meanwhile goes on with it.
    An index in Milvus is lent to one at a time.
    """

    def __init__(self, live: CurrentIndex) -> None:
        self._live = live
        self._room = threading.Condition()
        self._searching = 0
        self._changing = False

    @contextmanager
    def current(self) -> Iterator[SearchableIndex]:
        """The index as the database stands now. Raises as `CurrentIndex.current` does."""
        with self._room:
            self._room.wait_for(lambda: not self._changing)
            ready = self._ready()
            index = self._changed(again=False) if ready is None else ready
            self._searching += 1
        yield from self._lent(index)

    @contextmanager
    def replaced(self) -> Iterator[SearchableIndex]:
        """Made anew: for a caller whose search found it to be damaged."""
        with self._room:
            self._room.wait_for(lambda: not self._changing)
            index = self._changed(again=True)
            self._searching += 1
        yield from self._lent(index)

    def _ready(self) -> SearchableIndex | None:
        return self._live.ready() if isinstance(self._live, LiveIndex) else None

    def _changed(self, *, again: bool) -> SearchableIndex:
        self._changing = True
        try:
            self._room.wait_for(lambda: not self._searching)
            return self._live.replaced() if again else self._live.current()
        finally:
            self._changing = False
            self._room.notify_all()

    def _lent(self, index: SearchableIndex) -> Iterator[SearchableIndex]:
        try:
            yield index
        finally:
            with self._room:
                self._searching -= 1
                self._room.notify_all()
