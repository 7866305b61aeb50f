import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.engine.scoring import Estimate, TailModel, expected_strangers
from builders.calibrations import exponential_tail


def test_rate_between_knots_follows_the_logarithm() -> None:
    rate = exponential_tail().false_match_rate(3.3)
    assert (rate.value, rate.low, rate.high) == pytest.approx((np.exp(-3.3), np.exp(-3.3) / 2, np.exp(-3.3) * 2))


def test_beyond_the_last_knot_the_rate_is_unresolved() -> None:
    rate = exponential_tail(floor_score=6.0).false_match_rate(6.01)
    assert not rate.resolved
    assert (rate.low, rate.value) == (0.0, pytest.approx(np.exp(-6.0)))


def test_below_the_first_knot_everybody_reaches_the_score() -> None:
    assert exponential_tail().false_match_rate(-5.0).value == 1.0


@given(st.floats(-5, 20), st.floats(0, 3))
def test_a_higher_score_is_never_commoner_among_strangers(score: float, more: float) -> None:
    tail = exponential_tail(clumping=0.5)
    lower, higher = (tail.false_match_rate(at) for at in (score, score + more))
    assert higher.value <= lower.value
    assert higher.low <= higher.value <= higher.high
    assert (
        expected_strangers(tail, score + more, subjects=700).value
        <= expected_strangers(tail, score, subjects=700).value
    )


def test_without_clumping_expected_strangers_is_the_sum_over_subjects() -> None:
    found = expected_strangers(exponential_tail(), 7.0, subjects=1050)
    assert found.value == pytest.approx(1050 * np.exp(-7.0), rel=1e-9)


def test_clumping_is_the_share_of_gamma_distributed_searches_without_a_stranger() -> None:
    """1 - exp(-e) of the searches must have a stranger, here by simulation."""
    clumping, total = 0.8, 1000 * np.exp(-7.0)
    rng = np.random.default_rng(5)
    strangers = rng.poisson(rng.gamma(1 / clumping, clumping * total, 400_000))
    found = expected_strangers(exponential_tail(clumping=clumping), 7.0, subjects=1000)
    assert 1 - np.exp(-found.value) == pytest.approx((strangers > 0).mean(), abs=0.003)


def test_clumping_only_lowers_and_more_of_it_lowers_more() -> None:
    figures = [expected_strangers(exponential_tail(clumping=c), 6.0, subjects=900).value for c in (0, 0.3, 1)]
    assert figures == sorted(figures, reverse=True)


def test_an_empty_gallery_has_no_strangers() -> None:
    assert expected_strangers(exponential_tail(), 3.0, subjects=0) == Estimate(value=0.0, low=0.0, high=0.0)


@pytest.mark.parametrize(
    ("rates", "problem"), [([0.5, 0.6], "never rising"), ([0.5, 0.0], r"in \(0, 1\]"), ([0.05, 0.01], "must enclose")]
)
def test_a_curve_that_cannot_be_does_not_construct(rates: list[float], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        TailModel(
            scores=np.array([1.0, 2.0]),
            rates=np.array(rates),
            low=np.array([0.1, 0.001]),
            high=np.array([0.7, 0.65]),
            clumping=Estimate(value=0.0, low=0.0, high=0.0),
        )


def test_nan_has_no_rate() -> None:
    with pytest.raises(ValueError, match="no number"):
        exponential_tail().false_match_rate(float("nan"))


def test_nats_are_the_rates_logarithm_and_go_on_beyond_the_data() -> None:
    tail = exponential_tail(floor_score=6.0)
    scores = np.array([[-np.inf, -3.0, 2.25], [6.0, 9.0, np.nan]])
    np.testing.assert_allclose(tail.nats(scores), [[-np.inf, 0.0, 2.25], [6.0, 9.0, np.nan]])
