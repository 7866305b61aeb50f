"""A large gallery through the whole store: database, index, search and verification by the command line.

    python benchmarks/large_store.py --subjects 1000000
    python benchmarks/large_store.py --subjects 40000 --kills 200

A few people of lfw-dev are enrolled among synthetic strangers, and searched for by another photograph of theirs. With
`--kills`, `antigone index rebuild` is then killed (SIGKILL) at as many random moments of its run; after each, `antigone
index verify` must find every row, and at the end the people must be found as before.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common import lfw_dev

PEOPLE = 25
PORTION = 100_000
SEED = 11
STAGED = Path(__file__).resolve().parent / "workbench" / "fill_store.py"


class Home:
    """A home that is asked by the command line alone."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "ANTIGONE_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        }

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "antigone", *words]

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        quiet = subprocess.DEVNULL
        return subprocess.Popen(self.command(*words), env=self._environment, stdout=quiet, stderr=quiet)

    def run(self, *words: str) -> tuple[str, float]:
        """What a command printed, and its seconds, Python's start included. Ends this run where it fails."""
        return self._timed(self.command(*words))

    def fill(self, strangers: int) -> float:
        galleries = -(-strangers // PORTION)
        return self._timed([sys.executable, str(STAGED), str(galleries), str(strangers)])[1]

    def _timed(self, command: Sequence[str]) -> tuple[str, float]:
        began = time.perf_counter()
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout, time.perf_counter() - began


def people() -> list[Path]:
    """Folders of people who have two photographs."""
    return [folder for folder in sorted(lfw_dev().iterdir()) if len(list(folder.glob("*.jpg"))) > 1][:PEOPLE]


def enrol(home: Home, workspace: Path, persons: Sequence[Path]) -> None:
    portraits = workspace / "portraits"
    for person in persons:
        (portraits / person.name).mkdir(parents=True)
        first = min(person.glob("*.jpg"))
        (portraits / person.name / first.name).write_bytes(first.read_bytes())
    home.run("init")
    home.run("enrol", str(portraits), "--gallery", "missing", "--basis", "family", "--workers", "1")


def ranks(home: Home, persons: Sequence[Path]) -> tuple[list[int | None], list[float]]:
    """At which place of a list of 20 each person is, and the seconds of each search."""
    found, seconds = [], []
    for number, person in enumerate(persons, start=1):
        probe = sorted(person.glob("*.jpg"))[1]
        printed, took = home.run("search", str(probe), "--case", f"UHR-{number:04}", "--strangers", "off", "--json")
        labels = [candidate["label"] for candidate in json.loads(printed)["candidates"]]
        found.append(labels.index(person.name) + 1 if person.name in labels else None)
        seconds.append(took)
    return found, seconds


def kill(home: Home, kills: int, rebuild_seconds: float, rows: int) -> int:
    """How many rebuilds were killed before their end; ends this run where anything was lost."""
    moments, struck = random.Random(SEED), 0
    for number in range(1, kills + 1):
        process = home.start("index", "rebuild")
        time.sleep(moments.uniform(0, rebuild_seconds))
        process.send_signal(signal.SIGKILL)
        struck += process.wait() == -signal.SIGKILL
        document = json.loads(home.run("index", "verify", "--samples", "1", "--json")[0])
        if not document["sound"] or document["rows"] != rows or document["lost"]:
            sys.exit(f"after kill {number}: {document}")
        sys.stderr.write(f"\rkilled {number} of {kills}, {struck} before their end")
    sys.stderr.write("\n")
    return struck


def measure(subjects: int, kills: int) -> dict[str, Any]:
    persons = people()
    with tempfile.TemporaryDirectory() as workspace:
        home = Home(Path(workspace) / "home")
        enrol(home, Path(workspace), persons)
        figures: dict[str, Any] = {"subjects": subjects, "fill, s": home.fill(subjects - len(persons))}
        rebuilt, figures["index rebuild, s"] = home.run("index", "rebuild", "--json")
        rows = json.loads(rebuilt)["rows"]
        first, seconds = ranks(home, persons)
        figures |= {
            "templates": rows,
            "people found first": first.count(1),
            "people searched for": len(persons),
            "search as a command, s, first": seconds[0],
            "search as a command, s, median": sorted(seconds)[len(seconds) // 2],
        }
        verified, figures["index verify, s"] = home.run("index", "verify", "--samples", "5", "--json")
        figures["lost"] = json.loads(verified)["lost"]
        if kills:
            figures["rebuilds killed before their end"] = kill(home, kills, figures["index rebuild, s"], rows)
            figures["killed"] = kills
            figures["people listed as before"] = ranks(home, persons)[0] == first
    return figures


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subjects", type=int, default=1_000_000)
    arguments.add_argument("--kills", type=int, default=0, help="rebuilds to kill, each at a random moment")
    arguments.add_argument("--json", action="store_true", help="one JSON document on stdout")
    options = arguments.parse_args()
    figures = measure(options.subjects, options.kills)
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
        return
    for name, value in figures.items():
        sys.stdout.write(f"{name:<40} {value:>12.1f}\n" if isinstance(value, float) else f"{name:<40} {value!s:>12}\n")


if __name__ == "__main__":
    main()
