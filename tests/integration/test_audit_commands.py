"""`antigone audit` as a user types it, and a log changed by hand with sqlite3."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from casework.audit import standalone_verifier

Cli = Callable[..., "CompletedProcess[str]"]

# Homes are copied as files, and changed with sqlite3.
pytestmark = pytest.mark.sqlite


WRITER = Path(standalone_verifier.__file__).with_name("writer.py")


def writing_to(home: Path) -> dict[str, str]:
    """The environment of a process that uses `home`."""
    return {
        "ANTIGONE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "PYTHONPATH": str(WRITER.parents[2]),
    }


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with some events, and beside it `paper.txt`, a checkpoint of them."""
    folder = tmp_path_factory.mktemp("prepared")
    environment = writing_to(folder / "home")
    for command in (
        ["-m", "antigone", "init"],
        [WRITER, "0", "5"],
        ["-m", "antigone", "audit", "checkpoint", "--out", folder / "paper.txt"],
    ):
        subprocess.run([sys.executable, *command], env=environment, check=True)
    return folder


@pytest.fixture
def home(antigone_home: Path, prepared: Path) -> Path:
    """A copy of the prepared home for one test."""
    shutil.copytree(prepared, antigone_home.parent, dirs_exist_ok=True)
    return antigone_home


def by_hand(home: Path, *statements: str) -> None:
    """Somebody at the sqlite3 prompt: the triggers go first, and come back afterwards."""
    with closing(sqlite3.connect(home / "antigone.sqlite3")) as database, database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        for _, sql in triggers:
            database.execute(sql)


def verified(run_cli: Cli, *options: object) -> tuple[int, dict[str, Any]]:
    done = run_cli("audit", "verify", "--json", *options)
    return done.returncode, json.loads(done.stdout)


def test_a_clean_log_is_verified_against_the_checkpoint_outside(home: Path, run_cli: Cli) -> None:
    code, report = verified(run_cli, "--checkpoint", home.parent / "paper.txt")
    assert (code, report["clean"], report["findings"]) == (0, True, [])
    assert report["witnessed"] == report["size"] > 5


EDIT = "UPDATE audit_event SET payload = replace(payload, '0.0', '9.9') WHERE seq = 3"
DELETE = "DELETE FROM audit_event WHERE seq = 3"
SWAP = [f"UPDATE audit_event SET seq = {new} WHERE seq = {old}" for old, new in ((3, 99), (5, 3), (99, 5))]


@pytest.mark.parametrize(("statements", "named"), [([EDIT], {3}), ([DELETE], {3}), (SWAP, {3, 5})])
def test_a_change_by_hand_is_named(home: Path, run_cli: Cli, statements: list[str], named: set[int]) -> None:
    by_hand(home, *statements)
    said = run_cli("audit", "verify")
    assert said.returncode == 1
    assert named == {int(number) for number in re.findall(r"^Event (\d+)", said.stdout, re.MULTILINE)}
    assert said.stdout.endswith("NOT clean.\n")


def test_an_export_is_checked_without_the_home(home: Path, run_cli: Cli, tmp_path: Path) -> None:
    export, key = tmp_path / "log.jsonl", tmp_path / "key.txt"
    assert run_cli("audit", "export", "--out", export).returncode == 0
    shutil.copy(home / "keys" / "audit-verifier-key.txt", key)
    options = ("--export", export, "--key", key, "--checkpoint", tmp_path / "paper.txt", "--home", tmp_path / "none")
    code, report = verified(run_cli, *options)
    assert (code, report["clean"], report["notes"]) == (0, True, [])
    with export.open("rb") as lines:
        assert standalone_verifier.verify(lines, key.read_text()) == report["size"]
    assert run_cli("audit", "export").stdout == export.read_text()
    export.write_bytes(export.read_bytes().replace(b"0.0", b"9.9", 1))
    assert verified(run_cli, *options)[0] == 1


def test_a_lost_key_is_replaced_when_told_to(home: Path, run_cli: Cli) -> None:
    (home / "keys" / "audit-signing-key.pem").unlink()
    refused = run_cli("audit", "checkpoint")
    assert refused.returncode == 1
    assert "--new-key" in refused.stderr
    assert run_cli("audit", "checkpoint", "--new-key").returncode == 0
    assert verified(run_cli, "--checkpoint", home.parent / "paper.txt")[0] == 0


def test_a_file_that_is_there_is_not_overwritten(home: Path, run_cli: Cli) -> None:
    before = (home.parent / "paper.txt").read_text()
    for command in ("checkpoint", "export"):
        done = run_cli("audit", command, "--out", home.parent / "paper.txt")
        assert done.returncode == 2
        assert "exists already" in done.stderr
    assert (home.parent / "paper.txt").read_text() == before


def test_a_file_that_is_no_checkpoint_is_a_finding_and_no_traceback(home: Path, run_cli: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("this is a shopping list\n")
    code, report = verified(run_cli, "--checkpoint", wrong)
    assert code == 1
    assert "is not a checkpoint" in report["findings"][0]["sentence"]
    wrong.write_bytes(b"\xff\xfe\x00")
    assert run_cli("audit", "verify", "--checkpoint", wrong).returncode == 2
    assert run_cli("audit", "verify", "--export", wrong).returncode == 1


def test_the_log_is_clean_while_others_write_into_it(home: Path, run_cli: Cli) -> None:
    writers = [
        subprocess.Popen([sys.executable, WRITER, str(number), "300"], env=writing_to(home)) for number in (1, 2)
    ]
    sizes = []
    while any(writer.poll() is None for writer in writers):
        code, report = verified(run_cli, "--checkpoint", home.parent / "paper.txt")
        assert code == 0, report["findings"]
        sizes.append(report["size"])
    assert [writer.returncode for writer in writers] == [0, 0]
    assert verified(run_cli)[1]["size"] > 2 * 240 * 2
    assert len(set(sizes)) > 1, "it was looked at while it grew"
