"""Fits against scores whose true ratio is known: two normal distributions of deviation 1, their means 3 apart."""

import numpy as np
import pytest

from antigone.engine.errors import CalibrationError
from antigone.engine.scoring.llr import LlrMethod, LlrModel, ScoreEvidence, Tier, cllr, fit_llr
from antigone.engine.scoring.llr.fitting import METHODS
from antigone.engine.scoring.llr.pairs import PhotographPairs
from antigone.engine.types import FloatArray

APART = 3.0


def true_ratio(scores: np.ndarray) -> np.ndarray:
    return (APART * scores - APART**2 / 2) / np.log(10)


def identities(*counts: int) -> np.ndarray:
    return np.repeat(np.arange(len(counts)), counts)


def pair_scores(of: np.ndarray, *, seed: int = 1) -> FloatArray:
    """Symmetric scores (N, N): mated ones around APART, others around 0."""
    scores = np.random.default_rng(seed).standard_normal((len(of), len(of)))
    scores = np.triu(scores, 1) + np.triu(scores, 1).T + APART * (of[:, None] == of)
    return scores.astype(np.float32)


def fitted(*counts: int, replicates: int = 20, seed: int = 1) -> LlrModel:
    of = identities(*counts)
    rng = np.random.default_rng(7)
    scores = pair_scores(of, seed=seed)
    return fit_llr(scores, of, tier=Tier.LIVING, photographs="random numbers", replicates=replicates, rng=rng)


@pytest.mark.parametrize("method", LlrMethod)
def test_every_method_recovers_the_true_ratio(method: LlrMethod) -> None:
    rng = np.random.default_rng(3)
    evidence = ScoreEvidence.of(rng.normal(APART, 1, 4000), rng.normal(0, 1, 4000))
    at = np.linspace(0.3, 2.7, 13)
    np.testing.assert_allclose(METHODS[method](evidence, at), true_ratio(at), atol=0.35)


def test_the_model_recovers_the_true_ratio_and_its_bounds_hold_it() -> None:
    model = fitted(*[2] * 200)
    middle = (model.scores > 0) & (model.scores < 3)
    truth = true_ratio(model.scores[middle])
    np.testing.assert_allclose(model.values[middle], truth, atol=0.4)
    held = (model.low[middle] <= truth) & (truth <= model.high[middle])
    assert held.mean() > 0.7


def test_caps_follow_from_people_not_from_pairs() -> None:
    few, many = fitted(*[2] * 120), fitted(*[5] * 120)
    for model in (few, many):
        assert model.upper_cap <= np.log10(120)
        assert model.lower_cap >= -np.log10(120)
        assert model.values[-1] == pytest.approx(model.upper_cap)
        assert model.values[0] == pytest.approx(model.lower_cap)
    assert (few.people, few.mated_people) == (many.people, many.mated_people) == (120, 120)


def test_the_method_is_the_one_that_costs_least_on_people_held_out() -> None:
    model = fitted(*[2] * 150)
    assert set(model.costs) == set(LlrMethod)
    assert model.costs[model.method].cllr == min(cost.cllr for cost in model.costs.values())
    for cost in model.costs.values():
        assert 0 < cost.cllr_min < cost.cllr < 0.6


def test_it_says_on_whom_it_was_measured() -> None:
    model = fitted(*[2] * 120, *[1] * 80)
    assert model.validated_on == (
        "photographs of the living: random numbers, 120 people with two or more photographs among 200, "
        "each held out in turn"
    )


def test_same_seed_same_model() -> None:
    first, second = fitted(*[2] * 110), fitted(*[2] * 110)
    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.low, second.low)


def test_too_few_mated_people_are_refused_with_the_number_needed() -> None:
    with pytest.raises(CalibrationError, match=r"99 people with two photographs or more are too few .* it needs 100"):
        fitted(*[2] * 99, *[1] * 300)


def test_every_person_weighs_the_same_whatever_their_photographs() -> None:
    of = identities(6, 2, 1, 1)
    evidence = PhotographPairs.of(pair_scores(of), of).evidence(np.ones(4, np.int64))
    assert evidence.mated.sum() == pytest.approx(2)
    assert evidence.nonmated.sum() == pytest.approx(4)
    first = pair_scores(of)[:6, :6][np.triu_indices(6, 1)]
    own = np.unique(np.floor(first / 0.02))
    places = np.isin(np.round(evidence.scores / 0.02 - 0.5), own) & (evidence.mated > 0)
    assert evidence.mated[places].sum() == pytest.approx(1, abs=0.15)


def test_people_held_out_are_not_in_the_evidence() -> None:
    of = identities(*[2] * 10)
    scores = pair_scores(of)
    taken = np.array([1] * 5 + [0] * 5)
    part = PhotographPairs.of(scores, of).evidence(taken)
    alone = PhotographPairs.of(scores[:10, :10], of[:10]).evidence(np.ones(5, np.int64))
    np.testing.assert_allclose(part.scores, alone.scores)
    np.testing.assert_allclose(part.mated, alone.mated)
    np.testing.assert_allclose(part.nonmated, alone.nonmated)


def test_cost_is_the_formula() -> None:
    mated, nonmated = np.array([2.0, 0.5, -1.0]), np.array([-2.0, 0.3])
    wanted = (np.mean(np.log2(1 + 10.0**-mated)) + np.mean(np.log2(1 + 10.0**nonmated))) / 2
    assert cllr(ScoreEvidence.of(mated, nonmated)) == pytest.approx(wanted, abs=1e-12)
    assert cllr(ScoreEvidence.of(np.zeros(3), np.zeros(2))) == pytest.approx(1.0)


def test_where_one_score_parts_the_classes_the_line_is_steep_and_no_error() -> None:
    evidence = ScoreEvidence.of(np.array([3.0, 4.0]), np.array([0.0, 1.0]))
    below, above = METHODS[LlrMethod.LOGISTIC](evidence, np.array([1.0, 3.0]))
    assert below < -8
    assert above > 8


def test_a_recogniser_that_never_errs_gets_ratios_up_to_the_number_of_people() -> None:
    of = identities(*[2] * 120)
    scores = np.where(of[:, None] == of, np.float32(8.0), np.float32(-2.0)) + pair_scores(of) * np.float32(0.1)
    rng = np.random.default_rng(7)
    model = fit_llr(scores, of, tier=Tier.LIVING, photographs="random numbers", replicates=5, rng=rng)
    assert model.ratio(8.0).log10 == pytest.approx(np.log10(120), abs=0.05)
    assert model.ratio(-2.0).log10 == pytest.approx(-np.log10(120), abs=0.05)
