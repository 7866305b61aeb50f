"""An enrolment that another one runs into, and one that is stopped by Ctrl-C. (SIGKILL: `make acceptance`.)"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from antigone.casework.galleries.enrolment import READ_A_GROUP
from builders.commands import Cli, document, refused
from builders.database import rows

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder")]

PEOPLE = 4 * READ_A_GROUP
"""Where all of them were one, there would be no moment between the first answer and the last."""


@pytest.fixture
def portraits(lfw: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "portraits"
    folder.mkdir()
    for path in sorted(lfw.glob("*/*_0001.jpg"))[:PEOPLE]:
        (folder / path.name).symlink_to(path.resolve())
    return folder


def enrolment(portraits: Path) -> list[object]:
    return ["enrol", portraits, "--gallery", "g", "--basis", "family", "--workers", "2"]


def held_in_the_middle(home: Path, portraits: Path, report: Path) -> "subprocess.Popen[str]":
    """An enrolment that has acknowledged some photographs, and stands still (SIGSTOP) before the last of them."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # A shell has what it starts in the background ignore Ctrl-C, and that is handed down.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "antigone", *map(str, enrolment(portraits)), "--report", str(report)],
        env={**os.environ, "ANTIGONE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not report.exists() or not report.read_bytes():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)
    assert report.read_bytes().count(b"\n") < PEOPLE
    return process


def times_enrolled(home: Path) -> Counter[str]:
    """How many references each photograph has."""
    return Counter(str(name) for (name,) in rows(home, "SELECT file_name FROM galleries_reference"))


def test_a_second_enrolment_into_the_gallery_is_refused(
    made_home: Path, portraits: Path, tmp_path: Path, run_cli: Cli
) -> None:
    first = held_in_the_middle(made_home, portraits, tmp_path / "report.jsonl")
    said = refused(run_cli, *enrolment(portraits), code=1)
    assert said == (
        f"Another command (process {first.pid}) is at work on gallery g. "
        "Wait for it to end; then the same command goes on where this one stopped."
    )
    first.send_signal(signal.SIGCONT)
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert times_enrolled(made_home) == Counter(path.name for path in portraits.iterdir())


def test_ctrl_c_is_one_sentence_and_the_same_command_goes_on(
    made_home: Path, portraits: Path, tmp_path: Path, run_cli: Cli
) -> None:
    report = tmp_path / "report.jsonl"
    stopped = held_in_the_middle(made_home, portraits, report)
    # As a terminal does it: to the command and its reading processes alike, and twice, as people do.
    os.killpg(stopped.pid, signal.SIGINT)
    stopped.send_signal(signal.SIGCONT)
    time.sleep(0.1)
    os.killpg(stopped.pid, signal.SIGINT)
    _, said = stopped.communicate(timeout=120)
    assert stopped.returncode == 130
    assert said.split("\n") == [
        "",
        "antigone: Stopped. What was acknowledged is kept; the same command goes on from there.",
        "",
    ]
    acknowledged = [json.loads(line)["name"] for line in report.read_text(encoding="utf-8").splitlines()]
    assert set(acknowledged) <= set(times_enrolled(made_home))

    rest = document(run_cli, *enrolment(portraits))
    assert rest["already_there"] >= len(acknowledged)
    assert times_enrolled(made_home) == Counter(path.name for path in portraits.iterdir())
    assert document(run_cli, "audit", "verify")["clean"]
    assert document(run_cli, "index", "verify")["rows"] == PEOPLE
