"""What is known of a probe's strangers before its search: how much probes differ."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVELS = np.linspace(-2.5, 2.5, 25)
_SLOPES = np.linspace(-1.0, 1.0, 25)
# Wider than probes ever differ, so that the data alone speak.
_VAGUE_LEVEL, _VAGUE_SLOPE = 2.0, 0.6


@dataclass(frozen=True, kw_only=True)
class StrangerPrior:
    """Strangers in the search of one probe, as a Poisson process over scores.

    A score is measured in nats, -log of its false match rate (`TailModel.nats`), so that strangers of an average probe
    thin out by e with every nat. One probe's `n` strangers number

        n * exp(level - at - exp(slope) * (nats - at))

    at or above so many nats: `level` says how many more than average there are at `at`, `slope` how much faster or
    slower they thin out from there on. Both are normally distributed over probes, independently.

    level, level_deviation, slope, slope_deviation: means and standard deviations, log scale.
    """

    at: float
    level: float
    level_deviation: float
    slope: float
    slope_deviation: float

    def __post_init__(self) -> None:
        if not all(np.isfinite(getattr(self, field.name)) for field in fields(self)):
            raise ValueError(f"not a number among {self}")
        if self.level_deviation <= 0 or self.slope_deviation <= 0:
            raise ValueError(f"a deviation is above 0: {self}")

    @cached_property
    def grid(self) -> tuple[Floats, Floats]:
        """Levels and slopes (G,), all combinations: what integrals over a probe's parameters are sums over."""
        levels, slopes = np.meshgrid(self.level + _LEVELS, self.slope + _SLOPES, indexing="ij")
        return levels.ravel(), slopes.ravel()

    @cached_property
    def log_weights(self) -> Floats:
        """Of each point of the grid (G,); they sum to 1."""
        levels, slopes = self.grid
        density = (
            -(((levels - self.level) / self.level_deviation) ** 2 + ((slopes - self.slope) / self.slope_deviation) ** 2)
            / 2
        )
        return np.asarray(density - np.logaddexp.reduce(density))

    @property
    def vague(self) -> Self:
        """The same with deviations so wide that the data of a search decide alone."""
        return replace(self, level_deviation=_VAGUE_LEVEL, slope_deviation=_VAGUE_SLOPE)

    def shifted(self, *, level: float, slope: float) -> Self:
        return replace(self, level=self.level + level, slope=self.slope + slope)

    def log_strangers(self, nats: Floats, subjects: NDArray[np.int64]) -> Floats:
        """log of the expected number at or above so many nats, at every point of the grid: (S, 1), (S,) -> (S, G)."""
        levels, slopes = self.grid
        return np.asarray(np.log(subjects)[:, None] + levels - self.at - np.exp(slopes) * (nats - self.at))
