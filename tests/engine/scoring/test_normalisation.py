import numpy as np
import pytest

from antigone.engine.scoring import Cohort, affine_query, cohort_statistics, ranking_scores
from builders.calibrations import RECOGNISER, cohort, unit


def by_hand(probe: np.ndarray, reference: np.ndarray, strangers: np.ndarray) -> float:
    """AS-norm of one pair, a sum at a time."""
    sides = []
    for template in (probe, reference):
        scores = sorted((float(np.dot(template.astype(float), stranger)) for stranger in strangers), reverse=True)[:200]
        mean = sum(scores) / 200
        deviation = (sum((score - mean) ** 2 for score in scores) / 200) ** 0.5
        sides.append((float(np.dot(probe.astype(float), reference)) - mean) / deviation)
    return sum(sides) / 2


def test_ranking_score_is_as_norm_over_the_200_highest_cohort_scores() -> None:
    strangers = cohort()
    probes, references = unit(2, seed=2), unit(3, seed=3)
    found = ranking_scores(
        probes @ references.T, cohort_statistics(strangers, probes), cohort_statistics(strangers, references)
    )
    wanted = [[by_hand(p, r, strangers.matrix.astype(float)) for r in references] for p in probes]
    # Statistics are those of the float16 template, the pair's own cosine is not rounded here.
    np.testing.assert_allclose(found, wanted, atol=5e-3)


def test_ranking_score_is_symmetric() -> None:
    vectors = unit(5, seed=4)
    statistics = cohort_statistics(cohort(), vectors)
    scores = ranking_scores(vectors @ vectors.T, statistics, statistics)
    np.testing.assert_allclose(scores, scores.T, atol=1e-5)


def test_a_stored_template_has_the_statistics_of_the_one_it_was_stored_from() -> None:
    vectors = unit(5, seed=5)
    np.testing.assert_array_equal(
        cohort_statistics(cohort(), vectors), cohort_statistics(cohort(), vectors.astype(np.float16).astype(np.float32))
    )


def test_affine_query_gives_the_ranking_score() -> None:
    strangers, probe, references = cohort(), unit(1, seed=6), unit(40, seed=7)
    probe_statistics, statistics = cohort_statistics(strangers, probe), cohort_statistics(strangers, references)
    query = affine_query(probe_statistics[0])
    scores = references @ probe[0]
    values = query.direct * scores + query.scaled * (scores - statistics[:, 0]) / statistics[:, 1] + query.offset
    wanted = ranking_scores(probe @ references.T, probe_statistics, statistics)[0]
    np.testing.assert_allclose(values, wanted, atol=2e-4)


def test_no_templates_have_no_statistics() -> None:
    assert cohort_statistics(cohort(), unit(0, seed=0)).shape == (0, 2)


def test_cohort_hash_changes_with_a_number_and_with_the_recogniser() -> None:
    first = cohort()
    moved = first.matrix.copy()
    moved[17] = -moved[17]
    assert first.sha256 == cohort().sha256
    assert len({first.sha256, Cohort.of(moved, recogniser=RECOGNISER, origin="").sha256, cohort(seed=2).sha256}) == 3


def test_a_cohort_of_too_few_does_not_construct() -> None:
    with pytest.raises(ValueError, match="needs 400 templates, not 399"):
        cohort(size=399)
