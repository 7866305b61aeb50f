"""Searches against plain loops: scores one by one, galleries cut by hand."""

import numpy as np
import pytest

from antigone.engine.evaluation.metrics import NOWHERE
from antigone.engine.evaluation.protocols import Draw, draw_open_set
from antigone.engine.evaluation.searching import Comparer, gallery_sizes, run_searches
from antigone.engine.scoring import cohort_statistics, ranking_scores
from builders.calibrations import calibration
from builders.evaluations import evaluation_set

COUNTS = [2, 1, 3] * 60


def test_sizes_rise_to_the_whole_gallery() -> None:
    assert gallery_sizes(48).tolist() == [48]
    assert gallery_sizes(110).tolist() == [110]
    assert gallery_sizes(2278).tolist() == [100, 300, 1000, 2278]


def naive_rank(scores: np.ndarray, mate: int, size: int) -> int:
    """In a gallery of the mate and the first size - 1 others."""
    others = [score for place, score in enumerate(scores) if place != mate][: size - 1]
    return 1 + sum(score >= scores[mate] for score in others)


@pytest.mark.parametrize("calibrated", [False, True])
def test_tops_and_ranks_agree_with_loops(*, calibrated: bool) -> None:
    data = evaluation_set(COUNTS, spread=0.9)
    comparer = Comparer.of(data, calibration() if calibrated else None)
    draw = draw_open_set(data, absent_share=0.2, rng=np.random.default_rng(3))
    found = run_searches(comparer, [draw])
    assert found.sizes.tolist() == [100, 144]
    for search, row in enumerate(draw.absent):
        scores = comparer.scores(np.array([row]), draw.gallery)[0]
        assert found.absent_tops[search] == pytest.approx([scores[:100].max(), scores.max()], abs=1e-4)
    for search, (row, mate) in enumerate(zip(draw.mated, draw.mates, strict=True)):
        scores = comparer.scores(np.array([row]), draw.gallery)[0]
        assert found.mate_scores[search] == pytest.approx(scores[mate], abs=1e-4)
        assert found.ranks[search].tolist() == [naive_rank(scores, mate, size) for size in (100, 144)]


def test_scores_are_those_of_a_search_in_an_index() -> None:
    data, chosen = evaluation_set([2, 2, 2]), calibration()
    scores = Comparer.of(data, chosen).scores(np.array([0]), np.array([3, 5]))
    stored = data.vectors[[3, 5]].astype(np.float16).astype(np.float32)
    statistics = cohort_statistics(chosen.cohort, data.vectors)
    expected = ranking_scores(data.vectors[:1] @ stored.T, statistics[:1], statistics[[3, 5]])
    assert scores == pytest.approx(expected)


def test_photographs_without_a_face_find_nobody_and_are_not_found() -> None:
    data = evaluation_set([2, 2, 2])
    data.found[[0, 3]] = False
    draw = Draw(gallery=np.array([1, 3, 5]), mated=np.array([0, 2, 4]), mates=np.array([0, 1, 2]), absent=np.array([0]))
    found = run_searches(Comparer.of(data, None), [draw])
    assert found.absent_tops.tolist() == [[-np.inf]]
    assert found.ranks[:2, 0].tolist() == [NOWHERE, NOWHERE]
    assert np.isinf(found.mate_scores[:2]).all()
    assert found.ranks[2, 0] in {1, 2}


def test_a_stranger_with_the_same_score_stands_before_the_mate() -> None:
    data = evaluation_set([2, 1])
    data.vectors[2] = data.vectors[1]
    draw = Draw(gallery=np.array([1, 2]), mated=np.array([0]), mates=np.array([0]), absent=np.array([], np.int64))
    assert run_searches(Comparer.of(data, None), [draw]).ranks.tolist() == [[2]]
