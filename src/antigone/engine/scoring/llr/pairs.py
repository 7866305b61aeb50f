"""Photograph pairs as evidence: every person weighs the same, and people can be held out or drawn again."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence
from antigone.engine.types import FloatArray

_WIDTH = 0.02
"""Scores are rounded to it, so that millions of pairs become some thousand weighted scores."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Pairs of one class: places (P,) of their scores, first and second (P,) person, weights (P,)."""

    places: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    weights: Curve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhotographPairs:
    """All pairs of photographs of `people` people; `scores` (K,) are the rounded scores that the pairs have."""

    scores: Curve
    mated: _Pairs
    nonmated: _Pairs
    people: int

    @classmethod
    def of(cls, scores: FloatArray, identities: NDArray[np.int64]) -> Self:
        """From the scores (N, N), symmetric, of all photographs with each other; identities (N,), numbered from 0.

        A person's mated pairs weigh 1 together, and so do the non-mated pairs of two people.
        """
        counts = np.bincount(identities)
        rows, columns = np.triu_indices(len(identities), 1)
        steps = np.floor(scores[rows, columns] / _WIDTH).astype(np.int32)
        lowest, highest = int(steps.min()), int(steps.max())
        first, second = (identities[each].astype(np.int32) for each in (rows, columns))
        is_mated = first == second
        pairs_of_own = counts * np.maximum(counts - 1, 1) / 2
        weights = np.where(is_mated, 1 / pairs_of_own[first], 1 / (counts[first] * counts[second]))
        mated, nonmated = (
            _Pairs(places=(steps - lowest)[at], first=first[at], second=second[at], weights=weights[at])
            for at in (is_mated, ~is_mated)
        )
        middles = (np.arange(lowest, highest + 1, dtype=np.float64) + 0.5) * _WIDTH
        return cls(scores=middles, mated=mated, nonmated=nonmated, people=len(counts))

    @property
    def mated_people(self) -> NDArray[np.int32]:
        """Those with two photographs or more."""
        return np.unique(self.mated.first)

    def evidence(self, taken: NDArray[np.int64]) -> ScoreEvidence:
        """The pairs among people when person i is taken `taken[i]` times (0: held out), twice never his own stranger.

        The weights of a class sum to its number of people taken.
        """
        times = taken.astype(np.float64)
        mated = self._weighed(self.mated, times[self.mated.first])
        nonmated = self._weighed(self.nonmated, times[self.nonmated.first] * times[self.nonmated.second])
        used = (mated + nonmated) > 0
        return ScoreEvidence(
            scores=self.scores[used],
            mated=mated[used] * (times[self.mated_people].sum() / mated.sum()),
            nonmated=nonmated[used] * (times.sum() / nonmated.sum()),
        )

    def _weighed(self, pairs: _Pairs, times: Curve) -> Curve:
        return np.bincount(pairs.places, pairs.weights * times, minlength=len(self.scores)).astype(np.float64)
