"""Several processes at once on PostgreSQL: nobody waits for ever, and the log is one.

Skipped where there is no server: ANTIGONE_TEST_DATABASE_URL names a database of one, on which others may be made.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from builders.commands import Cli, document
from builders.database import rows
from casework.galleries.builders import put

TESTS = Path(__file__).resolve().parents[1]
PHOTOGRAPHS = 120
WRITERS, TRANSACTIONS = 3, 40
REFERENCES = "SELECT count(*) FROM galleries_reference"


@pytest.fixture
def home(antigone_home: Path, run_cli: Cli, on_postgresql: str) -> Path:
    assert run_cli("init").returncode == 0
    return antigone_home


def start(home: Path, module: str, *arguments: object) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "ANTIGONE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "PYTHONPATH": str(TESTS),
    }
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(*processes: "subprocess.Popen[str]") -> None:
    ended = [(*process.communicate(timeout=120), process.returncode) for process in processes]
    assert [(stderr, code) for _, stderr, code in ended] == [("", 0)] * len(processes)


def test_the_same_photographs_are_enrolled_twice_and_erased_at_once(home: Path, tmp_path: Path, run_cli: Cli) -> None:
    """In opposite orders, so that each of the two meets photographs that the other has just received."""
    pictures = [b"picture %d" % number for number in range(PHOTOGRAPHS)]
    names = [f"S{number:03}__1" for number in range(PHOTOGRAPHS)]
    forth = put(tmp_path / "forth", **dict(zip(names, pictures, strict=True)))
    back = put(tmp_path / "back", **dict(zip(names, reversed(pictures), strict=True)))
    away = put(tmp_path / "away", **{f"Z{number:03}__1": b"other %d" % number for number in range(PHOTOGRAPHS // 2)})
    wait_for(start(home, "integration.home_sharing", "enrol", away, tmp_path / "first", "away"))
    wait_for(
        start(home, "integration.home_sharing", "enrol", forth, tmp_path / "second", "forth"),
        start(home, "integration.home_sharing", "enrol", back, tmp_path / "third", "back"),
        start(home, "integration.home_sharing", "erase", "away"),
    )
    assert rows(home, REFERENCES) == [(2 * PHOTOGRAPHS,)]
    assert rows(home, "SELECT count(*) FROM evidence_photograph") == [(PHOTOGRAPHS,)]
    changes = rows(home, "SELECT change FROM recognition_indexentry ORDER BY change")
    assert len(set(changes)) == 2 * PHOTOGRAPHS + PHOTOGRAPHS // 2
    assert document(run_cli, "audit", "verify")["clean"]


def test_who_reads_the_log_while_it_is_written_finds_no_gap(home: Path, run_cli: Cli) -> None:
    """Numbers that were committed out of their order would leave one, for a moment."""
    before = rows(home, "SELECT count(*) FROM audit_event")[0][0]
    writing = [start(home, "casework.audit.writer", number, TRANSACTIONS) for number in range(WRITERS)]
    seen = set()
    while any(process.poll() is None for process in writing):
        ((count, last),) = rows(home, "SELECT count(*), max(seq) FROM audit_event")
        assert count == last + 1
        seen.add(count)
    wait_for(*writing)
    assert len(seen) > 2, "the log was read while it grew"
    committed = WRITERS * TRANSACTIONS * 4 // 5 * 2
    assert rows(home, "SELECT count(*), max(seq) FROM audit_event") == [(before + committed, before + committed - 1)]
    report = document(run_cli, "audit", "verify")
    assert (report["clean"], report["size"]) == (True, before + committed)
