"""Figures of searches read again by other means: a finer grid, sums in plain loops."""

import math
from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.evaluation.findings import Judge, Reliability, measure_reliability
from antigone.engine.evaluation.protocols import draw_open_set
from antigone.engine.evaluation.searching import Comparer, Searches
from antigone.engine.scoring import WINDOW, Calibration, GalleryTail, StrangerPrior, fit_gallery_tail, highest
from builders.calibrations import calibration, exponential_tail
from builders.evaluations import evaluation_set, resampling, searches

PEOPLE, GALLERY = 4000, 500
LEVELS = [0.03, 0.1, 0.3, 1.0, 3.0]
PRIOR = StrangerPrior(at=3.5, level=-0.1, level_deviation=0.45, slope=0.04, slope_deviation=0.15)
WORSE = GalleryTail(threshold=4.0, rate=3 * math.exp(-4.0), slope=1.0)


def honest() -> Calibration:
    """P(a stranger scores s or more) = exp(-s), evenly over searches: one nat is one point of score."""
    return replace(calibration(), tail=exponential_tail(clumping=0.0))


def by_probe() -> Calibration:
    """The same tail, strangers in clumps, and a prior of how probes differ."""
    return replace(honest(), tail=exponential_tail(clumping=0.5), strangers=PRIOR)


def judge(chosen: Calibration, *enrolled: int, galleries: tuple[GalleryTail | None, ...] = ()) -> Judge:
    return Judge(calibration=chosen, enrolled=np.array(enrolled), galleries=galleries or (None,) * len(enrolled))


def measured(found: Searches, by: Judge) -> Reliability:
    absent, mated = (np.arange(len(rows)) for rows in (found.absent_rows, found.mated_rows))
    return measure_reliability(found, resampling(absent, mated), by, rank=20)


def tops(seed: int, *, shift: float = 0.0) -> np.ndarray:
    """The highest of GALLERY exponential scores, by the inverse of its distribution."""
    uniform = np.random.default_rng(seed).random(PEOPLE)
    return -np.log1p(-(uniform ** (1 / GALLERY))) + shift


def drawn_strangers(count: int, *, seed: int, subjects: int = GALLERY) -> np.ndarray:
    """Scores of the 30 highest of each search (count, 30), falling: each probe's level and slope from the prior."""
    rng = np.random.default_rng(seed)
    levels = rng.normal(PRIOR.level, PRIOR.level_deviation, count)[:, None]
    steepness = np.exp(rng.normal(PRIOR.slope, PRIOR.slope_deviation, count))[:, None]
    numbers = np.cumsum(rng.exponential(size=(count, 30)), axis=1)
    return np.asarray(PRIOR.at + (math.log(subjects) + levels - PRIOR.at - np.log(numbers)) / steepness)


def figure_by_hand(scores: np.ndarray, *, subjects: int, at_score: float, more: float = 0.0) -> float:
    """-log of the chance that no stranger reaches a score, over all that this probe may be.

    scores: of one search, falling. Between the fourth highest and the twentieth, or a false match rate of a tenth, they
    are points of a Poisson process; of the three above them none is a mate (0.7), or one, two or three are (0.1 each).
    more: how much higher the level is than the prior's.
    """
    floor, ceiling = max(scores[WINDOW - 1], math.log(10)), scores[3]
    seen = [score for score in scores[3:WINDOW] if score >= floor]
    evidence = none = 0.0
    for level in np.linspace(-7, 7, 57) * PRIOR.level_deviation + PRIOR.level + more:
        for slope in np.linspace(-7, 7, 57) * PRIOR.slope_deviation + PRIOR.slope:
            steep = math.exp(slope)

            def above(score: float, level: float = level, steep: float = steep) -> float:
                return subjects * math.exp(level - PRIOR.at - steep * (score - PRIOR.at))

            far = ((level - PRIOR.level - more) / PRIOR.level_deviation) ** 2
            far += ((slope - PRIOR.slope) / PRIOR.slope_deviation) ** 2
            points = sum(math.log(above(score) * steep) for score in seen)
            top = above(ceiling)
            of_three = sum(
                weight * top**strangers * math.exp(-top) / math.factorial(strangers)
                for weight, strangers in ((0.7, 3), (0.1, 2), (0.1, 1), (0.1, 0))
            )
            weight = math.exp(-far / 2 + points - (above(floor) - top)) * of_three
            evidence += weight
            none += weight * math.exp(-above(at_score))
    return -math.log(none / evidence)


def test_a_true_calibration_keeps_its_promises() -> None:
    found = measured(searches(tops(1), np.full(PEOPLE, 20.0)), judge(honest(), GALLERY))
    assert [promise.expected for promise in found.promises] == LEVELS
    for promise in found.promises:
        assert promise.promised == pytest.approx(1 - np.exp(-promise.expected))
        assert promise.found.low <= promise.promised <= promise.found.high
        assert promise.found == promise.found_overall
        assert promise.missed.value == 0


def test_scores_higher_than_promised_show_as_too_bold() -> None:
    found = measured(searches(tops(2, shift=0.7), np.full(PEOPLE, 5.0)), judge(honest(), GALLERY))
    at_tenth = found.promises[1]
    assert at_tenth.found.low > 1.25 * at_tenth.promised
    # exp(-5) * 500 strangers are expected at the mates' score: a list cut at 3 misses them all.
    assert [promise.missed.value for promise in found.promises] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("prior", [None, PRIOR])
