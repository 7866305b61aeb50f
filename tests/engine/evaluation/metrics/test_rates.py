"""The rates against plain loops over searches, and against distributions whose rates are known."""

import numpy as np
import pytest
from scipy.stats import norm

from antigone.engine.evaluation.metrics import NOWHERE, cmc, det, fnir, fpir, threshold_at_fpir

SCORES = np.array([0.1, 0.5, 0.5, 0.9, -np.inf])


def naive_fpir(tops: np.ndarray, threshold: float) -> float:
    return sum(1 for top in tops if np.isfinite(top) and top >= threshold) / len(tops)


def naive_fnir(scores: np.ndarray, ranks: np.ndarray, threshold: float, rank: int) -> float:
    missed = [s < threshold or r > rank or not np.isfinite(s) for s, r in zip(scores, ranks, strict=True)]
    return sum(missed) / len(missed)


def drawn(seed: int, count: int = 200) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=count).round(1)  # many ties
    ranks = rng.integers(1, 40, count)
    scores[:5], ranks[:5] = -np.inf, NOWHERE
    return scores, ranks


@pytest.mark.parametrize("threshold", [-np.inf, 0.1, 0.5, 0.500001, 0.9, 0.91, np.inf])
def test_fpir_counts_searches_at_or_above(threshold: float) -> None:
    assert fpir(SCORES, threshold) == naive_fpir(SCORES, threshold)


@pytest.mark.parametrize("seed", range(5))
def test_fnir_agrees_with_a_loop(seed: int) -> None:
    scores, ranks = drawn(seed)
    thresholds = np.array([-np.inf, -1.0, 0.0, 0.3, 2.0])
    expected = [naive_fnir(scores, ranks, threshold, 20) for threshold in thresholds]
    assert fnir(scores, ranks, thresholds, rank=20) == pytest.approx(expected)


def test_a_search_without_a_template_is_missed_and_never_a_false_positive() -> None:
    assert fpir([-np.inf], -np.inf) == 0
    assert fnir([-np.inf], [NOWHERE], -np.inf, rank=10**9) == 1


@pytest.mark.parametrize(("target", "allowed"), [(0.0, 0), (0.1, 1), (0.2, 2), (0.29, 2), (0.3, 3), (1.0, 10)])
def test_the_threshold_allows_as_many_as_the_target_and_no_more(target: float, allowed: int) -> None:
    tops = np.arange(10.0)
    threshold = threshold_at_fpir(tops, target)
    assert naive_fpir(tops, float(threshold)) == allowed / 10
    if allowed < 10:
        assert naive_fpir(tops, float(np.nextafter(threshold, -np.inf))) > target


def test_tied_scores_are_let_in_together_or_not_at_all() -> None:
    tops = np.array([5.0, 5.0, 5.0, 1.0])
    assert naive_fpir(tops, float(threshold_at_fpir(tops, 0.5))) == 0


def test_weights_are_repetitions() -> None:
    (tops, _), (scores, ranks) = drawn(1), drawn(2)
    rng = np.random.default_rng(3)
    weights = rng.integers(0, 4, (7, 200)).astype(np.float32), rng.integers(0, 4, (7, 200)).astype(np.float32)
    targets = [0.05, 0.1, 0.5]
    found = det(tops, scores, ranks, targets, rank=20, weights=weights)
    assert found.shape == (7, 3)
    for row in range(7):
        absent, mated = (np.repeat(np.arange(200), side[row].astype(int)) for side in weights)
        again = det(tops[absent], scores[mated], ranks[mated], targets, rank=20)
        assert found[row] == pytest.approx(again)


def test_det_recovers_the_rates_of_normal_scores() -> None:
    rng = np.random.default_rng(4)
    tops, mates = rng.normal(0, 1, 200_000), rng.normal(3, 1, 200_000)
    targets = np.array([0.001, 0.01, 0.1])
    found = det(tops, mates, np.ones(200_000, int), targets, rank=1)
    assert found == pytest.approx(norm.cdf(norm.isf(targets) - 3), rel=0.05)


def test_cmc_counts_ranks() -> None:
    ranks = np.array([1, 1, 3, 20, NOWHERE])
    assert cmc(ranks, longest=4).tolist() == pytest.approx([0.4, 0.4, 0.6, 0.6])
