"""Ranking scores as evidence: log10 likelihood ratios with bounds and caps, refused where nothing validates them."""

from antigone.engine.scoring.llr.cost import cllr, cllr_min
from antigone.engine.scoring.llr.elub import empirical_bounds
from antigone.engine.scoring.llr.evidence import ScoreEvidence
from antigone.engine.scoring.llr.fitting import SMALLEST_MATED, fit_llr
from antigone.engine.scoring.llr.model import HeldOutCost, LikelihoodRatio, LlrMethod, LlrModel, refusal
from antigone.engine.scoring.llr.pav import fit_pav
from antigone.engine.scoring.llr.tiers import Tier

__all__ = [  # noqa: RUF022 (plain order, as tests/test_house.py wants it)
    "HeldOutCost",
    "LikelihoodRatio",
    "LlrMethod",
    "LlrModel",
    "SMALLEST_MATED",
    "ScoreEvidence",
    "Tier",
    "cllr",
    "cllr_min",
    "empirical_bounds",
    "fit_llr",
    "fit_pav",
    "refusal",
]
