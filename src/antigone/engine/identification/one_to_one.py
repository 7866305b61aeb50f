"""1:1: two templates."""

import numpy as np

from antigone.engine.identification.queries import stacked
from antigone.engine.identification.ratios import comparison_with_ratio
from antigone.engine.identification.results import Basis, Comparison
from antigone.engine.scoring import Calibration, Tier, cohort_statistics, ranking_scores
from antigone.engine.types import Template


def compare(a: Template, b: Template, calibration: Calibration | None, tier: Tier | None = None) -> Comparison:
    """The figures of `a` against `b`; swapping them changes nothing.

    tier: the condition of the person in the photographs, for the likelihood ratio; where the two differ, the worse.
    Raises TemplateMismatch and CalibrationError where the three are not of one recogniser.
    """
    return comparison_with_ratio(_compared(a, b, calibration), calibration, tier)


def _compared(a: Template, b: Template, calibration: Calibration | None) -> Comparison:
    vectors = stacked((a, b), a.recogniser)
    score = float(np.clip(vectors[0].astype(np.float64) @ vectors[1], -1.0, 1.0))
    if calibration is None:
        return Comparison(basis=Basis.uncalibrated(a.recogniser), score=score)
    calibration.require(a.recogniser)
    statistics = cohort_statistics(calibration.cohort, vectors)
    ranking_score = float(ranking_scores(np.array([[score]]), statistics[:1], statistics[1:])[0, 0])
    return Comparison(
        basis=Basis.of(calibration),
        score=score,
        ranking_score=ranking_score,
        false_match_rate=calibration.tail.false_match_rate(ranking_score),
    )
