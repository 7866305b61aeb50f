"""Probes whose strangers are drawn from the very process, so that every figure can be held to its word."""

import numpy as np
import pytest

from antigone.engine.scoring import WINDOW, StrangerPrior, StrangersOfProbes, Windows, fit_prior, highest

PRIOR = StrangerPrior(at=4.0, level=0.1, level_deviation=0.5, slope=0.0, slope_deviation=0.12)
SUBJECTS = 1500


def probes(count: int, *, prior: StrangerPrior = PRIOR, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Level and slope (P,), as the prior has them."""
    rng = np.random.default_rng(seed)
    return (
        rng.normal(prior.level, prior.level_deviation, count),
        rng.normal(prior.slope, prior.slope_deviation, count),
    )


def strangers(level: np.ndarray, slope: np.ndarray, *, subjects: int = SUBJECTS, seed: int = 1) -> np.ndarray:
    """Nats of the 40 highest (P, 40), falling. Points of a Poisson process: the expected number above each is a sum of
    unit exponentials."""
    numbers = np.cumsum(np.random.default_rng(seed).exponential(size=(len(level), 40)), axis=1)
    nats = PRIOR.at - np.log(numbers / (subjects * np.exp(level - PRIOR.at)[:, None])) / np.exp(slope)[:, None]
    return np.asarray(nats)


def searched(nats: np.ndarray, *, subjects: int = SUBJECTS, prior: StrangerPrior = PRIOR) -> StrangersOfProbes:
    windows = Windows.of(highest(nats, WINDOW), np.full(len(nats), subjects))
    return StrangersOfProbes.of(windows, prior)


def test_of_searches_for_absent_people_a_share_of_one_less_exp_e_has_a_stranger_at_or_below_e() -> None:
    level, slope = probes(6000)
    seen, others = strangers(level, slope), strangers(level, slope, seed=2)
    figures = searched(seen).expected(others[:, 0])
    for limit in (0.03, 0.1, 0.3, 1.0, 3.0):
        share = 1 - np.exp(-limit)
        assert (figures <= limit).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 6000))


def test_bounds_hold_the_true_number_as_often_as_they_say() -> None:
    level, slope = probes(3000)
    nats = np.full(3000, 8.0)
    low, high = searched(strangers(level, slope)).bounds(nats)
    truth = SUBJECTS * np.exp(level - PRIOR.at - np.exp(slope) * (nats - PRIOR.at))
    assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(0.95, abs=0.03)


def test_the_search_tells_probes_apart() -> None:
    """A probe that draws many strangers gets a higher figure for the same score than one that draws few."""
    level, slope = probes(2000)
    figures = np.log(searched(strangers(level, slope)).expected(np.full(2000, 9.0)))
    truth = level - np.exp(slope) * 5.0
    assert np.corrcoef(figures, truth)[0, 1] > 0.6


def test_one_to_three_mates_among_the_highest_change_little() -> None:
    level, slope = probes(500)
    alone = strangers(level, slope)
    before = searched(alone).expected(np.full(500, 9.0))
    for mates in (1, 2, 3):
        with_mates = np.concatenate([np.full((500, mates), 25.0), alone], axis=1)
        after = searched(with_mates).expected(np.full(500, 9.0))
        assert 0 < np.log(after / before).mean() < 0.35
    four = searched(np.concatenate([np.full((500, 4), 25.0), alone], axis=1)).expected(np.full(500, 9.0))
    assert np.log(four / before).mean() > 0.5


def test_a_gallery_without_a_tail_leaves_the_prior_as_it_is() -> None:
    few = searched(np.full((1, 12), 0.5), subjects=12)
    assert few.windows.counts.tolist() == [0]
    number = np.exp(PRIOR.log_strangers(np.array([[5.0]]), np.array([12])))[0]
    before = -np.log((np.exp(PRIOR.log_weights) * np.exp(-number)).sum())
    assert few.expected(np.array([5.0]))[0] == pytest.approx(before, rel=0.3)
    none = searched(np.empty((1, 0)), subjects=1)
    assert np.isfinite(none.expected(np.array([5.0]))).all()


def test_figures_keep_their_digits_far_out_and_close_in() -> None:
    found = searched(strangers(*probes(1)))
    nats = np.array([0.5, 4.0, 9.0, 20.0, 60.0])
    figures = found.expected(nats)
    assert (np.diff(figures) < 0).all()
    assert (figures > 0).all()
    assert np.isfinite(figures).all()


def test_fitting_finds_how_much_probes_differ() -> None:
    """Whole galleries this time: every subject's nats, for probes of one prior."""
    wanted = StrangerPrior(at=3.5, level=0.0, level_deviation=0.6, slope=0.0, slope_deviation=0.02)
    level = probes(900, prior=wanted, seed=4)[0] - 0.6**2 / 2
    nats = np.random.default_rng(5).exponential(size=(900, 1200)) + level[:, None]
    fitted = fit_prior(nats, np.random.default_rng(6))
    assert fitted.level_deviation == pytest.approx(0.6, abs=0.12)
    assert fitted.slope_deviation < 0.1
    alike = fit_prior(np.random.default_rng(7).exponential(size=(900, 1200)), np.random.default_rng(6))
    assert alike.level_deviation < 0.2


def test_same_scores_same_prior() -> None:
    nats = np.random.default_rng(5).exponential(size=(50, 300))
    assert fit_prior(nats, np.random.default_rng(6)) == fit_prior(nats, np.random.default_rng(6))


@pytest.mark.parametrize("numbers", [{"level_deviation": 0.0}, {"slope_deviation": -1.0}, {"level": float("nan")}])
def test_a_prior_that_cannot_be_does_not_construct(numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"deviation is above 0|not a number"):
        StrangerPrior(
            **{"at": 4.0, "level": 0.0, "level_deviation": 1.0, "slope": 0.0, "slope_deviation": 0.1} | numbers
        )
