import numpy as np
import pytest

from antigone.engine.evaluation.fusion import TAIL_RULES, compare_tails
from antigone.engine.evaluation.fusion.parts import Side
from antigone.engine.evaluation.fusion.tails import StrangerSets
from antigone.engine.evaluation.fusion.templates import FUSED
from antigone.engine.scoring import fused_template
from builders.parts import part


def test_single_photographs_reach_their_own_quantile_as_often_as_they_must() -> None:
    row = compare_tails([part([1] * 150, spread=1.0)], probes=1, references=1, seed=1, draws=1, rates=(0.1, 0.01))
    for rule in TAIL_RULES:
        assert row.ratios[rule] == pytest.approx((1.0, 1.0), abs=0.1), rule


def test_a_mean_template_made_unit_again_is_too_bold_a_short_one_too_careful_and_the_fused_one_between() -> None:
    row = compare_tails([part([3] * 150, spread=1.0)], probes=3, references=3, seed=1, draws=2, rates=(0.01,))
    short, unit, fused = (
        row.ratios[rule][0] for rule in ("mean template, not lengthened", "mean template, length 1", FUSED)
    )
    assert short < fused < unit
    assert unit > 1


def test_the_maximum_over_references_is_reached_more_often() -> None:
    row = compare_tails([part([4] * 100, spread=1.0)], probes=1, references=4, seed=1, draws=2, rates=(0.01,))
    assert 1.5 < row.ratios["mean over probes, maximum over references"][0] <= 4.2


def test_the_best_reference_counts_for_less_the_further_it_stands_behind() -> None:
    row = compare_tails([part([4] * 100, spread=1.0)], probes=2, references=2, seed=1, draws=2, rates=(0.01,))
    near, middle, far, fused = (
        row.ratios[rule][0] for rule in (*(f"{FUSED}, or the best less {behind}" for behind in (0.25, 0.5, 1)), FUSED)
    )
    assert near > middle > far >= fused


def test_fused_probes_are_compared_with_every_reference_alone() -> None:
    made = part([2] * 3, spread=1.0)
    sets = StrangerSets.of(made, np.array([[0, 1]]), np.array([[2, 3], [4, 5]]))
    probe = Side.of(fused_template(made.photographs.vectors[None, :2]), made.cohort)
    single = probe.against(made.photographs)[0]
    np.testing.assert_allclose(sets.of_best(), [[single[2:4].max(), single[4:].max()]], rtol=1e-5)


def test_nobody_is_a_stranger_to_himself() -> None:
    row = compare_tails([part([1, 2, 3], spread=1.0)], probes=2, references=1, seed=1, draws=4)
    assert row.comparisons == 4 * 2 * 2  # two people with two photographs, against the two others
