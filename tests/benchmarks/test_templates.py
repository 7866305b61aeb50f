"""The generator of the benchmarks' templates, fitted to people who are known to be drawn from a model."""

from pathlib import Path

import numpy as np
import pytest

from templates import Model, compare, fit

LENGTH = 16


def model(*, freedom: float = 8.0) -> Model:
    spectrum = np.diag(np.linspace(0.3, 0.05, LENGTH)).astype(np.float32)
    return Model(
        mean=np.full(LENGTH, 0.1, dtype=np.float32),
        between=spectrum,
        within=0.5 * spectrum,
        freedom=freedom,
        cohort_mean=np.array([0.2, np.log(0.05)], dtype=np.float32),
        cohort_factor=np.diag([0.03, 0.1]).astype(np.float32),
    )


def drawn(source: Model, rows: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    parts = list(source.portions(rows, seed))
    return np.concatenate([vectors for vectors, _ in parts]), np.concatenate([persons for _, persons in parts])


def test_rows_are_unit_float16_in_threes() -> None:
    vectors, persons = drawn(model(), 20_000)
    assert vectors.shape == (20_000, LENGTH)
    assert vectors.dtype == np.float16
    assert np.abs(np.linalg.norm(vectors.astype(np.float64), axis=1) - 1).max() < 0.002
    assert (persons == np.arange(20_000) // 3).all()


def test_a_longer_draw_begins_with_the_shorter_and_another_seed_does_not() -> None:
    short, _ = drawn(model(), 13_000)
    longer, _ = drawn(model(), 20_000)
    other, _ = drawn(model(), 13_000, seed=4)
    assert (longer[:12_288] == short[:12_288]).all()
    assert (other != short).any(axis=1).all()


def test_probes_are_new_photographs_of_enrolled_persons() -> None:
    vectors, persons = drawn(model(), 30_000)
    probes, whose = model().probes(200, 30_000, 3)
    scores = probes @ vectors.astype(np.float32).T
    mated = scores[whose[:, None] == persons]
    assert len(mated) == 600
    real = compare(vectors[:3000], persons[:3000])
    assert mated.mean() == pytest.approx(real.mated.mean(), abs=0.02)
    assert mated.mean() > real.non_mated.mean() + 0.2
    assert scores.max() < 0.9999


def test_fitting_finds_the_model_again() -> None:
    vectors, persons = drawn(model(), 3000)
    found, truth = drawn(fit(vectors.astype(np.float32), persons), 3000, seed=8), compare(vectors, persons)
    again = compare(*found)
    assert again.spectrum == pytest.approx(truth.spectrum, rel=0.25, abs=0.003)
    shares = np.linspace(0.02, 0.98, 25)
    assert np.quantile(again.mated, shares) == pytest.approx(np.quantile(truth.mated, shares), abs=0.04)
    assert np.quantile(again.non_mated, shares) == pytest.approx(np.quantile(truth.non_mated, shares), abs=0.05)


def test_too_few_people_are_refused() -> None:
    vectors, persons = drawn(model(), 900)
    with pytest.raises(ValueError, match="300 people"):
        fit(vectors, persons)


def test_stretching_keeps_means_and_narrows_strangers() -> None:
    plain, stretched = compare(*drawn(model(), 3000)), compare(*drawn(model().stretched(4), 3000))
    assert len(stretched.spectrum) == 4 * LENGTH
    assert stretched.mated.mean() == pytest.approx(plain.mated.mean(), abs=0.05)
    assert stretched.non_mated.mean() == pytest.approx(plain.non_mated.mean(), abs=0.05)
    assert stretched.non_mated.std() == pytest.approx(plain.non_mated.std() / 2, rel=0.15)


def test_a_kept_model_draws_the_same(tmp_path: Path) -> None:
    model().save(tmp_path / "kept.npz")
    assert (drawn(Model.load(tmp_path / "kept.npz"), 100)[0] == drawn(model(), 100)[0]).all()


def test_cohort_figures_spread_as_fitted() -> None:
    figures = model().cohort_figures(20_000, 1)
    assert figures.mean(axis=0) == pytest.approx([0.2, 0.05], rel=0.02)
    assert (figures[:, 1] > 0).all()


def test_a_model_whose_parts_do_not_go_together_is_refused() -> None:
    with pytest.raises(ValueError, match="above 2"):
        model(freedom=2.0)
