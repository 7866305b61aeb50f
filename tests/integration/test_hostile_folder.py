"""A folder of hostile files through the whole enrolment: each refused with its reason, the rest enrolled."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from antigone.casework.galleries.sources import printable
from builders.hostile import ODD_NAME, write_hostile_folder
from builders.pictures import noise

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder")]

LIMIT_MB = 1500


def test_each_is_refused_with_its_reason_and_the_rest_enrolled(
    lfw: Path, made_home: Path, tmp_path: Path, run_cli: Callable[..., object]
) -> None:
    pictures = [_pixels(path) for path in sorted(lfw.glob("*/*_0001.jpg"))[:20]]
    hostile = write_hostile_folder(
        tmp_path / "hostile",
        portraits={"Anna": pictures[0], "Borys": pictures[1]},
        no_face=noise(300, 300),
        crowd=np.vstack([np.hstack(pictures[row : row + 5]) for row in range(0, 20, 5)]),
    )
    command = ["enrol", hostile.folder, "--gallery", "missing", "--basis", "family", "--workers", "2", "--json"]
    with (tmp_path / "stdout").open("w+") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "antigone", *map(str, command)],
            env={**os.environ, "ANTIGONE_HOME": str(made_home)},
            stdout=printed,
        )
        peak = _watch(process)
        printed.seek(0)
        document = json.load(printed)
    assert process.returncode == 4
    refused = {refusal["name"]: refusal for refusal in document["refused"]}
    assert {name: refusal["code"] for name, refusal in refused.items()} == {
        name: error.__name__ for name, error in hostile.refused.items()
    }
    assert all(refusal["reason"].endswith(".") for refusal in refused.values())
    assert document["enrolled"] == len(hostile.usable)
    (crowd,) = [one["warnings"] for one in document["warnings"] if one["name"] == "twenty faces.jpg"]
    # Some of the twenty portraits have a second face in the background.
    taken = "largest|one nearest to the middle of those about as large"
    assert re.fullmatch(rf"2\d faces; the ({taken}) was taken\.", crowd[0])
    listed = json.loads(run_cli("subjects", "list", "--gallery", "missing", "--json").stdout)["subjects"]
    labels = {printable(Path(name).stem) for name in hostile.usable}
    assert {one["label"] for one in listed} == labels
    shown = run_cli("subjects", "list", "--gallery", "missing").stdout
    assert printable(Path(ODD_NAME).stem) in shown
    assert peak < LIMIT_MB


def _pixels(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as picture:
        return np.asarray(picture)


def _watch(process: "subprocess.Popen[bytes]") -> float:
    """The most memory that a process and its children took together, in MB; 0 where the system does not tell."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(_proportional(each) for each in _family(process.pid)))
        time.sleep(0.1)
    return peak


def _family(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return [process]
    return [process, *map(int, children)]


def _proportional(process: int) -> float:
    """Shared pages are counted in shares."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:"))
