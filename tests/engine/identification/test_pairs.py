"""Persons against each other."""

from dataclasses import replace

from antigone.engine.identification import Basis, Candidate, CandidateList, mutual_pairs
from antigone.engine.scoring import Estimate
from builders.calibrations import RECOGNISER


def candidate(subject: int, *, strangers: float, score: float = 0.9) -> Candidate:
    estimate = Estimate(value=strangers, low=strangers / 2, high=strangers * 2, resolved=True)
    rate = replace(estimate, value=strangers / 100, low=strangers / 200, high=strangers / 50)
    return Candidate(
        rank=1,
        subject=subject,
        entry=10 * subject,
        score=score,
        ranking_score=5.0,
        false_match_rate=rate,
        expected_strangers=estimate,
    )


def listed(*candidates: Candidate) -> CandidateList:
    return CandidateList(basis=Basis(recogniser=RECOGNISER), candidates=candidates, cut=0, subjects=9, references=9)


def test_a_pair_is_who_stands_on_each_others_list() -> None:
    """1 and 2 list each other; 3 lists 1, who does not list 3."""
    pairs = mutual_pairs(
        {
            1: listed(candidate(2, strangers=0.01)),
            2: listed(candidate(1, strangers=0.01)),
            3: listed(candidate(1, strangers=0.01)),
        }
    )
    assert [(pair.first, pair.second) for pair in pairs] == [(1, 2)]
    assert (pairs[0].first_entry, pairs[0].second_entry) == (10, 20)


def test_the_figures_are_those_of_the_one_that_expects_more_strangers() -> None:
    (pair,) = mutual_pairs(
        {1: listed(candidate(2, strangers=0.01, score=0.8)), 2: listed(candidate(1, strangers=0.3, score=0.7))}
    )
    assert pair.expected_strangers is not None
    assert pair.false_match_rate is not None
    assert (pair.expected_strangers.value, pair.score) == (0.3, 0.7)
    assert pair.false_match_rate.value == 0.003


def test_pairs_of_fewest_expected_strangers_come_first() -> None:
    lists = {
        1: listed(candidate(2, strangers=0.5), candidate(3, strangers=0.1)),
        2: listed(candidate(1, strangers=0.5)),
        3: listed(candidate(1, strangers=0.1)),
    }
    assert [(pair.first, pair.second) for pair in mutual_pairs(lists)] == [(1, 3), (1, 2)]


def test_without_figures_the_highest_score_comes_first() -> None:
    plain = {"strangers": 0.0}
    bare = {"false_match_rate": None, "expected_strangers": None, "ranking_score": None}
    far, close = (replace(candidate(each, **plain, score=score), **bare) for each, score in ((2, 0.5), (3, 0.6)))
    back = replace(candidate(1, **plain, score=0.6), **bare)
    lists = {1: listed(far, close), 2: listed(replace(back, score=0.5)), 3: listed(back)}
    assert [(pair.second, pair.expected_strangers) for pair in mutual_pairs(lists)] == [(3, None), (2, None)]
