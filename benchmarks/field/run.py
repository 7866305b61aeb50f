"""One side after the other over one gallery, each in a process of its own."""

import json
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from field.gallery import TOP, Gallery
from field.registry import ENTRANTS, Entrant
from peers.environment import field_python

MEASURE = Path(__file__).with_name("measure.py")
LONGEST_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a side took and found.

    p50_ms, p95_ms: of one search after the other; medians of the rounds. mates_lost of mates: rows of the probe's
    person that a full float scan lists in its TOP and the side does not. recall: share of the full scan's TOP rows that
    it lists. left_out: why it was not measured, all figures None then.
    """

    name: str
    exact: bool
    left_out: str = ""
    note: str = ""
    build_s: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    batch_per_second: float | None = None
    anonymous_mb: float | None = None
    mapped_mb: float | None = None
    probes: int | None = None
    mates: int | None = None
    mates_lost: int | None = None
    recall: float | None = None


def run_field(gallery: Gallery, *, threads: int, rounds: int, slow: bool, only: list[str]) -> Iterator[Result]:
    """A result an entrant, in their order. only: parts of names; empty for everyone."""
    for entrant in ENTRANTS:
        if only and not any(part.lower() in entrant.name.lower() for part in only):
            continue
        if gallery.rows > entrant.quick and not slow:
            yield Result(
                name=entrant.name,
                exact=entrant.exact,
                left_out=f"takes many minutes above {entrant.quick:,} rows; --slow measures it",
            )
            continue
        sys.stderr.write(f"{gallery.rows:,} x {gallery.length}: {entrant.name} ...\n")
        yield _run(entrant, gallery, threads, rounds)


def _run(entrant: Entrant, gallery: Gallery, threads: int, rounds: int) -> Result:
    python = field_python() if entrant.peer else Path(sys.executable)
    out = gallery.folder / "result"
    command = [python, MEASURE, gallery.folder, entrant.name, entrant.module, threads, rounds, out]
    try:
        done = subprocess.run(
            [*map(str, command)],
            check=False,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            env=_environment(threads),
        )
    except subprocess.TimeoutExpired:
        return Result(name=entrant.name, exact=entrant.exact, left_out=f"not done after {LONGEST_S} s")
    if done.returncode:
        return Result(name=entrant.name, exact=entrant.exact, left_out=_why(done))
    return _result(entrant, gallery, out)


def _why(failed: subprocess.CompletedProcess[str]) -> str:
    if failed.returncode == -signal.SIGKILL:
        return "killed by the system, most likely for memory"
    return "failed: " + (failed.stderr.strip().splitlines() or ["no message"])[-1]


def _environment(threads: int) -> dict[str, str]:
    """As many threads in every library; without choices of kernels that were made for this machine's old libraries."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENBLAS_", "OMP_"))}
    return {**kept, **dict.fromkeys(names, str(threads)), "OMP_WAIT_POLICY": "PASSIVE"}


def _result(entrant: Entrant, gallery: Gallery, out: Path) -> Result:
    figures = json.loads(out.with_suffix(".json").read_text())
    rows = np.load(out.with_suffix(".npy"))
    truth, mates = gallery.load("truth")[: len(rows)], gallery.load("mates")[: len(rows)]
    listed = np.array([np.isin(wanted, found) for wanted, found in zip(truth, rows, strict=True)])
    searches = not (rows == -1).all()
    return Result(
        name=entrant.name,
        exact=entrant.exact,
        note=figures["note"],
        build_s=figures["build_s"],
        p50_ms=statistics.median(float(np.quantile(each, 0.5)) for each in figures["milliseconds"]),
        p95_ms=statistics.median(float(np.quantile(each, 0.95)) for each in figures["milliseconds"]),
        batch_per_second=figures["batch_per_second"],
        anonymous_mb=figures["anonymous_mb"],
        mapped_mb=figures["mapped_mb"],
        probes=len(rows),
        mates=int(mates.sum()) if searches else None,
        mates_lost=int((mates & ~listed).sum()) if searches else None,
        recall=float(listed.sum() / (len(rows) * TOP)) if searches else None,
    )
