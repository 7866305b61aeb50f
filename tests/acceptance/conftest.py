"""What the long checks share: a home per module and the command line as a user calls it."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class CommandLine:
    """`antigone` on one home folder, each call a process of its own."""

    home: Path

    def __call__(self, *arguments: object, expect: Sequence[int] = (0,)) -> str:
        """stdout of a command whose exit code is one of `expect`."""
        done = subprocess.run(
            self.words(*arguments), capture_output=True, text=True, env=self.environment(), check=False
        )
        assert done.returncode in expect, f"exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def json(self, *arguments: object, expect: Sequence[int] = (0,)) -> dict[str, Any]:
        """The one JSON document of a command."""
        document = json.loads(self(*arguments, "--json", expect=expect))
        assert isinstance(document, dict)
        return document

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        """The command as a running process."""
        return subprocess.Popen(
            self.words(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(),
        )

    @staticmethod
    def words(*arguments: object) -> list[str]:
        return [sys.executable, "-m", "antigone", *map(str, arguments)]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "ANTIGONE_HOME": str(self.home), "COLUMNS": "80"}


@pytest.fixture(scope="module")
def antigone(tmp_path_factory: pytest.TempPathFactory, starter_folder: Path) -> CommandLine:
    """A command line on a fresh home, the starter pack installed."""
    assert starter_folder.exists()
    command = CommandLine(tmp_path_factory.mktemp("acceptance") / "home")
    command("init")
    return command


def identities(lfw: Path) -> dict[str, list[Path]]:
    """Identity to its photographs, both sorted."""
    return {folder.name: sorted(folder.glob("*.jpg")) for folder in sorted(lfw.iterdir()) if folder.is_dir()}


def is_half_a(identity: str) -> bool:
    """Whether the identity belongs to the half that the shipped calibration was computed from."""
    return int(hashlib.sha256(identity.encode()).hexdigest()[1], 16) % 2 == 0


def write_manifest(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A CSV manifest."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
    return path
