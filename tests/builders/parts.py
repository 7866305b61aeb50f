"""Parts of a fusion study out of a seed: people as directions, photographs as noise about them."""

import numpy as np

from antigone.engine.evaluation.fusion import Part
from antigone.engine.scoring import Cohort
from antigone.engine.types import FloatArray
from builders.calibrations import RECOGNISER

LENGTH = 32


def noisy_people(counts: list[int], *, spread: float, seed: int = 1) -> tuple[FloatArray, np.ndarray]:
    """Templates (N, D) and whose they are (N,); `spread`: of the noise in each number, beside a person's own 1."""
    rng = np.random.default_rng(seed)
    identities = np.repeat(np.arange(len(counts)), counts)
    centres = rng.standard_normal((len(counts), LENGTH)) + 1.0
    vectors = centres[identities] + spread * rng.standard_normal((len(identities), LENGTH))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), identities


def part(counts: list[int], *, spread: float, seed: int = 1) -> Part:
    strangers, _ = noisy_people([1] * 400, spread=spread, seed=seed + 1000)
    vectors, identities = noisy_people(counts, spread=spread, seed=seed)
    return Part.of(vectors, identities, Cohort.of(strangers, recogniser=RECOGNISER, origin="random numbers"))
