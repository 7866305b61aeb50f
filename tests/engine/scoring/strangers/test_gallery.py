import numpy as np
import pytest

from antigone.engine.scoring import GalleryTail, StrangerPrior, cohort_statistics, fit_gallery_tail, spread, tail_among
from builders.calibrations import cohort, exponential_tail, unit

PRIOR = StrangerPrior(at=4.0, level=0.0, level_deviation=0.3, slope=0.05, slope_deviation=0.1)


def test_the_tail_of_a_gallery_is_found_again() -> None:
    """Scores that thin out 1.25 times as fast as the calibration's people, from a level three times as high."""
    scores = np.random.default_rng(1).exponential(1 / 1.25, 400_000) + np.log(3.0)
    found = fit_gallery_tail(exponential_tail(floor_score=30.0), scores)
    assert found is not None
    assert found.slope == pytest.approx(1.25, rel=0.05)
    assert found.rate * np.exp(1.25 * (found.threshold - np.log(3.0))) == pytest.approx(1.0, rel=0.1)


def test_one_person_under_two_names_changes_it_little() -> None:
    scores = np.random.default_rng(2).exponential(size=200_000)
    scores[:20] = 40.0
    found = fit_gallery_tail(exponential_tail(floor_score=30.0), scores)
    assert found is not None
    assert found.slope == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("scores", [np.arange(999.0), np.full(2000, 3.0)])
def test_too_few_pairs_or_all_alike_say_nothing(scores: np.ndarray) -> None:
    assert fit_gallery_tail(exponential_tail(), scores) is None


def test_only_a_gallery_that_is_worse_moves_the_prior() -> None:
    worse = GalleryTail(threshold=5.0, rate=3 * np.exp(-5.0), slope=1.0)
    moved = worse.worsened(PRIOR, subjects=1000)
    assert (moved.level, moved.slope) == pytest.approx((np.log(3.0), 0.05))
    assert (moved.level_deviation, moved.slope_deviation) == (0.3, 0.1)
    milder = GalleryTail(threshold=5.0, rate=np.exp(-5.0) / 3, slope=1.0)
    assert milder.worsened(PRIOR, subjects=1000) is PRIOR


def test_worse_is_judged_where_lists_of_that_gallery_are_cut() -> None:
    """Commoner at 3 nats and thinning out faster: worse in a small gallery, milder in a large one."""
    steep = GalleryTail(threshold=3.0, rate=2 * np.exp(-3.0), slope=1.4)
    assert steep.worsened(PRIOR, subjects=30) is not PRIOR
    assert steep.worsened(PRIOR, subjects=1_000_000) is PRIOR


def test_pairs_of_one_subject_are_no_strangers() -> None:
    vectors = np.repeat(unit(60, seed=8), 2, axis=0)
    statistics = cohort_statistics(cohort(), vectors)
    of_two = tail_among(exponential_tail(), vectors, statistics, np.repeat(np.arange(60), 2))
    of_one = tail_among(exponential_tail(), vectors, statistics, np.arange(120))
    assert of_two is not None
    assert of_one is not None
    assert of_one.slope < of_two.slope


@pytest.mark.parametrize(("rows", "count", "wanted"), [(3, 5, [0, 1, 2]), (11, 3, [0, 5, 10]), (0, 4, [])])
def test_a_spread_reaches_from_end_to_end(rows: int, count: int, wanted: list[int]) -> None:
    assert spread(rows, count).tolist() == wanted
