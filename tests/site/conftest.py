"""What the tests of this room share."""

from pathlib import Path

import pytest


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with nothing in it; `tmp_path` has a home."""
    folder = tmp_path / "bare"
    folder.mkdir()
    return folder
