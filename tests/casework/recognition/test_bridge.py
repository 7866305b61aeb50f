"""Which calibration a home uses."""

from dataclasses import replace
from pathlib import Path

import pytest

from antigone.casework.recognition.bridge import open_recogniser
from antigone.engine.errors import CalibrationError
from antigone.engine.scoring import save_calibration, starter_calibration
from antigone.site.layout import KEPT_FOLDERS
from builders.calibrations import calibration

pytestmark = [pytest.mark.starter, pytest.mark.usefixtures("starter_folder")]


@pytest.fixture
def own(antigone_home: Path) -> Path:
    """Where a site's own calibration of the starter lies: beside the packs, not among them, and in every backup."""
    folder = antigone_home / "calibrations" / "starter"
    assert folder.parent.name in KEPT_FOLDERS
    folder.mkdir(parents=True)
    return folder / "calibration.json"


def test_the_starter_comes_with_a_calibration(antigone_home: Path) -> None:
    recogniser = open_recogniser(antigone_home, "starter")
    assert recogniser.calibration_sha256 == starter_calibration().sha256


def test_a_sites_own_calibration_comes_first(antigone_home: Path, own: Path) -> None:
    save_calibration(replace(starter_calibration(), population="our own cases"), own)
    recogniser = open_recogniser(antigone_home, "starter")
    assert recogniser.calibration is not None
    assert recogniser.calibration.population == "our own cases"
    assert recogniser.calibration_sha256 != starter_calibration().sha256


def test_a_calibration_of_another_recogniser_is_refused(antigone_home: Path, own: Path) -> None:
    save_calibration(calibration(), own)
    with pytest.raises(CalibrationError, match="The calibration of pack starter was made for test-recogniser"):
        open_recogniser(antigone_home, "starter")
