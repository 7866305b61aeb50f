"""Searches against plain loops: scores one by one, galleries cut by hand."""

import numpy as np
import pytest

from antigone.engine.evaluation.metrics import NOWHERE
from antigone.engine.evaluation.protocols import Draw, draw_open_set, with_all_references
from antigone.engine.evaluation.searching import Comparer, gallery_sizes, run_searches
from antigone.engine.scoring import cohort_statistics, ranking_scores
from antigone.engine.scoring.fusion import BEST_BEHIND
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


@pytest.mark.parametrize("everything", [False, True])
def test_templates_of_nothing_are_no_numbers_to_warn_of(*, everything: bool) -> None:
    data = evaluation_set([2, 1, 3] * 10, spread=0.9)
    data.found[[0, 2, 5]] = False
    data.vectors[[0, 2, 5]] = 0
    draw = draw_open_set(data, absent_share=0.2, rng=np.random.default_rng(3))
    drawn = with_all_references(data, draw) if everything else draw
    scores = Comparer.of(data, calibration()).subject_scores(np.arange(len(data.identities)), drawn)
    assert not np.isnan(scores).any()
    assert np.isneginf(scores[[0, 2, 5]]).all()


def test_a_stranger_with_the_same_score_stands_before_the_mate() -> None:
    data = evaluation_set([2, 1])
    data.vectors[2] = data.vectors[1]
    draw = Draw(gallery=np.array([1, 2]), mated=np.array([0]), mates=np.array([0]), absent=np.array([], np.int64))
    assert run_searches(Comparer.of(data, None), [draw]).ranks.tolist() == [[2]]


def fused_by_hand(references: np.ndarray) -> np.ndarray:
    """The mean of (n, D), shortened to the square root of its length."""
    total = sum(row.astype(np.float64) for row in references) / len(references)
    return np.asarray(total / np.sqrt(np.sqrt((total**2).sum())))


def normalised_by_hand(probe: np.ndarray, template: np.ndarray, cohort: np.ndarray) -> float:
    """AS-norm against the 200 highest cohort scores of each side."""
    sides = []
    for side in (probe, template):
        nearest = np.sort(cohort.astype(np.float64) @ side)[-200:]
        sides.append((probe @ template - nearest.mean()) / nearest.std())
    return float(np.mean(sides))


def test_several_references_count_together_as_in_a_search() -> None:
    """The fused template, or the best reference where that is more than BEST_BEHIND higher."""
    data, chosen = evaluation_set([3, 1, 4] * 10, spread=0.9), calibration()
    draw = with_all_references(data, draw_open_set(data, absent_share=0.2, rng=np.random.default_rng(3)))
    data.found[draw.gallery[draw.references.repeat(draw.references) == 3][0]] = False
    found = run_searches(Comparer.of(data, chosen), [draw])
    assert found.sizes.tolist() == [24]
    stored, ways = data.vectors.astype(np.float16).astype(np.float64), set()

    def by_person(row: int) -> dict[int, float]:
        scores, probe = {}, data.vectors[row].astype(np.float64)
        for person in set(data.identities[draw.gallery].tolist()):
            rows = [each for each in draw.gallery if data.identities[each] == person and data.found[each]]
            templates = [*stored[rows], *([fused_by_hand(stored[rows])] if len(rows) > 1 else [])]
            *each, last = (normalised_by_hand(probe, template, chosen.cohort.templates) for template in templates)
            scores[person] = max(last, *(one - BEST_BEHIND for one in each)) if each else last
            ways.add(not each or scores[person] == last)
        return scores

    for search, row in enumerate(draw.absent):
        highest = sorted(by_person(row).values(), reverse=True)[:20]
        assert found.absent_tops[search, 0] == pytest.approx(highest[0], abs=2e-3)
        assert found.absent_highest[search] == pytest.approx(highest, abs=2e-3)
    for search, row in enumerate(draw.mated):
        scores = by_person(row)
        own = scores[int(data.identities[row])]
        assert found.mate_scores[search] == pytest.approx(own, abs=2e-3)
        assert found.ranks[search, 0] == sum(score >= own for score in scores.values())
        assert found.mated_highest[search] == pytest.approx(sorted(scores.values(), reverse=True)[:20], abs=2e-3)
    assert ways == {True, False}


def test_without_a_calibration_the_best_reference_counts() -> None:
    data = evaluation_set([3, 1, 4] * 40, spread=0.9)
    data.found[[1, 3]] = False  # a photograph of the first person, and the only one of the second
    comparer = Comparer.of(data, None)
    draw = with_all_references(data, draw_open_set(data, absent_share=0.2, rng=np.random.default_rng(3)))
    found = run_searches(comparer, [draw])
    assert found.sizes.tolist() == [96]
    owners = data.identities[draw.gallery]
    for search, row in enumerate(draw.mated):
        scores = comparer.scores(np.array([row]), draw.gallery)[0]
        best = {owner: max(scores[owners == owner]) for owner in owners}
        own = best.pop(data.identities[row])
        assert found.mate_scores[search] == pytest.approx(own, abs=1e-4)
        assert found.ranks[search, 0] == (
            1 + sum(score >= own for score in best.values()) if own > -np.inf else NOWHERE
        )
    for search, row in enumerate(draw.absent):
        assert found.absent_tops[search, 0] == pytest.approx(
            comparer.scores(np.array([row]), draw.gallery).max(), abs=1e-4
        )
