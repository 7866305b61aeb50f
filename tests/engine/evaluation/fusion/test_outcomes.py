import numpy as np
import pytest

from antigone.engine.evaluation.fusion import FusionSettings
from antigone.engine.evaluation.fusion.outcomes import Asked, Outcomes, compared, searched

SCORES = np.array([[5.0, 6.0, 1.0], [2.0, 9.0, 4.0], [7.0, 3.0, 8.0]])
ASKED = Asked(people=np.array([0, 1, 2]), own=np.array([0, 1, -1]), mated=np.array([True, False, False]))


def test_every_search_is_absent_with_its_own_column_left_out() -> None:
    found = Outcomes.of(SCORES, ASKED, absent=SCORES)
    np.testing.assert_array_equal(found.tops, [6.0, 4.0, 8.0])
    np.testing.assert_array_equal(found.absent, [0, 1, 2])


def test_only_mated_searches_have_a_mate() -> None:
    found = Outcomes.of(SCORES, ASKED, absent=SCORES)
    np.testing.assert_array_equal(found.mated, [0])
    np.testing.assert_array_equal(found.mate_scores, [5.0])
    np.testing.assert_array_equal(found.ranks, [2])


def test_a_stranger_with_the_mates_score_stands_before_it() -> None:
    scores = np.array([[5.0, 5.0]])
    asked = Asked(people=np.array([0]), own=np.array([0]), mated=np.array([True]))
    np.testing.assert_array_equal(Outcomes.of(scores, asked, absent=scores).ranks, [2])


def test_a_person_left_out_before_the_rule_changes_only_the_absent_search() -> None:
    def without(scores: np.ndarray, asked: Asked) -> np.ndarray:
        return np.where(asked.own[:, None] == np.arange(scores.shape[1]), -np.inf, scores)

    def places(scores: np.ndarray) -> np.ndarray:
        return -np.argsort(np.argsort(-scores, axis=1), axis=1).astype(float)

    found = searched([(SCORES, ASKED)], {"places": places}, without=without)["places"]
    np.testing.assert_array_equal(found.tops, [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(found.mate_scores, [-1.0])


def test_figures_and_differences_are_those_counted_by_hand() -> None:
    people = np.arange(40)
    tops = np.linspace(0.0, 1.0, 40)
    weak = np.where(people < 10, 0.5, 2.0)  # ten of forty below the highest stranger of one search in ten
    outcomes = {
        name: Outcomes(absent=people, tops=tops, mated=people, mate_scores=scores, ranks=np.ones(40, np.int64))
        for name, scores in {"weak": weak, "strong": np.full(40, 2.0)}.items()
    }
    table = compared("two rules", outcomes, base="weak", settings=FusionSettings(replicates=200))
    weaker, strong = table.results
    assert weaker.fnir[0] is None  # one search in a hundred takes 300 people
    assert weaker.fnir[1] is not None
    assert weaker.fnir[1].value == pytest.approx(0.25)
    assert strong.fnir_difference[1] is not None
    assert strong.fnir_difference[1].value == pytest.approx(-0.25)
    assert strong.fnir_difference[1].significant
    assert not strong.not_first_difference.significant
    assert (table.mated_people, table.absent_people) == (40, 40)


def test_shares_not_at_rank_1_and_not_listed_are_counted_by_rank_alone() -> None:
    people = np.arange(40)
    found = {
        name: Outcomes(absent=people, tops=np.zeros(40), mated=people, mate_scores=np.ones(40), ranks=ranks)
        for name, ranks in {"first": np.ones(40, np.int64), "later": np.repeat([1, 2, 5, 6], 10)}.items()
    }
    table = compared("two rules", found, base="first", settings=FusionSettings(rank=5, replicates=200))
    later = table.results[1]
    assert later.not_first.value == pytest.approx(0.75)
    assert later.not_listed.value == pytest.approx(0.25)
    assert later.not_listed_difference.value == pytest.approx(0.25)
    assert later.not_listed_difference.significant


def test_people_not_searches_are_drawn() -> None:
    """Ten searches a person, all alike: ten times as many searches must not make the bounds narrower."""
    once = np.arange(30)

    def width(people: np.ndarray) -> float:
        found = Outcomes(
            absent=people,
            tops=np.zeros(len(people)),
            mated=people,
            mate_scores=np.where(people % 2 == 0, 1.0, -1.0),
            ranks=np.ones(len(people), np.int64),
        )
        table = compared("", {"rule": found}, base="rule", settings=FusionSettings(targets=(0.1,), replicates=300))
        estimate = table.results[0].fnir[0]
        assert estimate is not None
        return estimate.high - estimate.low

    assert width(np.repeat(once, 10)) == pytest.approx(width(once))


def test_a_table_about_nobody_is_refused() -> None:
    nobody = np.array([], np.int64)
    found = Outcomes(absent=np.arange(3), tops=np.zeros(3), mated=nobody, mate_scores=np.array([]), ranks=nobody)
    with pytest.raises(ValueError, match="9 probes: nobody"):
        compared("9 probes", {"rule": found}, base="rule", settings=FusionSettings())
