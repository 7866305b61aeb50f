"""The index in Milvus, to be searched as the home's own is."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from antigone.casework.recognition.milvus.galleries import Galleries
from antigone.casework.recognition.milvus.holdings import added_together, without
from antigone.casework.recognition.milvus.listing import Listing, Stretch, first_count
from antigone.casework.recognition.milvus.moment import LiveEntry, Moment
from antigone.casework.recognition.milvus.points import point_of_query
from antigone.casework.recognition.milvus.rows import no_rows, picked
from antigone.engine.errors import StateError, TemplateMismatch
from antigone.engine.index import (
    EVERYTHING,
    IndexHeader,
    IndexRows,
    RowQuery,
    Selection,
    SubjectHits,
    SubjectReferences,
)
from antigone.engine.types import FloatArray

__all__ = ["MilvusIndex"]

# So many subjects are named in one condition; of more than MOST_NAMED none is, and others that come are passed over.
SUBJECTS_AT_ONCE = 2048
MOST_NAMED = 4 * SUBJECTS_AT_ONCE


class MilvusIndex:
    """The database as of a change, searched with Milvus's help (`SearchableIndex`).

    Milvus names candidates. Which of them are live, whose they are and what they score is read from the database, so a
    row that should not be in a collection is never listed. Where Milvus compares every row, a list is proven equal to
    a full scan; else a row may be missing. Methods that search raise StateError where Milvus cannot be reached, and
    SnapshotError where a collection is seen to lack rows.
    """

    def __init__(self, galleries: Galleries, *, change: int, left_out: tuple[LiveEntry, ...] = ()) -> None:
        self._galleries = galleries
        self._references: dict[tuple[int, ...], SubjectReferences] = {}
        self._moment = Moment(recogniser=galleries.recogniser, change=change, left_out=left_out)

    @property
    def header(self) -> IndexHeader:
        return self._galleries.recogniser.index_header

    @property
    def change(self) -> int:
        return self._moment.change

    @property
    def count(self) -> int:
        return self._moment.live(EVERYTHING).count() - sum(not one.erased for one in self._moment.left_out)

    def search(self, query: RowQuery, *, selection: Selection = EVERYTHING, top: int) -> SubjectHits:
        """The `top` highest subjects."""
        return self.search_batch([query], selection=selection, top=top)[0]

    def search_batch(
        self, queries: Sequence[RowQuery], *, selection: Selection = EVERYTHING, top: int
    ) -> list[SubjectHits]:
        """Milvus gets all queries at once, and only those whose list is not proven yet again."""
        if top < 1:
            raise ValueError(f"top must be at least 1, not {top}")
        for query in queries:
            self._require_length(len(query.probe))
        references = self.subject_reference_counts(selection)
        wanted = min(top, len(references.subjects))
        if not wanted or not queries:
            return [_hits(no_rows(self.header.length), np.empty(0), references) for _ in queries]
        server = self._galleries.server
        listings = [Listing(server, query, moment=self._moment, selection=selection) for query in queries]
        points: FloatArray = np.stack([point_of_query(query) for query in queries])
        count = first_count(wanted)
        for stretch in self._stretches(selection):
            for listing, hits in zip(listings, stretch.search(server, points, count), strict=True):
                listing.take(stretch, count, hits)
        return [_hits(*listing.highest(wanted), references) for listing in listings]

    def subject_reference_counts(self, selection: Selection = EVERYTHING) -> SubjectReferences:
        """Every subject that the selection leaves, with the number of its live rows."""
        keys = tuple(self._keys(selection))
        if keys not in self._references:
            self._references[keys] = added_together([self._held(gallery) for gallery in keys])
        found = self._references[keys]
        left_out = [one.subject for one in self._moment.left_out if one.gallery in keys]
        if left_out:
            found = without(found, left_out)
        if selection.subjects is None:
            return found
        wanted = np.isin(found.subjects, selection.subjects)
        return SubjectReferences(subjects=found.subjects[wanted], references=found.references[wanted])

    def rows_of(self, entries: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float16]:
        """Templates of these live entries, float16 (N, D), in the order asked. Raises StateError for an unknown one."""
        wanted, asked = np.unique(np.asarray(entries, dtype=np.int64), return_inverse=True)
        rows = self._moment.rows(wanted.tolist(), EVERYTHING)
        if len(rows) < len(wanted):
            raise StateError(
                f"Entry {np.setdiff1d(wanted, rows.entries)[0]} is not in the index.",
                advice="It was erased meanwhile, or the index is behind the database: search again.",
            )
        return rows.vectors[asked]

    def rows_of_subjects(self, subjects: NDArray[np.int64], selection: Selection = EVERYTHING) -> IndexRows:
        """Every row of these subjects that the selection leaves, subjects ascending, then entries."""
        rows = self._moment.rows_of_subjects(subjects.tolist(), selection)
        return picked(rows, np.argsort(rows.subjects, kind="stable"))

    def spread_rows(self, count: int, selection: Selection = EVERYTHING) -> IndexRows:
        """At most `count` of the rows that the selection leaves, evenly spread over them in the order of adding."""
        entries = self._moment.keys(selection)
        if len(entries) > count:
            entries = entries[np.linspace(0, len(entries) - 1, count).astype(np.int64)]
        rows = self._moment.rows(entries.tolist(), selection)
        there = entries[np.isin(entries, rows.entries)]
        return picked(rows, np.searchsorted(rows.entries, there))

    def leaving_out(self, entries: Sequence[int] | NDArray[np.int64]) -> "MilvusIndex":
        """This moment without these entries."""
        left_out = self._moment.leaving_out(np.asarray(entries, dtype=np.int64).tolist())
        same = MilvusIndex(self._galleries, change=self.change, left_out=left_out)
        same._references = self._references
        return same

    def _keys(self, selection: Selection) -> list[int]:
        """The galleries to look into."""
        if selection.galleries is not None:
            return sorted(selection.galleries)
        return self._moment.gallery_keys()

    def _held(self, gallery: int) -> SubjectReferences:
        return self._galleries.holdings(gallery, self.change).references

    def _stretches(self, selection: Selection) -> Iterator[Stretch]:
        """What to ask Milvus for: every gallery that has somebody, whole or by the subjects of the selection."""
        for gallery in self._keys(selection):
            there = self._held(gallery).subjects
            wanted = there if selection.subjects is None else np.intersect1d(there, selection.subjects)
            if not len(wanted):
                continue
            collection = self._galleries.collection(gallery, self.change)
            if collection.empty:
                continue
            if len(wanted) == len(there) or len(wanted) > MOST_NAMED:
                yield Stretch(collection=collection)
                continue
            for start in range(0, len(wanted), SUBJECTS_AT_ONCE):
                some = wanted[start : start + SUBJECTS_AT_ONCE].tolist()
                yield Stretch(collection=collection, subjects=tuple(some))

    def _require_length(self, found: int) -> None:
        header = self.header
        if found != header.length:
            raise TemplateMismatch(
                f"A template of {found} numbers meets an index of {header.recogniser.id}, whose templates have "
                f"{header.length}.",
                advice="Use templates of the recogniser that the index was built for.",
            )


def _hits(rows: IndexRows, values: NDArray[np.float64], references: SubjectReferences) -> SubjectHits:
    return SubjectHits(
        subjects=rows.subjects,
        entries=rows.entries,
        values=values,
        references=references.of(rows.subjects),
        subjects_total=len(references.subjects),
        references_total=int(references.references.sum()),
    )
