"""A pack that an operator adds, measured on all of lfw-dev.

A regression check only: the training data of MobileFaceNet overlaps the people of LFW and was withdrawn, so its figures
flatter.
"""

import json
import subprocess
from pathlib import Path

import pytest

from acceptance.conftest import CommandLine

pytestmark = [pytest.mark.acceptance, pytest.mark.data, pytest.mark.starter, pytest.mark.models]


def test_an_added_pack_misses_no_more_than_it_did(
    antigone: CommandLine, lfw: Path, test_models: Path, tmp_path: Path
) -> None:
    assert antigone.json("models", "add", test_models)["id"] == "mobilefacenet"
    words = antigone.words("evaluate", lfw, "--out", tmp_path / "out", "--workers", 2)
    subprocess.run(
        words, check=True, capture_output=True, env=antigone.environment() | {"ANTIGONE_PACK": "mobilefacenet"}
    )
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    hard, easy = (point["fnir"]["value"] for point in metrics["open_set"]["score"]["fnir_at_fpir"])
    print(f"FNIR at FPIR 1 % {hard:.3f}, at 10 % {easy:.3f}")
    assert metrics["pack"]["id"] == "mobilefacenet"
    assert metrics["dataset"]["people"] == 2848
    assert easy <= 0.04
    assert hard <= 0.08
