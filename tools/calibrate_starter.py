"""Computes the starter pack's calibration and cohort, which ship as src/antigone/engine/scoring/data/starter.*

    python tools/calibrate_starter.py --data ../shared/data/lfw-dev --date 2026-11-25

Uses half A of the photographs only: people whose SHA-256 of the folder name has an even second hex digit. The other
half stays unseen for tests. One core, about ten minutes the first time, half of it with the templates in the cache.
"""

import argparse
import datetime as dt
import hashlib
import os
import sys
from pathlib import Path

# Read by BLAS when NumPy is imported. Threads that wait for each other made the fit ten times slower on a busy machine,
# and their number changes the last digits.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np

from antigone.engine.errors import AntigoneError
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack, installation_packs, open_pack
from antigone.engine.scoring import LabelledTemplates, Source, fit_calibration, save_calibration
from antigone.engine.types import Extraction

REPOSITORY = Path(__file__).resolve().parents[1]
TARGET = REPOSITORY / "src/antigone/engine/scoring/data/starter.json"
SEED = 20261125
BATCH = 16


def main() -> None:
    arguments = _arguments()
    pack = open_pack(arguments.pack, threads=1)
    photographs = [path for folder in _half_a(arguments.data) for path in sorted(folder.glob("*.jpg"))]
    templates = _cached(arguments.cache, pack, photographs)
    _tell(f"fitting to {len(templates.vectors)} photographs of {len(templates.counts)} people: a few minutes")
    source = Source(
        dataset="Labeled Faces in the Wild, deep-funnelled, news photographs of 2002-2003: lfw-dev, half of its people",
        selection="half A: people whose SHA-256 of the folder name has an even second hex digit; all their photographs",
        population="LFW news photographs",
        date=arguments.date,
        script="tools/calibrate_starter.py",
    )
    calibration = fit_calibration(templates, source, rng=np.random.default_rng(SEED))
    save_calibration(calibration, TARGET)
    _tell(f"{TARGET.relative_to(REPOSITORY)}: calibration {calibration.sha256}, cohort {calibration.cohort.sha256}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder per person")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="written into the provenance")
    parser.add_argument("--pack", type=Path, default=installation_packs() / "starter")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build/calibration", help="folder for templates")
    return parser.parse_args()


def _half_a(data: Path) -> list[Path]:
    return [
        folder
        for folder in sorted(data.iterdir())
        if folder.is_dir() and int(hashlib.sha256(folder.name.encode()).hexdigest()[1], 16) % 2 == 0
    ]


def _cached(cache: Path, pack: LoadedPack, photographs: list[Path]) -> LabelledTemplates:
    """Templates from the cache where it holds those of the same models and photographs, else extracted and kept."""
    names = [f"{photograph.parent.name}/{photograph.name}" for photograph in photographs]
    parts = [pack.detector.spec.sha256, pack.recogniser.spec.sha256, *names]
    path = cache / f"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}.npz"
    if not path.exists():
        vectors, people = _extracted(Extractor(pack), photographs)
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(path, vectors=vectors, people=people)
    with np.load(path, allow_pickle=False) as stored:
        identities = np.unique(stored["people"], return_inverse=True)[1].astype(np.int64)
        return LabelledTemplates(
            vectors=stored["vectors"], identities=identities, recogniser=pack.recogniser.spec.identity
        )


def _extracted(extractor: Extractor, photographs: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    vectors, people = [], []
    for start in range(0, len(photographs), BATCH):
        if start % (16 * BATCH) == 0:
            _tell(f"{start} of {len(photographs)} photographs")
        paths = photographs[start : start + BATCH]
        results = extractor.extract([ExtractionRequest(image=read_image(path)) for path in paths])
        for path, result in zip(paths, results, strict=True):
            if isinstance(result, Extraction):
                # As the store keeps them.
                vectors.append(result.template.vector.astype(np.float16).astype(np.float32))
                people.append(path.parent.name)
            else:
                _tell(f"left out: {result.diagnostics()}")
    return np.stack(vectors), np.array(people)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except AntigoneError as error:
        sys.exit(error.diagnostics())
