"""Measures what recipes do to rank 1 on the degradation ladder: the tables of docs/recipes.md.

    python tools/measure_recipes.py ../shared/data/lfw-dev --out build/recipes
    python tools/measure_recipes.py ../shared/data/lfw-dev --out build/recipes --half b --recipes auto --strengths 3 4

A folder a person, half of them (as tools/calibrate_starter.py divides them): everybody's first photograph is the
gallery, the second of `--people` of those who have two goes up the ladder. Every picture is degraded and searched for
its face once; all recipes are applied to the same face. What was read is kept in --out, so that a second run goes on.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from halves import in_half_a

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import AntigoneError
from antigone.engine.evaluation.degradation import LADDER, STRENGTHS
from antigone.engine.evaluation.ladder import (
    LadderExtractor,
    LadderFigure,
    LadderGallery,
    LadderProbe,
    LadderSettings,
    LadderStudy,
    Rung,
    RungCache,
    RungResult,
    paired_difference,
)
from antigone.engine.evaluation.ladder.cache import rung_key
from antigone.engine.evaluation.ladder.outcomes import estimate, searched
from antigone.engine.evaluation.ladder.rungs import AS_IT_IS, RungTemplates, read_rung
from antigone.engine.evaluation.metrics import identity_resamples
from antigone.engine.extraction import ExtractionRequest, Extractor, parse_recipe
from antigone.engine.extraction.embedding import mean_template
from antigone.engine.extraction.recipes import FaceCut
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack, installation_packs, open_pack
from antigone.engine.scoring import starter_calibration
from antigone.engine.types import Extraction, FloatArray, Image

REVISION = 1
"""Raised whenever a recipe makes other chips of the same face."""

BATCH = 16
PLAIN = "none"
COVERS = ("eyes-covered", "lower-face-covered", "half-covered")
ONE_SIDED = ("half-covered", "bandage", "lividity", "swelling", "mud", "blood")

# Each recipe and the degradations it is meant for; all but the last two are tried on photographs as they are, too.
MEANT_FOR: Mapping[str, tuple[str, ...]] = {
    "auto": tuple(LADDER),
    "white-balance": ("colour-cast", "lividity", "pallor", "low-light"),
    "gamma=0.5": ("low-light",),
    "gamma=2": ("over-exposure", "pallor"),
    "contrast": ("low-light", "over-exposure", "pallor", "screen"),
    "denoise": ("low-light", "jpeg", "print", "screen"),
    "smooth": ("low-light", "jpeg", "print", "screen", "tiny-face"),
    "crops=5": ("half-covered", "swelling", "eyes-closed", "tiny-face", "screen"),
    "mask": COVERS,
    "mirror": ONE_SIDED,
}
# Completed as an examiner would, who sees what is covered or hurt.
BY_EXAMINER = ("mask", "mirror")
REGION = {"eyes-covered": "eyes", "lower-face-covered": "lower"}

Plan = dict[Rung, list[str]]
"""The recipes applied at each rung."""


def main() -> None:
    arguments = _arguments()
    plan = _plan(arguments.recipes, arguments.strengths)
    measurement = _measurement(arguments)
    _read(measurement, plan)
    plain = measurement.plain_study(plan)
    print(f"half {arguments.half}: {plain.probes} probes, one a person, in a gallery of {plain.subjects} people")
    for recipe in arguments.recipes:
        print(_table(measurement, recipe, plain))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a folder a person")
    parser.add_argument("--out", type=Path, required=True, help="folder for what was read; a second run goes on")
    parser.add_argument("--half", choices=("a", "b"), default="a", help="a to choose on, b to check what was chosen")
    parser.add_argument("--people", type=int, default=200, help="how many are searched for")
    parser.add_argument("--recipes", nargs="+", choices=list(MEANT_FOR), default=list(MEANT_FOR), metavar="RECIPE")
    parser.add_argument("--strengths", nargs="+", type=int, choices=STRENGTHS, default=list(STRENGTHS), metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pack", type=Path, default=installation_packs() / "starter")
    return parser.parse_args()


def _plan(recipes: Sequence[str], strengths: Sequence[int]) -> Plan:
    """Strengths in the order in which they are asked for."""
    plan: Plan = {AS_IT_IS: [PLAIN, *(recipe for recipe in recipes if recipe not in BY_EXAMINER)]}
    for strength in strengths:
        for name, degradation in LADDER.items():
            wanted = [recipe for recipe in recipes if name in MEANT_FOR[recipe]]
            if wanted:
                plan[Rung(degradation=degradation, strength=strength)] = [PLAIN, *wanted]
    return plan


def _read(measurement: "Measurement", plan: Plan) -> None:
    for place, (rung, recipes) in enumerate(plan.items(), 1):
        missing = measurement.missing(rung, recipes)
        if missing:
            told = f"rung {place} of {len(plan)}: {rung.name or 'as it is'} {rung.strength}: {', '.join(missing)}"
            print(told, file=sys.stderr, flush=True)
            measurement.read(rung, missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Who is searched for, one probe a person, in what, and what reads the pictures."""

    pack: LoadedPack
    extractor: Extractor
    probes: Sequence[LadderProbe]
    gallery: LadderGallery
    cache: RungCache
    settings: LadderSettings

    @property
    def length(self) -> int:
        return self.pack.recogniser.spec.template_length

    def missing(self, rung: Rung, recipes: Sequence[str]) -> list[str]:
        return [recipe for recipe in recipes if self.kept(rung, recipe) is None]

    def read(self, rung: Rung, recipes: Sequence[str]) -> None:
        """Every picture of the rung degraded and searched for its face once, and all recipes applied to the face."""
        kitchen = Kitchen(self, rung, recipes)
        reader = LadderExtractor(extract=kitchen.extract, key="", length=self.length)
        parts = list(read_rung(self.probes, rung, reader, seed=self.settings.seed, threads=1))
        found = np.concatenate([part.found for part in parts])
        for recipe, vectors in kitchen.vectors.items():
            kept = np.where(found[:, None], np.stack(vectors), np.float32(0.0))
            self.cache.write(self._key(rung, recipe), RungTemplates(found=found, vectors=kept))

    def kept(self, rung: Rung, recipe: str) -> RungTemplates | None:
        return self.cache.read(self._key(rung, recipe), count=len(self.probes), length=self.length)

    def treated(self, rung: Rung, recipe: str) -> float:
        """Share of the faces whose template the recipe changed."""
        plain, other = self.kept(rung, PLAIN), self.kept(rung, recipe)
        return 0.0 if plain is None or other is None else float((plain.vectors != other.vectors).any(axis=1).mean())

    def plain_study(self, plan: Plan) -> LadderStudy:
        """Every rung of the plan without a recipe."""
        chance = np.random.default_rng(self.settings.seed)
        weights = identity_resamples(len(self.probes), self.settings.replicates, chance).astype(np.float64)
        rungs = sorted(plan, key=lambda rung: rung.strength)
        results = [self.judged(rung, PLAIN, weights) for rung in rungs]
        names = [name for name in LADDER if any(rung.name == name for rung in rungs)]
        return LadderStudy(
            undegraded=results[0],
            rungs={name: tuple(each for each in results if each.rung.name == name) for name in names},
            probes=len(self.probes),
            people=len(self.probes),
            subjects=len(np.unique(self.gallery.subjects)),
            settings=self.settings,
            weights=weights,
        )

    def judged(self, rung: Rung, recipe: str, weights: NDArray[np.float64]) -> RungResult:
        """Raises ValueError for a rung that has not been read."""
        kept, target = self.kept(rung, recipe), self.settings.target
        if kept is None:
            raise ValueError(f"{rung.name} {rung.strength} has not been read with {recipe}")
        outcomes = searched(kept, np.array([probe.subject for probe in self.probes]), self.gallery)
        figures = {
            figure: estimate(figure, outcomes, target, weights=weights, people=len(self.probes))
            for figure in LadderFigure
        }
        return RungResult(rung=rung, outcomes=outcomes, figures=figures, cosine=None)

    def _key(self, rung: Rung, recipe: str) -> str:
        key = f"{self.pack.detector.spec.sha256} {self.pack.recogniser.spec.sha256} {REVISION} {recipe}"
        reader = LadderExtractor(extract=self.extractor.extract, key=key, length=self.length)
        return rung_key(self.probes, rung, reader, seed=self.settings.seed)


