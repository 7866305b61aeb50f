import numpy as np
import pytest

from antigone.engine.evaluation.fusion import Part, two_folds
from antigone.engine.scoring import CohortSettings, LabelledTemplates, cohort_statistics
from builders.calibrations import RECOGNISER, cohort, unit
from builders.parts import noisy_people, part


def test_photographs_are_sorted_by_person() -> None:
    vectors = unit(4, seed=1)
    made = Part.of(vectors, np.array([1, 0, 1, 0]), cohort())
    np.testing.assert_array_equal(made.identities, [0, 0, 1, 1])
    np.testing.assert_allclose(made.photographs.vectors, vectors[[1, 3, 0, 2]], atol=1e-3)


def test_scores_are_the_ranking_scores_of_the_stored_templates() -> None:
    made = Part.of(unit(3, seed=2), np.arange(3), cohort())
    statistics = cohort_statistics(cohort(), made.photographs.vectors)
    cosine = float(made.photographs.vectors[0] @ made.photographs.vectors[2])
    halves = [(cosine - mean) / deviation for mean, deviation in statistics[[0, 2]]]
    assert made.scores[0, 2] == pytest.approx(sum(halves) / 2, rel=1e-4)


def test_shuffled_photographs_stay_with_their_person() -> None:
    made = part([3, 1, 2], spread=1.0)
    mixed, starts = made.shuffled(np.random.default_rng(1))
    np.testing.assert_array_equal(made.identities[mixed], [0, 0, 0, 1, 2, 2])
    np.testing.assert_array_equal(starts, [0, 3, 4])


def test_two_folds_share_nobody_and_divide_every_recognisers_people_alike() -> None:
    vectors, identities = noisy_people([2] * 301, spread=1.0)
    other, _ = noisy_people([2] * 301, spread=1.0, seed=9)
    settings = CohortSettings(size=400, fits=1)
    folds, others = (
        two_folds(
            LabelledTemplates(vectors=each, identities=identities, recogniser=RECOGNISER), seed=3, settings=settings
        )
        for each in (vectors, other)
    )
    stored = [fold.photographs.vectors for fold in folds]
    assert [len(each) for each in stored] == [302, 300]
    together = {row.tobytes() for row in np.concatenate(stored)}
    assert together == {row.tobytes() for row in vectors.astype(np.float16).astype(np.float32)}
    assert len(together) == 602
    for fold, rival in zip(folds, others, strict=True):
        rows = {tuple(row) for row in fold.photographs.vectors.tolist()}
        own = [tuple(row) in rows for row in vectors.astype(np.float16).astype(np.float32).tolist()]
        np.testing.assert_array_equal(rival.photographs.vectors, other[own].astype(np.float16).astype(np.float32))
    # Each is judged with a cohort of the other's people.
    assert ["150 people" in fold.cohort.origin for fold in folds] == [True, False]
    assert ["151 people" in fold.cohort.origin for fold in folds] == [False, True]
