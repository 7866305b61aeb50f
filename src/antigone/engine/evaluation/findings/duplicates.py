"""Two names for one person, told by the scores themselves: errors of the data set that would count as ours."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import EvaluationSet
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.evaluation.searching import Comparer, blocks

LISTED = 50
_SHARE_OF_PEOPLE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbableDuplicate:
    """Two names, and the two photographs of them that are most alike."""

    people: tuple[str, str]
    photographs: tuple[str, str]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """threshold: the median score of two photographs of one person, every person counting the same; None where nobody
    has two. pairs: those whose most alike photographs reach it, most alike first, LISTED at most.

    reason: why there is no list although pairs reach the threshold: there are so many that strangers do.
    """

    threshold: float | None
    found: int
    pairs: tuple[ProbableDuplicate, ...]
    reason: str = ""


def find_duplicates(comparer: Comparer) -> Duplicates:
    """Pairs of people as alike as two photographs of one person are. Siblings and look-alikes are among them."""
    data = comparer.data
    threshold = _median_of_mates(comparer)
    if threshold is None:
        return Duplicates(threshold=None, found=0, pairs=())
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for score, first, second in _pairs_above(comparer, threshold):
        people = int(data.identities[first]), int(data.identities[second])
        best[people] = max(best.get(people, (-np.inf, 0, 0)), (score, first, second))
    if len(best) > max(1, _SHARE_OF_PEOPLE * len(data.people)):
        reason = f"{len(best)} pairs of people reach the threshold: strangers do, so it tells nobody's second name."
        return Duplicates(threshold=threshold, found=len(best), pairs=(), reason=reason)
    ranked = sorted(best.items(), key=lambda pair: (-pair[1][0], pair[0]))
    pairs = tuple(_named(data, people, *found) for people, found in ranked[:LISTED])
    return Duplicates(threshold=threshold, found=len(best), pairs=pairs)


def _named(data: EvaluationSet, people: tuple[int, int], score: float, first: int, second: int) -> ProbableDuplicate:
    return ProbableDuplicate(
        people=(data.people[people[0]], data.people[people[1]]),
        photographs=(data.photographs[first], data.photographs[second]),
        score=score,
    )


def _median_of_mates(comparer: Comparer) -> float | None:
    """Over people, weighing each the same: the lower weighted median of their pairs' scores."""
    scores: list[NDArray[np.float32]] = []
    weights: list[NDArray[np.float64]] = []
    for rows in _rows_of_people(comparer.data):
        pairs = np.triu_indices(len(rows), 1)
        scores.append(comparer.scores(rows, rows)[pairs])
        weights.append(np.full(len(pairs[0]), 1 / max(1, len(pairs[0]))))
    together, shares = np.concatenate(scores), np.concatenate(weights)
    if not len(together):
        return None
    order = np.argsort(together, kind="stable")
    reached = np.cumsum(shares[order])
    return float(together[order][np.searchsorted(reached, reached[-1] / 2)])


def _rows_of_people(data: EvaluationSet) -> Iterator[Rows]:
    """Rows of each person's photographs with a face."""
    with_face = np.flatnonzero(data.found)
    return iter(np.split(with_face, np.flatnonzero(np.diff(data.identities[with_face])) + 1))


def _pairs_above(comparer: Comparer, threshold: float) -> Iterator[tuple[float, int, int]]:
    """Score and rows of photographs of two people, the first person before the second."""
    rows = np.flatnonzero(comparer.data.found)
    identities = comparer.data.identities[rows]
    for block in blocks(rows):
        scores = comparer.scores(rows[block], rows)
        above = (scores >= threshold) & (identities[block][:, None] < identities)
        for probe, other in zip(*np.nonzero(above), strict=True):
            yield float(scores[probe, other]), int(rows[block][probe]), int(rows[other])
