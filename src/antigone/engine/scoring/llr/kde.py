"""Score to log10 LR from two densities: Gaussian kernels, bandwidth by Silverman's rule.

It follows the shape of the scores where the logistic line cannot, and is smoother than pooled adjacent violators; where
there is nothing to follow it has no brakes, so its curve is made to rise and capped by the caller.
"""

import numpy as np
import scipy

from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence


def fit_kde(evidence: ScoreEvidence, at: Curve) -> Curve:
    """log10 LR at the scores `at`."""
    mated, nonmated = (_log_density(evidence.scores, weights, at) for weights in (evidence.mated, evidence.nonmated))
    ratios: Curve = (mated - nonmated) / np.log(10)
    return ratios


def _log_density(scores: Curve, weights: Curve, at: Curve) -> Curve:
    """Natural logarithm of the density; the sum of the weights is the number of observations."""
    used = weights > 0
    centres, shares, count = scores[used], weights[used] / weights.sum(), float(weights.sum())
    bandwidth = silverman(centres, shares, count)
    distances = (at[:, None] - centres[None, :]) / bandwidth
    kernels = scipy.special.logsumexp(-(distances**2) / 2, b=shares, axis=1)
    density: Curve = kernels - np.log(bandwidth * np.sqrt(2 * np.pi))
    return density


def silverman(scores: Curve, shares: Curve, count: float) -> float:
    """(4 / (3 n)) ** (1 / 5) deviations; 1 where all scores are one."""
    mean = float(scores @ shares)
    deviation = float(np.sqrt(((scores - mean) ** 2) @ shares))
    return float((deviation or 1.0) * (4 / (3 * count)) ** 0.2)