class Kitchen:
    """Extracts the plain templates of a rung, and beside them one for each recipe of the same faces."""

    def __init__(self, of: Measurement, rung: Rung, recipes: Sequence[str]) -> None:
        self._extractor, self._rung, self._length = of.extractor, rung, of.length
        self._alignment = of.pack.recogniser.spec.alignment
        self._probes = {probe.key: probe for probe in of.probes}
        self.vectors: dict[str, list[FloatArray]] = {recipe: [] for recipe in recipes}

    def extract(self, requests: Sequence[ExtractionRequest]) -> list[Extraction | AntigoneError]:
        results = self._extractor.extract(requests)
        for request, result in zip(requests, results, strict=True):
            for recipe, vectors in self.vectors.items():
                vectors.append(self._template(request.image, result, recipe))
        return results

    def _template(self, image: Image, result: Extraction | AntigoneError, recipe: str) -> FloatArray:
        if isinstance(result, AntigoneError):
            return np.zeros(self._length, dtype=np.float32)
        if recipe == PLAIN:
            return result.template.vector
        cut = FaceCut.of(image.pixels, result.face.landmarks, self._alignment)
        chosen = parse_recipe(self._written(recipe, image)).chosen_for(cut)
        return mean_template(self._extractor.embed(chosen.apply(cut).chips)) if chosen.steps else result.template.vector

    def _written(self, recipe: str, image: Image) -> str:
        """The recipe's text; `mask` and `mirror` as an examiner would complete them."""
        if recipe not in BY_EXAMINER:
            return recipe
        if recipe == "mask" and self._rung.name in REGION:
            return f"mask={REGION[self._rung.name]}"
        hurt, other = self._sides(image)
        return f"mask={hurt}" if recipe == "mask" else f"mirror={other}"

    def _sides(self, image: Image) -> tuple[str, str]:
        """The person's side that the degradation changed more, as an examiner would see, and the other one."""
        probe = self._probes[image.facts.sha256]
        before, after = (
            FaceCut.of(pixels, probe.landmarks, self._alignment).chips[0].astype(np.int16)
            for pixels in (probe.pixels, image.pixels)
        )
        changed = np.abs(after - before).sum(axis=(0, 2))
        half = len(changed) // 2
        return ("right", "left") if changed[:half].sum() > changed[-half:].sum() else ("left", "right")


