"""A mixture of Gaussians over templates: the crowd described by a few dozen thousand numbers, none of them a person's.

Templates of one recogniser gather in clumps (people of an age, a sex, a region resemble each other to it). One Gaussian
smooths the clumps away, and a probe from a dense one then looks rarer than it is; a few components keep them.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_ROUNDS_OF_MEANS = 15
_ROUNDS = 20
_STARTS = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """weights (K,) sum to 1, means (K, D), covariances (K, D, D)."""

    weights: Matrix
    means: Matrix
    covariances: Matrix

    def draw(self, count: int, rng: np.random.Generator) -> Matrix:
        """`count` independent vectors (count, D)."""
        chosen = rng.choice(len(self.weights), size=count, p=self.weights)
        noise = rng.standard_normal((count, self.means.shape[1]))
        roots = np.linalg.cholesky(self.covariances)
        drawn: Matrix = self.means[chosen]
        for component, root in enumerate(roots):
            drawn[chosen == component] += noise[chosen == component] @ root.T
        return drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class MixtureSettings:
    """shrinkage: the share of each component's covariance that is taken from the average of all. With tens of people
    to a component and a hundred numbers to a template, their own covariance alone would describe those very people."""

    components: int = 4
    shrinkage: float = 0.3


def fit_mixture(vectors: Matrix, weights: Matrix, settings: MixtureSettings, rng: np.random.Generator) -> Mixture:
    """Expectation maximisation from a k-means start; `weights` (N,), the weight of each of `vectors` (N, D)."""
    mass = weights / weights.sum()
    shares = _start(vectors, mass, settings.components, rng)
    for _ in range(_ROUNDS):
        mixture = _maximise(vectors, shares * mass[:, None], settings.shrinkage)
        shares = _expect(mixture, vectors)
    return mixture


def _start(vectors: Matrix, mass: Matrix, count: int, rng: np.random.Generator) -> Matrix:
    """The k-means clusters (N, K) whose smallest is largest among several runs: a component of a few people would
    describe just those."""
    runs = [np.eye(count)[_k_means(vectors, mass, count, rng)] for _ in range(_STARTS)]
    best: Matrix = max(runs, key=lambda member: float((mass @ member).min()))
    return best


def _k_means(vectors: Matrix, mass: Matrix, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    centres = vectors[rng.choice(len(vectors), size=count, replace=False, p=mass)]
    nearest = np.zeros(len(vectors), np.int64)
    for _ in range(_ROUNDS_OF_MEANS):
        nearest = ((centres**2).sum(axis=1) - 2 * vectors @ centres.T).argmin(axis=1)
        member = np.eye(count)[nearest] * mass[:, None]
        total = member.sum(axis=0)[:, None]
        centres = np.where(total > 0, (member.T @ vectors) / np.maximum(total, 1e-300), centres)
    return nearest


def _maximise(vectors: Matrix, mass: Matrix, shrinkage: float) -> Mixture:
    weights = mass.sum(axis=0) + 1e-12
    means = (mass.T @ vectors) / weights[:, None]
    own = np.stack([_covariance(vectors - mean, column) for mean, column in zip(means, mass.T, strict=True)])
    pooled = np.tensordot(weights, own / weights[:, None, None], axes=1) / weights.sum()
    ridge = 1e-6 * np.trace(pooled) / len(pooled) * np.eye(len(pooled))
    covariances = (1 - shrinkage) * own / weights[:, None, None] + shrinkage * pooled + ridge
    return Mixture(weights=weights / weights.sum(), means=means, covariances=covariances)


def _covariance(centred: Matrix, mass: Matrix) -> Matrix:
    scatter: Matrix = (centred * mass[:, None]).T @ centred
    return scatter


def _expect(mixture: Mixture, vectors: Matrix) -> Matrix:
    """Each vector's share in each component (N, K)."""
    logs = np.stack(
        [
            np.log(weight) + _log_density(vectors - mean, covariance)
            for weight, mean, covariance in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        ],
        axis=1,
    )
    likelihoods = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares: Matrix = likelihoods / likelihoods.sum(axis=1, keepdims=True)
    return shares


def _log_density(centred: Matrix, covariance: Matrix) -> Matrix:
    """Up to a constant that all components share."""
    root = np.linalg.cholesky(covariance)
    whitened = scipy.linalg.solve_triangular(root, centred.T, lower=True, check_finite=False)
    density: Matrix = -np.log(np.diag(root)).sum() - (whitened**2).sum(axis=0) / 2
    return density
