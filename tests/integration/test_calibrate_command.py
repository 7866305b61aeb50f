"""`antigone calibrate` as a user runs it, where it ends before any photograph is read."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., "CompletedProcess[str]"]

pytestmark = [pytest.mark.starter, pytest.mark.usefixtures("starter_folder", "made_home")]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three people, whose photographs nobody can read: they must not be read."""
    for name in ("anna", "borys", "chen"):
        folder = tmp_path / "small" / name
        folder.mkdir(parents=True)
        (folder / "1.jpg").write_bytes(b"no photograph")
    return tmp_path / "small"


def test_a_small_data_set_is_refused_with_the_number_needed(small: Path, run_cli: Run) -> None:
    done = run_cli("calibrate", small, "--json")
    assert done.returncode == 1
    sentence = json.loads(done.stdout)["error"]["message"]
    assert sentence.startswith("3 people are too few for a calibration; it needs 300.")


def test_a_population_without_words_is_refused(small: Path, run_cli: Run) -> None:
    done = run_cli("calibrate", small, "--population", " ")
    assert done.returncode == 2
    assert "--population takes 1 to 200 characters" in done.stderr
