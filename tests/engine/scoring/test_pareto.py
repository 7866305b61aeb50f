import numpy as np
import pytest
from scipy.stats import genpareto

from antigone.engine.scoring.pareto import GeneralisedPareto, fit_pareto


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.3])
def test_survival_is_scipys(shape: float) -> None:
    excess = np.array([0.0, 0.1, 1.0, 3.0, 10.0])
    ours = GeneralisedPareto(shape=shape, scale=0.8).survival(excess)
    np.testing.assert_allclose(ours, genpareto.sf(excess, shape, scale=0.8), atol=1e-12)


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.3])
def test_excess_is_the_inverse_of_survival(shape: float) -> None:
    distribution = GeneralisedPareto(shape=shape, scale=0.8)
    survival = np.array([1.0, 0.3, 1e-3, 1e-6])
    np.testing.assert_allclose(distribution.survival(distribution.excess(survival)), survival, rtol=1e-6)


@pytest.mark.parametrize("shape", [-0.25, 0.0, 0.25])
def test_fit_recovers_shape_and_scale(shape: float) -> None:
    draws = genpareto.rvs(shape, scale=0.6, size=40_000, random_state=3)
    fit = fit_pareto(draws, np.ones(len(draws)))
    assert fit.shape == pytest.approx(shape, abs=0.03)
    assert fit.scale == pytest.approx(0.6, rel=0.03)


def test_a_weight_of_two_is_an_observation_seen_twice() -> None:
    draws = genpareto.rvs(0.1, size=2_000, random_state=4)
    weights = np.random.default_rng(4).integers(0, 3, len(draws))
    weighted, repeated = (
        fit_pareto(draws, weights.astype(float)),
        fit_pareto(draws.repeat(weights), np.ones(weights.sum())),
    )
    assert weighted.shape == pytest.approx(repeated.shape, abs=1e-9)
    assert weighted.scale == pytest.approx(repeated.scale, abs=1e-9)


def test_two_values_cannot_carry_a_tail() -> None:
    with pytest.raises(ValueError, match="2 distinct excesses"):
        fit_pareto(np.array([1.0, 1.0, 2.0]), np.ones(3))
