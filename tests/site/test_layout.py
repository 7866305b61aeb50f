"""Folders of a home: for their owner only, and never among other people's files."""

from pathlib import Path

import pytest

from antigone.engine.errors import StateError
from antigone.site.layout import DATABASE, FOLDERS, make_folders


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_folders_are_their_owners_alone(bare: Path) -> None:
    home = bare / "above" / "home"
    make_folders(home)
    assert sorted(path.name for path in home.iterdir()) == sorted(FOLDERS)
    assert {mode(home), *(mode(home / name) for name in FOLDERS)} == {0o700}


def test_an_empty_folder_that_others_could_read_is_closed(bare: Path) -> None:
    (bare / "lost+found").mkdir()
    bare.chmod(0o755)
    make_folders(bare)
    assert mode(bare) == 0o700


def test_the_permissions_of_a_home_in_use_are_its_owners_decision(bare: Path) -> None:
    make_folders(bare)
    (bare / DATABASE).touch()
    bare.chmod(0o750)
    make_folders(bare)
    assert mode(bare) == 0o750


def test_a_folder_of_pictures_becomes_no_home(bare: Path) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg"):
        (bare / name).touch()
    with pytest.raises(StateError, match=r"holds other things already \(a\.jpg, b\.jpg, c\.jpg \.\.\.\)"):
        make_folders(bare)
    assert len(list(bare.iterdir())) == 4
