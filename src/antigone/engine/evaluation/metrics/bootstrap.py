"""How far figures would move with other people: the bootstrap by identity.

Searches for one person are alike, so people are drawn, not searches (ISO/IEC 19795-1 on the dependence of comparisons;
Efron and Tibshirani 1993 for the method).
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from antigone.engine.scoring import Estimate

Floats = NDArray[np.float64]

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How much more of a figure there is here than there, of either sign, with 95 % bounds."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"bounds must enclose the difference: {self.low} <= {self.value} <= {self.high}")

    @property
    def significant(self) -> bool:
        """Whether the bounds leave zero out."""
        return self.low > 0 or self.high < 0


def identity_resamples(people: int, replicates: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """How often each person is drawn in each resample (replicates, people); every row sums to `people`."""
    return rng.multinomial(people, np.full(people, 1 / people), replicates).astype(np.float32)


def bounded(value: float, resampled: Floats, *, people: int | None = None) -> Estimate:
    """A figure with the percentiles of its resamples (B,) as 95 % bounds.

    people: how many stand behind the figure, where it is a rate. Where a rate is 0 or 1 every resample says so, too;
    then the exact binomial bound over people takes its place (Clopper and Pearson 1934).
    Resamples in which the figure has no value (NaN) are left out.
    """
    low, high = _percentiles(value, resampled)
    if people is not None and value in {0.0, 1.0}:
        exact = float(scipy.stats.beta.ppf((1 + LEVEL) / 2, 1, people))
        low, high = (0.0, exact) if value == 0.0 else (1 - exact, 1.0)
    return Estimate(value=value, low=low, high=high)


def bounded_difference(value: float, resampled: Floats) -> Difference:
    """A difference of two figures with the percentiles of its resamples (B,), the same people drawn for both."""
    low, high = _percentiles(value, resampled)
    return Difference(value=value, low=low, high=high)


def bounded_curve(values: Floats, resampled: Floats) -> tuple[Floats, Floats]:
    """Pointwise 95 % bounds of a curve (T,) from its resamples (B, T); they enclose it."""
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(resampled, [tail, 100 - tail], axis=0)
    return np.minimum(low, values), np.maximum(high, values)


def _percentiles(value: float, resampled: Floats) -> tuple[float, float]:
    """Bounds that enclose the value; it stands for them where no resample has one."""
    tail = 100 * (1 - LEVEL) / 2
    known = resampled[~np.isnan(resampled)]
    low, high = np.percentile(known, [tail, 100 - tail]) if len(known) else (value, value)
    return min(float(low), value), max(float(high), value)
