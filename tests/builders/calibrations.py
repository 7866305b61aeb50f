"""Cohorts, tails and calibrations out of a seed, small enough to build in every test."""

import datetime as dt

import numpy as np

from antigone.engine.scoring import Calibration, Cohort, Estimate, LlrMethod, LlrModel, Provenance, TailModel, Tier
from antigone.engine.scoring.llr import HeldOutCost
from antigone.engine.types import FloatArray, LandmarkSource, ModelIdentity, Template

RECOGNISER = ModelIdentity(id="test-recogniser", sha256="5" * 64)
OTHER_RECOGNISER = ModelIdentity(id="other-recogniser", sha256="6" * 64)
LENGTH = 16


def unit(count: int, *, seed: int, length: int = LENGTH) -> FloatArray:
    """Unit vectors that lean to one side, as a recogniser's do."""
    vectors = np.random.default_rng(seed).standard_normal((count, length)) + 1.0
    unit_vectors: FloatArray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit_vectors


def cohort(*, recogniser: ModelIdentity = RECOGNISER, seed: int = 1, size: int = 400) -> Cohort:
    return Cohort.of(unit(size, seed=seed), recogniser=recogniser, origin="random numbers")


def exponential_tail(*, clumping: float = 0.0, floor_score: float = 12.0) -> TailModel:
    """P(score >= s) = exp(-s), bounds a half and twice that, resolved up to `floor_score`.

    clumping: its lower bound, which the headline uses; the value and the upper bound lie above.
    """
    scores = np.linspace(0.0, floor_score, 25)
    rates = np.exp(-scores)
    return TailModel(
        scores=scores,
        rates=rates,
        low=rates / 2,
        high=np.minimum(rates * 2, 1.0),
        clumping=Estimate(value=clumping * 1.5, low=clumping, high=clumping * 2),
    )


def straight_ratios(tier: Tier = Tier.LIVING) -> LlrModel:
    """log10 LR = score / 4 between -2 and 3, bounds a quarter off."""
    scores = np.linspace(-8.0, 12.0, 41)
    values = scores / 4
    return LlrModel(
        tier=tier,
        method=LlrMethod.LOGISTIC,
        scores=scores,
        values=values,
        low=np.maximum(values - 0.25, -2.0),
        high=np.minimum(values + 0.25, 3.0),
        lower_cap=-2.0,
        upper_cap=3.0,
        validated_on="random numbers",
        mated_people=100,
        people=1000,
        costs={LlrMethod.LOGISTIC: HeldOutCost(cllr=0.2, cllr_min=0.1)},
    )


def calibration(*, recogniser: ModelIdentity = RECOGNISER, population: str = "random numbers") -> Calibration:
    return Calibration(
        recogniser=recogniser,
        cohort=cohort(recogniser=recogniser),
        tail=exponential_tail(clumping=0.3),
        population=population,
        provenance=Provenance(
            dataset="random numbers",
            selection="all",
            identities=400,
            photographs=400,
            pairs=79_800,
            date=dt.date(2026, 11, 25),
            script="tests",
        ),
        llr=(straight_ratios(),),
    )


def template(vector: FloatArray, *, recogniser: ModelIdentity = RECOGNISER) -> Template:
    return Template(vector=vector, recogniser=recogniser, landmarks_by=LandmarkSource.MACHINE)
