import numpy as np
import pytest

from antigone.engine.evaluation.findings import find_duplicates
from antigone.engine.evaluation.searching import Comparer
from builders.calibrations import calibration
from builders.evaluations import evaluation_set


@pytest.mark.parametrize("calibrated", [False, True])
def test_one_person_under_two_names_is_reported(*, calibrated: bool) -> None:
    data = evaluation_set([2] * 30 + [1] * 30)
    data.vectors[70] = data.vectors[4]  # person 40 is person 2
    found = find_duplicates(Comparer.of(data, calibration() if calibrated else None))
    first = found.pairs[0]
    assert first.people == ("person 0002", "person 0040")
    assert first.photographs == (data.photographs[4], data.photographs[70])
    assert found.threshold is not None
    assert first.score >= found.threshold


def test_the_threshold_is_the_median_over_people() -> None:
    data = evaluation_set([2, 9, 2])
    comparer = Comparer.of(data, None)
    own = {
        person: [
            float(comparer.scores(np.array([first]), np.array([second]))[0, 0])
            for first in np.flatnonzero(data.identities == person)
            for second in np.flatnonzero(data.identities == person)
            if first < second
        ]
        for person in range(3)
    }
    # Person 1 has 36 pairs that count as one: the other two are one half of the weight and more.
    weighted = sorted((score, 1 / len(scores)) for scores in own.values() for score in scores)
    reached = np.cumsum([weight for _, weight in weighted])
    median = weighted[int(np.argmax(reached >= 1.5 - 1e-9))][0]
    assert find_duplicates(comparer).threshold == pytest.approx(median)


def test_where_strangers_reach_it_nobody_is_listed_and_the_reason_is_given() -> None:
    data = evaluation_set([2] * 40, spread=30.0)
    found = find_duplicates(Comparer.of(data, None))
    assert found.pairs == ()
    assert "strangers do" in found.reason


def test_nobody_with_two_photographs() -> None:
    assert find_duplicates(Comparer.of(evaluation_set([1, 1, 1]), None)).threshold is None
