"""What likelihood ratios are worth: the cost of calibration, empirical cross-entropy, Tippett plots.

All take comparisons whose truth is known as `scoring.llr.ScoreEvidence`, its scores being log10 likelihood ratios; Cllr
and Cllr_min themselves are in `scoring.llr`, which chooses methods by them.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from antigone.engine.scoring.llr import ScoreEvidence, cllr, cllr_min

Floats = NDArray[np.float64]


def cllr_cal(evidence: ScoreEvidence) -> float:
    """Cllr - Cllr_min in bits, never negative: what miscalibration costs (Brummer and du Preez 2006)."""
    return max(0.0, cllr(evidence) - cllr_min(evidence))


def pav_llrs(evidence: ScoreEvidence) -> Floats:
    """The log10 LRs after pool-adjacent-violators on these very data, element i for scores[i].

    Infinite at the ends, where only one kind was seen; what Cllr_min is the cost of.
    """
    mated, nonmated = evidence.shares
    place = np.unique(evidence.scores, return_inverse=True)[1]
    of_mated, of_both = np.bincount(place, mated), np.bincount(place, mated + nonmated)
    share = scipy.optimize.isotonic_regression(of_mated / of_both, weights=of_both).x.clip(0.0, 1.0)
    with np.errstate(divide="ignore"):
        pooled: Floats = (np.log10(share) - np.log10(1 - share))[place]
    return pooled


def ece(evidence: ScoreEvidence, log10_prior_odds: ArrayLike) -> Floats:
    """Empirical cross-entropy in bits (Ramos, Gonzalez-Rodriguez, Zadora and Aitken, J. Forensic Sci. 58 (2013)).

    Element i is what is still not known, on average, after hearing the likelihood ratio, where the odds before it were
    10 ** log10_prior_odds[i]. At odds 1 it is Cllr.
    """
    odds = np.asarray(log10_prior_odds, np.float64)
    prior = 1 / (1 + 10.0**-odds)
    mated, nonmated = evidence.shares
    of_mated = mated @ _bits(-(evidence.scores[:, None] + odds))
    of_nonmated = nonmated @ _bits(evidence.scores[:, None] + odds)
    entropy: Floats = prior * of_mated + (1 - prior) * of_nonmated
    return entropy


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tippett:
    """Element i of `mated` and `nonmated` is the share of such comparisons whose log10 LR is at or above llrs[i].

    misleading_mated, misleading_nonmated: share of values below 0, and above 0, which point the wrong way.
    """

    llrs: Floats
    mated: Floats
    nonmated: Floats
    misleading_mated: float
    misleading_nonmated: float


def tippett(evidence: ScoreEvidence, llrs: ArrayLike) -> Tippett:
    """The two survival curves (Evett and Buckleton 1996, after Tippett and others 1968) at `llrs`."""
    grid = np.asarray(llrs, np.float64)
    mated, nonmated = evidence.shares
    return Tippett(
        llrs=grid,
        mated=_survival(evidence.scores, mated, grid),
        nonmated=_survival(evidence.scores, nonmated, grid),
        misleading_mated=float(mated[evidence.scores < 0].sum()),
        misleading_nonmated=float(nonmated[evidence.scores > 0].sum()),
    )


def _survival(scores: Floats, shares: Floats, grid: Floats) -> Floats:
    """scores never fall; the last element of `reached` is exactly 0."""
    reached = np.append(np.cumsum(shares[::-1])[::-1], 0.0)
    survival: Floats = reached[np.searchsorted(scores, grid, side="left")]
    return survival


def _bits(log10_odds: Floats) -> Floats:
    """log2(1 + 10 ** x) without overflow."""
    bits: Floats = np.logaddexp2(0.0, log10_odds * np.log2(10.0))
    return bits
