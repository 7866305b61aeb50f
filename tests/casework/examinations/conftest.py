"""The bench of this room's tests: one case, a gallery of four people, two examiners."""

from pathlib import Path

import pytest

from casework.examinations.builders import Bench, bench


@pytest.fixture
def work(tmp_path: Path, antigone_home: Path) -> Bench:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    return made
