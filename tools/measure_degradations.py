"""Measures whether stronger is worse: the tables of docs/degradation.md.

    python tools/measure_degradations.py ../shared/data/lfw-dev --people 60 --cache build/ladder

A folder a person, half A of them (as tools/calibrate_starter.py divides them): everybody's first photograph is the
gallery, the second of `--people` of those who have two goes up the ladder.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from halves import in_half_a

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np

from antigone.engine.errors import AntigoneError
from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder import (
    LadderExtractor,
    LadderFigure,
    LadderGallery,
    LadderProbe,
    LadderSettings,
    LadderStudy,
    RungCache,
    RungResult,
    ladder_study,
)
from antigone.engine.extraction import ExtractionRequest, Extractor, RotationSearch
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack, installation_packs, open_pack
from antigone.engine.scoring import starter_calibration
from antigone.engine.types import Extraction, Image

BATCH = 16


def main() -> None:
    arguments = _arguments()
    pack = open_pack(arguments.pack, threads=1)
    extractor = Extractor(pack)
    people = [sorted(folder.glob("*.jpg")) for folder in _half_a(arguments.data)]
    drawn = np.random.default_rng(arguments.seed).permutation(len(people))
    pairs = [int(place) for place in drawn if len(people[place]) > 1][: arguments.people]
    others = [int(place) for place in drawn if int(place) not in set(pairs)]
    enrolled = (pairs + others)[: arguments.gallery]
    references = _extracted(extractor, [read_image(people[place][0]) for place in enrolled])
    kept = [(place, each) for place, each in zip(enrolled, references, strict=True) if each is not None]
    gallery = LadderGallery(
        vectors=np.stack([each.template.vector for _, each in kept]),
        subjects=np.array([place for place, _ in kept]),
        cohort=starter_calibration().cohort,
    )
    study = ladder_study(
        _probes(extractor, people, [place for place in pairs if place in gallery.subjects]),
        gallery,
        _ladder_extractor(extractor, pack, arguments.rotations),
        settings=LadderSettings(seed=arguments.seed),
        degradations=[LADDER[name] for name in arguments.only or LADDER],
        cache=RungCache(arguments.cache),
        progress=lambda done, total: print(f"\r{done} of {total} pictures", end="", file=sys.stderr),
    )
    print(f"\n{study.probes} probes, {study.subjects} subjects\n", file=sys.stderr)
    print(_tables(study))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a folder a person")
    parser.add_argument("--people", type=int, default=60, help="how many are searched for")
    parser.add_argument("--gallery", type=int, default=600, help="how many are enrolled")
    parser.add_argument("--cache", type=Path, required=True, help="folder for what was read; a second run goes on")
    parser.add_argument("--only", nargs="+", choices=list(LADDER), metavar="NAME", help="some of: " + ", ".join(LADDER))
    parser.add_argument("--rotations", type=RotationSearch, default=RotationSearch.AUTO, choices=list(RotationSearch))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pack", type=Path, default=installation_packs() / "starter")
    return parser.parse_args()


def _half_a(data: Path) -> list[Path]:
    return [folder for folder in sorted(data.iterdir()) if folder.is_dir() and in_half_a(folder.name)]


def _ladder_extractor(extractor: Extractor, pack: LoadedPack, rotations: RotationSearch) -> LadderExtractor:
    def extract(requests: Sequence[ExtractionRequest]) -> list[Extraction | AntigoneError]:
        return extractor.extract([replace(request, rotations=rotations) for request in requests])

    key = f"{pack.detector.spec.sha256} {pack.recogniser.spec.sha256} {rotations}"
    return LadderExtractor(extract=extract, key=key, length=pack.recogniser.spec.template_length)


def _extracted(extractor: Extractor, images: list[Image]) -> list[Extraction | None]:
    requests = [ExtractionRequest(image=image) for image in images]
    batches = [requests[start : start + BATCH] for start in range(0, len(requests), BATCH)]
    results = [each for batch in batches for each in extractor.extract(batch)]
    return [each if isinstance(each, Extraction) else None for each in results]


def _probes(extractor: Extractor, people: list[list[Path]], wanted: list[int]) -> list[LadderProbe]:
    images = [read_image(people[place][1]) for place in wanted]
    return [
        LadderProbe.of(image, each.face, subject=place)
        for place, image, each in zip(wanted, images, _extracted(extractor, images), strict=True)
        if each is not None
    ]


def _tables(study: LadderStudy) -> str:
    """Markdown: strengths 0 to 5 of every degradation, first the cosines, then what they cost."""
    strengths = "| 0 | 1 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|---|"
    cosines = [_row(name, [_cosine(step) for step in study.steps(name)]) for name in study.rungs]
    costs = [_row(name, [_costs(step) for step in study.steps(name)]) for name in study.rungs]
    return "\n".join([f"| mean cosine {strengths}", *cosines, "", f"| rank 1 / FNIR (not found) {strengths}", *costs])


def _row(name: str, cells: list[str]) -> str:
    return f"| `{name}` | {' | '.join(cells)} |"


def _cosine(step: RungResult) -> str:
    return "none found" if step.cosine is None else f"{step.cosine:.3f}"


def _costs(step: RungResult) -> str:
    failed, first, missed = (step.figures[figure].value for figure in LadderFigure)
    return f"{first:.2f} / {missed:.2f}" + (f" ({failed:.2f})" if failed else "")


if __name__ == "__main__":
    try:
        main()
    except AntigoneError as error:
        sys.exit(error.diagnostics())
