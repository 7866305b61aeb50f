"""The database as of a change, as far as a search with Milvus reads it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Max, Min, QuerySet
from numpy.typing import NDArray

from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.rows import no_rows, picked, put_together
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.selectors import live_entries, rows_of_entries
from antigone.engine.index import EVERYTHING, IndexRows, Selection

__all__ = ["LiveEntry", "Moment", "in_portions"]

# Fewer than a database takes in one statement.
AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """One of the moment's, by its keys. erased: since then."""

    entry: int
    subject: int
    gallery: int
    erased: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment:
    """Live entries of a recogniser as of `change`, but those that are left out.

    One that is erased meanwhile has lost its template: it counts, and has no row any more.
    """

    recogniser: Recogniser
    change: int
    left_out: tuple[LiveEntry, ...] = ()

    def live(self, selection: Selection) -> QuerySet[IndexEntry]:
        """Those of its galleries, left out or not; its subjects are not looked at: there may be a great many."""
        entries = live_entries(self.recogniser, upto=self.change)
        return entries if selection.galleries is None else entries.filter(gallery_key__in=selection.galleries)

    def gallery_keys(self) -> list[int]:
        """Of every gallery that has or had an entry, ascending; each is looked up in an index, no entry is read."""
        keys: list[int] = []
        in_order = IndexEntry.objects.order_by("gallery_key").values_list("gallery_key", flat=True)
        found = in_order.first()
        while found is not None:
            keys.append(found)
            found = in_order.filter(gallery_key__gt=found).first()
        return keys

    def entry_range(self, gallery: int) -> range:
        """From the lowest entry number of the gallery's live entries to the highest."""
        ends = self.live(Selection(galleries=frozenset({gallery}))).aggregate(first=Min("pk"), last=Max("pk"))
        return range(ends["first"], ends["last"] + 1)

    def leaving_out(self, entries: Sequence[int]) -> tuple[LiveEntry, ...]:
        """What is left out with these besides; those that are not live are passed over."""
        new = set(entries) - {one.entry for one in self.left_out}
        found = self.live_among(_entries(sorted(new)))
        return (*self.left_out, *found)

    def rows(self, entries: Sequence[int], selection: Selection) -> IndexRows:
        """The rows of those of these entries that the selection leaves, entries ascending."""
        return self._kept(_entries(entries), selection)

    def rows_of_subjects(self, subjects: Sequence[int], selection: Selection) -> IndexRows:
        """All rows of those of these subjects that the selection leaves, entries ascending."""
        keys = self.gallery_keys() if selection.galleries is None else selection.galleries
        of = IndexEntry.objects.filter(gallery_key__in=keys)
        return self._kept((of.filter(subject_key__in=some) for some in in_portions(subjects)), selection)

    def keys(self, selection: Selection) -> NDArray[np.int64]:
        """Entries that the selection leaves, in the order in which they were added."""
        pairs = self.live(selection).order_by("change").values_list("pk", "subject_key")
        found = np.fromiter(pairs.iterator(AT_ONCE), dtype=np.dtype((np.int64, 2)))
        allowed = ~np.isin(found[:, 0], self._passed_over)
        if selection.subjects is not None:
            allowed &= np.isin(found[:, 1], selection.subjects)
        kept: NDArray[np.int64] = found[allowed, 0]
        return kept

    @property
    def _passed_over(self) -> NDArray[np.int64]:
        return np.array([one.entry for one in self.left_out], dtype=np.int64)

    def live_among(
        self, parts: Iterable[QuerySet[IndexEntry]], selection: Selection = EVERYTHING
    ) -> Iterator[LiveEntry]:
        """As `live`, decided here: with its conditions beside a few numbers SQLite goes over the whole gallery."""
        for part in parts:
            for entry, subject, gallery, change, erased, recogniser in part.values_list(*_ENTRY_FIELDS):
                there = change <= self.change and (erased is None or erased > self.change)
                meant = selection.galleries is None or gallery in selection.galleries
                if there and meant and recogniser == self.recogniser.identity.sha256:
                    yield LiveEntry(entry=entry, subject=subject, gallery=gallery, erased=erased is not None)

    def _kept(self, parts: Iterable[QuerySet[IndexEntry]], selection: Selection) -> IndexRows:
        nothing = no_rows(self.recogniser.template_length)
        live = _entries([one.entry for one in self.live_among(parts, selection)])
        rows = put_together([nothing, *(rows_of_entries(part, self.recogniser) for part in live)])
        kept = ~np.isin(rows.entries, self._passed_over)
        if selection.subjects is not None:
            kept &= np.isin(rows.subjects, selection.subjects)
        places = np.flatnonzero(kept)
        return picked(rows, places[np.argsort(rows.entries[places])])


_ENTRY_FIELDS = ("pk", "subject_key", "gallery_key", "change", "erased", "recogniser_sha256")


def _entries(entries: Sequence[int]) -> Iterator[QuerySet[IndexEntry]]:
    return (IndexEntry.objects.filter(pk__in=some) for some in in_portions(entries))


def in_portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some thousand at a time."""
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