def test_what_cannot_be_resolved_is_not_cut(prior: StrangerPrior | None) -> None:
    """One nat beyond the end of the data, where three strangers and more are expected; and without a face."""
    chosen = replace(honest(), tail=exponential_tail(floor_score=2.0), strangers=prior)
    found = measured(searches(np.full(60, 3.0), np.array([3.0, -np.inf] * 30)), judge(chosen, GALLERY))
    for promise in found.promises:
        assert promise.found.value == promise.found_overall.value == 1
        assert promise.missed.value == 0.5


def test_shares_are_those_of_figures_read_by_hand() -> None:
    """Two draws with galleries of 500 and 900."""
    strangers = np.concatenate([drawn_strangers(12, seed=3), drawn_strangers(12, seed=4, subjects=900)])
    found = measured(searches(strangers, np.full(24, 20.0), draws=2), judge(by_probe(), 500, 900))
    sizes = [500] * 12 + [900] * 12
    figures = np.array(
        [figure_by_hand(each, subjects=size, at_score=each[0]) for each, size in zip(strangers, sizes, strict=True)]
    )
    overall = np.array(
        [math.log(1 + 0.5 * size * math.exp(-each[0])) / 0.5 for each, size in zip(strangers, sizes, strict=True)]
    )
    assert [promise.found.value for promise in found.promises] == [np.mean(figures <= level) for level in LEVELS]
    assert [promise.found_overall.value for promise in found.promises] == [
        np.mean(overall <= level) for level in LEVELS
    ]


def test_figures_of_mates_among_strangers_are_those_read_by_hand() -> None:
    strangers = drawn_strangers(8, seed=5)
    listed = np.sort(np.concatenate([np.full((8, 1), 8.0), strangers], axis=1), axis=1)[:, ::-1]
    found = judge(by_probe(), GALLERY).figures(np.full(8, 8.0), listed[:, :WINDOW], np.zeros(8, np.int64))
    by_hand = [figure_by_hand(each, subjects=GALLERY, at_score=8.0) for each in listed]
    assert found == pytest.approx(by_hand, rel=0.02)


def test_a_gallery_whose_people_resemble_each_other_more_raises_its_own_figures_only() -> None:
    strangers = drawn_strangers(8, seed=6)
    draws = np.repeat([0, 1], 4)
    found = judge(by_probe(), GALLERY, GALLERY, galleries=(WORSE, None)).figures(
        strangers[:, 0], strangers[:, :WINDOW], draws
    )
    by_hand = [
        figure_by_hand(each, subjects=GALLERY, at_score=each[0], more=0.0 if draw else math.log(3.0))
        for each, draw in zip(strangers, draws, strict=True)
    ]
    assert found == pytest.approx(by_hand, rel=0.02)
    as_shipped = judge(by_probe(), GALLERY, GALLERY).figures(strangers[:, 0], strangers[:, :WINDOW], draws)
    assert (found[:4] > 1.1 * as_shipped[:4]).all()
    assert found[4:].tolist() == as_shipped[4:].tolist()


def test_a_worse_gallery_shows_in_what_is_found_and_missed() -> None:
    strangers, mates = drawn_strangers(400, seed=7), np.full(400, 7.5)
    listed = highest(np.concatenate([mates[:, None], strangers], axis=1), WINDOW)
    cut = replace(searches(strangers, mates), mated_highest=listed)
    mild, strict = (measured(cut, judge(by_probe(), GALLERY, galleries=(tail,))) for tail in (None, WORSE))
    assert strict.promises[3].found.value < mild.promises[3].found.value - 0.1
    assert strict.promises[2].missed.value > mild.promises[2].missed.value + 0.1
    assert [each.found_overall for each in strict.promises] == [each.found_overall for each in mild.promises]


@pytest.mark.parametrize("own", [False, True])
def test_galleries_are_looked_at_unless_the_calibration_is_the_sites_own(*, own: bool) -> None:
    data, chosen = evaluation_set([2] * 50 + [1] * 30, spread=0.9), by_probe()
    data.found[[0, 1, 7]] = False
    draws = [draw_open_set(data, absent_share=0.2, rng=np.random.default_rng(seed)) for seed in (1, 2)]
    comparer = Comparer.of(data, chosen)
    found = Judge.of(comparer, draws, chosen, own=own)
    for draw, enrolled, tail in zip(draws, found.enrolled, found.galleries, strict=True):
        usable = [row for row in draw.gallery if row not in {0, 1, 7}]
        assert enrolled == len(usable)
        nonmated = [
            comparer.scores(np.array([probe]), np.array([row]))[0, 0]
            for probe in usable
            for row in usable
            if probe != row
        ]
        wanted = fit_gallery_tail(chosen.tail, np.array(nonmated))
        assert wanted is not None
        if own:
            assert tail is None
        else:
            assert tail is not None
            assert (tail.threshold, tail.rate, tail.slope) == pytest.approx(
                (wanted.threshold, wanted.rate, wanted.slope), rel=1e-2
            )
