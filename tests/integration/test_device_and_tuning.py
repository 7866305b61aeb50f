"""`--device`, and `models tune`, on the real commands."""

import json
import shutil
from pathlib import Path

import onnxruntime
import pytest

from antigone.engine.runtime import Device
from antigone.engine.runtime.bfloat16 import _multiplies
from builders.commands import Cli, document, refused
from builders.pictures import encoded, noise

pytestmark = pytest.mark.starter
BASIS = ("--basis", "consent")


@pytest.mark.skipif(
    "CUDAExecutionProvider" in onnxruntime.get_available_providers(), reason="this onnxruntime knows CUDA"
)
def test_cuda_that_is_not_there_ends_an_enrolment_with_what_to_install(
    antigone_home: Path, run_cli: Cli, tmp_path: Path
) -> None:
    run_cli("init")
    person = tmp_path / "portraits" / "Anna"
    person.mkdir(parents=True)
    (person / "1.png").write_bytes(encoded(noise(96, 96, 1), "PNG"))
    order = ("enrol", tmp_path / "portraits", "--gallery", "g", *BASIS, "--workers", 2, "--device", "cuda")
    assert "Install onnxruntime-gpu" in refused(run_cli, *order, code=1)
    shown = run_cli("galleries", "show", "g", "--json")
    assert json.loads(shown.stdout)["subjects"] == 0


@pytest.mark.parametrize("device", Device)
def test_every_device_is_taken_by_commands_and_by_the_setting(
    device: Device, run_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_cli("enrol", "--device", device, "--help").returncode == 0
    monkeypatch.setenv("ANTIGONE_DEVICE", device)
    assert run_cli("models", "list").returncode == 0


@pytest.mark.data
def test_photographs_are_read_in_bfloat16_or_not_at_all(
    antigone_home: Path, run_cli: Cli, lfw: Path, tmp_path: Path
) -> None:
    run_cli("init")
    people = sorted(folder for folder in lfw.iterdir() if len([*folder.glob("*.jpg")]) > 1)[:4]
    for person in people:
        (tmp_path / "portraits" / person.name).mkdir(parents=True)
        shutil.copy(min(person.glob("*.jpg")), tmp_path / "portraits" / person.name)
    order = ("enrol", tmp_path / "portraits", "--gallery", "g", *BASIS, "--workers", 2, "--device", "cpu-bf16")
    if not _multiplies():
        assert "no instructions for bfloat16" in refused(run_cli, *order, code=1)
        return
    assert run_cli(*order).returncode == 0
    probe = max(people[0].glob("*.jpg"))
    # Both kinds of template are compared with those of the gallery.
    for how in ("cpu-bf16", "cpu"):
        found = document(run_cli, "search", probe, "--case", "X-1", "--device", how)
        assert found["candidates"][0]["subject"] == people[0].name, how


def test_what_is_kept_of_another_machine_is_told(antigone_home: Path, run_cli: Cli) -> None:
    run_cli("init")
    kept = antigone_home / "models" / "tuning.json"
    kept.write_text("{", encoding="utf-8")
    shown = run_cli("models", "show", "starter", "--json")
    assert json.loads(shown.stdout)["speed"] is None
    assert f"{kept} is passed over" in shown.stderr
