"""What tests of several sections look at."""

from pathlib import Path

import pytest

from web.world import World, make_world


@pytest.fixture
def world(tmp_path: Path, antigone_home: Path) -> World:
    """A thing of each kind that an address can name."""
    return make_world(tmp_path, antigone_home)
