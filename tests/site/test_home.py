"""A home is made once, whoever else makes it, and opened only by the version that can."""

import json
import os
import subprocess
import sys
from pathlib import Path

from builders.commands import Cli
from builders.database import rows

INIT = [sys.executable, "-m", "antigone", "init", "--json"]


def test_of_two_that_make_a_home_one_makes_it(antigone_home: Path, run_cli: Cli) -> None:
    environment = {**os.environ, "ANTIGONE_HOME": str(antigone_home)}
    both = [
        subprocess.Popen(INIT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert [(process.returncode, stderr) for process, (_, stderr) in zip(both, said, strict=True)] == [(0, "")] * 2
    assert sorted(json.loads(stdout)["created"] for stdout, _ in said) == [False, True]
    assert rows(antigone_home, "SELECT name FROM audit_event") == [("accounts.home.created",)]
    assert rows(antigone_home, "SELECT count(*) FROM audit_signingkey") == [(1,)]
    before = {path: path.stat().st_mtime_ns for path in antigone_home.rglob("*") if "keys" in path.parts}
    assert run_cli("init").stdout == f"The home at {antigone_home} is up to date.\n"
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_home_that_is_not_there_is_a_sentence_and_not_made(tmp_path: Path, run_cli: Cli) -> None:
    done = run_cli("doctor", "--home", tmp_path / "nowhere")
    assert done.returncode == 1
    assert done.stderr == (
        f"antigone: There is no Antigone home at {tmp_path / 'nowhere'}. Run `antigone init` to make one.\n"
    )
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_of_pictures_is_refused(tmp_path: Path, run_cli: Cli) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.jpg").touch()
    done = run_cli("init", "--home", tmp_path / "pictures")
    assert done.returncode == 1
    assert "holds other things already (a.jpg). Choose a new folder" in done.stderr
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["a.jpg"]
