"""Likelihood ratios of a result, or why there are none."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from antigone.engine.identification.results import CandidateList, Comparison
from antigone.engine.scoring import Calibration, LlrModel, Tier
from antigone.engine.scoring.llr import refusal

_UNCALIBRATED = "the pack has no calibration"
_NO_TIER = "nobody said in what condition the person is"


def list_with_ratios(
    found: CandidateList, calibration: Calibration | None, tier: Tier | None, references: NDArray[np.int64]
) -> CandidateList:
    """The list, each candidate with its ratio; references: how many the candidate of rank i + 1 has."""
    model, reason = _model(calibration, tier)
    if model is None:
        return replace(found, llr_absent=reason)
    candidates = [
        replace(one, llr=model.ratio(one.ranking_score, references=int(references[one.rank - 1])))
        for one in found.candidates
        if one.ranking_score is not None
    ]
    return replace(found, candidates=tuple(candidates))


def comparison_with_ratio(compared: Comparison, calibration: Calibration | None, tier: Tier | None) -> Comparison:
    """The comparison with its ratio."""
    model, reason = _model(calibration, tier)
    if model is None or compared.ranking_score is None:
        return replace(compared, llr_absent=reason)
    return replace(compared, llr=model.ratio(compared.ranking_score))


def _model(calibration: Calibration | None, tier: Tier | None) -> tuple[LlrModel | None, str]:
    """The model to use, or None and the reason."""
    if calibration is None:
        return None, _UNCALIBRATED
    if tier is None:
        return None, _NO_TIER
    model = calibration.llr_model(tier)
    return model, "" if model is not None else refusal(tier)
