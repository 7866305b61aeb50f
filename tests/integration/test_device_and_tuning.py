"""`--device cuda` where there is none, and `models tune`, on the real commands."""

import json
from pathlib import Path

import onnxruntime
import pytest

from builders.commands import Cli, refused
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


def test_what_is_kept_of_another_machine_is_told(antigone_home: Path, run_cli: Cli) -> None:
    run_cli("init")
    kept = antigone_home / "models" / "tuning.json"
    kept.write_text("{", encoding="utf-8")
    shown = run_cli("models", "show", "starter", "--json")
    assert json.loads(shown.stdout)["speed"] is None
    assert f"{kept} is passed over" in shown.stderr
