"""SIGKILL at 50 random moments of an enrolment: nothing acknowledged is lost, nothing half-written stays."""

import json
import random
import sqlite3
import time
from pathlib import Path

import pytest

from acceptance.conftest import CommandLine, identities

pytestmark = [pytest.mark.acceptance, pytest.mark.data, pytest.mark.starter]

KILLS = 50
SEED = 20261125
PHOTOGRAPHS = 600


def acknowledged(report: Path) -> set[str]:
    """SHA-256 of the photographs that the runs so far reported as enrolled; a torn last line is no report."""
    found = set()
    for line in report.read_text(encoding="utf-8").splitlines() if report.exists() else []:
        try:
            item = json.loads(line)
        except ValueError:
            continue
        if item["outcome"] in {"enrolled", "already_there"}:
            found.add(item["sha256"])
    return found


def stored(home: Path) -> list[str]:
    """SHA-256 of every reference of the gallery, with repetitions."""
    with sqlite3.connect(home / "antigone.sqlite3") as database:
        rows = database.execute(
            "SELECT p.sha256 FROM galleries_reference r JOIN evidence_photograph p ON p.id = r.photograph_id"
        ).fetchall()
    return [row[0] for row in rows]


def test_kills_lose_nothing(antigone: CommandLine, lfw: Path, tmp_path: Path) -> None:
    source = tmp_path / "portraits"
    source.mkdir()
    paths = [path for photographs in identities(lfw).values() for path in photographs][:PHOTOGRAPHS]
    for path in paths:
        (source / path.name).symlink_to(path.resolve())
    report = tmp_path / "report.jsonl"
    moments = random.Random(SEED)
    command = ["enrol", source, "--gallery", "g", "--basis", "family", "--workers", 2, "--report", report]
    for _ in range(KILLS):
        process = antigone.start(*command)
        time.sleep(moments.uniform(0.3, 6.0))
        # Only the command itself, as an out-of-memory killer would; its reading processes must end by themselves, and
        # communicate() waits for them: they hold the other end of the pipes.
        process.kill()
        process.communicate(timeout=60)
        assert acknowledged(report) <= set(stored(antigone.home))
    antigone(*command)
    references = stored(antigone.home)
    assert len(references) == len(set(references)) == PHOTOGRAPHS
    assert acknowledged(report) == set(references)
    assert antigone.json("audit", "verify")["clean"]
    assert antigone.json("index", "verify")["sound"]
    assert antigone.json("doctor")["originals"]["leftover"] == 0
