"""Two recognisers on the same photographs: rules that make one score of theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import NDArray

from antigone.engine.evaluation.fusion.outcomes import Asked, FusionSettings, RuleTable, compared, searched
from antigone.engine.evaluation.fusion.parts import Part, numbered
from antigone.engine.types import FloatArray

Floats = NDArray[np.float64]

_RATES = np.geomspace(0.5, 1e-5, 60)
_STEEPNESS_OVER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedPart:
    """The same photographs in the same order, by two recognisers."""

    first: Part
    second: Part

    def __post_init__(self) -> None:
        if not np.array_equal(self.first.identities, self.second.identities):
            raise ValueError("two recognisers are compared on the same photographs of the same people")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learnt:
    """What rules know from other people.

    weights: of the two scores in a logistic regression on mated and non-mated pairs (2,).
    tails: for each recogniser, scores of strangers, rising, and the logarithms of their false match rates.
    """

    weights: Floats
    tails: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]

    @classmethod
    def of(cls, parts: Sequence[PairedPart]) -> Self:
        pairs = [_pairs(part) for part in parts]
        mated = np.concatenate([scores[same] for scores, same in pairs])
        strangers = np.concatenate([scores[~same] for scores, same in pairs])
        tails = tuple((np.quantile(column, 1 - _RATES), np.log(_RATES)) for column in strangers.T)
        return cls(weights=_logistic_weights(mated, strangers), tails=(tails[0], tails[1]))

    def log_rate(self, scores: FloatArray, recogniser: int) -> Floats:
        """Logarithm of the false match rate; beyond the strangers seen it goes on falling as steeply."""
        knots, logs = self.tails[recogniser]
        slope = (logs[-1] - logs[-_STEEPNESS_OVER]) / (knots[-1] - knots[-_STEEPNESS_OVER])
        inside: Floats = np.interp(scores, knots, logs)
        return np.where(scores > knots[-1], logs[-1] + slope * (scores - knots[-1]), inside)


def _pairs(part: PairedPart) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores of every two photographs by both recognisers (K, 2), and whether they show one person."""
    first, second = np.triu_indices(len(part.first.identities), 1)
    scores = np.stack([part.first.scores[first, second], part.second.scores[first, second]], axis=1)
    return scores.astype(np.float64), part.first.identities[first] == part.first.identities[second]


def _logistic_weights(mated: Floats, strangers: Floats) -> Floats:
    """Both kinds weighing the same, no penalty."""

    def cost(weights: Floats) -> float:
        return float(
            np.logaddexp(0, -(mated @ weights[:2] + weights[2])).mean()
            + np.logaddexp(0, strangers @ weights[:2] + weights[2]).mean()
        )

    fitted: Floats = scipy.optimize.minimize(cost, np.array([0.5, 0.5, 0.0])).x[:2]
    return fitted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoScores:
    """Ranking scores of each recogniser (Q, S); -inf for a person who is left out."""

    first: FloatArray
    second: FloatArray
    learnt: Learnt

    def without(self, own: NDArray[np.int64]) -> "TwoScores":
        """Search i with column own[i] left out."""
        at = np.arange(len(own)), own
        first, second = self.first.copy(), self.second.copy()
        first[at] = second[at] = -np.inf
        return TwoScores(first=first, second=second, learnt=self.learnt)

    @property
    def places(self) -> tuple[Floats, Floats]:
        """Ranks by each recogniser, 0 first, less a hair of the mean score, which tells ties apart."""
        hair = 1e-6 * np.nan_to_num((self.first + self.second).astype(np.float64), neginf=-1e3)
        first, second = (
            np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1) - hair
            for scores in (self.first, self.second)
        )
        return first, second


TwoRule = Callable[[TwoScores], NDArray[np.floating]]

MEAN = "mean of ranking scores"


def _fisher(scores: TwoScores) -> Floats:
    """The sum of the logarithms of the false match rates (Fisher's method for independent tests)."""
    summed: Floats = -(scores.learnt.log_rate(scores.first, 0) + scores.learnt.log_rate(scores.second, 1))
    return summed


def _weighted(scores: TwoScores) -> Floats:
    weighted: Floats = scores.learnt.weights[0] * scores.first + scores.learnt.weights[1] * scores.second
    return weighted


TWO_RULES: Mapping[str, TwoRule] = {
    "first recogniser alone": lambda scores: scores.first,
    "second recogniser alone": lambda scores: scores.second,
    MEAN: lambda scores: (scores.first + scores.second) / 2,
    "weighted mean, logistic regression": _weighted,
    "maximum": lambda scores: np.maximum(scores.first, scores.second),
    "minimum": lambda scores: np.minimum(scores.first, scores.second),
    "sum of log false match rates": _fisher,
    "sum of ranks": lambda scores: -(scores.places[0] + scores.places[1]),
    "better of the two ranks": lambda scores: -np.minimum(*scores.places),
}


def compare_two_recognisers(
    parts: Sequence[PairedPart],
    learnt: Sequence[Learnt],
    *,
    settings: FusionSettings,
    rules: Mapping[str, TwoRule] = TWO_RULES,
    base: str = MEAN,
) -> RuleTable:
    """One photograph of everybody against another of everybody; who has a single one is absent only.

    learnt: for each part, from people who are not in it.
    """
    numbers = numbered([part.first for part in parts], settings.seed)
    draws = (
        _drawn(part, known, first_person, rng)
        for part, known, (_, first_person, rng) in zip(parts, learnt, numbers, strict=True)
        for _ in range(settings.draws)
    )
    outcomes = searched(draws, rules, without=lambda scores, asked: scores.without(asked.own))
    return compared("two recognisers", outcomes, base=base, settings=settings)


def _drawn(part: PairedPart, learnt: Learnt, first_person: int, rng: np.random.Generator) -> tuple[TwoScores, Asked]:
    mixed, starts = part.first.shuffled(rng)
    several = part.first.counts > 1
    at = np.ix_(mixed[starts + several], mixed[starts])
    everybody = np.arange(len(several))
    asked = Asked(people=everybody + first_person, own=everybody, mated=several)
    return TwoScores(first=part.first.scores[at], second=part.second.scores[at], learnt=learnt), asked
