"""Which calibration a home uses."""

from dataclasses import replace
from pathlib import Path

import pytest

from antigone.casework.recognition.bridge import open_recogniser
from antigone.casework.recognition.calibrations import keep_calibration, use_calibration
from antigone.engine.errors import CalibrationError
from antigone.engine.scoring import Calibration, starter_calibration
from antigone.site.layout import KEPT_FOLDERS
from builders.calibrations import calibration

pytestmark = [pytest.mark.starter, pytest.mark.usefixtures("starter_folder")]


def put_to_use(home: Path, own: Calibration) -> None:
    """As `antigone calibrate` does for the starter: beside the packs, not among them, and in every backup."""
    path = keep_calibration(home, "starter", own)
    assert path.relative_to(home).parts[0] in KEPT_FOLDERS
    use_calibration(path)


def test_the_starter_comes_with_a_calibration(antigone_home: Path) -> None:
    recogniser = open_recogniser(antigone_home, "starter")
    assert recogniser.calibration_sha256 == starter_calibration().sha256


def test_a_sites_own_calibration_comes_first(antigone_home: Path) -> None:
    put_to_use(antigone_home, replace(starter_calibration(), population="our own cases"))
    recogniser = open_recogniser(antigone_home, "starter")
    assert recogniser.calibration is not None
    assert recogniser.calibration.population == "our own cases"
    assert recogniser.calibration_sha256 != starter_calibration().sha256


def test_a_calibration_of_another_recogniser_is_refused(antigone_home: Path) -> None:
    put_to_use(antigone_home, calibration())
    with pytest.raises(CalibrationError, match="The calibration of pack starter was made for test-recogniser"):
        open_recogniser(antigone_home, "starter")
