"""Score to log10 LR by pooling adjacent violators: isotonic regression, the best that any rising curve can do.

Zadrozny and Elkan, KDD 2002; Brummer and du Preez, Computer Speech and Language 20 (2006). It takes any rising shape
and, at both ends, promises infinities that a finite number of people cannot support: the caller caps it.
"""

import numpy as np
import scipy

from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence


def fit_pav(evidence: ScoreEvidence, at: Curve) -> Curve:
    """log10 LR at the scores `at`, interpolated between the posterior odds of pooled scores; infinite at the ends."""
    scores, posteriors = pooled(evidence)
    return log_odds(np.interp(at, scores, posteriors))


def pooled(evidence: ScoreEvidence) -> tuple[Curve, Curve]:
    """Distinct scores, and the isotonic share of mated comparisons at each where both classes weigh the same."""
    scores, place = np.unique(evidence.scores, return_inverse=True)
    mated, nonmated = (np.bincount(place, shares).astype(np.float64) for shares in evidence.shares)
    total = mated + nonmated
    used = total > 0
    fitted = scipy.optimize.isotonic_regression(mated[used] / total[used], weights=total[used])
    return scores[used], np.asarray(fitted.x, np.float64)


def log_odds(posterior: Curve) -> Curve:
    """log10 of p / (1 - p); infinite at 0 and 1."""
    with np.errstate(divide="ignore"):
        odds: Curve = np.log10(posterior) - np.log10(1 - posterior)
    return odds
