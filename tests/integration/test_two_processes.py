"""A home shared by processes: one enrols, one searches, one writes the snapshot anew, all at the same time."""

import os
import subprocess
import sys
from pathlib import Path

from antigone.casework.galleries.enrolment import READ_A_GROUP
from builders.commands import Cli
from casework.galleries.builders import put

TESTS = Path(__file__).resolve().parents[1]
SUBJECTS = 6 * READ_A_GROUP


def start(home: Path, role: str, *arguments: object) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "ANTIGONE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "PYTHONPATH": str(TESTS),
    }
    command = [sys.executable, "-m", "integration.home_sharing", role, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def result(process: "subprocess.Popen[str]") -> int:
    """The number that the process printed last."""
    stdout, stderr = process.communicate(timeout=300)
    assert (process.returncode, stderr) == (0, "")
    return int(stdout)


def test_who_is_acknowledged_is_found_by_a_process_that_searches_meanwhile(
    made_home: Path, tmp_path: Path, run_cli: Cli
) -> None:
    folder = put(tmp_path / "given", **{f"S{number:03}__1": b"picture %d" % number for number in range(SUBJECTS)})
    acknowledged = tmp_path / "acknowledged"
    searching = start(made_home, "search", folder, acknowledged)
    rebuilding = start(made_home, "rebuild", acknowledged)
    for process in (searching, rebuilding):
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    enrolling = start(made_home, "enrol", folder, acknowledged)
    assert enrolling.wait(timeout=300) == 0, enrolling.communicate()
    enrolling.communicate()
    assert result(searching) > 3, "different people were searched for while the gallery grew"
    assert result(rebuilding) > 1, "the snapshot was written anew while the gallery grew"
    assert result(start(made_home, "verify")) == SUBJECTS
    assert run_cli("audit", "verify").returncode == 0
