"""Scores of photographs of one person and of different people, weighted, as every method of this room takes them."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreEvidence:
    """scores (K,), never falling; mated, nonmated (K,): how much each score counts in either class.

    The weights of a class sum to its number of independent observations: of people, where one person gives many pairs.
    Bandwidths and caps follow from that sum, so pairs beyond it make nothing look surer than it is.
    """

    scores: Curve
    mated: Curve
    nonmated: Curve

    def __post_init__(self) -> None:
        if not (self.scores.shape == self.mated.shape == self.nonmated.shape and self.scores.ndim == 1):
            raise ValueError(f"{self.scores.shape} scores, {self.mated.shape} and {self.nonmated.shape} weights")
        if not np.isfinite(self.scores).all() or (np.diff(self.scores) < 0).any():
            raise ValueError("scores must be finite and never fall")
        for name in ("mated", "nonmated"):
            weights = getattr(self, name)
            if (weights < 0).any() or not weights.sum() > 0:
                raise ValueError(f"{name} weights must be 0 or more, and some above it")

    @classmethod
    def of(cls, mated: Curve, nonmated: Curve) -> Self:
        """Independent comparisons, each counting once."""
        scores = np.concatenate([mated, nonmated]).astype(np.float64)
        is_mated = np.repeat([1.0, 0.0], [len(mated), len(nonmated)])
        order = np.argsort(scores, kind="stable")
        return cls(scores=scores[order], mated=is_mated[order], nonmated=1 - is_mated[order])

    @property
    def shares(self) -> tuple[Curve, Curve]:
        """The weights of mated and non-mated scores, each class summing to 1."""
        return self.mated / self.mated.sum(), self.nonmated / self.nonmated.sum()

    def relabelled(self, values: Curve) -> Self:
        """The same comparisons with other numbers for scores, sorted by them."""
        order = np.argsort(values, kind="stable")
        return type(self)(scores=values[order], mated=self.mated[order], nonmated=self.nonmated[order])

    def joined(self, *others: Self) -> Self:
        """All comparisons of several."""
        parts = (self, *others)
        scores = np.concatenate([part.scores for part in parts])
        order = np.argsort(scores, kind="stable")
        return type(self)(
            scores=scores[order],
            mated=np.concatenate([part.mated for part in parts])[order],
            nonmated=np.concatenate([part.nonmated for part in parts])[order],
        )
