"""Templates of nobody, drawn like a cohort's: strangers for demonstrations and for trials of large galleries."""

import numpy as np

from antigone.engine.scoring.cohort import Cohort
from antigone.engine.scoring.mixture import MixtureSettings, fit_mixture
from antigone.engine.types import FloatArray


def synthetic_templates(cohort: Cohort, count: int, *, seed: int) -> FloatArray:
    """float32 (count, D), length 1, from a mixture of Gaussians fitted to the cohort; the same seed draws the same.

    None of them is a member of the cohort: a template measured against itself would look like nobody else.
    """
    rng = np.random.default_rng(seed)
    members = cohort.matrix.astype(np.float64)
    drawn = fit_mixture(members, np.ones(len(members)), MixtureSettings(), rng).draw(count, rng)
    unit: FloatArray = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit
