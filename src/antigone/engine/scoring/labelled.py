"""Templates of known people, from which a calibration is computed."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import CalibrationError
from antigone.engine.scoring.cohort import Cohort
from antigone.engine.scoring.mixture import MixtureSettings, fit_mixture
from antigone.engine.types import FloatArray, ModelIdentity

SMALLEST_IDENTITIES = 300
"""With fewer people there are too few pairs (45 in 1,000) above the threshold where the tail is fitted."""


def require_enough_people(count: int) -> None:
    """Raises CalibrationError where so many people are too few for a calibration."""
    if count < SMALLEST_IDENTITIES:
        raise CalibrationError(
            f"{count} people are too few for a calibration; it needs {SMALLEST_IDENTITIES}.",
            advice="Add people who are not in it yet; more photographs of the same people do not help.",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledTemplates:
    """vectors: float32 (N, D), length 1. identities: (N,), 0 to n - 1, each at least once.

    Raises CalibrationError where there are too few people.
    """

    vectors: FloatArray
    identities: NDArray[np.int64]
    recogniser: ModelIdentity

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.identities.shape != (len(self.vectors),):
            raise ValueError(f"{self.vectors.shape} templates do not go with {self.identities.shape} identities")
        counts = np.bincount(self.identities)
        if (counts == 0).any():
            raise ValueError("identities must be numbered 0 to n - 1 without a gap")
        require_enough_people(len(counts))

    @property
    def counts(self) -> NDArray[np.int64]:
        """Photographs of each identity (n,)."""
        return np.bincount(self.identities)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Of each photograph (N,), so that every identity weighs the same; they sum to 1."""
        counts = self.counts
        weights: NDArray[np.float64] = 1.0 / (counts[self.identities] * len(counts))
        return weights

    def thinned(self, largest: int, rng: np.random.Generator) -> "LabelledTemplates":
        """At most `largest` photographs: fewer of those who have many, down to two each; then fewer people."""
        if len(self.identities) <= largest:
            return self
        mixed = rng.permutation(len(self.identities))
        mixed = mixed[np.argsort(self.identities[mixed], kind="stable")]
        place = np.arange(len(mixed)) - np.repeat(np.cumsum(self.counts) - self.counts, self.counts)
        most = 2
        while np.minimum(self.counts, most + 1).sum() <= largest:
            most += 1
        people = rng.permutation(len(self.counts))
        fitting = np.cumsum(np.minimum(self.counts, most)[people]) <= largest
        rows = np.sort(mixed[(place < most) & np.isin(self.identities[mixed], people[fitting])])
        return LabelledTemplates(
            vectors=self.vectors[rows],
            identities=np.unique(self.identities[rows], return_inverse=True)[1].astype(np.int64),
            recogniser=self.recogniser,
        )

    def sorted(self) -> "LabelledTemplates":
        """The same, photographs of one identity side by side, identities ascending."""
        order = np.argsort(self.identities, kind="stable")
        return LabelledTemplates(
            vectors=self.vectors[order], identities=self.identities[order], recogniser=self.recogniser
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortSettings:
    """size: templates of the cohort, drawn in equal parts from `fits` mixtures that differ in where their fit started.

    With a single fit the false match rates of new people moved by a tenth from one start to the next.
    """

    size: int = 1600
    fits: int = 4
    mixture: MixtureSettings = field(default_factory=MixtureSettings)


def synthetic_cohort(
    templates: LabelledTemplates, chosen: NDArray[np.bool_], settings: CohortSettings, rng: np.random.Generator
) -> Cohort:
    """A cohort in the likeness of the `chosen` photographs (N,) that holds nobody's template."""
    vectors = templates.vectors[chosen].astype(np.float64)
    weights = templates.weights[chosen]
    mixtures = [fit_mixture(vectors, weights, settings.mixture, rng) for _ in range(settings.fits)]
    people = len(np.unique(templates.identities[chosen]))
    smallest = int(min(mixture.weights.min() for mixture in mixtures) * people)
    drawn = np.concatenate([mixture.draw(settings.size // settings.fits, rng) for mixture in mixtures])
    return Cohort.of(
        drawn.astype(np.float32),
        recogniser=templates.recogniser,
        origin=f"synthetic: drawn from {settings.fits} mixtures of {settings.mixture.components} Gaussians fitted to "
        f"templates of {people} people, {smallest} or more to a component; no template of a real person",
    )
