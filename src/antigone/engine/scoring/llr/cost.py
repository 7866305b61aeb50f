"""Cllr: what likelihood ratios cost whoever believes them.

Brummer and du Preez, Application-independent evaluation of speaker detection, Computer Speech and Language 20 (2006).
0 is perfect, 1 is what `LR = 1 for everything` costs; a ratio that misleads costs as much as it is sure.
"""

import numpy as np

from antigone.engine.scoring.llr.evidence import Curve, ScoreEvidence
from antigone.engine.scoring.llr.pav import log_odds, pooled


def cllr(evidence: ScoreEvidence) -> float:
    """Cost of the log10 LRs in `evidence.scores`, in bits; half of it from mated, half from non-mated comparisons."""
    mated, nonmated = evidence.shares
    return (_bits(-evidence.scores, mated) + _bits(evidence.scores, nonmated)) / 2


def cllr_min(evidence: ScoreEvidence) -> float:
    """Cost that remains when the scores are calibrated as well as a rising curve can (pooled adjacent violators).

    `evidence.scores` may be any scores: only their order counts. cllr - cllr_min is Cllr_cal, the cost of calibration.
    """
    scores, posteriors = pooled(evidence)
    best = log_odds(posteriors)[np.searchsorted(scores, evidence.scores).clip(max=len(scores) - 1)]
    mated, nonmated = evidence.shares
    return (_bits(-best, mated) + _bits(best, nonmated)) / 2


def _bits(against: Curve, shares: Curve) -> float:
    """Mean of log2(1 + 10 ** against): `against` is the log10 ratio in favour of what is not so."""
    used = shares > 0
    return float(np.logaddexp2(0.0, against[used] * np.log2(10)) @ shares[used])
