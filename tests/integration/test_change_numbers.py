"""Change numbers under several writers: a reader of all changes up to n has missed none."""

import os
import subprocess
import sys
from pathlib import Path

from builders.database import rows

TESTS = Path(__file__).resolve().parents[1]
WRITERS, TRANSACTIONS = 3, 10


def test_numbers_are_committed_in_their_order(made_home: Path) -> None:
    environment = {
        **os.environ,
        "ANTIGONE_HOME": str(made_home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "PYTHONPATH": str(TESTS),
    }
    command = [sys.executable, "-m", "casework.recognition.writer"]
    running = [
        subprocess.Popen([*command, str(number), str(TRANSACTIONS)], env=environment, stdout=subprocess.PIPE, text=True)
        for number in range(WRITERS)
    ]
    printed = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * WRITERS
    seen = [tuple(map(int, line.split())) for text in printed for line in text.splitlines()]
    assert len(seen) == WRITERS * TRANSACTIONS
    assert all(counter == entries for counter, entries in seen)
    changes = rows(made_home, "SELECT change FROM recognition_indexentry ORDER BY id")
    assert [change for (change,) in changes] == list(range(1, 2 * WRITERS * TRANSACTIONS + 1))
