"""Templates of nobody, drawn like a cohort's: strangers for demonstrations and for trials of large galleries."""

import numpy as np

from antigone.engine.scoring.cohort import Cohort
from antigone.engine.types import FloatArray


def synthetic_templates(cohort: Cohort, count: int, *, seed: int) -> FloatArray:
    """float32 (count, D), length 1, from one Gaussian with the cohort's mean and covariance; one seed, one draw.

    None of them is a member of the cohort: a template measured against itself would look like nobody else. One Gaussian
    knows no clumps of look-alikes, so these strangers are milder than people: they fill a gallery, they calibrate none.
    """
    members = cohort.matrix.astype(np.float64)
    drawn = np.random.default_rng(seed).multivariate_normal(
        members.mean(axis=0), np.cov(members, rowvar=False), size=count, method="cholesky"
    )
    unit: FloatArray = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit
