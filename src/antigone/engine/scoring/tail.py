"""How often strangers score this much: from a ranking score to a false match rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.estimates import Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TailModel:
    """The false match rate of one photograph against one, as a curve with 95 % bounds.

    scores: ranking scores, increasing (K,).
    rates, low, high: the share of strangers at or above each, falling (K,), with its bounds. Logarithms are
        interpolated between knots; below the first knot the first value holds; the last knot is where the calibration
        data end, and beyond it a figure is unresolved.
    clumping: how unevenly strangers who score high are spread over searches, with bounds (value, low, high): the
        variance over searches of the expected count, relative to the square of its mean. 0: evenly. See `strangers`.
    """

    scores: NDArray[np.float64]
    rates: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    clumping: Estimate

    def __post_init__(self) -> None:
        if not (self.scores.ndim == 1 and len(self.scores) >= 2 and (np.diff(self.scores) > 0).all()):
            raise ValueError("a tail needs two or more knots with increasing scores")
        for name in ("rates", "low", "high"):
            curve = getattr(self, name)
            if curve.shape != self.scores.shape or not ((curve > 0) & (curve <= 1)).all() or (np.diff(curve) > 0).any():
                raise ValueError(f"{name} must be one rate a knot in (0, 1], never rising")
        if ((self.low > self.rates) | (self.rates > self.high)).any():
            raise ValueError("bounds must enclose the rates")

    @property
    def floor(self) -> float:
        """The smallest rate that the calibration data tell from zero."""
        return float(self.rates[-1])

    def false_match_rate(self, ranking_score: float) -> Estimate:
        """P(a stranger ranks at least this high), for one photograph or several fused ones, of probe and subject."""
        if np.isnan(ranking_score):
            raise ValueError("a ranking score that is no number has no false match rate")
        if ranking_score > self.scores[-1]:
            return Estimate(value=self.floor, low=0.0, high=float(self.high[-1]), resolved=False)
        value, low, high = (self._interpolate(ranking_score, curve) for curve in (self.rates, self.low, self.high))
        return Estimate(value=value, low=min(low, value), high=max(high, value))

    def nats(self, ranking_scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """-log of the false match rate, in any shape; NaN stays NaN, minus infinity stays.

        Beyond the last knot the curve goes on as it rose over the last decade: good enough to say how scores there lie
        to each other, not to tell a rate.
        """
        heights = -np.log(self.rates)
        decade = int(np.searchsorted(heights, heights[-1] - np.log(10.0), side="right")) - 1
        decade = max(decade, 0)
        steepness = (heights[-1] - heights[decade]) / (self.scores[-1] - self.scores[decade])
        scores = np.asarray(ranking_scores, dtype=np.float64)
        found = np.interp(scores, self.scores, heights) + np.maximum(scores - self.scores[-1], 0.0) * steepness
        return np.where(scores == -np.inf, -np.inf, found)

    def _interpolate(self, score: float, curve: NDArray[np.float64]) -> float:
        return float(np.exp(np.interp(score, self.scores, np.log(curve))))
