"""The generalised Pareto distribution of excesses over a threshold.

By the theorem of Pickands, Balkema and de Haan the tail of nearly every distribution looks like it far enough out,
which is the licence for reading figures beyond the largest observed score.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralisedPareto:
    """P(excess > y) = (1 + shape * y / scale) ** (-1 / shape); exponential at shape 0, bounded below it."""

    shape: float
    scale: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.shape) and self.scale > 0):
            raise ValueError(f"no generalised Pareto distribution has shape {self.shape} and scale {self.scale}")

    def survival(self, excess: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(excess > y) for each y >= 0."""
        relative = excess / self.scale
        if abs(self.shape) < 1e-9:
            return np.exp(-relative)
        base = np.maximum(1 + self.shape * relative, 0.0)
        with np.errstate(divide="ignore"):
            return np.exp(-np.log(base) / self.shape) if self.shape > 0 else base ** (-1 / self.shape)

    def excess(self, survival: NDArray[np.float64]) -> NDArray[np.float64]:
        """The inverse: the excess that is passed with each probability in (0, 1]."""
        if abs(self.shape) < 1e-9:
            return -self.scale * np.log(survival)
        return self.scale * np.expm1(-self.shape * np.log(survival)) / self.shape


def fit_pareto(excesses: NDArray[np.float64], weights: NDArray[np.float64]) -> GeneralisedPareto:
    """Probability-weighted moments (Hosking and Wallis, Technometrics 29, 1987), observations weighted.

    Closed form, so a bootstrap of hundreds is cheap, and steadier than maximum likelihood below a few hundred excesses.
    Valid for shape < 1/2. Raises ValueError where fewer than three distinct excesses carry weight.
    """
    used = weights > 0
    order = np.argsort(excesses[used], kind="stable")
    values, mass = excesses[used][order], weights[used][order]
    if len(np.unique(values)) < 3:
        raise ValueError(f"{len(np.unique(values))} distinct excesses cannot carry a tail")
    mass = mass / mass.sum()
    beyond = 1 - (np.cumsum(mass) - mass / 2)
    first = float(mass @ values)
    second = float(mass @ (values * beyond))
    ratio = first - 2 * second
    return GeneralisedPareto(shape=2 - first / ratio, scale=2 * first * second / ratio)
