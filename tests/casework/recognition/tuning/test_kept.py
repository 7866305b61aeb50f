"""What was measured: found again for its pack and machine, and for nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from antigone.casework.recognition.tuning import Machine, Tuning, keep_tuning, kept_tuning
from antigone.casework.recognition.tuning import kept as keeping
from antigone.engine.runtime import Device, PackManifest
from casework.galleries.builders import recogniser
from casework.recognition.tuning.builders import MACHINE, tuning


@pytest.fixture(autouse=True)
def on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "this_machine", lambda device: replace(MACHINE, device=device))


@pytest.fixture
def manifest() -> PackManifest:
    return recogniser().manifest


def found(home: Path, manifest: PackManifest, device: Device = Device.CPU) -> tuple[Tuning | None, str]:
    kept = kept_tuning(home, manifest, device)
    return kept.tuning, kept.remark


def test_without_a_file_there_is_nothing_and_nothing_to_say(tmp_path: Path, manifest: PackManifest) -> None:
    assert found(tmp_path, manifest) == (None, "")


def test_the_latest_of_a_pack_and_machine_is_found(tmp_path: Path, manifest: PackManifest) -> None:
    other = replace(manifest, recogniser=replace(manifest.recogniser, sha256="0" * 64))
    for one in (tuning(manifest), tuning(other, workers=1), tuning(manifest, workers=2)):
        keep_tuning(one, home=tmp_path)
    assert found(tmp_path, manifest) == (tuning(manifest, workers=2), "")
    assert found(tmp_path, other) == (tuning(other, workers=1), "")
    assert found(tmp_path, manifest, Device.CUDA) == (None, "")


@pytest.mark.parametrize("changed", [{"processor": "Another"}, {"cores": 8}, {"runtime": "onnxruntime 1.33.0"}])
def test_that_of_another_machine_or_runtime_is_passed_over_and_said(
    tmp_path: Path, manifest: PackManifest, changed: dict[str, str]
) -> None:
    other: Machine = replace(MACHINE, **changed)
    keep_tuning(tuning(manifest, machine=other), home=tmp_path)
    nothing, remark = found(tmp_path, manifest)
    assert nothing is None
    assert remark == (
        f"What was measured for speed is passed over: it is of {other}; this is {MACHINE}. "
        "Measure again: antigone models tune."
    )
    keep_tuning(tuning(manifest), home=tmp_path)
    assert found(tmp_path, manifest) == (tuning(manifest), "")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("torn", "Unterminated string"),
        ("edited", "its checksum does not fit"),
        ("newer", "its format is 2, not 1"),
        ("foreign", "it is not what `antigone models tune` writes"),
    ],
)
def test_a_damaged_file_is_passed_over_said_and_begun_anew(
    tmp_path: Path, manifest: PackManifest, what: str, said: str
) -> None:
    path = keep_tuning(tuning(manifest), home=tmp_path)
    text = path.read_text(encoding="utf-8")
    damaged = {
        "torn": text[: text.index("Zuse") + 2],
        "edited": text.replace('"workers": 3', '"workers": 300'),
        "newer": text.replace('"format": 1', '"format": 2'),
        "foreign": json.dumps([1, 2]),
    }
    path.write_text(damaged[what], encoding="utf-8")
    nothing, remark = found(tmp_path, manifest)
    assert nothing is None
    assert said in remark
    keep_tuning(tuning(manifest, workers=1), home=tmp_path)
    assert found(tmp_path, manifest) == (tuning(manifest, workers=1), "")


@pytest.mark.parametrize("field", ["workers", "threads", "threads_alone", "photographs", "chips", "detector_pixels"])
def test_numbers_that_no_machine_needs_do_not_construct(manifest: PackManifest, field: str) -> None:
    for number in (0, 1 << 30):
        with pytest.raises(ValueError, match=field):
            tuning(manifest, **{field: number})
