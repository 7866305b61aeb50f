"""Compares rules that make one score of several photographs, or of two recognisers: the tables of docs/fusion.md.

    python tools/compare_fusion.py --data ../shared/data/lfw-dev --second-pack PACK --out build/fusion.md

Rules are chosen on half A of the photographs (people whose SHA-256 of the folder name has an even second hex digit):
two folds, each judged with a cohort fitted to the other. Half B confirms, judged with the calibration that comes with
the starter. PACK: folder of an installed pack, for the rules with two recognisers; left out, there is no such table.
One core: templates about ten minutes a pack the first time, the tables five.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from halves import in_half_a

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import AntigoneError
from antigone.engine.evaluation.fusion import (
    FusionSettings,
    Learnt,
    PairedPart,
    Part,
    compare_probe_rules,
    compare_reference_rules,
    compare_spoilt_references,
    compare_tails,
    compare_two_recognisers,
    rule_table,
    tail_table,
    two_folds,
)
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack, installation_packs, open_pack
from antigone.engine.scoring import Cohort, CohortSettings, LabelledTemplates, starter_calibration
from antigone.engine.scoring.labelled import synthetic_cohort
from antigone.engine.types import Extraction, FloatArray, ModelIdentity

REPOSITORY = Path(__file__).resolve().parents[1]
BATCH = 16
PROBES = (2, 3)
UNIFORM = (2, 3, 4)
MIXED = 4
SPOILT = ((0.0, False), (0.1, False), (0.3, False), (0.3, True))
TAILS = ((2, 1), (3, 1), (4, 1), (1, 2), (1, 3), (1, 4), (2, 2), (2, 4), (3, 3))


def main() -> None:
    arguments = _arguments()
    settings = FusionSettings(seed=arguments.seed, draws=arguments.draws)
    photographs = [path for folder in sorted(arguments.data.iterdir()) for path in sorted(folder.glob("*.jpg"))]
    packs = [open_pack(folder, threads=1) for folder in (arguments.pack, arguments.second_pack) if folder]
    read = [_Read.of(arguments.cache, pack, photographs) for pack in packs]
    sections = list(_one_recogniser(read[0], settings))
    if len(read) > 1:
        sections += _two_recognisers(read[0], read[1], settings)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder per person")
    parser.add_argument("--out", type=Path, required=True, help="Markdown file")
    parser.add_argument("--pack", type=Path, default=installation_packs() / "starter")
    parser.add_argument("--second-pack", type=Path, help="folder of another installed pack")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build/fusion", help="folder for templates")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=20, help="of photographs, for each table")
    return parser.parse_args()


def _one_recogniser(read: "_Read", settings: FusionSettings) -> Iterator[str]:
    chosen_on = two_folds(read.half_a, seed=settings.seed)
    for name, parts in (("A", chosen_on), ("B", [read.half_b(settings.seed)])):
        _tell(f"half {name}")
        yield f"## Half {name}"
        yield "### Several probes"
        for probes in PROBES:
            yield rule_table(compare_probe_rules(parts, probes=probes, settings=settings), settings)
        yield "### Several references"
        for references, uniform in [*((number, True) for number in UNIFORM), (MIXED, False)]:
            table = compare_reference_rules(parts, references=references, uniform=uniform, settings=settings)
            yield rule_table(table, settings)
        yield "### Spoilt references"
        for share, spoilt_only in SPOILT:
            table = compare_spoilt_references(
                parts, references=MIXED, share=share, spoilt_only=spoilt_only, settings=settings
            )
            yield rule_table(table, settings)
        yield "### Strangers\n\n" + _strangers(parts, settings)


def _strangers(parts: Sequence[Part], settings: FusionSettings) -> str:
    return tail_table([compare_tails(parts, probes=p, references=r, seed=settings.seed) for p, r in TAILS])


def _two_recognisers(first: "_Read", second: "_Read", settings: FusionSettings) -> Iterator[str]:
    _tell("two recognisers")
    both = first.found & second.found
    one, other = first.only(both), second.only(both)
    folds = [
        PairedPart(first=a, second=b)
        for a, b in zip(
            two_folds(one.half_a, seed=settings.seed), two_folds(other.half_a, seed=settings.seed), strict=True
        )
    ]
    confirmed = PairedPart(first=one.half_b(settings.seed), second=other.half_b(settings.seed))
    yield "## Two recognisers"
    learnt = [Learnt.of([folds[1]]), Learnt.of([folds[0]])]
    yield "### Half A\n\n" + rule_table(compare_two_recognisers(folds, learnt, settings=settings), settings)
    table = compare_two_recognisers([confirmed], [Learnt.of(folds)], settings=settings)
    yield "### Half B\n\n" + rule_table(table, settings)
    yield "### Strangers of the second recogniser, half A\n\n" + _strangers([fold.second for fold in folds], settings)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Read:
    """Templates (N, D) of photographs in the data set's order; found: those with a face (N,)."""

    recogniser: ModelIdentity
    people: NDArray[np.str_]
    vectors: FloatArray
    found: NDArray[np.bool_]

    @classmethod
    def of(cls, cache: Path, pack: LoadedPack, photographs: Sequence[Path]) -> "_Read":
        """From the cache where it holds templates of the same models and photographs, else extracted and kept."""
        names = [f"{photograph.parent.name}/{photograph.name}" for photograph in photographs]
        parts = [pack.detector.spec.sha256, pack.recogniser.spec.sha256, *names]
        path = cache / f"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}.npz"
        if not path.exists():
            vectors = _extracted(pack, photographs)
            cache.mkdir(parents=True, exist_ok=True)
            np.savez(path, vectors=vectors)
        with np.load(path, allow_pickle=False) as stored:
            vectors = stored["vectors"]
        return cls(
            recogniser=pack.recogniser.spec.identity,
            people=np.array([photograph.parent.name for photograph in photographs]),
            vectors=vectors,
            found=vectors.any(axis=1),
        )

    def only(self, found: NDArray[np.bool_]) -> "_Read":
        return _Read(recogniser=self.recogniser, people=self.people, vectors=self.vectors, found=found)

    @property
    def half_a(self) -> LabelledTemplates:
        return self._half(0)

    def half_b(self, seed: int) -> Part:
        """Judged with the starter's calibration, or for another recogniser with a cohort fitted to half A."""
        half = self._half(1)
        return Part.of(half.vectors, half.identities, self._cohort_of_a(seed))

    def _cohort_of_a(self, seed: int) -> Cohort:
        shipped = starter_calibration().cohort
        if shipped.recogniser == self.recogniser:
            return shipped
        half = self.half_a
        return synthetic_cohort(half, half.identities >= 0, CohortSettings(), np.random.default_rng(seed))

    def _half(self, odd: int) -> LabelledTemplates:
        own = [in_half_a(name) != bool(odd) for name in self.people.tolist()]
        rows = self.found & np.array(own)
        return LabelledTemplates(
            vectors=self.vectors[rows],
            identities=np.unique(self.people[rows], return_inverse=True)[1].astype(np.int64),
            recogniser=self.recogniser,
        )


def _extracted(pack: LoadedPack, photographs: Sequence[Path]) -> FloatArray:
    """(N, D); rows of 0 where no face was found."""
    extractor = Extractor(pack)
    vectors = np.zeros((len(photographs), pack.recogniser.spec.template_length), np.float32)
    for start in range(0, len(photographs), BATCH):
        if start % (16 * BATCH) == 0:
            _tell(f"{start} of {len(photographs)} photographs")
        paths = photographs[start : start + BATCH]
        results = extractor.extract([ExtractionRequest(image=read_image(path)) for path in paths])
        for place, result in enumerate(results, start):
            if isinstance(result, Extraction):
                vectors[place] = result.template.vector
    return vectors


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except AntigoneError as error:
        sys.exit(error.diagnostics())
