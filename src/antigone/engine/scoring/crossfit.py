"""Ranking scores between strangers, as people who had no part in the cohort would score.

A cohort is nearer to the people it was fitted to than to others, so their own scores come out too low: on LFW the false
match rate read from them was two thirds of that of new people. So the people are divided into groups, and each pair is
scored with a cohort fitted to the groups that neither of the two belongs to.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.labelled import CohortSettings, LabelledTemplates, synthetic_cohort
from antigone.engine.scoring.normalisation import cohort_statistics, ranking_scores
from antigone.engine.types import FloatArray

GROUPS = 5


def cross_fitted_scores(templates: LabelledTemplates, settings: CohortSettings, rng: np.random.Generator) -> FloatArray:
    """Ranking score of every two photographs (N, N), symmetric, those of one person among themselves, too."""
    people = len(templates.counts)
    group = (rng.permutation(people) % GROUPS)[templates.identities]
    scores = np.full((len(group), len(group)), np.nan, np.float32)
    for pair in combinations(range(GROUPS), 2):
        inside = np.isin(group, pair)
        cohort = synthetic_cohort(templates, ~inside, settings, rng)
        at = np.flatnonzero(inside)
        vectors = templates.vectors[at]
        statistics = cohort_statistics(cohort, vectors)
        # Two people of one group are scored by each pair that has their group; the last one stays.
        scores[np.ix_(at, at)] = ranking_scores(vectors @ vectors.T, statistics, statistics)
    return scores


def strangers_only(scores: FloatArray, identities: NDArray[np.int64]) -> FloatArray:
    """The same (N, N), NaN where both photographs show one person."""
    return np.where(identities[:, None] == identities, np.float32(np.nan), scores)


def identity_rates(scores: FloatArray, counts: NDArray[np.int64], threshold: float) -> NDArray[np.float64]:
    """Share of the photograph pairs of identities a and b that reach the threshold (n, n); the diagonal is 0.

    scores: as `strangers_only` gives them, photographs of one identity side by side, `counts` of each.
    """
    rates = _sum_by_identity(_sum_by_identity((scores >= threshold).astype(np.float32), counts, axis=0), counts, axis=1)
    shares: NDArray[np.float64] = rates.astype(np.float64) / np.outer(counts, counts)
    return shares


def photograph_rates(scores: FloatArray, counts: NDArray[np.int64], threshold: float) -> NDArray[np.float64]:
    """Share of identity b's photographs that reach the threshold with photograph i (N, n)."""
    reached = _sum_by_identity((scores >= threshold).astype(np.float32), counts, axis=1)
    shares: NDArray[np.float64] = reached.astype(np.float64) / counts
    return shares


def _sum_by_identity(values: FloatArray, counts: NDArray[np.int64], *, axis: int) -> FloatArray:
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    total: FloatArray = np.add.reduceat(values, starts, axis=axis)
    return total
