"""A home folder on a disk that is full or read-only: a sentence each time, and nothing half-written."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from builders.commands import Cli, document, refused

pytestmark = [pytest.mark.sqlite, pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder")]

PEOPLE = 12
ROOMY = "64m"
ENROL = ("--gallery", "g", "--basis", "family", "--workers", 2)


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A disk in memory, mounted for one test."""

    root: Path

    @property
    def home(self) -> Path:
        return self.root / "home"

    def remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", self.root], check=True, capture_output=True)

    def leave(self, kilobytes: int) -> None:
        """Make it so small that this much is free."""
        status = os.statvfs(self.root)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize // 1024
        self.remount(f"size={used + kilobytes}k")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    root = tmp_path / "disk"
    root.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", root]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a disk; tests/cli/test_sentences.py pins the sentences")
    yield SmallDisk(root)
    subprocess.run(["umount", root], check=True)


@pytest.fixture
def portraits(lfw: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "portraits"
    folder.mkdir()
    for path in sorted(lfw.glob("*/*_0001.jpg"))[:PEOPLE]:
        (folder / path.name).symlink_to(path.resolve())
    return folder


def test_a_full_disk(disk: SmallDisk, portraits: Path, run_cli: Cli) -> None:
    home = ("--home", disk.home)
    search = ("search", min(portraits.iterdir()), "--case", "X-1", *home)
    disk.leave(300)
    assert "Free some space" in refused(run_cli, "init", *home, code=1)
    disk.remount(f"size={ROOMY}")
    assert run_cli("init", *home).returncode == 0

    # Room for the gallery and some originals, not for all of them and the write-ahead log.
    disk.leave(250)
    assert "Free some space" in refused(run_cli, "enrol", portraits, *ENROL, *home, code=1)
    disk.leave(8)
    assert "Free some space" in refused(run_cli, *search, code=1)
    disk.remount(f"size={ROOMY}")
    enrolled = document(run_cli, "enrol", portraits, *ENROL, *home)
    assert enrolled["enrolled"] + enrolled["already_there"] == PEOPLE
    assert document(run_cli, *search)["searched"]["subjects"] == PEOPLE
    assert document(run_cli, "audit", "verify", *home)["clean"]
    assert document(run_cli, "index", "verify", *home)["rows"] == PEOPLE
    # It is not sound, for a disk this small is nearly full.
    originals = json.loads(run_cli("doctor", "--json", *home).stdout)["originals"]
    assert originals == {"stored": PEOPLE, "missing": 0, "leftover": 0}


def test_a_read_only_disk(disk: SmallDisk, portraits: Path, run_cli: Cli) -> None:
    home = ("--home", disk.home)
    assert run_cli("init", *home).returncode == 0
    disk.remount("ro")
    for command in (
        ("init", "--home", disk.root / "other"),
        ("enrol", portraits, *ENROL, *home),
        ("search", min(portraits.iterdir()), "--case", "X-1", *home),
    ):
        said = refused(run_cli, *command, code=1)
        assert "ead-only" in said
        assert "Make it writable, or choose another" in said
    disk.remount("rw")
    assert document(run_cli, "enrol", portraits, *ENROL, *home)["enrolled"] == PEOPLE
    assert document(run_cli, "audit", "verify", *home)["clean"]
