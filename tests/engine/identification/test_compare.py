import numpy as np
import pytest

from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.identification import compare
from antigone.engine.scoring import Tier, cohort_statistics, ranking_scores
from builders.calibrations import OTHER_RECOGNISER, calibration, cohort, straight_ratios, template, unit

A, B = unit(2, seed=30)


def test_figures_are_those_of_one_reference() -> None:
    found = compare(template(A), template(B), calibration())
    statistics = cohort_statistics(cohort(), np.stack([A, B]))
    wanted = ranking_scores(np.array([[A @ B]]), statistics[:1], statistics[1:])[0, 0]
    assert found.score == pytest.approx(float(A @ B), abs=1e-6)
    assert found.ranking_score == pytest.approx(float(wanted), abs=1e-4)
    assert found.ranking_score is not None
    assert found.false_match_rate == calibration().tail.false_match_rate(found.ranking_score)


def test_order_does_not_matter() -> None:
    there, back = (compare(*pair, calibration()) for pair in ((template(A), template(B)), (template(B), template(A))))
    assert there.score == back.score
    assert there.ranking_score == pytest.approx(back.ranking_score, abs=1e-5)


def test_without_a_calibration_there_is_a_score_and_a_reason() -> None:
    found = compare(template(A), template(B), None)
    assert (found.ranking_score, found.false_match_rate) == (None, None)
    assert "not yet calibrated" in found.basis.reason


def test_two_recognisers_are_never_compared() -> None:
    with pytest.raises(TemplateMismatch, match="cannot be compared"):
        compare(template(A), template(B, recogniser=OTHER_RECOGNISER), calibration())
    with pytest.raises(CalibrationError, match="made for the recogniser"):
        compare(*(template(v, recogniser=OTHER_RECOGNISER) for v in (A, B)), calibration())


def test_a_ratio_is_given_for_a_tier_with_data_and_refused_for_others() -> None:
    living = compare(template(A), template(B), calibration(), Tier.LIVING)
    assert living.ranking_score is not None
    assert (living.llr, living.llr_absent) == (straight_ratios().ratio(living.ranking_score), "")
    dead = compare(template(A), template(B), calibration(), Tier.DECEDENT_NATURAL)
    assert (dead.llr, dead.llr_absent) == (None, "no validation data of photographs of the dead with natural tissue")
    assert "nobody said in what condition" in compare(template(A), template(B), calibration()).llr_absent
    assert "no calibration" in compare(template(A), template(B), None, Tier.LIVING).llr_absent
