import numpy as np
import pytest

from antigone.engine.evaluation.findings import GroupSettings, compare_groups
from builders.evaluations import evaluation_set, resampling, searches

SETTINGS = GroupSettings(rank=20, target=0.1, smallest=30)


def test_groups_have_their_own_rates_at_one_threshold() -> None:
    sexes = ["female"] * 100 + ["male"] * 100 + [""] * 10
    data = evaluation_set([1] * 210, groups={"sex": sexes})
    tops, mates = np.full(210, 1.0), np.full(210, 9.0)
    tops[:18], tops[100:103] = 6.0, 6.0  # 18 of 100 women and 3 of 100 men draw a stranger above 5
    mates[:4], mates[100:108] = 0.5, 0.5  # 4 women and 8 men are missed
    people = np.arange(210)
    (found,) = compare_groups(data, searches(tops, mates), resampling(people, people), SETTINGS)
    women, men = found.groups
    assert (women.group, men.group) == ("female", "male")
    assert 1.0 < found.threshold <= 6.0
    assert women.fpir is not None
    assert men.fpir is not None
    assert (women.fpir.value, men.fpir.value) == pytest.approx((0.18, 0.03))
    assert 0.09 < women.fpir.low < 0.13
    assert 0.23 < women.fpir.high < 0.28
    assert women.fnir is not None
    assert men.fnir is not None
    assert (women.fnir.value, men.fnir.value) == pytest.approx((0.04, 0.08))
    assert found.gini_fpir is not None
    assert found.mxog_fpir is not None
    assert found.gini_fpir.value == pytest.approx(2 * (2 * 0.15) / (2 * 4 * 0.105))
    assert found.mxog_fpir.value == pytest.approx(0.18 / (0.18 * 0.03) ** 0.5)


def test_a_group_of_five_gets_no_figure_and_the_reason() -> None:
    data = evaluation_set([1] * 65, groups={"region": ["north"] * 60 + ["south"] * 5})
    people = np.arange(65)
    scores = np.random.default_rng(1).normal(size=65)
    (found,) = compare_groups(data, searches(scores, scores + 2), resampling(people, people), SETTINGS)
    north, south = found.groups
    assert north.fpir is not None
    assert north.reason == ""
    assert (south.fpir, south.fnir) == (None, None)
    assert south.reason == "5 absent and 5 enrolled people were searched for: a figure takes 30."
    assert found.gini_fpir is None


def test_people_are_counted_and_not_searches() -> None:
    data = evaluation_set([40, 1], groups={"region": ["north", "south"]})
    searched = np.zeros(40, np.int64)
    (found,) = compare_groups(data, searches(np.ones(40), np.ones(40)), resampling(searched, searched), SETTINGS)
    assert [group.absent_people for group in found.groups] == [1, 0]
    assert all(group.fpir is None for group in found.groups)
