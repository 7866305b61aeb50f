"""Homes that browsers are pointed at: made once by commands, then copied for whoever changes them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders.database import new_database, rows
from builders.serving import Server, serving

TESTS = Path(__file__).resolve().parents[1]
CHROMIUM = Path(os.environ.get("ANTIGONE_TEST_CHROMIUM", "/usr/bin/chromium"))
KNOWN = 8
"""People in the gallery of the homes, with two photographs each."""
AT_WORK = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A home folder and the environment of processes that work in it; its database on PostgreSQL is in there."""

    folder: Path
    environment: dict[str, str]

    def command(self, *words: object) -> "subprocess.CompletedProcess[str]":
        """`antigone WORDS`, whatever its exit code."""
        return self._run("-m", "antigone", *words)

    def document(self, *words: object) -> dict[str, Any]:
        """The JSON document of a command that succeeds."""
        done = self.command(*words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return dict(json.loads(done.stdout))

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the database answers."""
        return rows(self.folder, statement, address=self.environment.get("ANTIGONE_DATABASE_URL"))

    def inside(self, module: str, *words: object) -> Any:
        """What a module below tests/, run in this home, prints as JSON."""
        done = self._run("-m", module, *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def served(self) -> AbstractContextManager[Server]:
        """`with place.served() as server:`; the server has two cores to share with a browser."""
        own = ("ANTIGONE_HOME", "ANTIGONE_DATABASE_URL", *AT_WORK)
        return serving(
            self.folder, "--threads", "4", **{name: self.environment[name] for name in own if name in self.environment}
        )

    def _run(self, *words: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=300)


@contextmanager
def place(folder: Path, *, like: Place | None = None) -> Iterator[Place]:
    """A home in that folder: none yet, or a copy. On PostgreSQL it has a database of its own, gone afterwards."""
    with ExitStack() as stack:
        environment = {
            **os.environ,
            **AT_WORK,
            "ANTIGONE_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
            "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
            "COLUMNS": "80",
        }
        if server := os.environ.get("ANTIGONE_DATABASE_URL"):
            pattern = "" if like is None else like.environment["ANTIGONE_DATABASE_URL"]
            environment["ANTIGONE_DATABASE_URL"] = stack.enter_context(new_database(server, like=pattern))
        if like is not None:
            shutil.copytree(like.folder, folder)
        yield Place(folder=folder, environment=environment)


def portraits_of(lfw: Path, known: int) -> dict[str, list[Path]]:
    """The first people of whom there are at least four photographs: name to photographs."""
    found = {folder.name: sorted(folder.iterdir()) for folder in sorted(lfw.iterdir()) if folder.is_dir()}
    many = {name: photographs for name, photographs in found.items() if len(photographs) >= 4}
    return dict(list(many.items())[:known])


def enrol(home: Place, portraits: Mapping[str, Sequence[Path]], given: Path) -> None:
    """Make the home, and a gallery `missing` of two photographs a person, laid out in the folder `given`."""
    for name, photographs in portraits.items():
        (given / name).mkdir(parents=True)
        for photograph in photographs[:2]:
            shutil.copy(photograph, given / name)
    home.document("init")
    home.document("enrol", given, "--gallery", "missing", "--basis", "family", "--workers", "1")
