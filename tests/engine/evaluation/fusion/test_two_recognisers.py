import numpy as np
import pytest

from antigone.engine.evaluation.fusion import (
    FusionSettings,
    Learnt,
    PairedPart,
    compare_two_recognisers,
)
from antigone.engine.evaluation.fusion.two_recognisers import MEAN, TWO_RULES, TwoScores
from builders.parts import part

QUICK = FusionSettings(draws=3, replicates=100)
COUNTS = [2] * 120


def _paired(*, second_spread: float, seed: int) -> PairedPart:
    return PairedPart(
        first=part(COUNTS, spread=1.2, seed=seed), second=part(COUNTS, spread=second_spread, seed=seed + 50)
    )


def test_of_two_equally_good_recognisers_with_errors_of_their_own_the_mean_beats_either() -> None:
    known = Learnt.of([_paired(second_spread=1.2, seed=20)])
    table = compare_two_recognisers([_paired(second_spread=1.2, seed=1)], [known], settings=QUICK)
    by_rule = {each.rule: each for each in table.results}
    for alone in ("first recogniser alone", "second recogniser alone"):
        difference = by_rule[alone].fnir_difference[-1]
        assert difference is not None
        assert difference.low > 0
    assert by_rule["weighted mean, logistic regression"].not_first.value <= by_rule["maximum"].not_first.value


def test_logistic_regression_finds_the_recogniser_that_knows_more() -> None:
    weights = Learnt.of([_paired(second_spread=8.0, seed=3)]).weights
    assert weights[0] > 4 * abs(weights[1])


def test_false_match_rates_are_the_strangers_shares_and_go_on_falling_beyond_them() -> None:
    paired = _paired(second_spread=1.2, seed=4)
    known = Learnt.of([paired])
    first, second = np.triu_indices(240, 1)
    strangers = paired.first.scores[first, second][paired.first.identities[first] != paired.first.identities[second]]
    threshold = np.quantile(strangers, 0.99)
    assert np.exp(known.log_rate(np.array([threshold]), 0)[0]) == pytest.approx(0.01, rel=0.05)
    beyond = known.log_rate(strangers.max() + np.array([1.0, 2.0]), 0)
    assert beyond[1] < beyond[0] < np.log(1e-4)


def test_ranks_are_counted_without_the_person_who_is_left_out() -> None:
    scores = TwoScores(
        first=np.array([[9.0, 5.0, 1.0]], np.float32),
        second=np.array([[8.0, 2.0, 3.0]], np.float32),
        learnt=Learnt.of([_paired(second_spread=1.2, seed=5)]),
    )
    np.testing.assert_allclose(scores.places, [[[0, 1, 2]], [[0, 2, 1]]], atol=1e-4)
    without = scores.without(np.array([0]))
    np.testing.assert_allclose(without.places, [[[2, 0, 1]], [[2, 1, 0]]], atol=1e-2)
    better = TWO_RULES["better of the two ranks"](without)
    assert better[0, 1] > better[0, 2]  # both first once; the mean score tells them apart


def test_ranks_tell_nothing_of_strangers_so_they_miss_no_less_than_the_mean_that_breaks_their_ties() -> None:
    """Were absent people ranked with themselves in the gallery, strangers would come second and nobody be missed."""
    known = Learnt.of([_paired(second_spread=0.9, seed=20)])
    table = compare_two_recognisers([_paired(second_spread=0.9, seed=1)], [known], settings=QUICK)
    missed = {each.rule: each.fnir[-1].value for each in table.results if each.fnir[-1] is not None}
    assert missed[MEAN] > 0.1
    assert missed["better of the two ranks"] > missed[MEAN] - 0.02


def test_the_same_recogniser_twice_is_that_recogniser() -> None:
    one = part(COUNTS, spread=1.2)
    paired = PairedPart(first=one, second=one)
    table = compare_two_recognisers([paired], [Learnt.of([paired])], settings=QUICK)
    by_rule = {each.rule: each.fnir[-1] for each in table.results}
    for rule in ("first recogniser alone", "maximum", "minimum", "weighted mean, logistic regression"):
        assert by_rule[rule] == by_rule[MEAN]


def test_different_photographs_are_refused() -> None:
    with pytest.raises(ValueError, match="same photographs"):
        PairedPart(first=part([2, 2, 1], spread=1.0), second=part([2, 1, 2], spread=1.0))


def test_no_reference_is_the_probe_itself() -> None:
    """With photographs that have nothing in common, a mate found for certain would betray the same photograph."""
    unlike = PairedPart(first=part([2] * 60, spread=50.0), second=part([2] * 60, spread=50.0, seed=8))
    table = compare_two_recognisers([unlike], [Learnt.of([unlike])], settings=QUICK)
    assert all(each.not_first.value > 0.7 for each in table.results)
