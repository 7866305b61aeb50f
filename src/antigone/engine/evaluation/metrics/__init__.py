"""Error rates and their uncertainty as pure functions on scores: ISO/IEC 19795-1 and -10, metrics of evidence."""

from antigone.engine.evaluation.metrics.bootstrap import (
    Difference,
    bounded,
    bounded_curve,
    bounded_difference,
    identity_resamples,
)
from antigone.engine.evaluation.metrics.differentials import gini, mxog
from antigone.engine.evaluation.metrics.evidence import Tippett, cllr_cal, ece, pav_llrs, tippett
from antigone.engine.evaluation.metrics.rates import NOWHERE, cmc, det, fnir, fpir, threshold_at_fpir

__all__ = [
    "NOWHERE",
    "Difference",
    "Tippett",
    "bounded",
    "bounded_curve",
    "bounded_difference",
    "cllr_cal",
    "cmc",
    "det",
    "ece",
    "fnir",
    "fpir",
    "gini",
    "identity_resamples",
    "mxog",
    "pav_llrs",
    "threshold_at_fpir",
    "tippett",
]
