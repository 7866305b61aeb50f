"""What the highest scores of a search say about its strangers."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import NDArray

from antigone.engine.scoring.strangers.prior import Floats, StrangerPrior

MATES = 3
"""The highest subjects, who may be the person and names he is also enrolled under. What they score says nothing."""

WINDOW = 20
"""How many of the highest subjects are looked at, the first MATES among them. Between 8 and 30 it makes no difference
that could be measured; more of them lie where one probe's scores say little about its highest."""

# Beyond this false match rate there is no tail: a small gallery has nothing to say.
_COMMONEST = 0.1
# Of the first MATES, how many are mates: none, or one, two, three alike.
_NO_MATE = 0.7


def highest(scores: NDArray[np.floating], count: int) -> Floats:
    """The highest of each row, falling (S, count); minus infinity where there are fewer. NaN is none."""
    filled = np.nan_to_num(scores.astype(np.float64), nan=-np.inf, neginf=-np.inf)
    if filled.shape[1] < count:
        filled = np.pad(filled, ((0, 0), (0, count - filled.shape[1])), constant_values=-np.inf)
    return np.asarray(-np.sort(-np.partition(filled, -count, axis=1)[:, -count:], axis=1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Windows:
    """Of S searches, between `low` and `high` nats everybody counts as a stranger.

    low, high: (S,). counts: subjects in between, both ends included (S,). totals: of their nats (S,).
    above: subjects higher still, any number of whom may be mates (S,). subjects: searched, with a template (S,).
    """

    low: Floats
    high: Floats
    counts: NDArray[np.int64]
    totals: Floats
    above: NDArray[np.int64]
    subjects: NDArray[np.int64]

    @classmethod
    def of(cls, nats: Floats, subjects: NDArray[np.int64]) -> Self:
        """nats: of the WINDOW highest subjects of each search, falling (S, WINDOW); minus infinity where there are
        fewer."""
        if nats.shape != (len(subjects), WINDOW):
            raise ValueError(f"{nats.shape} scores do not go with {len(subjects)} searches and {WINDOW} subjects each")
        low = np.maximum(nats[:, -1], -np.log(_COMMONEST))
        high = np.maximum(nats[:, MATES], low)
        inside = (nats[:, MATES:] >= low[:, None]).astype(np.float64)
        return cls(
            low=low,
            high=high,
            counts=inside.sum(axis=1).astype(np.int64),
            totals=np.where(inside > 0, nats[:, MATES:], 0.0).sum(axis=1),
            above=(nats[:, :MATES] >= high[:, None]).sum(axis=1),
            subjects=subjects,
        )

    def log_likelihood(self, prior: StrangerPrior) -> Floats:
        """At every point of the prior's grid (S, G), but for a constant: a Poisson process seen between low and high,
        and above it a number of points of which some may be mates."""
        levels, slopes = prior.grid
        counts = self.counts[:, None]
        log_above = prior.log_strangers(self.high[:, None], self.subjects)
        above, beyond_low = np.exp(log_above), np.exp(prior.log_strangers(self.low[:, None], self.subjects))
        density = counts * (np.log(self.subjects)[:, None] + levels - prior.at + slopes)
        density -= np.exp(slopes) * (self.totals[:, None] - counts * prior.at)
        return np.asarray(density - (beyond_low - above) + self._log_of_strangers_above(log_above, above))

    def _log_of_strangers_above(self, log_expected: Floats, expected: Floats) -> Floats:
        total = np.full_like(expected, -np.inf)
        for mates in range(MATES + 1):
            strangers = self.above[:, None] - mates
            weight = _NO_MATE if mates == 0 else (1 - _NO_MATE) / MATES
            orders = scipy.special.gammaln(np.maximum(strangers, 0) + 1)
            term = np.log(weight) + strangers * log_expected - expected - orders
            total = np.logaddexp(total, np.where(strangers >= 0, term, -np.inf))
        return total
