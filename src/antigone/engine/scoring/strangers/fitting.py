"""How much probes differ, learnt from people whose strangers are known."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import NDArray

from antigone.engine.scoring.strangers.posterior import StrangersOfProbes
from antigone.engine.scoring.strangers.prior import Floats, StrangerPrior
from antigone.engine.scoring.strangers.window import WINDOW, Windows, highest

# Deviations are looked for between these: less is none, more is beyond the grid.
_LEAST, _MOST = 0.02, 1.0
_STEEPEST = 0.5
# The level's deviation (log), slope and its deviation (log); and a first step in each.
_START = np.array([np.log(0.3), 0.0, np.log(0.1)])
_STEPS = np.array([0.5, 0.1, 0.5])


def fit_prior(nats: Floats, rng: np.random.Generator) -> StrangerPrior:
    """From searches for people in galleries without them.

    nats: of every subject for every probe (S, n), NaN where both are one person. The gallery is divided in two; the
    window is taken from one half, and the prior is the one that with it best foretells the highest stranger of the
    other (log score), both ways. A fit to the windows alone would take how scores differ in the middle of the
    distribution for how they differ at its end: its figures were too bold.
    """
    people = nats.shape[1]
    first = rng.permutation(people) < people // 2
    at = float(np.log(people / 2 / WINDOW))
    halves = [_Half.of(nats[:, here], nats[:, ~here]) for here in (first, ~first)]

    def cost(parameters: NDArray[np.float64]) -> float:
        prior = _prior(at, parameters)
        return -sum(float(half.foretold(prior).mean()) for half in halves)

    simplex = np.vstack([_START, _START + np.diag(_STEPS)])
    options = {"maxiter": 250, "xatol": 0.01, "fatol": 1e-4, "initial_simplex": simplex}
    found = scipy.optimize.minimize(cost, _START, method="Nelder-Mead", options=options)
    return _prior(at, found.x)


def _prior(at: float, parameters: NDArray[np.float64]) -> StrangerPrior:
    level_deviation, slope, slope_deviation = parameters
    level_width, slope_width = np.clip(np.exp([level_deviation, slope_deviation]), _LEAST, _MOST).tolist()
    return StrangerPrior(
        at=at,
        # On average over probes there are as many strangers as the false match rate says: the mean of exp(level) is 1.
        level=-(level_width**2) / 2,
        level_deviation=level_width,
        slope=float(np.clip(slope, -_STEEPEST, _STEEPEST)),
        slope_deviation=slope_width,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Half:
    """Windows of one half of the gallery; the highest stranger of the other and how many it has (S,)."""

    windows: Windows
    highest: Floats
    subjects: NDArray[np.int64]

    @classmethod
    def of(cls, seen: Floats, unseen: Floats) -> Self:
        return cls(
            windows=Windows.of(highest(seen, WINDOW), _strangers(seen)),
            highest=highest(unseen, 1)[:, 0],
            subjects=_strangers(unseen),
        )

    def foretold(self, prior: StrangerPrior) -> Floats:
        """Log density of each search's highest stranger (S,)."""
        return StrangersOfProbes.of(self.windows, prior).log_density(self.highest, self.subjects)


def _strangers(nats: Floats) -> NDArray[np.int64]:
    return np.asarray((~np.isnan(nats)).sum(axis=1))
