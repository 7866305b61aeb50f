import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.scoring import Calibration, Tier, load_calibration, save_calibration, starter_calibration
from builders.calibrations import OTHER_RECOGNISER, RECOGNISER, calibration, cohort


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "site.json"
    save_calibration(calibration(), path)
    return path


def test_a_calibration_comes_back_as_it_was(saved: Path) -> None:
    loaded, original = load_calibration(saved), calibration()
    assert loaded.content() == original.content()
    assert loaded.sha256 == original.sha256
    np.testing.assert_array_equal(loaded.cohort.templates, original.cohort.templates)


def test_same_calibration_same_bytes(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    save_calibration(load_calibration(saved), again)
    assert again.read_bytes() == saved.read_bytes()
    assert again.with_suffix(".cohort.npy").read_bytes() == saved.with_suffix(".cohort.npy").read_bytes()


@pytest.mark.parametrize(
    "keys",
    [("tail", "rates", 3), ("tail", "clumping", "value"), ("provenance", "identities"), ("llr", 0, "values", 1)],
)
def test_a_changed_number_is_found(saved: Path, keys: tuple[str | int, ...]) -> None:
    document = json.loads(saved.read_text())
    place = document
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = place[keys[-1]] * 1.01 if keys[0] != "provenance" else place[keys[-1]] + 1
    saved.write_text(json.dumps(document))
    with pytest.raises(CalibrationError, match=r"site.json was changed since it was written"):
        load_calibration(saved)


def test_another_cohort_beside_it_is_found(saved: Path) -> None:
    np.save(saved.with_suffix(".cohort.npy"), cohort(seed=2).templates)
    with pytest.raises(CalibrationError, match="not the one it was made with"):
        load_calibration(saved)


@pytest.mark.parametrize("name", ["site.json", "site.cohort.npy"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_torn_file_is_found(saved: Path, name: str, share: float) -> None:
    torn = saved.with_name(name)
    torn.write_bytes(torn.read_bytes()[: int(share * torn.stat().st_size)])
    with pytest.raises(CalibrationError, match=r"site.json is no whole calibration"):
        load_calibration(saved)


def test_a_pickle_for_a_cohort_is_never_opened(saved: Path) -> None:
    np.save(saved.with_suffix(".cohort.npy"), np.array([object()], dtype=object), allow_pickle=True)
    with pytest.raises(CalibrationError, match="no whole calibration"):
        load_calibration(saved)


@pytest.mark.parametrize("text", ["[]", "null", '{"format": "other", "version": 1}', '{"version": 1}', "\x00"])
def test_a_foreign_file_is_found(saved: Path, text: str) -> None:
    saved.write_text(text)
    with pytest.raises(CalibrationError, match=r"site.json is no whole calibration"):
        load_calibration(saved)


def test_a_newer_format_says_so(saved: Path) -> None:
    saved.write_text(saved.read_text().replace('"version": 3', '"version": 4'))
    with pytest.raises(CalibrationError, match="has version 4 of the calibration format; this Antigone reads 1 to 3"):
        load_calibration(saved)


def test_the_first_format_is_read_and_keeps_its_hash(saved: Path) -> None:
    document = json.loads(saved.read_text())
    del document["llr"]
    document |= {"version": 1, "sha256": replace(calibration(), llr=()).sha256}
    saved.write_text(json.dumps(document))
    loaded = load_calibration(saved)
    assert (loaded.llr, loaded.sha256) == ((), document["sha256"])


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"gone.json cannot be read: No such file"):
        load_calibration(tmp_path / "gone.json")


def test_hash_changes_with_every_part() -> None:
    hashes = {
        calibration().sha256,
        calibration(population="others").sha256,
        replace(calibration(), llr=()).sha256,
        calibration(recogniser=OTHER_RECOGNISER).sha256,
    }
    assert len(hashes) == 4


def test_a_calibration_is_for_one_recogniser() -> None:
    calibration().require(RECOGNISER)
    with pytest.raises(CalibrationError, match="made for the recogniser test-recogniser"):
        calibration().require(OTHER_RECOGNISER)


def test_a_cohort_of_another_recogniser_does_not_go_into_it() -> None:
    good = calibration()
    with pytest.raises(TemplateMismatch, match="The cohort is of the recogniser other-recogniser"):
        Calibration(
            recogniser=RECOGNISER,
            cohort=cohort(recogniser=OTHER_RECOGNISER),
            tail=good.tail,
            population="",
            provenance=good.provenance,
        )


def test_the_shipped_calibration_is_whole_small_and_says_what_it_rests_on() -> None:
    shipped = starter_calibration()
    assert shipped.recogniser.id == "dlib-resnet-v1"
    assert shipped.population == "LFW news photographs"
    assert shipped.cohort.origin.startswith("synthetic")
    assert shipped.cohort.templates.nbytes < 1_000_000
    assert shipped.provenance.identities == 1444
    (model,) = shipped.llr
    assert (model.tier, model.mated_people, model.people) == (Tier.LIVING, 417, 1444)
    assert "photographs of the living: LFW news photographs" in model.validated_on
