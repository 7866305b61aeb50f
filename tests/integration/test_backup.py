"""A backup taken while photographs are enrolled, restored, and examined by every command that examines."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from builders.commands import Cli, document

pytestmark = pytest.mark.sqlite

PHOTOGRAPHS = 3000
"""Far more than are enrolled while a backup is written: what is left is killed."""
ENOUGH = 8


def start_enrolment(home: Path, lfw: Path, folder: Path, report: Path) -> "subprocess.Popen[str]":
    """Enrol some photographs; gives the process when a few of them are acknowledged."""
    folder.mkdir()
    for path in sorted(lfw.glob("*/*.jpg"))[:PHOTOGRAPHS]:
        (folder / path.name).symlink_to(path.resolve())
    options = ["--gallery", "g", "--basis", "family", "--workers", "1", "--report", report]
    process = subprocess.Popen(
        [sys.executable, "-m", "antigone", "enrol", folder, *options],
        env={**os.environ, "ANTIGONE_HOME": str(home), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not report.exists() or report.read_bytes().count(b"\n") < ENOUGH:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return process


def references(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "antigone.sqlite3")) as database:
        rows = database.execute(
            "SELECT p.sha256 FROM galleries_reference r JOIN evidence_photograph p ON p.id = r.photograph_id"
        )
        return {row[0] for row in rows}


@pytest.mark.data
@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_a_backup_in_the_middle_of_an_enrolment_restores_to_a_sound_home(
    made_home: Path, lfw: Path, tmp_path: Path, run_cli: Cli
) -> None:
    back, file = tmp_path / "back", tmp_path / "home.tar"
    enrolling = start_enrolment(made_home, lfw, tmp_path / "portraits", tmp_path / "report.jsonl")
    saved = document(run_cli, "backup", file)
    assert enrolling.poll() is None, "the enrolment outlasted the backup"
    enrolling.kill()
    enrolling.communicate()
    assert (saved["missing"], saved["damaged"]) == ([], [])
    assert document(run_cli, "restore", file, "--home", back) == {"home": str(back), "files": saved["files"]}
    kept = references(back)
    assert ENOUGH <= len(kept) < PHOTOGRAPHS
    assert {path.name for path in (back / "originals").glob("??/??/*")} == kept
    examined = document(run_cli, "doctor", "--home", back)
    assert examined["sound"], examined
    assert examined["originals"] == {"stored": len(kept), "missing": 0, "leftover": 0}
    assert document(run_cli, "audit", "verify", "--home", back)["clean"]
    verified = document(run_cli, "index", "verify", "--home", back)
    assert (verified["sound"], verified["rows"]) == (True, len(kept))
    # The home that was killed keeps what it stored and had not committed, until it is told to let go.
    mended = document(run_cli, "doctor", "--mend")
    assert mended["originals"]["leftover"] == 0
    assert mended["originals"]["stored"] == len(references(made_home))
