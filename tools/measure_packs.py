"""Measures packs for their model cards: what ships as src/antigone/engine/evaluation/cards/figures/*.json

    python tools/measure_packs.py --data ../shared/data/lfw-dev --models ../shared/models --date 2026-11-25

On half B of the photographs (people whose SHA-256 of the folder name has an odd second hex digit): half A made the
starter's calibration. Each pack goes through `antigone evaluate` in a home under build/model-cards, whose cache makes
a second run quick. One core, five minutes the first time. Run `make docs` afterwards.
"""

import argparse
import csv
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

from antigone.engine.evaluation.cards import FIGURES, EvaluationSummary, summary_bytes
from halves import in_half_a

REPOSITORY = Path(__file__).resolve().parents[1]
WORKSPACE = REPOSITORY / "build/model-cards"
NOTE = (
    "Half B of lfw-dev, a part of Labeled Faces in the Wild: news photographs of 2002-2003, mostly frontal, North "
    "American and adult. Half A, other people, made the calibration that comes with the starter. LFW is easy and old: "
    "no evidence of fitness for the dead, or for your own photographs."
)


def main() -> None:
    arguments = _arguments()
    WORKSPACE.mkdir(parents=True, exist_ok=True)
    manifest = _half_b(arguments.data)
    packs = ["starter"]
    if arguments.models:
        _antigone("models", "add", arguments.models)
        packs.append("mobilefacenet")
    for pack in packs:
        _antigone("evaluate", manifest, "--out", WORKSPACE / pack, "--workers", 1, pack=pack)
        metrics = json.loads((WORKSPACE / pack / "metrics.json").read_text(encoding="utf-8"))
        summary = EvaluationSummary.of(metrics, day=arguments.date, note=NOTE)
        target = FIGURES / f"{pack}.json"
        target.write_bytes(summary_bytes(summary))
        print(f"wrote {target.relative_to(REPOSITORY)}", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="lfw-dev: a folder per person")
    parser.add_argument("--models", type=Path, help="folder with YuNet and MobileFaceNet, to be measured as well")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="written beside the figures")
    return parser.parse_args()


def _half_b(data: Path) -> Path:
    """A manifest of the people whose SHA-256 of the folder name has an odd second hex digit."""
    path = WORKSPACE / "lfw-dev-half-b.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("identity", "photograph"))
        for folder in sorted(data.resolve().iterdir()):
            if folder.is_dir() and not in_half_a(folder.name):
                rows.writerows((folder.name, photograph) for photograph in sorted(folder.glob("*.jpg")))
    return path


def _antigone(*words: object, pack: str = "starter") -> None:
    command = [sys.executable, "-m", "antigone", *map(str, words), "--home", str(WORKSPACE / "home")]
    # More threads wait for each other on a busy machine, and their number changes the last digits.
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, check=True, env={**os.environ, **threads, "ANTIGONE_PACK": pack}, stdout=sys.stderr)


if __name__ == "__main__":
    main()
