import numpy as np
import pytest

from antigone.engine.evaluation.fusion import PROBE_RULES, FusionSettings, RuleTable, compare_probe_rules
from antigone.engine.evaluation.fusion.several_probes import MEAN_OF_SCORES, ProbeSets
from antigone.engine.evaluation.fusion.templates import FUSED
from builders.parts import part

QUICK = FusionSettings(draws=3, replicates=100)


def _missed(table: RuleTable) -> dict[str, float]:
    return {each.rule: each.fnir[-1].value for each in table.results if each.fnir[-1] is not None}


def test_where_photographs_differ_by_noise_alone_averaging_wins_and_a_single_one_loses() -> None:
    table = compare_probe_rules([part([4] * 120, spread=0.9)], probes=3, settings=QUICK)
    missed = _missed(table)
    assert missed[MEAN_OF_SCORES] < missed["maximum"] < missed["first probe alone"]
    assert missed[FUSED] == pytest.approx(missed[MEAN_OF_SCORES], abs=0.05)
    alone = next(each for each in table.results if each.rule == "first probe alone")
    assert alone.fnir_difference[-1] is not None
    assert alone.fnir_difference[-1].low > 0


def test_where_one_of_the_photographs_shows_somebody_else_the_maximum_wins() -> None:
    """A good rule for one kind of material is a bad one for another; the study must be able to say so."""
    made = part([3] * 120, spread=0.3)
    vectors = made.photographs.vectors.copy()
    rows = np.arange(len(vectors))
    spoilt = (rows % 3 != 0) & (np.random.default_rng(5).random(len(rows)) < 0.5)
    vectors[spoilt] = part([1] * int(spoilt.sum()), spread=0.3, seed=77).photographs.vectors
    table = compare_probe_rules([type(made).of(vectors, made.identities, made.cohort)], probes=2, settings=QUICK)
    missed = _missed(table)
    assert missed["maximum"] < missed[MEAN_OF_SCORES]


def test_one_seed_gives_the_same_table() -> None:
    first, second = (compare_probe_rules([part([3] * 40, spread=1.5)], probes=2, settings=QUICK) for _ in range(2))
    assert first == second


def test_who_has_no_photograph_to_spare_is_absent_only() -> None:
    table = compare_probe_rules([part([3] * 10 + [2] * 5 + [1] * 20, spread=1.0)], probes=2, settings=QUICK)
    assert (table.mated_people, table.absent_people) == (10, 15)


def test_people_of_different_parts_are_different_people() -> None:
    parts = [part([3] * 10, spread=1.0), part([3] * 20, spread=1.0, seed=2)]
    assert compare_probe_rules(parts, probes=2, settings=QUICK).absent_people == 30


def test_no_probe_is_its_own_reference() -> None:
    """With templates that differ from each other a lot, a mate found for certain would betray the same photograph."""
    table = compare_probe_rules([part([3] * 60, spread=50.0)], probes=2, settings=QUICK)
    assert all(each.not_first.value > 0.7 for each in table.results)


@pytest.mark.parametrize("name", sorted(PROBE_RULES))
def test_with_twice_the_same_probe_every_rule_is_that_probes_score(name: str) -> None:
    made = part([2] * 20, spread=0.5)
    rows = np.repeat(np.arange(0, 40, 2), 2).reshape(-1, 2)
    sets = ProbeSets.of(made, rows, np.arange(1, 40, 2))
    np.testing.assert_allclose(PROBE_RULES[name](sets), sets.scores[0], atol=0.02)
