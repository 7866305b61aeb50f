"""Score to log10 LR by logistic regression: a straight line, two numbers, hard to overfit.

Both classes weigh the same, and nothing is penalised, so that the line does not depend on the unit of the scores. Where
one score parts the classes the best line is upright: it ends as steep as numbers allow, and the caller caps it.
"""

import numpy as np
import scipy

from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence

_ROUNDS = 100
_HALVINGS = 30
_SETTLED = 1e-13


def fit_logistic(evidence: ScoreEvidence, at: Curve) -> Curve:
    """log10 LR at the scores `at`."""
    slope, offset = _line(evidence)
    ratios: Curve = (slope * at + offset) / np.log(10)
    return ratios


def _line(evidence: ScoreEvidence) -> tuple[float, float]:
    """Slope and offset of the natural log odds, by Newton's method on standardised scores, steps halved that lose."""
    mated, nonmated = evidence.shares
    centre, spread = float(evidence.scores @ (mated + nonmated)) / 2, float(evidence.scores.std()) or 1.0
    design = np.stack([(evidence.scores - centre) / spread, np.ones(len(mated))], axis=1)

    def loss(line: Curve) -> float:
        odds = design @ line
        return float(mated @ np.logaddexp(0, -odds) + nonmated @ np.logaddexp(0, odds))

    line = np.zeros(2)
    for _ in range(_ROUNDS):
        posterior = scipy.special.expit(design @ line)
        gradient = design.T @ (mated * (1 - posterior) - nonmated * posterior)
        if np.abs(gradient).max() < _SETTLED:
            break
        curvature = design.T @ (design * ((mated + nonmated) * posterior * (1 - posterior))[:, None])
        step = np.linalg.lstsq(curvature, gradient)[0]
        before = loss(line)
        for _ in range(_HALVINGS):
            if loss(line + step) <= before:
                break
            step = step / 2
        line = line + step
    slope = float(line[0]) / spread
    return slope, float(line[1]) - slope * centre
