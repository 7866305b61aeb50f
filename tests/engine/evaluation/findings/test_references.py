"""What several references are worth: figures recomputed by hand, and none where too few people have a third one."""

import numpy as np
import pytest

from antigone.engine.evaluation import EvaluationSet
from antigone.engine.evaluation.findings import BothWays, References, measure_references
from antigone.engine.evaluation.metrics import identity_resamples
from antigone.engine.evaluation.protocols import draw_open_set, with_all_references
from antigone.engine.evaluation.searching import Comparer, run_searches
from builders.evaluations import evaluation_set

TARGETS = (0.01, 0.1)


def both_ways(data: EvaluationSet, draws: int = 4) -> BothWays:
    rng = np.random.default_rng(5)
    single = [draw_open_set(data, absent_share=0.3, rng=rng) for _ in range(draws)]
    several = [with_all_references(data, draw) for draw in single]
    comparer = Comparer.of(data, None)
    return BothWays(draws=several, single=run_searches(comparer, single), several=run_searches(comparer, several))


def measured(data: EvaluationSet) -> References | str:
    drawn = identity_resamples(len(data.people), 200, np.random.default_rng(6))
    return measure_references(data, both_ways(data), drawn, rank=20, targets=TARGETS)


@pytest.fixture(scope="module")
def data() -> EvaluationSet:
    return evaluation_set([6, 2, 1] * 50, spread=0.75)


def test_rank_1_and_fnir_agree_with_plain_counting(data: EvaluationSet) -> None:
    found, searches = measured(data), both_ways(data)
    assert isinstance(found, References)
    six = data.counts[data.identities[searches.single.mated_rows]] == 6
    assert found.with_several.mated_searches == six.sum()
    assert found.everybody.mated_searches == len(six)
    for which, part in ((six, found.with_several), (np.ones_like(six), found.everybody)):
        for way, name in ((searches.single, "single"), (searches.several, "several")):
            assert getattr(part.rank_1, name).value == pytest.approx((way.ranks[which, -1] == 1).mean())
            tops = np.sort(way.absent_tops[:, -1])[::-1]
            threshold = tops[int(0.1 * len(tops))]  # at or below it one more than a tenth would come
            missed = (way.mate_scores[which] <= threshold) | (way.ranks[which, -1] > 20)
            point = part.fnir_at_fpir[1]
            assert point.fnir is not None
            assert getattr(point.fnir, name).value == pytest.approx(missed.mean())


def test_more_references_help_those_who_have_them(data: EvaluationSet) -> None:
    found = measured(data)
    assert isinstance(found, References)
    better = found.with_several.rank_1
    assert better.difference.value == pytest.approx(better.several.value - better.single.value)
    assert better.difference.low > 0
    assert better.difference.significant
    assert found.mean_references > 1.5
    assert found.subjects == 105


def test_an_fpir_that_too_few_absent_people_set_has_no_figure(data: EvaluationSet) -> None:
    found = measured(data)
    assert isinstance(found, References)
    hard = found.everybody.fnir_at_fpir[0]
    assert hard.fnir is None
    assert "FPIR 1 % takes 300" in hard.reason


def test_too_few_third_photographs_give_the_number_it_takes() -> None:
    assert measured(evaluation_set([3] * 20 + [2] * 40)) == (
        "20 people with three photographs or more are too few; it takes 30."
    )
