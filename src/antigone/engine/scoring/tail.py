"""How often strangers score this much: from a ranking score to a false match rate."""

import math
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

    def false_match_rate(self, ranking_score: float, *, references: int = 1) -> Estimate:
        """P(a stranger with this many references ranks at least this high).

        references: photographs of the one subject, 1 or more. They are taken as independent chances,
            1 - (1 - p) ** references; those of one person are alike, so this errs to the careful side. Several
            probes need no number here: the mean of their ranking scores is judged as if it were one probe's, while a
            mean strays less, so this too errs to the careful side.
        """
        if references < 1:
            raise ValueError(f"a subject has one reference or more, not {references}")
        return self._single(ranking_score).mapped(lambda rate: _any_of(rate, references))

    def _single(self, score: float) -> Estimate:
        if np.isnan(score):
            raise ValueError("a ranking score that is no number has no false match rate")
        if score > self.scores[-1]:
            return Estimate(value=self.floor, low=0.0, high=float(self.high[-1]), resolved=False)
        value, low, high = (self._interpolate(score, curve) for curve in (self.rates, self.low, self.high))
        return Estimate(value=value, low=min(low, value), high=max(high, value))

    def _interpolate(self, score: float, curve: NDArray[np.float64]) -> float:
        return float(np.exp(np.interp(score, self.scores, np.log(curve))))


def _any_of(rate: float, chances: int) -> float:
    return -math.expm1(chances * math.log1p(-rate)) if rate < 1 else 1.0
