"""Estimators recover what the scores were drawn with."""

import datetime as dt

import numpy as np
import pytest

from antigone.engine.errors import CalibrationError
from antigone.engine.scoring import (
    WINDOW,
    CohortSettings,
    FitSettings,
    LabelledTemplates,
    MixtureSettings,
    Source,
    StrangersOfProbes,
    Windows,
    cohort_statistics,
    expected_strangers,
    fit_calibration,
    fit_tail,
    highest,
    ranking_scores,
)
from antigone.engine.scoring.labelled import synthetic_cohort
from antigone.engine.scoring.mixture import fit_mixture
from antigone.engine.scoring.tailfit import relative_variance
from antigone.engine.types import FloatArray
from builders.calibrations import RECOGNISER, unit

PEOPLE = 600


def strangers_scores(*, per_person: np.ndarray, seed: int = 1) -> FloatArray:
    """Symmetric scores with P(score >= s) = exp(-s); NaN among photographs of one person."""
    count = int(per_person.sum())
    scores = np.random.default_rng(seed).exponential(size=(count, count))
    scores = np.triu(scores, 1) + np.triu(scores, 1).T
    owner = np.repeat(np.arange(len(per_person)), per_person)
    scores[owner[:, None] == owner] = np.nan
    return scores.astype(np.float32)


def test_tail_recovers_an_exponential_to_its_end() -> None:
    tail = fit_tail(
        strangers_scores(per_person=np.ones(PEOPLE, int)), np.ones(PEOPLE, np.int64), replicates=20, rng=rng()
    )
    for score in (0.5, 3.0, 7.0, 9.0, 10.5):
        rate = tail.false_match_rate(score)
        assert rate.value == pytest.approx(np.exp(-score), rel=0.35 if score > 8 else 0.12)
    assert tail.floor == pytest.approx(3 / (PEOPLE * (PEOPLE - 1) / 2), rel=1e-6)
    assert tail.clumping.value == pytest.approx(0.0, abs=0.15)


def test_bounds_hold_the_truth_about_as_often_as_they_say() -> None:
    inside = []
    for seed in range(12):
        scores = strangers_scores(per_person=np.ones(300, int), seed=seed)
        rate = fit_tail(scores, np.ones(300, np.int64), replicates=60, rng=rng()).false_match_rate(5.0)
        inside.append(rate.low <= np.exp(-5.0) <= rate.high)
    assert sum(inside) >= 9


def test_people_with_many_photographs_weigh_no_more_than_others() -> None:
    """One person's 60 photographs resemble everybody; 299 people with one photograph do not."""
    counts = np.array([60] + [1] * 299)
    scores = strangers_scores(per_person=counts)
    scores[:60] += 3.0
    scores[:, :60] += 3.0
    tail = fit_tail(scores, counts, replicates=5, rng=rng())
    share = 2 / 300  # of pairs of people, that person's
    wanted = share * np.exp(-(4.5 - 3.0)) + (1 - share) * np.exp(-4.5)
    assert tail.false_match_rate(4.5).value == pytest.approx(wanted, rel=0.2)


def test_clumping_is_recovered() -> None:
    """Searches whose expected number of strangers is gamma-distributed with a known relative variance."""
    draws = np.random.default_rng(6).gamma(1 / 0.7, 0.7 * 1.2, 300_000)
    assert relative_variance(float(draws.mean()), float(np.exp(-draws).mean())) == pytest.approx(0.7, abs=0.02)
    assert relative_variance(1.2, float(np.exp(-1.2))) == pytest.approx(0.0, abs=1e-6)


def test_mixture_recovers_two_groups() -> None:
    generator = rng()
    first = generator.normal([0, 0, 5], [1, 1, 0.2], (3000, 3))
    second = generator.normal([0, 0, -5], [0.2, 1, 1], (1000, 3))
    mixture = fit_mixture(
        np.concatenate([first, second]), np.ones(4000), MixtureSettings(components=2, shrinkage=0.0), generator
    )
    small, large = np.argsort(mixture.weights)
    assert mixture.weights[small] == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(mixture.means[[small, large], 2], [-5, 5], atol=0.15)
    np.testing.assert_allclose(np.sqrt(np.diag(mixture.covariances[small])), [0.2, 1, 1], atol=0.1)
    drawn = mixture.draw(20_000, generator)
    assert (drawn[:, 2] < 0).mean() == pytest.approx(0.25, abs=0.02)


def labelled(people: int = 320, *, seed: int = 8) -> LabelledTemplates:
    """Two photographs of everybody: the same direction, a little moved."""
    centres = unit(people, seed=seed).repeat(2, axis=0)
    moved = centres + np.random.default_rng(seed).normal(0, 0.05, centres.shape)
    vectors = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    return LabelledTemplates(vectors=vectors, identities=np.arange(people).repeat(2), recogniser=RECOGNISER)


SMALL = FitSettings(cohort=CohortSettings(size=400, fits=2, mixture=MixtureSettings(components=2)), replicates=10)
SOURCE = Source(
    dataset="random numbers", selection="all", population="nobody", date=dt.date(2026, 11, 25), script="tests"
)


def test_calibration_says_what_it_was_made_from() -> None:
    provenance = fit_calibration(labelled(), SOURCE, rng=rng(), settings=SMALL).provenance
    assert (provenance.identities, provenance.photographs) == (320, 640)
    assert provenance.pairs == 640 * 638 // 2


def test_same_seed_same_calibration() -> None:
    templates = labelled()
    calibrations = [fit_calibration(templates, SOURCE, rng=rng(), settings=SMALL) for _ in range(2)]
    assert calibrations[0].sha256 == calibrations[1].sha256


def test_expected_strangers_keep_their_word_on_new_people() -> None:
    """Of searches for people who had no part in the calibration, 1 - exp(-e) have one at or below e."""
    calibration = fit_calibration(labelled(), SOURCE, rng=rng(), settings=SMALL)
    probes, gallery = unit(400, seed=101), unit(500, seed=102)
    scores = ranking_scores(
        probes @ gallery.T,
        cohort_statistics(calibration.cohort, probes),
        cohort_statistics(calibration.cohort, gallery),
    )
    overall = [expected_strangers(calibration.tail, float(top), subjects=500).value for top in scores.max(axis=1)]
    assert calibration.strangers is not None
    windows = Windows.of(calibration.tail.nats(highest(scores, WINDOW)), np.full(400, 500))
    joined = StrangersOfProbes.of(windows, calibration.strangers).expected(calibration.tail.nats(scores.max(axis=1)))
    for limit in (0.3, 1.0):
        assert np.mean(np.array(overall) <= limit) == pytest.approx(1 - np.exp(-limit), abs=0.08)
        assert np.mean(joined <= limit) == pytest.approx(1 - np.exp(-limit), abs=0.08)


def test_no_synthetic_stranger_is_a_copy_of_a_real_person() -> None:
    templates = labelled()
    drawn = synthetic_cohort(templates, np.ones(640, bool), SMALL.cohort, rng()).matrix
    nearest = (drawn @ templates.vectors.T).max(axis=1)
    new_people = (unit(400, seed=103) @ templates.vectors.T).max(axis=1)
    assert np.median(nearest) <= np.median(new_people) + 0.02
    assert nearest.max() < 0.999


def test_too_few_people_are_refused_with_the_number_needed() -> None:
    with pytest.raises(CalibrationError, match="299 people are too few for a calibration; it needs 300"):
        labelled(299)


def rng() -> np.random.Generator:
    return np.random.default_rng(7)
