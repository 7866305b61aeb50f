import numpy as np
import pytest

from antigone.engine.scoring import cohort_statistics, fused_template, several_references
from builders.calibrations import cohort, unit


def test_one_photograph_is_its_own_fusion() -> None:
    vectors = unit(5, seed=3)
    np.testing.assert_allclose(fused_template(vectors[:, None]), vectors, atol=1e-7)


def test_it_points_along_the_mean_and_its_length_is_the_root_of_the_means() -> None:
    alike = fused_template(np.array([[1.0, 0.0], [0.0, 1.0]], np.float32))
    np.testing.assert_allclose(alike, np.array([0.5, 0.5]) / 0.5**0.25, rtol=1e-6)
    assert np.linalg.norm(alike) == pytest.approx(0.5**0.25)


def test_the_order_of_the_photographs_makes_no_difference() -> None:
    vectors = unit(3, seed=4)
    np.testing.assert_allclose(fused_template(vectors), fused_template(vectors[::-1]), rtol=1e-6)


def test_its_length_cancels_in_its_own_half_of_the_ranking_score() -> None:
    fused, others = fused_template(unit(2, seed=5)), unit(3, seed=6)
    halves = []
    for vector in (fused, fused / np.linalg.norm(fused)):
        mean, deviation = cohort_statistics(cohort(), vector[None])[0]
        halves.append((others @ vector - mean) / deviation)
    np.testing.assert_allclose(halves[0], halves[1], rtol=1e-2)


def test_templates_that_cancel_out_are_refused() -> None:
    with pytest.raises(ValueError, match="cancel out"):
        fused_template(np.array([[1.0, 0.0], [-1.0, 0.0]], np.float32))


def test_of_several_references_the_best_alone_counts_half_a_score_behind_all_together() -> None:
    fused, best = np.array([5.0, 5.0, 5.0, -3.0]), np.array([4.0, 5.4, 9.0, -3.0])
    np.testing.assert_allclose(several_references(fused, best), [5.0, 5.0, 8.5, -3.0])


def test_the_distance_of_the_best_reference_can_be_another() -> None:
    fused, best = np.array([5.0, 5.0]), np.array([5.4, 9.0])
    np.testing.assert_allclose(several_references(fused, best, behind=0.25), [5.15, 8.75])


def test_a_reference_of_somebody_else_does_not_bury_its_subject() -> None:
    """A probe, and a subject of the same photograph and of somebody else's."""
    probe, foreign = unit(2, seed=7)
    fused = fused_template(np.stack([probe, foreign])) @ probe
    assert fused < 0.9
    assert several_references(np.array(fused), np.array(probe @ probe), behind=0.05) == pytest.approx(0.95)
