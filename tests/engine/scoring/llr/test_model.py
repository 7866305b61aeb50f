import math
from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.scoring import Calibration, LikelihoodRatio, LlrMethod, Tier
from antigone.engine.scoring.llr import refusal
from builders.calibrations import calibration, straight_ratios


def test_a_ratio_lies_on_the_curve_and_names_its_validation_data() -> None:
    found = straight_ratios().ratio(4.1)
    assert found.log10 == pytest.approx(4.1 / 4)
    assert (found.low, found.high) == (pytest.approx(4.1 / 4 - 0.25), pytest.approx(4.1 / 4 + 0.25))
    assert (found.method, found.validated_on, found.capped) == (LlrMethod.LOGISTIC, "random numbers", False)


@pytest.mark.parametrize(("score", "wanted"), [(100.0, 3.0), (-100.0, -2.0)])
def test_no_score_passes_a_cap(score: float, wanted: float) -> None:
    found = straight_ratios().ratio(score)
    assert (found.log10, found.capped) == (wanted, True)
    assert -2.0 <= found.low <= found.high <= 3.0


def test_several_references_divide_the_ratio() -> None:
    one, five = (straight_ratios().ratio(6.0, references=number) for number in (1, 5))
    assert five.log10 == pytest.approx(one.log10 - math.log10(5))
    assert straight_ratios().ratio(-7.9, references=5).log10 == -2.0


def test_what_is_no_score_has_no_ratio() -> None:
    with pytest.raises(ValueError, match="no ratio for the score nan"):
        straight_ratios().ratio(math.nan)


def test_a_ratio_without_its_data_does_not_construct() -> None:
    with pytest.raises(ValueError, match="names its validation data"):
        LikelihoodRatio(log10=1.0, low=0.5, high=1.5, capped=False, method=LlrMethod.PAV, validated_on="")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"upper_cap": 2.0}, "passes a cap"),
        ({"values": np.zeros(41) + np.nan}, "never fall"),
        ({"values": -np.linspace(-2, 2, 41)}, "never fall"),
        ({"method": LlrMethod.PAV}, "was chosen and has no cost"),
        ({"scores": np.zeros(41)}, "scores that rise"),
        ({"low": np.linspace(-2, 3, 41) + 0.0, "values": np.full(41, -2.0)}, "enclose"),
    ],
)
def test_a_curve_that_cannot_be_does_not_construct(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(straight_ratios(), **change)  # type: ignore[arg-type]


def test_each_tier_needs_its_own_model() -> None:
    living: Calibration = calibration()
    assert living.llr_model(Tier.LIVING) is living.llr[0]
    assert living.llr_model(Tier.DECEDENT_NATURAL) is None
    assert refusal(Tier.DECEDENT_NATURAL) == "no validation data of photographs of the dead with natural tissue"
    with pytest.raises(ValueError, match="two models of one tier"):
        replace(living, llr=(straight_ratios(), straight_ratios()))
