"""The highest subjects of one query: candidates from Milvus, values from the database, widened until it is proven."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from antigone.casework.recognition.milvus.client import MOST_HITS, Hits, MilvusServer
from antigone.casework.recognition.milvus.conditions import within
from antigone.casework.recognition.milvus.galleries import OpenCollection
from antigone.casework.recognition.milvus.moment import Moment
from antigone.casework.recognition.milvus.points import point_of_query
from antigone.casework.recognition.milvus.rows import no_rows, picked, put_together
from antigone.casework.recognition.models import IndexEntry
from antigone.engine.errors import SnapshotError
from antigone.engine.index import IndexRows, RowQuery, Selection, exact_values, highest_rows
from antigone.engine.types import FloatArray

__all__ = ["Listing", "Stretch", "first_count"]

_FIRST_LEADERS = 64
_LEADERS_A_PLACE = 4
_WIDENING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows of one collection: those with entry numbers of the range, of these subjects; None: of any."""

    collection: OpenCollection
    entries: range | None = None
    subjects: tuple[int, ...] | None = None

    @property
    def condition(self) -> str:
        """In Milvus's words."""
        return within(self.entries, self.subjects)

    def search(self, server: MilvusServer, points: FloatArray, count: int) -> list[Hits]:
        """The `count` rows of highest product with each point."""
        of = self.collection
        return server.search(of.name, points, count=count, where=self.condition, since=of.mark.written)

    def halves(self, moment: Moment) -> "Iterator[Stretch]":
        """The same rows by the lower and by the upper half of their entry numbers."""
        entries = self.entries or moment.entry_range(self.collection.gallery)
        middle = (entries.start + entries.stop) // 2
        yield replace(self, entries=range(entries.start, middle))
        yield replace(self, entries=range(middle, entries.stop))

    def live(self, moment: Moment) -> set[int]:
        """Their entry numbers in the database, of those that have not been erased meanwhile either."""
        found = IndexEntry.objects.filter(gallery_key=self.collection.gallery)
        if self.entries is not None:
            found = found.filter(pk__gte=self.entries.start, pk__lt=self.entries.stop)
        if self.subjects is not None:
            found = found.filter(subject_key__in=self.subjects)
        return {one.entry for one in moment.live_among([found]) if not one.erased}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """So many rows of a stretch were asked for; the value of any other row there is below `ceiling`."""

    stretch: Stretch
    count: int
    ceiling: float


class Listing:
    """One query's way.

    Raises StateError where Milvus cannot be reached, SnapshotError where a collection lacks rows.
    """

    def __init__(self, server: MilvusServer, query: RowQuery, *, moment: Moment, selection: Selection) -> None:
        self._server = server
        self._query = query
        self._moment = moment
        self._selection = selection
        self._found: list[IndexRows] = [no_rows(len(query.probe))]
        self._seen: set[int] = set()
        self._asked: list[_Asked] = []

    def take(self, stretch: Stretch, count: int, hits: Hits) -> None:
        """What Milvus gave when `count` rows of the stretch were asked for."""
        new = [entry for entry in hits.entries.tolist() if entry not in self._seen]
        self._seen.update(new)
        self._found.append(self._moment.rows(new, self._selection))
        if len(hits.entries) < count:
            ceiling = -math.inf
            if self._server.address.exact:
                _require_all(stretch, hits.entries, self._moment)
        else:
            ceiling = stretch.collection.ceiling(float(hits.products[-1]), self._query)
        self._asked.append(_Asked(stretch=stretch, count=count, ceiling=ceiling))

    def highest(self, wanted: int) -> tuple[IndexRows, NDArray[np.float64]]:
        """The best rows of the `wanted` highest subjects, and their values.

        Milvus is asked on until no row below those that it gave can be among them: where it compares every row, that
        proves the list.
        """
        while True:
            rows = put_together(self._found)
            values = exact_values(rows, self._query)
            best = highest_rows(rows, values)[:wanted]
            floor = values[best[-1]] if len(best) == wanted else -math.inf
            doubtful = [asked for asked in self._asked if asked.ceiling >= floor and asked.ceiling > -math.inf]
            if not doubtful:
                return picked(rows, best), values[best]
            self._asked = [asked for asked in self._asked if asked not in doubtful]
            for asked in doubtful:
                self._ask_on(asked)

    def _ask_on(self, asked: _Asked) -> None:
        """For more rows; where Milvus gives no more at once, for those of each half."""
        if asked.count < MOST_HITS:
            stretches: Sequence[Stretch] = [asked.stretch]
        else:
            stretches = list(asked.stretch.halves(self._moment))
        count = min(MOST_HITS, asked.count * _WIDENING)
        for stretch in stretches:
            (hits,) = stretch.search(self._server, point_of_query(self._query)[None], count)
            self.take(stretch, count, hits)


def _require_all(stretch: Stretch, given: NDArray[np.int64], moment: Moment) -> None:
    """Raise SnapshotError where Milvus gave all that it has of a stretch, and that is not all that is live now."""
    lacking = stretch.live(moment) - set(given.tolist())
    if lacking:
        raise SnapshotError(
            f"The collection {stretch.collection.name} in Milvus lacks {len(lacking)} rows, entry "
            f"{min(lacking)} first.",
            advice="Run `antigone index rebuild`; nothing is lost, the database holds every template.",
        )


def first_count(wanted: int) -> int:
    """How many rows to ask for at first."""
    return min(MOST_HITS, _FIRST_LEADERS + _LEADERS_A_PLACE * wanted)
