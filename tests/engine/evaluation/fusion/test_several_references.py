import numpy as np
import pytest

from antigone.engine.evaluation.fusion import REFERENCE_RULES, FusionSettings, compare_reference_rules
from antigone.engine.evaluation.fusion.several_references import MAXIMUM, ReferenceSets
from antigone.engine.evaluation.fusion.templates import FUSED
from builders.parts import part

QUICK = FusionSettings(draws=3, replicates=100)


def test_where_photographs_differ_by_noise_alone_one_template_a_person_wins() -> None:
    table = compare_reference_rules([part([5] * 120, spread=1.0)], references=4, uniform=True, settings=QUICK)
    by_rule = {each.rule: each for each in table.results}
    assert by_rule[FUSED].fnir_difference[-1] is not None
    assert by_rule[FUSED].fnir_difference[-1].high < 0
    assert by_rule["first reference alone"].fnir_difference[-1] is not None
    assert by_rule["first reference alone"].fnir_difference[-1].low > 0


def test_everyone_enrolled_has_so_many_references_or_up_to_so_many() -> None:
    made = part([1] * 5 + [2] * 4 + [3] * 3 + [4] * 2, spread=1.0)
    uniform, mixed = (
        compare_reference_rules([made], references=2, uniform=uniform, settings=QUICK) for uniform in (True, False)
    )
    assert (uniform.mated_people, uniform.absent_people) == (5, 14)
    assert (mixed.mated_people, mixed.absent_people) == (9, 14)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (MAXIMUM, [7.0, 3.0]),
        ("mean", [4.0, 3.0]),
        ("mean of the two highest", [5.5, 3.0]),
        ("soft maximum, temperature 1", [np.log(np.exp([1.0, 4.0, 7.0]).sum()), 3.0]),
        ("soft mean, temperature 2", [2 * np.log(np.exp([0.5, 2.0, 3.5]).mean()), 3.0]),
        ("first reference alone", [1.0, 3.0]),
    ],
)
def test_rules_on_scores(name: str, expected: list[float]) -> None:
    """One person with the scores 1, 4 and 7, another with a single reference that scores 3."""
    made = part([1, 3, 1], spread=1.0)
    scores = np.array([[[1.0, 3.0]], [[4.0, -np.inf]], [[7.0, -np.inf]]], np.float32)
    sets = ReferenceSets(
        part=made,
        probes=np.array([0]),
        rows=np.array([[1, 2, 3], [4, 4, 4]]),
        live=np.array([[True, True, True], [True, False, False]]),
        scores=scores,
    )
    np.testing.assert_allclose(REFERENCE_RULES[name](sets), [expected], rtol=1e-5)


@pytest.mark.parametrize("behind", [0.25, 0.5, 1.0])
def test_the_best_reference_counts_where_all_together_are_further_behind(behind: float) -> None:
    made = part([3] * 20, spread=1.0)
    rows = np.stack([np.arange(1, 60, 3), np.arange(2, 60, 3)], axis=1)
    rows[:10, 0] = np.roll(rows[:10, 0], 1)  # of somebody else
    sets = ReferenceSets.of(made, np.arange(0, 60, 3), rows, np.ones(rows.shape, bool))
    fused, best = REFERENCE_RULES[FUSED](sets), REFERENCE_RULES[MAXIMUM](sets)
    found = REFERENCE_RULES[f"{FUSED}, or the best less {behind:g}"](sets)
    saved = best - behind > fused
    assert 0 < saved.sum() < saved.size
    np.testing.assert_allclose(found[saved], best[saved] - behind, rtol=1e-5)
    np.testing.assert_array_equal(found[~saved], fused[~saved])


@pytest.mark.parametrize("name", sorted(REFERENCE_RULES))
def test_a_single_reference_scores_as_it_does(name: str) -> None:
    made = part([2] * 10, spread=0.5)
    rows = np.arange(1, 20, 2)[:, None].repeat(3, axis=1)
    live = np.tile([True, False, False], (10, 1))
    sets = ReferenceSets.of(made, np.arange(0, 20, 2), rows, live)
    np.testing.assert_allclose(REFERENCE_RULES[name](sets), sets.scores[0], atol=0.02)


def test_no_reference_is_the_probe_itself() -> None:
    """With photographs that have nothing in common, a mate found for certain would betray the same photograph."""
    table = compare_reference_rules([part([3] * 60, spread=50.0)], references=2, uniform=True, settings=QUICK)
    assert all(each.not_first.value > 0.7 for each in table.results)
