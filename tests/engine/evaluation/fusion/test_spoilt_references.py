import numpy as np
import pytest

from antigone.engine.evaluation.fusion import FusionSettings, RuleTable, compare_spoilt_references
from antigone.engine.evaluation.fusion.several_references import MAXIMUM, ReferenceRule, ReferenceSets
from antigone.engine.evaluation.fusion.templates import FUSED
from builders.parts import part

QUICK = FusionSettings(draws=3, replicates=100)
COUNTS = [1] * 60 + [4] * 60


def _drawn(*, share: float, spoilt_only: bool = False) -> tuple[list[ReferenceSets], RuleTable]:
    """What a rule is given, and the table."""
    seen: list[ReferenceSets] = []

    def rule(sets: ReferenceSets) -> np.ndarray:
        seen.append(sets)
        return sets.of_best()

    rules: dict[str, ReferenceRule] = {MAXIMUM: rule}
    table = compare_spoilt_references(
        [part(COUNTS, spread=0.5)], references=3, share=share, spoilt_only=spoilt_only, settings=QUICK, rules=rules
    )
    return seen, table


def test_so_many_have_one_reference_of_somebody_who_is_neither_enrolled_nor_searched_for() -> None:
    for sets in _drawn(share=0.3)[0]:
        searched = sets.part.identities[sets.probes]
        foreign = (sets.part.identities[sets.rows] != searched[:, None]) & sets.live
        np.testing.assert_array_equal(np.sort(foreign.sum(axis=1)), [0] * (120 - 18 - 18) + [1] * 18)
        others = sets.part.identities[sets.rows[foreign]]
        assert len(np.unique(others)) == 18
        assert not set(others) & set(searched)
        assert (sets.numbers[foreign.any(axis=1)] > 1).all()


def test_nothing_is_spoilt_at_a_share_of_none() -> None:
    for sets in _drawn(share=0.0)[0]:
        owners = sets.part.identities[sets.rows]
        np.testing.assert_array_equal(owners, sets.part.identities[sets.probes][:, None].repeat(3, axis=1))


def test_only_someone_with_a_single_photograph_is_enrolled_by_the_probe() -> None:
    for sets in _drawn(share=0.3)[0]:
        by_probe = (sets.rows == sets.probes[:, None]).any(axis=1)
        single = sets.part.counts[sets.part.identities[sets.probes]] == 1
        np.testing.assert_array_equal(by_probe, single)


def test_mated_are_people_with_several_references_or_only_those_with_a_spoilt_one() -> None:
    every, spoilt = _drawn(share=0.3)[1], _drawn(share=0.3, spoilt_only=True)[1]
    assert every.mated_people == 60
    assert 18 < spoilt.mated_people < 60  # in three draws
    assert every.absent_people == spoilt.absent_people > 102
    assert every.title != spoilt.title


def test_a_foreign_reference_spoils_fused_ones_and_the_best_one_saves_them() -> None:
    table = compare_spoilt_references(
        [part([1] * 60 + [3] * 60, spread=0.7)], references=2, share=1.0, settings=FusionSettings(draws=5)
    )
    missed = {each.rule: each.fnir[-1].value for each in table.results if each.fnir[-1] is not None}
    assert missed[FUSED] > 3 * missed[MAXIMUM] > 0
    assert missed[f"{FUSED}, or the best less 0.5"] < missed[FUSED] / 2


def test_more_spoilt_references_than_people_to_spoil_them_are_refused() -> None:
    with pytest.raises(ValueError, match="sample"):
        compare_spoilt_references([part([1] * 3 + [3] * 9, spread=1.0)], references=2, share=0.5, settings=QUICK)
