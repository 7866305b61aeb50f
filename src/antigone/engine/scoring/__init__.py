"""What a comparison score means: against a cohort, as a false match rate, as expected strangers."""

from antigone.engine.scoring.calibration import Calibration, Provenance
from antigone.engine.scoring.cohort import Cohort
from antigone.engine.scoring.estimates import Estimate
from antigone.engine.scoring.files import load_calibration, save_calibration, starter_calibration
from antigone.engine.scoring.fitting import FitSettings, Source, fit_calibration
from antigone.engine.scoring.fusion import fused_template, several_references
from antigone.engine.scoring.labelled import CohortSettings, LabelledTemplates, require_enough_people
from antigone.engine.scoring.llr import LikelihoodRatio, LlrMethod, LlrModel, Tier
from antigone.engine.scoring.mixture import MixtureSettings
from antigone.engine.scoring.normalisation import AffineQuery, affine_query, cohort_statistics, ranking_scores
from antigone.engine.scoring.strangers import (
    PHOTOGRAPHS,
    WINDOW,
    GalleryTail,
    StrangerPrior,
    StrangersOfProbes,
    Windows,
    expected_strangers,
    fit_gallery_tail,
    fit_prior,
    highest,
    spread,
    tail_among,
)
from antigone.engine.scoring.synthetic import synthetic_templates
from antigone.engine.scoring.tail import TailModel
from antigone.engine.scoring.tailfit import fit_tail

__all__ = [
    "PHOTOGRAPHS",
    "WINDOW",
    "AffineQuery",
    "Calibration",
    "Cohort",
    "CohortSettings",
    "Estimate",
    "FitSettings",
    "GalleryTail",
    "LabelledTemplates",
    "LikelihoodRatio",
    "LlrMethod",
    "LlrModel",
    "MixtureSettings",
    "Provenance",
    "Source",
    "StrangerPrior",
    "StrangersOfProbes",
    "TailModel",
    "Tier",
    "Windows",
    "affine_query",
    "cohort_statistics",
    "expected_strangers",
    "fit_calibration",
    "fit_gallery_tail",
    "fit_prior",
    "fit_tail",
    "fused_template",
    "highest",
    "load_calibration",
    "ranking_scores",
    "require_enough_people",
    "save_calibration",
    "several_references",
    "spread",
    "starter_calibration",
    "synthetic_templates",
    "tail_among",
]