def _measurement(arguments: argparse.Namespace) -> Measurement:
    cv2.setNumThreads(1)
    pack = open_pack(arguments.pack, threads=1)
    extractor = Extractor(pack)
    people = [sorted(folder.glob("*.jpg")) for folder in _half(arguments.data, arguments.half)]
    drawn = np.random.default_rng(arguments.seed).permutation(len(people))
    wanted = sorted([int(place) for place in drawn if len(people[place]) > 1][: arguments.people])
    print(f"reading a gallery of {len(people)} people", file=sys.stderr, flush=True)
    gallery = _gallery(extractor, [photographs[0] for photographs in people])
    return Measurement(
        pack=pack,
        extractor=extractor,
        probes=_probes(extractor, {place: people[place][1] for place in wanted if place in gallery.subjects}),
        gallery=gallery,
        cache=RungCache(arguments.out),
        settings=LadderSettings(seed=arguments.seed),
    )


def _half(data: Path, half: str) -> list[Path]:
    return [folder for folder in sorted(data.iterdir()) if folder.is_dir() and in_half_a(folder.name) == (half == "a")]


def _gallery(extractor: Extractor, photographs: Sequence[Path]) -> LadderGallery:
    batches = [photographs[start : start + BATCH] for start in range(0, len(photographs), BATCH)]
    read = [each for batch in batches for each in extractor.extract([_request(path) for path in batch])]
    found = {place: each for place, each in enumerate(read) if isinstance(each, Extraction)}
    return LadderGallery(
        vectors=np.stack([each.template.vector for each in found.values()]),
        subjects=np.array(list(found)),
        cohort=starter_calibration().cohort,
    )


def _probes(extractor: Extractor, photographs: Mapping[int, Path]) -> list[LadderProbe]:
    requests = {place: _request(path) for place, path in photographs.items()}
    read = extractor.locate(list(requests.values()))
    return [
        LadderProbe.of(request.image, each.face, subject=place)
        for (place, request), each in zip(requests.items(), read, strict=True)
        if not isinstance(each, AntigoneError)
    ]


def _request(path: Path) -> ExtractionRequest:
    return ExtractionRequest(image=read_image(path))


def _table(measurement: Measurement, recipe: str, plain: LadderStudy) -> str:
    """Markdown: rank 1 without the recipe and the points gained with it at each rung, with paired 95 % bounds."""
    names = [name for name in plain.rungs if name in MEANT_FOR[recipe]]
    strengths = [each.rung.strength for each in plain.rungs[names[0]]]
    rows = [f"| `{recipe}` | {' | '.join(map(str, strengths))} |", f"|---|{'---|' * len(strengths)}"]
    if recipe not in BY_EXAMINER:
        rows.insert(
            0, f"`{recipe}` on photographs as they are: {_cell(measurement, recipe, plain, plain.undegraded)}\n"
        )
    for name in names:
        cells = [_cell(measurement, recipe, plain, before) for before in plain.rungs[name]]
        rows.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n" + "\n".join(rows)


def _cell(measurement: Measurement, recipe: str, plain: LadderStudy, before: RungResult) -> str:
    """Rank 1 before in hundredths, points gained and their bounds; `=` where the recipe changed no face."""
    was = f"{100 * before.figures[LadderFigure.RANK_ONE].value:.0f}"
    if not measurement.treated(before.rung, recipe):
        return f"{was} ="
    changed = measurement.judged(before.rung, recipe, plain.weights)
    gained = paired_difference(LadderFigure.RANK_ONE, plain, changed, before)
    return f"{was} {100 * gained.value:+.1f} [{100 * gained.low:+.0f}, {100 * gained.high:+.0f}]"


if __name__ == "__main__":
    try:
        main()
    except AntigoneError as error:
        sys.exit(error.diagnostics())
