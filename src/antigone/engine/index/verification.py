"""Does the index say what its rows say? Asked of the rows themselves, without the scan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.ranking import highest_subjects
from antigone.engine.index.state import State
from antigone.engine.index.template_index import TemplateIndex
from antigone.engine.index.values import EVERYTHING, RowQuery, SubjectHits
from antigone.engine.index.view import View

TOP = 50
_TOLERANCE = 1e-9
_ROWS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What `verify_index` found.

    rows, blocks: live rows; blocks of memory they lie in. change: the last change number applied.
    damaged: sentences, one for each block whose checksum is wrong; nothing is sampled where there is one.
    samples: stored templates that were searched for. listed: subjects that a full scan lists for them in all.
    lost: those of them that the index did not list. largest_difference: of any listed value from the full scan's.
    """

    rows: int
    blocks: int
    change: int
    damaged: tuple[str, ...]
    samples: int = 0
    listed: int = 0
    lost: int = 0
    largest_difference: float = 0.0

    @property
    def sound(self) -> bool:
        """No block damaged, no subject lost, no value wrong."""
        return not self.damaged and not self.lost and self.largest_difference <= _TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    listed: int
    lost: int
    largest: float


def verify_index(index: TemplateIndex, rng: np.random.Generator, samples: int) -> IndexReport:
    """Compare every block with its checksum, and searches with a plain float64 scan of all live rows.

    samples: how many stored templates, drawn with `rng`, are searched for; each costs a scan of every row (about
    0.3 s a million templates of 128 numbers). Additions and erasures meanwhile do not disturb it.
    """
    state = index.state
    damaged = _damaged(state)
    if damaged or not state.count or not samples:
        return _report(state, damaged, [])
    view = state.view(EVERYTHING)
    queries = _sampled_queries(view, rng, min(samples, state.count))
    found = highest_subjects(view, queries, top=TOP, scan=index.scan)
    owners, places = np.unique(_subjects(view), return_inverse=True)
    differences = []
    for query, hits in zip(queries, found, strict=True):
        best = np.full(len(owners), -np.inf)
        np.maximum.at(best, places, _full_scan(view, query))
        differences.append(_compare(hits, owners, best))
    return _report(state, damaged, differences)


def _damaged(state: State) -> tuple[str, ...]:
    return tuple(sentence for block in state.blocks if (sentence := block.damage()))


def _report(state: State, damaged: tuple[str, ...], differences: list[_Difference]) -> IndexReport:
    return IndexReport(
        rows=state.count,
        blocks=len(state.blocks),
        change=state.change,
        damaged=damaged,
        samples=len(differences),
        listed=sum(difference.listed for difference in differences),
        lost=sum(difference.lost for difference in differences),
        largest_difference=max((difference.largest for difference in differences), default=0.0),
    )


def _sampled_queries(view: View, rng: np.random.Generator, samples: int) -> list[RowQuery]:
    """Queries of the form of a ranking score, by rows that are there."""
    rows = np.concatenate([start + np.flatnonzero(_mask(mask, len(block))) for start, block, mask in view.parts()])
    probes = view.gather(np.sort(rng.choice(rows, size=samples, replace=False))).vectors.astype(np.float32)
    return [RowQuery(probe=probe, direct=0.5, scaled=0.5, offset=0.0) for probe in probes]


def _subjects(view: View) -> NDArray[np.int64]:
    return np.concatenate([block.keys.subjects[_mask(mask, len(block))] for _, block, mask in view.parts()])


def _full_scan(view: View, query: RowQuery) -> NDArray[np.float64]:
    """The value of every allowed row, written here a second time on purpose."""
    values = []
    for _, block, mask in view.parts():
        rows = block.stored.take(_mask(mask, len(block)))
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows.take(slice(start, start + _ROWS_AT_ONCE))
            vectors, cohort = part.vectors.astype(np.float64), part.cohort.astype(np.float64)
            scores = vectors @ query.probe.astype(np.float64)
            normalised = query.scaled * (scores - cohort[:, 0]) / cohort[:, 1]
            values.append(query.direct * scores + normalised + query.offset)
    return np.concatenate(values)


def _mask(mask: NDArray[np.bool_] | None, rows: int) -> NDArray[np.bool_]:
    return np.ones(rows, dtype=np.bool_) if mask is None else mask


def _compare(hits: SubjectHits, owners: NDArray[np.int64], best: NDArray[np.float64]) -> _Difference:
    """`best[i]` is the full scan's value of subject `owners[i]`. Equal values may stand in either order."""
    listed = min(TOP, len(owners))
    places = np.searchsorted(owners, hits.subjects)
    left_out = np.delete(best, places)
    higher = int((left_out > hits.values.min(initial=np.inf) + _TOLERANCE).sum())
    return _Difference(
        listed=listed,
        lost=higher + listed - len(hits),
        largest=float(np.abs(best[places] - hits.values).max(initial=0.0)),
    )
