import os
import subprocess
import sys

import pytest

from antigone.engine.cores import usable_cores

KEPT_TO_ONE = """
import os
from antigone.engine.cores import usable_cores
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
print(usable_cores())
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux keeps a process to some processors")
def test_a_process_that_is_kept_to_one_processor_counts_one() -> None:
    said = subprocess.run([sys.executable, "-c", KEPT_TO_ONE], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "1"


def test_where_the_system_keeps_nobody_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert usable_cores() == 6
