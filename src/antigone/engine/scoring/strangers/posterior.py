"""A probe's strangers after its search: what was known before, and what its highest scores say."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.strangers.prior import Floats, StrangerPrior
from antigone.engine.scoring.strangers.window import Windows

_BOUNDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrangersOfProbes:
    """Of S searches, the distribution of what the prior leaves open; log_weights (S, G)."""

    prior: StrangerPrior
    log_weights: Floats
    windows: Windows

    @classmethod
    def of(cls, windows: Windows, prior: StrangerPrior) -> Self:
        joint = windows.log_likelihood(prior) + prior.log_weights
        return cls(prior=prior, log_weights=joint - np.logaddexp.reduce(joint, axis=1, keepdims=True), windows=windows)

    def expected(self, nats: Floats) -> Floats:
        """The figure `e` for one score of each search (S,), or for many of the only one: 1 - exp(-e) is the chance that
        a stranger reaches it.

        What is not known of the probe is in it: of all that it may be, the chances are averaged, not the numbers.
        """
        strangers = np.exp(self._log_strangers(nats))
        some = (np.exp(self.log_weights) * -np.expm1(-strangers)).sum(axis=1)
        none = np.logaddexp.reduce(self.log_weights - strangers, axis=1)
        # Each where it keeps its digits.
        return np.asarray(np.where(some < 0.5, -np.log1p(-np.minimum(some, 0.5)), -none))

    def bounds(self, nats: Floats) -> tuple[Floats, Floats]:
        """Between which the expected number lies with 95 %, for scores as in `expected`."""
        found = self._log_strangers(nats)
        order = np.argsort(found, axis=1)
        weights = np.exp(np.broadcast_to(self.log_weights, found.shape))
        reached = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
        low, high = (
            np.take_along_axis(found, np.take_along_axis(order, _first(reached >= share), axis=1), axis=1)[:, 0]
            for share in _BOUNDS
        )
        return np.exp(low), np.exp(high)

    def log_density(self, nats: Floats, subjects: NDArray[np.int64]) -> Floats:
        """That the highest stranger among so many other subjects (S,) stands at so many nats (S,)."""
        found = self.prior.log_strangers(nats[:, None], subjects)
        return np.asarray(np.logaddexp.reduce(self.log_weights + found + self.prior.grid[1] - np.exp(found), axis=1))

    def _log_strangers(self, nats: Floats) -> Floats:
        return self.prior.log_strangers(nats[:, None], self.windows.subjects)


def _first(reached: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Column of the first True of each row; the last column where rounding left none (S, 1)."""
    column = np.where(reached.any(axis=1), reached.argmax(axis=1), reached.shape[1] - 1)
    return np.asarray(column[:, None])
