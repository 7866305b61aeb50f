"""What the benchmarks share: the photographs, a table of figures, JSON."""

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def lfw_dev() -> Path:
    """Where its photographs are, a folder a person."""
    return Path(os.environ.get("ANTIGONE_TEST_DATA") or REPOSITORY / "../shared/data") / "lfw-dev"


def photographs(count: int) -> list[Path]:
    """The first `count` photographs of lfw-dev, sorted by path."""
    folder = lfw_dev()
    found = sorted(folder.glob("*/*.jpg"))[:count]
    if len(found) < count:
        sys.exit(f"{folder} has {len(found)} photographs, {count} are needed: set ANTIGONE_TEST_DATA.")
    return found


def parser(description: str) -> argparse.ArgumentParser:
    """Arguments that every benchmark takes."""
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--json", action="store_true", help="one JSON document on stdout")
    arguments.add_argument("--runs", type=int, default=3, help="runs of each side; medians are reported")
    return arguments


def report(title: str, figures: Mapping[str, Sequence[float]], *, unit: str, better: str, as_json: bool) -> None:
    """Print each side's median, minimum and maximum, and the ratio of the first two medians.

    `better` says whether `more` or `less` is good: the ratio is how many times better the first side is.
    """
    medians = {name: statistics.median(values) for name, values in figures.items()}
    ours, peer = list(medians.values())[:2]
    ratio = ours / peer if better == "more" else peer / ours
    if as_json:
        document = {"title": title, "unit": unit, "figures": {k: list(v) for k, v in figures.items()}, "ratio": ratio}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
        return
    sys.stdout.write(f"{title} ({platform.machine()}, {os.cpu_count()} cores)\n")
    for name, values in figures.items():
        spread = f"(min {min(values):.2f}, max {max(values):.2f}, n {len(values)})"
        sys.stdout.write(f"  {name:<34} {medians[name]:10.2f} {unit}  {spread}\n")
    sys.stdout.write(f"  ratio: {ratio:.2f} x\n")
