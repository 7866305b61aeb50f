"""What a pack loses against another on the same photographs: two plain shares, compared as they are.

Scores are cosines: a calibration belongs to one recogniser, and must not favour it here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import EvaluationSet
from antigone.engine.types import FloatArray

PAIRS_A_PERSON = 50
"""Mated pairs of one person that count at most: a head of state's five hundred photographs must not decide."""

_ROWS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """verification: share of pairs decided rightly at the best threshold, as many mated as not (LFW's accuracy).

    rank_one: share of second photographs whose person's first one is the most alike of everybody's first ones.
    A photograph without a face decides wrongly, wherever it should have matched.
    """

    verification: float
    rank_one: float

    def lost_by(self, other: "Accuracy") -> float:
        """How much less the other one gets right, in points of a hundred; the larger of the two figures' losses."""
        return 100 * max(self.verification - other.verification, self.rank_one - other.rank_one)


def accuracy(data: EvaluationSet, *, seed: int = 1) -> Accuracy:
    """Both figures; the pairs depend on the seed and the people alone, so two packs are asked the same questions."""
    mated, strangers = _pairs(data, np.random.default_rng(seed))
    right, wrong = _scores(data, mated), _scores(data, strangers)
    return Accuracy(verification=_best_share(right, wrong), rank_one=_rank_one(data))


def _pairs(data: EvaluationSet, numbers: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Mated pairs, and as many of two people; rows of two."""
    ends = np.cumsum(data.counts)
    mated = []
    for first, end in zip(ends - data.counts, ends, strict=True):
        of_one = np.stack(np.triu_indices(end - first, 1), axis=1) + first
        mated.append(numbers.permutation(of_one)[:PAIRS_A_PERSON])
    pairs = np.concatenate(mated)
    strangers = np.empty((0, 2), np.int64)
    while len(strangers) < len(pairs):
        drawn = numbers.integers(0, len(data.photographs), (len(pairs), 2))
        strangers = np.concatenate([strangers, drawn[data.identities[drawn[:, 0]] != data.identities[drawn[:, 1]]]])
    return pairs, strangers[: len(pairs)]


def _scores(data: EvaluationSet, pairs: NDArray[np.int64]) -> FloatArray:
    scores = (data.vectors[pairs[:, 0]] * data.vectors[pairs[:, 1]]).sum(axis=1)
    return np.where(data.found[pairs].all(axis=1), scores, -np.inf).astype(np.float32)


def _best_share(mated: FloatArray, strangers: FloatArray) -> float:
    """(decided rightly) / (all) at the threshold where it is greatest: a pair from the threshold on is called mated."""
    scores = np.concatenate([mated, strangers])
    is_mated = np.concatenate([np.ones(len(mated)), np.zeros(len(strangers))])
    order = np.argsort(-scores, kind="stable")
    gained = np.cumsum(2 * is_mated[order] - 1)
    # A threshold lies between two different scores, and above those without a face.
    ends = np.append(scores[order][:-1] != scores[order][1:], True) & np.isfinite(scores[order])
    return float((len(strangers) + max(0.0, gained[ends].max(initial=0.0))) / len(scores))


def _rank_one(data: EvaluationSet) -> float:
    firsts = np.cumsum(data.counts) - data.counts
    probes = np.setdiff1d(np.arange(len(data.photographs)), firsts)
    gallery = np.where(data.found[firsts, None], data.vectors[firsts], 0.0).astype(np.float32)
    right = 0
    for start in range(0, len(probes), _ROWS):
        rows = probes[start : start + _ROWS]
        best = np.argmax(data.vectors[rows] @ gallery.T, axis=1)
        mates = data.identities[rows]
        right += int(((best == mates) & data.found[rows] & data.found[firsts][mates]).sum())
    return right / max(1, len(probes))
