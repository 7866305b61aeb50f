"""Which method, which curve, how far: all by people who had no part in what they judge."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from antigone.engine.errors import CalibrationError
from antigone.engine.scoring.llr.cost import cllr, cllr_min
from antigone.engine.scoring.llr.elub import empirical_bounds
from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence
from antigone.engine.scoring.llr.kde import fit_kde
from antigone.engine.scoring.llr.logistic import fit_logistic
from antigone.engine.scoring.llr.model import HeldOutCost, LlrMethod, LlrModel
from antigone.engine.scoring.llr.pairs import PhotographPairs
from antigone.engine.scoring.llr.pav import fit_pav
from antigone.engine.scoring.llr.tiers import Tier
from antigone.engine.types import FloatArray

SMALLEST_MATED = 100
"""People with two photographs or more: with fewer the ratio could not pass 100, and held-out fifths have under 20."""

METHODS: dict[LlrMethod, Callable[[ScoreEvidence, Curve], Curve]] = {
    LlrMethod.LOGISTIC: fit_logistic,
    LlrMethod.PAV: fit_pav,
    LlrMethod.KDE: fit_kde,
}

FOLDS = 5
_KNOTS = 121
_BEYOND = 0.001
_UNSEEN = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What no log10 ratio passes."""

    lower: float
    upper: float

    def clipped(self, ratios: Curve) -> Curve:
        """The ratios, none beyond a cap."""
        return np.clip(ratios, self.lower, self.upper)


def fit_llr(
    scores: FloatArray,
    identities: NDArray[np.int64],
    *,
    tier: Tier,
    photographs: str,
    replicates: int,
    rng: np.random.Generator,
) -> LlrModel:
    """The tier's model from ranking scores (N, N) of all photographs with each other, `identities` (N,) from 0.

    photographs: what they are, a few words, for `validated_on`.

    The method is the one of least Cllr on held-out people (five folds). Caps: the narrower of ELUB of the held-out
    ratios and log10 of the number of people, mated people below 0; a thousand pairs of one person are one person.
    Bounds: percentiles over `replicates` draws of people. Raises CalibrationError where fewer than SMALLEST_MATED
    people have two photographs.
    """
    pairs = PhotographPairs.of(scores, identities)
    mated_people = len(pairs.mated_people)
    if mated_people < SMALLEST_MATED:
        raise CalibrationError(
            f"{mated_people} people with two photographs or more are too few for a likelihood ratio; "
            f"it needs {SMALLEST_MATED}.",
            advice="Add photographs of people who have one, or people with two.",
        )
    every = pairs.evidence(np.ones(pairs.people, np.int64))
    counted = Caps(lower=-float(np.log10(mated_people)), upper=float(np.log10(pairs.people)))
    knots = _knots(every)
    folds = rng.permutation(pairs.people) % FOLDS
    trials = {method: _held_out(pairs, folds, method, knots, counted) for method in METHODS}
    method = min(trials, key=lambda each: trials[each][0].cllr)
    lower, upper = empirical_bounds(trials[method][1])
    caps = Caps(lower=max(lower, counted.lower), upper=min(upper, counted.upper))
    values = _curve(method, every, knots, caps)
    drawn = rng.multinomial(pairs.people, np.full(pairs.people, 1 / pairs.people), replicates)
    redrawn = np.stack([_curve(method, pairs.evidence(taken), knots, caps) for taken in drawn])
    low, high = caps.clipped(np.percentile(redrawn, [2.5, 97.5], axis=0))
    return LlrModel(
        tier=tier,
        method=method,
        scores=knots,
        values=values,
        low=np.minimum(low, values),
        high=np.maximum(high, values),
        lower_cap=caps.lower,
        upper_cap=caps.upper,
        validated_on=f"photographs of {tier.words}: {photographs}, {mated_people:,} people with two or more "
        f"photographs among {pairs.people:,}, each held out in turn",
        mated_people=mated_people,
        people=pairs.people,
        costs={each: cost for each, (cost, _) in trials.items()},
    )


def _knots(evidence: ScoreEvidence) -> Curve:
    """Scores from where next to no stranger is below to where next to no mate is above."""
    mated, nonmated = evidence.shares
    first = evidence.scores[np.searchsorted(np.cumsum(nonmated), _BEYOND)]
    last = evidence.scores[np.searchsorted(np.cumsum(mated), 1 - _BEYOND)]
    return np.linspace(min(first, last - 1), last, _KNOTS)


def _held_out(
    pairs: PhotographPairs, folds: NDArray[np.int64], method: LlrMethod, knots: Curve, caps: Caps
) -> tuple[HeldOutCost, ScoreEvidence]:
    """The mean cost over folds, and all ratios that people held out were given, in place of scores."""
    judged = []
    costs = []
    for fold in range(FOLDS):
        own = (folds == fold).astype(np.int64)
        curve = _curve(method, pairs.evidence(1 - own), knots, caps)
        tested = pairs.evidence(own)
        ratios = tested.relabelled(np.interp(tested.scores, knots, curve))
        costs.append((cllr(ratios), cllr_min(tested)))
        judged.append(ratios)
    mean, mean_min = np.mean(costs, axis=0)
    return HeldOutCost(cllr=float(mean), cllr_min=float(mean_min)), judged[0].joined(*judged[1:])


def _curve(method: LlrMethod, evidence: ScoreEvidence, knots: Curve, caps: Caps) -> Curve:
    """The method's ratios at the knots, within the caps, made to rise where they fall.

    Knots weigh as much as has been seen around them, so that the tails of a density, where there is nothing, follow
    their neighbours.
    """
    mated, nonmated = evidence.shares
    nearest = np.abs(knots[:, None] - evidence.scores[None, :]).argmin(axis=0)
    seen = np.bincount(nearest, mated + nonmated, minlength=len(knots)) + _UNSEEN
    raised = scipy.optimize.isotonic_regression(caps.clipped(METHODS[method](evidence, knots)), weights=seen)
    # A second time: averaging rounds.
    return caps.clipped(np.asarray(raised.x, np.float64))
