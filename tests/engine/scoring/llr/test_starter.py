"""What the shipped likelihood ratios are validated for."""

from antigone.engine.scoring import Tier, starter_calibration


def test_the_starter_is_validated_for_the_living_alone() -> None:
    calibration = starter_calibration()
    assert [tier for tier in Tier if calibration.llr_model(tier)] == [Tier.LIVING]
