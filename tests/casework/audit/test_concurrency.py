"""Several processes, one SQLite file. On PostgreSQL: `tests/integration/test_postgresql.py`."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
WRITERS, TRANSACTIONS = 3, 25
MIGRATE = [sys.executable, "-m", "django", "migrate", "audit", "--verbosity", "0"]


@pytest.fixture
def environment(antigone_home: Path) -> dict[str, str]:
    paths = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "antigone.site.settings")
    return {**os.environ, "ANTIGONE_HOME": str(antigone_home), "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": settings}


def write_together(environment: dict[str, str]) -> None:
    script = TESTS / "casework" / "audit" / "writer.py"
    running = [
        subprocess.Popen([sys.executable, script, str(number), str(TRANSACTIONS)], env=environment)
        for number in range(WRITERS)
    ]
    assert [process.wait(timeout=120) for process in running] == [0] * WRITERS


@pytest.mark.sqlite
def test_writers_in_several_processes_leave_one_log_without_gaps(
    environment: dict[str, str], antigone_home: Path
) -> None:
    subprocess.run(MIGRATE, env=environment, check=True)
    write_together(environment)
    with closing(sqlite3.connect(antigone_home / "antigone.sqlite3")) as database:
        rows = database.execute("SELECT seq, at, payload FROM audit_event ORDER BY rowid").fetchall()
        nodes = database.execute("SELECT COUNT(*) FROM audit_node").fetchone()[0]
        leaf_hashes = database.execute("SELECT leaf_hash FROM audit_event WHERE seq < 2 ORDER BY seq").fetchall()
        first_node = database.execute("SELECT hash FROM audit_node WHERE position = 0").fetchone()[0]
    committed = WRITERS * TRANSACTIONS * 4 // 5 * 2
    assert [seq for seq, _, _ in rows] == list(range(committed)), "rows lie in the order they were committed in"
    assert [at for _, at, _ in rows] == sorted(at for _, at, _ in rows)
    assert nodes == committed - committed.bit_count()
    assert first_node == sha256(b"\x01" + b"".join(bytes.fromhex(text) for (text,) in leaf_hashes)).hexdigest()
    texts = [json.loads(payload)["text"] for _, _, payload in rows]
    halves = [(texts[i], texts[i + 1]) for i in range(0, committed, 2)]
    assert all(one == two.replace(".1", ".0") for one, two in halves), "a transaction's events stand together"
    assert len({one for one, _ in halves}) == WRITERS
