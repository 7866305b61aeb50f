"""How large a likelihood ratio so many observations can support.

ELUB, the empirical lower and upper bound: Vergeer, van Es, de Jongh, Alberink, Stoel, Numerical likelihood ratios
outputted by LR systems are often based on extrapolation: when to stop extrapolating?, Science and Justice 56 (2016).
One misleading observation is added at either end; beyond the bounds the ratios would then serve a decision no better
than no ratio at all.
"""

import numpy as np

from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence

_STEP = 0.01


def empirical_bounds(evidence: ScoreEvidence) -> tuple[float, float]:
    """Lower (0 or less) and upper (0 or more) bound of the log10 LRs in `evidence.scores`, to 0.01.

    Never beyond log10(n + 1) of the observations of either class, the sums of the weights.
    """
    thresholds = _thresholds(evidence)
    # Useless means worse than the better of always and never accepting; its own threshold 0 is no bound.
    useless = _expected_cost(evidence, thresholds) > np.minimum(1.0, 10**thresholds)
    left, right = thresholds[(thresholds <= 0) & useless], thresholds[(thresholds >= 0) & useless]
    lower = np.max(left + _STEP, initial=thresholds[0])
    upper = np.min(right - _STEP, initial=thresholds[-1])
    return round(min(float(lower), 0.0), 2), round(max(float(upper), 0.0), 2)


def _thresholds(evidence: ScoreEvidence) -> Curve:
    lowest = max(evidence.scores[0], -np.log10(evidence.mated.sum() + 1))
    highest = min(evidence.scores[-1], np.log10(evidence.nonmated.sum() + 1))
    first, last = min(0, int(lowest // _STEP)), max(0, int(highest // _STEP) + 1)
    return np.linspace(first * _STEP, last * _STEP, last - first + 1)


def _expected_cost(evidence: ScoreEvidence, thresholds: Curve) -> Curve:
    """Missed mates plus `threshold` times accepted strangers, one misleading observation of each added."""
    passed = np.searchsorted(evidence.scores, thresholds, side="right")
    accepted = [
        weights.sum() - np.concatenate([[0.0], np.cumsum(weights)])[passed]
        for weights in (evidence.mated, evidence.nonmated)
    ]
    mated, nonmated = evidence.mated.sum() + 1, evidence.nonmated.sum() + 1
    cost: Curve = 1 - accepted[0] / mated + 10**thresholds * (accepted[1] + 1) / nonmated
    return cost
