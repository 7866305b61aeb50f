"""Run in a side's own process: `python measure.py GALLERY NAME MODULE THREADS ROUNDS OUT`.

Builds the side, asks it, writes OUT.json with what it took and OUT.npy with the rows it listed. It imports nothing of
Antigone's but in our own side, so that it runs in the peers' environment.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from field.sides.side import Side

TOP = 50
SECONDS_ASKING = 15.0
SECONDS_TOGETHER = 90.0
FEWEST = 5
_TRIAL = 64


def main() -> None:
    folder, name, module, threads, rounds, out = sys.argv[1:]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(threads)])
    vectors = np.load(Path(folder) / "vectors.npy", mmap_mode="r")
    probes = np.load(Path(folder) / "probes.npy")
    side = importlib.import_module(f"field.sides.{module}").SIDES[name](Path(folder), int(threads))
    empty = memory(side)
    try:
        began = time.perf_counter()
        side.build(vectors)
        built = time.perf_counter() - began
        del vectors  # what was given to a side is not the side's memory
        for probe in probes[:FEWEST]:
            side.search(probe, TOP)
        held = memory(side)
        passes = [list(_asked(side, probes)) for _ in range(int(rounds))]
        count = _affordable(side, probes, 1000 * SECONDS_TOGETHER / max(map(np.median, passes)))
        began = time.perf_counter()
        rows = side.search_batch(probes[:count], TOP)
        together = time.perf_counter() - began
    finally:
        side.close()
    np.save(f"{out}.npy", rows)
    figures = {
        "build_s": built,
        "milliseconds": passes,
        "batch_per_second": count / together,
        "anonymous_mb": held[0] - empty[0],
        "mapped_mb": held[1],
        "note": side.note,
    }
    Path(f"{out}.json").write_text(json.dumps(figures))


def _asked(side: Side, probes: NDArray[np.float32]) -> Iterator[float]:
    """Milliseconds of one probe after the other, until the time for it is over."""
    ends = time.perf_counter() + SECONDS_ASKING
    for number, probe in enumerate(probes):
        began = time.perf_counter()
        side.search(probe, TOP)
        yield 1000 * (time.perf_counter() - began)
        if number >= FEWEST and time.perf_counter() > ends:
            return


def _affordable(side: Side, probes: NDArray[np.float32], singly: float) -> int:
    """How many probes a side answers together within the time for a batch.

    As many as it answers singly, or as a first few together say, where it has the time to try.
    """
    if singly < len(probes) and singly > 4 * _TRIAL:
        began = time.perf_counter()
        side.search_batch(probes[:_TRIAL], TOP)
        singly = SECONDS_TOGETHER * _TRIAL / (time.perf_counter() - began)
    return max(FEWEST, min(len(probes), int(singly)))


def memory(side: Side) -> tuple[float, float]:
    """Resident MB of the side's processes: its own, and files and shared memory that it maps."""
    anonymous = mapped = 0
    for process in side.processes():
        fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
        anonymous += int(fields["RssAnon"].split()[0])
        mapped += int(fields["RssFile"].split()[0]) + int(fields["RssShmem"].split()[0])
    return anonymous / 1024, mapped / 1024


if __name__ == "__main__":
    main()
