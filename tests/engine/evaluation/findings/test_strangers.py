from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.evaluation.findings import measure_reliability
from antigone.engine.scoring import Calibration
from builders.calibrations import calibration, exponential_tail
from builders.evaluations import resampling, searches

PEOPLE, GALLERY = 4000, 500


def honest() -> Calibration:
    """P(a stranger scores s or more) = exp(-s), evenly over searches."""
    return replace(calibration(), tail=exponential_tail(clumping=0.0))


def tops(seed: int, *, shift: float = 0.0) -> np.ndarray:
    """The highest of GALLERY exponential scores, by the inverse of its distribution."""
    uniform = np.random.default_rng(seed).random(PEOPLE)
    return -np.log1p(-(uniform ** (1 / GALLERY))) + shift


def test_a_true_calibration_keeps_its_promises() -> None:
    people = np.arange(PEOPLE)
    found = measure_reliability(
        searches(tops(1), np.full(PEOPLE, 20.0)),
        resampling(people, people),
        calibration=honest(),
        enrolled=np.array([GALLERY]),
        rank=20,
    )
    assert [promise.expected for promise in found.promises] == [0.03, 0.1, 0.3, 1.0, 3.0]
    for promise in found.promises:
        assert promise.promised == pytest.approx(1 - np.exp(-promise.expected))
        assert promise.found.low <= promise.promised <= promise.found.high
        assert promise.missed.value == 0


def test_scores_higher_than_promised_show_as_too_bold() -> None:
    people = np.arange(PEOPLE)
    found = measure_reliability(
        searches(tops(2, shift=0.7), np.full(PEOPLE, 5.0)),
        resampling(people, people),
        calibration=honest(),
        enrolled=np.array([GALLERY]),
        rank=20,
    )
    at_tenth = found.promises[1]
    assert at_tenth.found.low > 1.25 * at_tenth.promised
    # exp(-5) * 500 strangers are expected at the mates' score: a list cut at 3 misses them all.
    assert [promise.missed.value for promise in found.promises] == [1, 1, 1, 1, 1]


def test_what_cannot_be_resolved_is_not_cut() -> None:
    people = np.arange(PEOPLE)
    found = measure_reliability(
        searches(np.full(PEOPLE, 13.0), np.full(PEOPLE, -np.inf)),
        resampling(people, people),
        calibration=replace(honest(), tail=exponential_tail(floor_score=2.0)),
        enrolled=np.array([GALLERY]),
        rank=20,
    )
    assert [promise.found.value for promise in found.promises] == [1, 1, 1, 1, 1]
    assert [promise.missed.value for promise in found.promises] == [1, 1, 1, 1, 1]
