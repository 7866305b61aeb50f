"""Do the collections hold what the database does, and what do searches with their help lose?"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.cohorts import renormalise
from antigone.casework.recognition.milvus.address import MilvusAddress
from antigone.casework.recognition.milvus.client import MilvusServer, connect
from antigone.casework.recognition.milvus.collections import Mark, collection_name
from antigone.casework.recognition.milvus.galleries import Galleries
from antigone.casework.recognition.milvus.index import MilvusIndex
from antigone.casework.recognition.milvus.lifecycle import live_galleries
from antigone.casework.recognition.milvus.rows import picked
from antigone.casework.recognition.milvus.syncing import collections_locked, sync_gallery
from antigone.casework.recognition.selectors import current_change, gallery_rows, index_rows
from antigone.engine.index import IndexRows, RowQuery, SubjectHits

__all__ = ["CollectionCheck", "MilvusVerification", "verify_collections"]

TOP = 50
TOLERANCE = 1e-9
# Of each portion of the database's rows so many points are compared number by number; all are compared by their keys.
POINTS_OF_PORTION = 256
ROWS_AT_ONCE = 8192
# Probes are drawn from so many rows, spread over all.
PROBES_SPREAD = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCheck:
    """Rows of the database's galleries against their collections.

    rows: live rows of the database. missing: those that a collection lacks. different: those that stand there for
    another subject or, of the `compared` whose numbers were looked at, with other numbers. extra: rows of collections
    that the database lacks.
    """

    rows: int = 0
    missing: int = 0
    different: int = 0
    extra: int = 0
    compared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MilvusVerification:
    """What was found.

    exact: whether Milvus compares every row, so that a loss is a defect; else it is the price of the kind of index.
    samples: stored templates searched for. listed: subjects that a full scan of the database lists for them in all.
    lost: those of them that were not listed. largest_difference: of any listed value from the full scan's.
    """

    place: str
    kind: str
    exact: bool
    change: int
    check: CollectionCheck
    samples: int = 0
    listed: int = 0
    lost: int = 0
    largest_difference: float = 0.0

    @property
    def sound(self) -> bool:
        """No row wrong, no value wrong, nobody lost who should not be."""
        check = self.check
        rows = not (check.missing or check.different or check.extra)
        return rows and self.largest_difference <= TOLERANCE and not (self.exact and self.lost)


def verify_collections(
    *, address: MilvusAddress, recogniser: Recogniser, by: Actor, rng: np.random.Generator, samples: int = 20
) -> MilvusVerification:
    """Compare every collection with the database by its keys, some points by their numbers, and sampled searches with
    a full scan of the database's rows; where a row is wrong nothing is searched for.

    Collections are brought up to date first, made where there is none, and mended no further: what is wrong is found.
    Meanwhile no other process writes to them. Raises StateError where Milvus cannot be reached.
    """
    renormalise(recogniser, by=by)
    server = connect(address)
    with collections_locked():
        check = _added_up([_checked(server, recogniser, gallery) for gallery in live_galleries(recogniser)])
    index = MilvusIndex(Galleries(server, recogniser), change=current_change())
    found = MilvusVerification(
        place=address.place, kind=address.index, exact=address.exact, change=index.change, check=check
    )
    if check.missing or check.different or check.extra or not samples or not check.rows:
        return found
    return replace(found, **_searched(index, recogniser, rng, min(samples, check.rows)))


def _checked(server: MilvusServer, recogniser: Recogniser, gallery: int) -> CollectionCheck:
    name = collection_name(recogniser, server.address, gallery)
    mark = sync_gallery(server, recogniser, gallery)
    server.load(name)
    portions = gallery_rows(recogniser, gallery, after=0, upto=mark.added, at_once=ROWS_AT_ONCE)
    checks = [_compared(server, name, rows, mark) for rows, _ in portions]
    check = _added_up(checks)
    return replace(check, extra=server.count(name) - (check.rows - check.missing))


def _compared(server: MilvusServer, name: str, rows: IndexRows, mark: Mark) -> CollectionCheck:
    subjects = server.subjects(name, rows.entries.tolist())
    keys = list(zip(rows.entries.tolist(), rows.subjects.tolist(), strict=True))
    some = picked(rows, np.unique(np.linspace(0, len(rows) - 1, POINTS_OF_PORTION).astype(np.int64)))
    there = server.points(name, some.entries.tolist())
    wanted = mark.frame.points(some)
    wrong = {entry for entry, subject in keys if subjects.get(entry, subject) != subject}
    # The last number only steers a graph, and machines may round it differently.
    wrong |= {
        entry
        for entry, point in zip(some.entries.tolist(), wanted, strict=True)
        if entry in there and not np.array_equal(there[entry][:-1], point[:-1])
    }
    return CollectionCheck(
        rows=len(rows),
        missing=sum(entry not in subjects for entry, _ in keys),
        different=len(wrong),
        compared=len(some),
    )


def _added_up(checks: list[CollectionCheck]) -> CollectionCheck:
    names = [field.name for field in fields(CollectionCheck)]
    return CollectionCheck(**{name: sum(getattr(check, name) for check in checks) for name in names})


def _searched(index: MilvusIndex, recogniser: Recogniser, rng: np.random.Generator, samples: int) -> dict[str, Any]:
    """Searches for stored templates, against the value of every row, written here a second time on purpose."""
    probes = index.spread_rows(PROBES_SPREAD)
    probes = picked(probes, np.sort(rng.choice(len(probes), size=min(samples, len(probes)), replace=False)))
    queries = [_query(probes, place, calibrated=recogniser.calibration is not None) for place in range(len(probes))]
    references = index.subject_reference_counts()
    best = np.full((len(queries), len(references.subjects)), -np.inf)
    for rows in index_rows(recogniser, after=0, upto=index.change):
        places = np.searchsorted(references.subjects, rows.subjects)
        for query, highest in zip(queries, best, strict=True):
            np.maximum.at(highest, places, _values(rows, query))
    compared = [
        _difference(hits, references.subjects, highest)
        for hits, highest in zip(index.search_batch(queries, top=TOP), best, strict=True)
    ]
    listed, lost, apart = zip(*compared, strict=True)
    return {"samples": len(queries), "listed": sum(listed), "lost": sum(lost), "largest_difference": max(apart)}


def _query(probes: IndexRows, place: int, *, calibrated: bool) -> RowQuery:
    """The ranking score against a stored template: its own cohort figures are the probe's."""
    probe = probes.vectors[place].astype(np.float32)
    if not calibrated:
        return RowQuery(probe=probe, direct=1.0, scaled=0.0, offset=0.0)
    mean, deviation = probes.cohort[place].astype(np.float64)
    return RowQuery(probe=probe, direct=0.5 / deviation, scaled=0.5, offset=-0.5 * mean / deviation)


def _values(rows: IndexRows, query: RowQuery) -> NDArray[np.float64]:
    scores = rows.vectors.astype(np.float64) @ query.probe.astype(np.float64)
    mean, deviation = rows.cohort.astype(np.float64).T
    values: NDArray[np.float64] = query.direct * scores + query.scaled * (scores - mean) / deviation + query.offset
    return values


def _difference(hits: SubjectHits, subjects: NDArray[np.int64], best: NDArray[np.float64]) -> tuple[int, int, float]:
    """How many should be listed, how many of them are not, and how far a value is off; equal ones in either order."""
    listed = min(TOP, len(subjects))
    places = np.searchsorted(subjects, hits.subjects)
    threshold = np.partition(best, len(best) - listed)[len(best) - listed]
    kept = int((best[places] >= threshold - TOLERANCE).sum())
    return listed, listed - min(kept, listed), float(np.abs(best[places] - hits.values).max(initial=0.0))
