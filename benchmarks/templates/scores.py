"""What real and synthetic templates are compared by: spectrum, mated and non-mated scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1024
MOST_OF_A_PERSON = 4
"""Photographs of one person that count: a few people have a hundred, and would speak for all."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """spectrum: eigenvalues of the covariance of templates (D,), falling. mated, non_mated: cosines."""

    spectrum: NDArray[np.float64]
    mated: NDArray[np.float32]
    non_mated: NDArray[np.float32]


def compare(vectors: NDArray[np.floating], persons: NDArray[np.int64]) -> Scores:
    """Of templates (N, D) of length 1, every pair; N in the thousands."""
    kept = capped(persons)
    vectors, persons = vectors[kept].astype(np.float32), persons[kept]
    mated, non_mated = [], []
    for start in range(0, len(vectors), _BLOCK):
        stop = min(start + _BLOCK, len(vectors))
        scores = vectors[start:stop] @ vectors.T
        later = np.arange(len(vectors)) > np.arange(start, stop)[:, None]
        same = persons[start:stop, None] == persons
        mated.append(scores[later & same])
        non_mated.append(scores[later & ~same])
    return Scores(
        spectrum=np.linalg.eigvalsh(np.cov(vectors.astype(np.float64), rowvar=False))[::-1],
        mated=np.concatenate(mated),
        non_mated=np.concatenate(non_mated),
    )


def capped(persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the first photographs of each person, sorted by person."""
    order = np.argsort(persons, kind="stable")
    starts = np.searchsorted(persons[order], persons[order])
    rows: NDArray[np.int64] = order[np.arange(len(order)) - starts < MOST_OF_A_PERSON]
    return rows
