"""From the scores of strangers among themselves to a tail."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import NDArray

from antigone.engine.scoring.crossfit import identity_rates, photograph_rates
from antigone.engine.scoring.estimates import Estimate
from antigone.engine.scoring.pareto import GeneralisedPareto, fit_pareto
from antigone.engine.scoring.tail import TailModel
from antigone.engine.types import FloatArray

TAIL_RATE = 1e-3
"""The rate beyond which the generalised Pareto distribution takes over from counting."""

_COUNTED = (0.999, 0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.035, 0.025, 0.018)
_COUNTED_FINE = (0.013, 0.01, 0.0075, 0.0055, 0.004, 0.003, 0.0023, 0.0018, 0.0014, TAIL_RATE)
_KNOTS_A_DECADE = 6
_SMALLEST_BOUND = 1e-9

Curve = NDArray[np.float64]


def fit_tail(scores: FloatArray, counts: NDArray[np.int64], *, replicates: int, rng: np.random.Generator) -> TailModel:
    """The tail of non-mated ranking scores (N, N), photographs of one identity side by side, `counts` (n,) of each.

    Every pair of identities weighs the same, whatever their numbers of photographs. Counted down to TAIL_RATE,
    generalised Pareto beyond, as far as three pairs of people in all pairs (with none seen in n trials, 3 / n is the
    upper 95 % bound of a rate). Bounds: percentiles over resampled identities, the same resample for every knot.
    """
    pairs = _Pairs.of(scores, counts)
    counted = pairs.quantiles((*_COUNTED, *_COUNTED_FINE))
    threshold = float(counted[-1])
    people = len(counts)
    resamples = np.concatenate([np.ones((1, people)), rng.multinomial(people, np.full(people, 1 / people), replicates)])
    rates = np.stack([_resampled(identity_rates(scores, counts, float(score)), resamples) for score in counted], axis=1)
    fits = [pairs.tail(threshold, sample) for sample in resamples]
    beyond = _tail_knots(fits[0], float(rates[0, -1]), floor=6 / (people * (people - 1)))
    tails = np.stack([rate * fit.survival(beyond) for rate, fit in zip(rates[:, -1], fits, strict=True)])
    curves = np.concatenate([rates, tails], axis=1)
    return TailModel(
        scores=np.concatenate([counted, threshold + beyond]),
        **_bounded(curves),
        clumping=_clumping(scores, counts, resamples),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Photograph pairs of different people: their scores, whose they are (P, 2), and weights by which every pair of
    people counts once. Highest score first."""

    scores: FloatArray
    people: NDArray[np.int64]
    weights: Curve

    @classmethod
    def of(cls, scores: FloatArray, counts: NDArray[np.int64]) -> Self:
        owner = np.repeat(np.arange(len(counts)), counts)
        first, second = np.nonzero(np.triu(~np.isnan(scores), 1))
        order = np.argsort(-scores[first, second], kind="stable")
        first, second = first[order], second[order]
        people = np.stack([owner[first], owner[second]], axis=1)
        return cls(scores=scores[first, second], people=people, weights=1 / counts[people].prod(axis=1))

    def quantiles(self, rates: tuple[float, ...]) -> Curve:
        """The score that this share of the pairs reaches, for each rate; rates fall, scores rise."""
        reached = np.cumsum(self.weights) / self.weights.sum()
        return self.scores[np.searchsorted(reached, rates)].astype(np.float64)

    def tail(self, threshold: float, resample: NDArray[np.int64]) -> GeneralisedPareto:
        """Fitted to the excesses over the threshold, identity i taken `resample[i]` times."""
        top = slice(0, int(np.searchsorted(-self.scores, -threshold, side="left")))
        taken = resample[self.people[top]].prod(axis=1)
        return fit_pareto(self.scores[top].astype(np.float64) - threshold, self.weights[top] * taken)


def _resampled(rates: Curve, resamples: NDArray[np.int64]) -> Curve:
    """The rate over pairs of different people, identity i taken resamples[b, i] times, for each b."""
    taken = resamples.astype(np.float64)
    total = taken.sum(axis=1) ** 2 - (taken**2).sum(axis=1)
    resampled: Curve = ((taken @ rates) * taken).sum(axis=1) / total
    return resampled


def _tail_knots(fit: GeneralisedPareto, rate: float, *, floor: float) -> Curve:
    """Excesses at which the tail has fallen from `rate` by equal factors, down to `floor`."""
    steps = max(2, round(_KNOTS_A_DECADE * np.log10(rate / floor)))
    return fit.excess(np.geomspace(1.0, floor / rate, steps + 1)[1:])


def _bounded(curves: Curve) -> dict[str, Curve]:
    """Row 0 is the estimate, the others its resamples; percentiles may miss it or rise by a hair: mended here."""
    rates = np.minimum.accumulate(curves[0])
    low, high = np.percentile(curves[1:], [2.5, 97.5], axis=0)
    low = np.minimum.accumulate(np.clip(np.minimum(low, rates), _SMALLEST_BOUND, None))
    return {"rates": rates, "low": low, "high": np.minimum.accumulate(np.maximum(high, rates))}


def _clumping(scores: FloatArray, counts: NDArray[np.int64], resamples: NDArray[np.int64]) -> Estimate:
    """Fitted where a search among all these people expects one stranger: that is where lists are cut.

    Only the probes are resampled: a stranger taken twice would clump with himself.
    """
    strangers = len(counts) - 1
    threshold = float(_Pairs.of(scores, counts).quantiles((1 / strangers,))[0])
    rates = np.minimum(photograph_rates(scores, counts, threshold), 1 - 1e-12)
    weights = 1 / np.repeat(counts, counts)
    owner = np.repeat(np.arange(len(counts)), counts)
    expected = np.bincount(owner, weights * rates.sum(axis=1))
    none = np.bincount(owner, weights * np.exp(np.log1p(-rates).sum(axis=1)))
    fits = [relative_variance(float(sample @ expected), float(sample @ none)) for sample in resamples / len(counts)]
    low, high = np.percentile(fits[1:], [2.5, 97.5])
    return Estimate(value=fits[0], low=min(float(low), fits[0]), high=max(float(high), fits[0]))


def relative_variance(expected: float, none: float) -> float:
    """The c for which searches that expect this many strangers, gamma-distributed, draw none this often."""
    if expected <= 0 or none <= np.exp(-expected):
        return 0.0
    evenly = -float(np.log(none))
    return float(scipy.optimize.brentq(lambda c: np.log1p(c * expected) / c - evenly, 1e-9, 1e6))
