import numpy as np
import pytest

from antigone.engine.evaluation.metrics import (
    Difference,
    bounded,
    bounded_curve,
    bounded_difference,
    identity_resamples,
)


def test_every_resample_has_as_many_people() -> None:
    drawn = identity_resamples(30, 50, np.random.default_rng(1))
    assert drawn.shape == (50, 30)
    assert (drawn.sum(axis=1) == 30).all()


def test_bounds_are_percentiles_that_enclose_the_value() -> None:
    resampled = np.arange(1001) / 1000
    estimate = bounded(0.5, resampled)
    assert (estimate.low, estimate.high) == pytest.approx((0.025, 0.975))
    assert bounded(0.001, resampled).low == 0.001
    assert bounded(0.99, resampled).high == 0.99


def test_resamples_without_a_value_are_left_out() -> None:
    assert bounded(0.5, np.array([np.nan, 0.4, 0.6])).low == pytest.approx(0.405)


def test_where_nothing_was_seen_the_exact_bound_stands_in() -> None:
    never = bounded(0.0, np.zeros(100), people=30)
    assert never.low == 0
    assert (1 - never.high) ** 30 == pytest.approx(0.025)
    always = bounded(1.0, np.ones(100), people=30)
    assert always.low**30 == pytest.approx(0.025)
    assert always.high == 1


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(300):
        seen = (rng.random(80) < 0.3).astype(float)
        drawn = identity_resamples(80, 200, rng)
        estimate = bounded(float(seen.mean()), (drawn @ seen) / 80)
        covered += estimate.low <= 0.3 <= estimate.high
    assert 0.90 <= covered / 300 <= 0.98


def test_a_curve_lies_within_its_bounds() -> None:
    low, high = bounded_curve(np.array([0.5, 0.0]), np.random.default_rng(1).random((500, 2)))
    assert low[0] < 0.5 < high[0]
    assert low[1] == 0


def test_a_difference_has_a_sign_and_bounds_that_enclose_it() -> None:
    fewer = bounded_difference(-0.2, -np.arange(101) / 250)
    assert (fewer.value, fewer.low, fewer.high) == pytest.approx((-0.2, -0.39, -0.01))
    assert fewer.significant
    assert not bounded_difference(0.1, np.array([-0.1, 0.1, 0.3])).significant
    with pytest.raises(ValueError, match="must enclose"):
        Difference(value=1.0, low=-1.0, high=0.0)
