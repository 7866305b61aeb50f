import numpy as np
import pytest
from scipy.stats import norm

from antigone.engine.evaluation.findings import measure_closed_set, measure_open_set
from builders.evaluations import resampling, searches

PEOPLE = 600


def normal_searches(copies: int = 1, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tops and mates of PEOPLE people, each searched for `copies` times with the same result; and whom each is for."""
    rng = np.random.default_rng(seed)
    tops, mates = rng.normal(0, 1, PEOPLE), rng.normal(2.5, 1, PEOPLE)
    return np.tile(tops, copies), np.tile(mates, copies), np.tile(np.arange(PEOPLE), copies)


def test_fnir_recovers_that_of_normal_scores_within_its_interval() -> None:
    tops, mates, people = normal_searches()
    found = measure_open_set(searches(tops, mates), resampling(people, people), rank=20, targets=(0.01, 0.1))
    for point in found.fnir_at_fpir:
        assert point.fnir is not None
        truth = norm.cdf(norm.isf(point.fpir) - 2.5)
        assert point.fnir.low < truth < point.fnir.high
        assert point.fnir.high - point.fnir.low < 0.5
    assert found.det.x[-1] == 1.0
    assert (np.diff(found.det.value) <= 0).all()
    assert (found.det.low <= found.det.value).all()
    assert (found.det.value <= found.det.high).all()


def test_the_same_person_searched_for_again_makes_nothing_surer() -> None:
    once, ten = (
        measure_open_set(searches(tops, mates), resampling(people, people), rank=20, targets=(0.1,)).fnir_at_fpir[0]
        for tops, mates, people in (normal_searches(1), normal_searches(10))
    )
    assert once.fnir is not None
    assert ten.fnir is not None
    assert ten.fnir.value == pytest.approx(once.fnir.value)
    assert (ten.fnir.low, ten.fnir.high) == pytest.approx((once.fnir.low, once.fnir.high))


def test_too_few_absent_people_give_no_figure_and_the_number_it_takes() -> None:
    tops, mates, people = (each[:40] for each in normal_searches())
    found = measure_open_set(searches(tops, mates), resampling(people, people), rank=20, targets=(0.01, 0.1))
    hard, easy = found.fnir_at_fpir
    assert hard.fnir is None
    assert hard.reason == "40 people were searched for who were not enrolled; FPIR 1 % takes 300."
    assert easy.fnir is not None


def test_deviation_is_that_of_single_draws() -> None:
    tops, mates, people = normal_searches(2)
    tops[:PEOPLE] += 1.0  # the first draw met a gallery of look-alikes
    found = measure_open_set(searches(tops, mates, draws=2), resampling(people, people), rank=20, targets=(0.1,))
    halves = [
        measure_open_set(
            searches(tops[part], mates[part]), resampling(people[part], people[part]), rank=20, targets=(0.1,)
        )
        for part in (slice(0, PEOPLE), slice(PEOPLE, None))
    ]
    single = [half.fnir_at_fpir[0].fnir.value for half in halves]  # type: ignore[union-attr]
    assert found.fnir_at_fpir[0].deviation == pytest.approx(np.std(single))
    assert np.std(single) > 0.05


def test_cmc_of_known_ranks() -> None:
    people = np.arange(100)
    ranks = np.repeat([1, 2, 30, 900], [80, 10, 5, 5])
    found = measure_closed_set(searches(np.zeros(100), np.ones(100), ranks), resampling(people, people))
    assert found.cmc.value[[0, 1, 28, 29, 49]].tolist() == pytest.approx([0.8, 0.9, 0.9, 0.95, 0.95])
    assert found.cmc.low[0] == pytest.approx(0.72, abs=0.02)
    assert found.cmc.high[0] == pytest.approx(0.87, abs=0.02)
