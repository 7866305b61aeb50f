"""Against definitions written out, and against normal scores whose likelihood ratios are known."""

import math

import numpy as np
import pytest

from antigone.engine.evaluation.metrics import cllr_cal, ece, pav_llrs, tippett
from antigone.engine.scoring.llr import ScoreEvidence, cllr, cllr_min


def calibrated(seed: int, count: int = 20_000, distance: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """log10 LRs of two normal classes of variance 1: x has the natural log LR distance * (x - distance / 2)."""
    rng = np.random.default_rng(seed)
    mated, nonmated = rng.normal(distance, 1, count), rng.normal(0, 1, count)
    return tuple(distance * (x - distance / 2) / np.log(10) for x in (mated, nonmated))  # type: ignore[return-value]


def naive_cllr(mated: np.ndarray, nonmated: np.ndarray) -> float:
    first = sum(math.log2(1 + 10**-llr) for llr in mated) / len(mated)
    second = sum(math.log2(1 + 10**llr) for llr in nonmated) / len(nonmated)
    return (first + second) / 2


def test_true_ratios_cost_nothing_in_calibration_and_shifted_ones_do() -> None:
    mated, nonmated = calibrated(1)
    assert cllr_cal(ScoreEvidence.of(mated, nonmated)) < 0.01
    shifted = ScoreEvidence.of(mated + 1, nonmated + 1)
    assert cllr_cal(shifted) > 0.2
    assert cllr_cal(shifted) == pytest.approx(naive_cllr(mated + 1, nonmated + 1) - cllr_min(shifted))


def test_entropy_at_even_odds_is_cllr() -> None:
    mated, nonmated = calibrated(2, 500)
    assert ece(ScoreEvidence.of(mated, nonmated), [0.0])[0] == pytest.approx(naive_cllr(mated, nonmated))


@pytest.mark.parametrize("log10_odds", [-2.0, 0.5])
def test_entropy_agrees_with_its_definition(log10_odds: float) -> None:
    mated, nonmated = calibrated(3, 200)
    odds = 10**log10_odds
    prior = odds / (1 + odds)
    own = [-math.log2(10**llr * odds / (1 + 10**llr * odds)) for llr in mated]
    other = [-math.log2(1 / (1 + 10**llr * odds)) for llr in nonmated]
    expected = prior * sum(own) / len(own) + (1 - prior) * sum(other) / len(other)
    assert ece(ScoreEvidence.of(mated, nonmated), [log10_odds])[0] == pytest.approx(expected)


def test_saying_nothing_leaves_the_prior_entropy() -> None:
    nothing = ScoreEvidence.of(np.zeros(3), np.zeros(3))
    assert ece(nothing, [0.0, -1.0]) == pytest.approx([1.0, -(10 / 11) * math.log2(10 / 11) - math.log2(1 / 11) / 11])


def test_recalibration_is_what_cllr_min_costs() -> None:
    evidence = ScoreEvidence.of(*(side + 1 for side in calibrated(4, 300)))
    best = pav_llrs(evidence)
    finite = np.clip(best, -300, 300)
    assert (np.diff(finite) >= 0).all()
    assert cllr(evidence.relabelled(finite)) == pytest.approx(cllr_min(evidence))


def test_tippett_counts_values_at_or_above() -> None:
    curves = tippett(ScoreEvidence.of(np.array([-1.0, 1.0, 2.0]), np.array([-2.0, 0.5])), [-2.0, 0.5, 1.0, 3.0])
    assert curves.mated == pytest.approx([1, 2 / 3, 2 / 3, 0])
    assert curves.nonmated == pytest.approx([1, 1 / 2, 0, 0])
    assert curves.misleading_mated == pytest.approx(1 / 3)
    assert curves.misleading_nonmated == pytest.approx(1 / 2)
