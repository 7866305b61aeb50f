"""SIGKILL at 200 random moments of writing the index: what is opened afterwards is whole, and lists what it should."""

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.index import open_snapshot, read_header, verify_index
from builders.rows import header, query

pytestmark = pytest.mark.acceptance

KILLS = 200
SEED = 20261126
LENGTH = 64

# Snapshot after snapshot, each of some rows more than the last; says so once one is acknowledged.
WRITER = """
import sys
from pathlib import Path
from antigone.engine.index import read_header, write_snapshot
from antigone.engine.errors import SnapshotError
sys.path.insert(0, sys.argv[2])
from builders.rows import header, rows
folder = Path(sys.argv[1])
try:
    change = read_header(folder).change
except SnapshotError:
    change = 0
known = rows(range(1, 20_000), length=64)
print("ready", flush=True)
while True:
    change += 1
    more = rows(range(20_000, 20_000 + change), length=64)
    write_snapshot(folder, header(64), [known, more], change, coded_from=1000)
    print(change, flush=True)
"""


def test_a_killed_writer_leaves_a_whole_snapshot(tmp_path: Path) -> None:
    folder, moments = tmp_path / "index", random.Random(SEED)
    tests = Path(__file__).resolve().parents[1]
    acknowledged = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, folder, tests], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.0, 0.8))
            writer.kill()
            acknowledged = max([acknowledged, *(int(line) for line in writer.stdout.read().splitlines())])
        if not (folder / "CURRENT").exists():
            assert not acknowledged
            continue
        index = open_snapshot(folder, header(LENGTH))
        assert index.change >= acknowledged
        assert index.count == 19_999 + index.change
        assert len(index.search(query(length=LENGTH), top=20)) == 20
        assert not (folder / "writing-CURRENT").exists() or read_header(folder).change == index.change
    assert acknowledged > KILLS // 10
    report = verify_index(open_snapshot(folder, header(LENGTH)), np.random.default_rng(1), 20)
    assert report.sound
    assert report.samples == 20
