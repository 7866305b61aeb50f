"""Searches and figures, recomputed by loops."""

import numpy as np
import pytest

from antigone.engine.evaluation.ladder import LadderFigure, LadderGallery, Target
from antigone.engine.evaluation.ladder.outcomes import figure_values, searched
from antigone.engine.evaluation.ladder.rungs import RungTemplates
from antigone.engine.evaluation.metrics import NOWHERE

RNG = np.random.default_rng(8)


def unit(count: int) -> np.ndarray:
    vectors = RNG.standard_normal((count, 6)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


GALLERY = LadderGallery(vectors=unit(30), subjects=np.repeat([5, 3, 9, 1, 7, 2, 8, 4, 6, 0], 3))
WANTED = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
FOUND = np.array([True] * 9 + [False, True, True])
PROBES = np.where(FOUND[:, None], unit(12), 0).astype(np.float32)
OUTCOMES = searched(RungTemplates(found=FOUND, vectors=PROBES), WANTED, GALLERY)


def best_of_each(probe: int) -> dict[int, float]:
    scores: dict[int, float] = {}
    for vector, subject in zip(GALLERY.vectors, GALLERY.subjects.tolist(), strict=True):
        scores[subject] = max(scores.get(subject, -2.0), float(vector @ PROBES[probe]))
    return scores


def test_searches_are_those_of_a_loop() -> None:
    for place, subject in enumerate(WANTED.tolist()):
        if not FOUND[place]:
            assert OUTCOMES.ranks[place] == NOWHERE
            assert OUTCOMES.mate_scores[place] == -np.inf
            assert np.isnan(OUTCOMES.cosines[place])
            continue
        scores = best_of_each(place)
        others = [score for each, score in scores.items() if each != subject]
        assert OUTCOMES.mate_scores[place] == pytest.approx(scores[subject], abs=1e-6)
        assert OUTCOMES.cosines[place] == pytest.approx(scores[subject], abs=1e-6)
        assert OUTCOMES.top_scores[place] == pytest.approx(max(others), abs=1e-6)
        assert OUTCOMES.ranks[place] == 1 + sum(score > scores[subject] for score in others)


def test_figures_are_those_of_a_loop() -> None:
    target = Target(rank=3, fpir=0.25)
    assert figure_values(LadderFigure.DETECTION_FAILURE, OUTCOMES, target) == pytest.approx(1 / 12)
    assert figure_values(LadderFigure.RANK_ONE, OUTCOMES, target) == pytest.approx(
        sum(rank == 1 for rank in OUTCOMES.ranks.tolist()) / 12
    )
    # Three of twelve may reach the threshold: it lies just above the fourth.
    fourth = sorted(OUTCOMES.top_scores.tolist(), reverse=True)[3]
    missed = [
        not (score > fourth and rank <= 3)
        for score, rank in zip(OUTCOMES.mate_scores.tolist(), OUTCOMES.ranks.tolist(), strict=True)
    ]
    assert figure_values(LadderFigure.FNIR, OUTCOMES, target) == pytest.approx(sum(missed) / 12)


@pytest.mark.parametrize("figure", LadderFigure)
def test_weights_count_probes_as_often_as_they_say(figure: LadderFigure) -> None:
    weights = np.array([[1, 2, 0, 1, 3, 1, 0, 2, 1, 1, 0, 4]], np.float64)
    repeated = np.repeat(np.arange(12), weights[0].astype(int))
    again = searched(RungTemplates(found=FOUND[repeated], vectors=PROBES[repeated]), WANTED[repeated], GALLERY)
    assert figure_values(figure, OUTCOMES, Target(), weights)[0] == pytest.approx(
        float(figure_values(figure, again, Target()))
    )


def test_a_gallery_of_one_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="two subjects"):
        LadderGallery(vectors=unit(3), subjects=np.array([4, 4, 4]))


@pytest.mark.parametrize("target", [{"rank": 0}, {"fpir": 0.0}, {"fpir": 1.0}])
def test_an_impossible_target_is_refused(target: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no target"):
        Target(**target)  # type: ignore[arg-type]
