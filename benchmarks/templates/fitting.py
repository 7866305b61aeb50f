"""A model from templates of known people."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from templates.model import Model
from templates.scores import capped, compare

SMALLEST_PEOPLE = 1000
COHORT = 500
TOP = 200
FREEDOMS = (4.0, 5.0, 6.0, 8.0, 12.0, 20.0, 40.0)
SHARES = (1.0, 1.05, 1.1, 1.15, 1.2)
_PAIRS = 4096
_QUANTILES = np.linspace(0.01, 0.99, 99)

Floats = NDArray[np.float64]


def fit(vectors: NDArray[np.floating], persons: NDArray[np.int64], *, seed: int = 1) -> Model:
    """From templates (N, D) of length 1 and whose they are (N,): several photographs of some, of many people.

    The spread of photographs comes from those who have several, the spread of persons from everyone's first one.
    Raises ValueError where there are too few people.
    """
    kept = capped(persons)
    vectors, persons = vectors[kept].astype(np.float64), persons[kept]
    people, first, person, counts = np.unique(persons, return_index=True, return_inverse=True, return_counts=True)
    if len(people) < max(SMALLEST_PEOPLE, vectors.shape[1]) or (counts > 1).sum() < vectors.shape[1]:
        raise ValueError(f"{len(people)} people, {(counts > 1).sum()} with two photographs, are too few to fit to")
    means = np.zeros((len(people), vectors.shape[1]))
    np.add.at(means, person, vectors)
    means /= counts[:, None]
    apart = vectors - means[person]
    within = apart.T @ apart / (counts - 1).sum()
    single = vectors[first]
    figures = _cohort_figures(single)
    model = Model(
        mean=single.mean(axis=0).astype(np.float32),
        between=_factor(within),
        within=_factor(within),
        freedom=float("inf"),
        cohort_mean=figures.mean(axis=0).astype(np.float32),
        cohort_factor=_factor(np.cov(figures, rowvar=False)),
    )
    return _nearest(model, np.cov(single, rowvar=False), within, compare(vectors, persons).mated, seed)


def _factor(covariance: Floats) -> NDArray[np.float32]:
    """Its symmetric root; what a difference of estimates left below zero counts as none."""
    values, axes = np.linalg.eigh(covariance)
    root: NDArray[np.float32] = (axes * np.sqrt(values.clip(min=0)) @ axes.T).astype(np.float32)
    return root


def _cohort_figures(single: Floats) -> Floats:
    """Mean and log deviation of the 200 highest scores of each template against the first 500 people: (n, 2).

    As AS-norm takes them (engine/scoring/normalisation.py); the cohort's own members are left out.
    """
    highest = np.partition(single[COHORT:] @ single[:COHORT].T, -TOP, axis=1)[:, -TOP:]
    figures: Floats = np.stack([highest.mean(axis=1), np.log(highest.std(axis=1))], axis=1)
    return figures


def _nearest(model: Model, spread: Floats, within: Floats, mated: NDArray[np.float32], seed: int) -> Model:
    """The model whose mated scores are nearest to the real ones, quantile by quantile.

    spread: covariance of single photographs: what photographs of one person do not account for, persons do. Bringing
    templates to length 1 takes from the photographs' share, the more the fewer degrees of freedom: it is given back.
    """
    real = np.quantile(mated, _QUANTILES)
    rng = np.random.default_rng(seed)
    persons, *photographs = rng.standard_normal((3, _PAIRS, model.length), dtype=np.float32)
    steps = [drawn @ model.within.T for drawn in photographs]

    def distance(candidate: Model, centres: NDArray[np.float32], share: float) -> float:
        pair = [candidate.pictured(centres, np.sqrt(share) * step, rng) for step in steps]
        found = np.quantile(np.einsum("ij,ij->i", *pair), _QUANTILES)
        return float(np.abs(found - real).mean())

    tried = []
    for share in SHARES:
        between = _factor(spread - share * within)
        centres = model.mean + persons @ between.T
        for freedom in FREEDOMS:
            candidate = replace(model, between=between, within=_factor(share * within), freedom=freedom)
            tried.append((distance(candidate, centres, share), len(tried), candidate))
    return min(tried)[2]
