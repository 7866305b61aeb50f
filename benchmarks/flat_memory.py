"""Memory of `antigone enrol` after the first 1,000 photographs and at the end of many: it should not grow.

The photographs are those of lfw-dev, each again and again as another file (a comment makes other bytes of it), for
every turn another person.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from common import photographs
from workbench.stage import commented
from workbench.watching import processes, resident

LFW = 6000
"""Photographs that are enough to draw from."""

AROUND = 500
"""Photographs about each point over which the median is taken: a picture's own needs come and go."""

TOLERANCE = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """After `done` photographs. parent, children: MB resident; children together."""

    done: int
    parent: float
    children: float

    @property
    def together(self) -> float:
        return self.parent + self.children


def stage(folder: Path, count: int) -> None:
    """A folder of that many photographs, a sub-folder a person."""
    sources = photographs(LFW)
    for number in range(count):
        turn, place = divmod(number, len(sources))
        path = sources[place]
        person = folder / f"{path.parent.name} {turn}"
        person.mkdir(parents=True, exist_ok=True)
        (person / path.name).write_bytes(commented(path.read_bytes(), number))


def watch(home: Path, folder: Path, workers: int) -> tuple[list[Sample], float]:
    """Enrol the folder; memory second by second, and the photographs a second."""
    acknowledged = home.parent / "acknowledged.jsonl"
    command = [sys.executable, "-m", "antigone", "enrol", str(folder), "--gallery", "many", "--basis", "consent"]
    command += ["--workers", str(workers), "--report", str(acknowledged), "--home", str(home)]
    samples: list[Sample] = []
    began, done = time.perf_counter(), 0
    with (home.parent / "enrol.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        with acknowledged.open("a+", encoding="utf-8") as lines:
            while process.poll() is None:
                time.sleep(1)
                done += sum(1 for _ in lines)
                parent, *children = processes(process.pid)
                samples.append(
                    Sample(done=done, parent=resident(parent), children=sum(resident(child) for child in children))
                )
            done += sum(1 for _ in lines)
    if process.returncode not in {0, 4}:
        sys.exit((home.parent / "enrol.log").read_text())
    return [sample for sample in samples if sample.parent and sample.children], done / (time.perf_counter() - began)


def median_about(samples: list[Sample], done: int) -> Sample:
    near = [sample for sample in samples if abs(sample.done - done) <= AROUND]
    return Sample(
        done=done,
        parent=statistics.median(sample.parent for sample in near),
        children=statistics.median(sample.children for sample in near),
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--photographs", type=int, default=100_000)
    arguments.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--json", action="store_true", help="one JSON document on stdout")
    arguments.add_argument("--folder", type=Path, help="where the photographs and the home go for the time")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as workspace:
        folder, home = Path(workspace) / "portraits", Path(workspace) / "home"
        stage(folder, options.photographs)
        subprocess.run([sys.executable, "-m", "antigone", "init", "--home", str(home)], check=True, capture_output=True)
        samples, rate = watch(home, folder, options.workers)
    points = [median_about(samples, done) for done in (1_000, options.photographs // 2, options.photographs - AROUND)]
    growth = points[-1].together / points[0].together - 1
    if options.json:
        rows = [{"done": p.done, "parent_mb": p.parent, "children_mb": p.children} for p in points]
        sys.stdout.write(json.dumps({"points": rows, "growth": growth, "photographs_a_second": rate}, indent=2) + "\n")
    else:
        sys.stdout.write(f"{options.photographs} photographs, {options.workers} processes, {rate:.1f}/s\n")
        for point in points:
            sys.stdout.write(
                f"  after {point.done:>7}: parent {point.parent:6.0f} MB, readers {point.children:6.0f} MB, "
                f"together {point.together:6.0f} MB\n"
            )
        sys.stdout.write(f"  grown by {100 * growth:+.1f} % ({100 * TOLERANCE:.0f} % are allowed)\n")
    return int(growth > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
