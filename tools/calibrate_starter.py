"""Makes the starter pack's calibration and cohort, which ship as src/antigone/engine/scoring/data/starter.*

    python tools/calibrate_starter.py --data ../shared/data/lfw-dev --date 2026-11-25

It runs `antigone calibrate --save` on half A of the photographs: people whose SHA-256 of the folder name has an even
second hex digit. The other half stays unseen for tests. One core, about ten minutes.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from halves import in_half_a

TARGET = Path(__file__).resolve().parents[1] / "src/antigone/engine/scoring/data/starter.json"
POPULATION = "LFW news photographs"
# Threads of BLAS that wait for each other make the fit ten times slower on a busy machine, and their number changes the
# last digits.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        home, manifest = Path(folder) / "home", Path(folder) / "lfw-dev half A.csv"
        _write_manifest(manifest, arguments.data)
        _antigone("init", home=home)
        options = ["--population", POPULATION, "--save", str(TARGET), "--date", arguments.date, "--workers", "2"]
        _antigone("calibrate", str(manifest), *options, home=home)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder per person")
    parser.add_argument("--date", required=True, help="written into the provenance")
    return parser.parse_args()


def _write_manifest(manifest: Path, data: Path) -> None:
    with manifest.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("identity", "photograph"))
        for folder in sorted(data.resolve().iterdir()):
            if folder.is_dir() and in_half_a(folder.name):
                writer.writerows((folder.name, photograph) for photograph in sorted(folder.glob("*.jpg")))


def _antigone(*arguments: str, home: Path) -> None:
    command = [sys.executable, "-m", "antigone", *arguments, "--home", str(home)]
    subprocess.run(command, check=True, env={**os.environ, **ONE_THREAD})


if __name__ == "__main__":
    sys.exit(main())
