"""A writer killed at any moment leaves the old snapshot or the new one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from antigone.engine.index import open_snapshot, verify_index, write_snapshot
from builders.rows import header, rows

KILLS = 8
ROWS = 3000

WRITER = """
import itertools, pathlib, sys
sys.path.insert(0, sys.argv[2])
from builders.rows import header, rows
from antigone.engine.index import write_snapshot
folder = pathlib.Path(sys.argv[1])
parts = {odd: [rows(range(at, at + 500), seed=odd) for at in range(1, 3001, 500)] for odd in (0, 1)}
for change in itertools.count(int(sys.argv[3])):
    write_snapshot(folder, header(), parts[change % 2], change)
    print(change, flush=True)
"""


def test_a_snapshot_survives_its_writer(tmp_path: Path) -> None:
    folder, tests = tmp_path / "index", Path(__file__).resolve().parents[2]
    moments = random.Random(7)
    acknowledged = 0
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, folder, tests, str(acknowledged + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            first = writer.stdout.readline()
            time.sleep(moments.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
            lines = [first, *writer.stdout]
        assert writer.returncode == -signal.SIGKILL
        acknowledged = int(lines[-1])
        require_whole(folder, acknowledged)
        acknowledged = open_snapshot(folder, header()).change
    write_snapshot(folder, header(), [], acknowledged + 1)
    assert len(list(folder.iterdir())) == 3


def require_whole(folder: Path, acknowledged: int) -> None:
    """The last acknowledged snapshot or the one after it, with all its rows and no other's."""
    index = open_snapshot(folder, header())
    assert index.change in {acknowledged, acknowledged + 1}
    assert verify_index(index, np.random.default_rng(0), 1).sound
    held = index.live_rows(range(1, ROWS + 1))
    expected = [rows(range(at, at + 500), seed=index.change % 2) for at in range(1, ROWS + 1, 500)]
    np.testing.assert_array_equal(held.vectors, np.concatenate([part.vectors for part in expected]))
