"""Measures whether expected strangers hold their word: the tables of docs/scoring.md.

    python tools/measure_strangers.py --data ../shared/data/lfw-dev --out build/strangers.md

Half B of the photographs (people whose SHA-256 of the folder name has an odd second hex digit) with the calibration
that comes with the starter, which never saw them. One photograph of each person is enrolled and one, the last, is
searched for: as it is, turned, dark, out of focus, with the lower face covered (the ladder of docs/degradation.md at
strength 3). In each split 200 people are left out of the gallery. Then with several photographs: everyone who has
enough of them is left out in turn. One core, about ten minutes the first time.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from halves import in_half_a

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from antigone.engine.errors import AntigoneError
from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.findings import Judge
from antigone.engine.evaluation.ladder import LadderExtractor, LadderProbe, RungCache
from antigone.engine.evaluation.ladder.cache import rung_key
from antigone.engine.evaluation.ladder.rungs import AS_IT_IS, Rung, RungTemplates, read_rung
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import PackManifest, installation_packs, open_pack
from antigone.engine.scoring import (
    WINDOW,
    GalleryTail,
    cohort_statistics,
    fused_template,
    highest,
    ranking_scores,
    several_references,
    starter_calibration,
    tail_among,
)
from antigone.engine.types import Extraction, FloatArray

REPOSITORY = Path(__file__).resolve().parents[1]
SPLITS = range(1, 21)
"""Seeds of the 20 splits, written down before the first of them was run."""

ABSENT = 200
LEVELS = (0.03, 0.1, 0.3, 1.0, 3.0)
TESTED = (0.1, 0.3, 1.0)
CONDITIONS = {
    "upright": AS_IT_IS,
    "turned": Rung(degradation=LADDER["rotation"], strength=3),
    "dark": Rung(degradation=LADDER["low-light"], strength=3),
    "out of focus": Rung(degradation=LADDER["focus-blur"], strength=3),
    "lower face covered": Rung(degradation=LADDER["lower-face-covered"], strength=3),
}
CLUSTERS = 6
REPLICATES = 2000
SIMULTANEOUS = 0.997
RANK = 20

Floats = NDArray[np.float64]


def main() -> None:
    arguments = _arguments()
    people = _People.read(arguments.data, arguments.cache)
    sections = [
        _table(people, "One photograph a person in the gallery", _splits),
        _table(people, "Galleries of people who resemble each other (six clusters of templates)", _clusters),
        _several_photographs(people),
    ]
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    print("\n\n".join(sections))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder per person")
    parser.add_argument("--out", type=Path, required=True, help="Markdown file")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / "build/strangers", help="folder for templates")
    return parser.parse_args()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _People:
    """Person i: all photographs, as stored (photographs, D) each; enrolled, the first of them (n, D); probes by
    condition, each (n, D) and whether a face was found (n,); whether the probe is another photograph (n,)."""

    photographs: list[FloatArray]
    enrolled: FloatArray
    probes: dict[str, RungTemplates]
    paired: NDArray[np.bool_]

    @classmethod
    def read(cls, data: Path, cache: Path) -> "_People":
        pack = open_pack(installation_packs() / "starter", threads=1)
        extractor = Extractor(pack)
        ladder = LadderExtractor(
            extract=extractor.extract, key=_key(pack.manifest), length=pack.recogniser.spec.template_length
        )
        folders = [folder for folder in sorted(data.iterdir()) if folder.is_dir() and not in_half_a(folder.name)]
        files = [sorted(folder.glob("*.jpg")) for folder in folders]
        read = _extracted(extractor, [path for each in files for path in each])
        ends = np.cumsum([len(each) for each in files])
        probes = [
            LadderProbe.of(read_image(each[-1]), read[end - 1].face, subject=place)
            for place, (each, end) in enumerate(zip(files, ends, strict=True))
        ]
        stored = np.stack([each.template.vector for each in read]).astype(np.float16).astype(np.float32)
        photographs = np.split(stored, ends[:-1])
        return cls(
            photographs=photographs,
            enrolled=np.stack([each[0] for each in photographs]),
            probes={name: _rung(probes, rung, ladder, cache) for name, rung in CONDITIONS.items()},
            paired=np.array([len(each) > 1 for each in files]),
        )


def _key(manifest: PackManifest) -> str:
    return f"{manifest.detector.identity.sha256} {manifest.recogniser.identity.sha256}"


def _extracted(extractor: Extractor, paths: Sequence[Path]) -> list[Extraction]:
    found: list[Extraction] = []
    for start in range(0, len(paths), 16):
        read = extractor.extract([ExtractionRequest(image=read_image(path)) for path in paths[start : start + 16]])
        for each in read:
            if not isinstance(each, Extraction):
                raise each
            found.append(each)
        _tell(f"{start} of {len(paths)} photographs", every=start % 320 == 0)
    return found


def _rung(probes: list[LadderProbe], rung: Rung, ladder: LadderExtractor, cache: Path) -> RungTemplates:
    store, key = RungCache(cache), rung_key(probes, rung, ladder, seed=1)
    known = store.read(key, count=len(probes), length=ladder.length)
    if known is None:
        _tell(f"reading {rung.name or 'as it is'}")
        parts = [*read_rung(probes, rung, ladder, seed=1, threads=1)]
        known = RungTemplates(
            found=np.concatenate([part.found for part in parts]),
            vectors=np.concatenate([part.vectors for part in parts]),
        )
        store.write(key, known)
    return known


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Searches:
    """Of absent people: who (S,), the figures that every probe gets alike and the joined ones (S,). missed, by each,
    at each of LEVELS: share of the searches for enrolled people whose candidate list does not hold them."""

    people: NDArray[np.int64]
    overall: Floats
    joined: Floats
    missed: tuple[Floats, Floats]


_Search = Callable[[FloatArray, _People, NDArray[np.bool_]], _Searches]


def _splits(scores: FloatArray, people: _People, found: NDArray[np.bool_]) -> _Searches:
    """20 splits, 200 people absent in each."""
    outcomes = []
    for seed in SPLITS:
        absent = np.random.default_rng(seed).permutation(len(scores))[:ABSENT]
        outcomes.append(_searched(scores, people, found, absent, np.setdiff1d(np.arange(len(scores)), absent)))
    return _joined(outcomes)


def _clusters(scores: FloatArray, people: _People, found: NDArray[np.bool_]) -> _Searches:
    """A fifth of each cluster's people absent at a time, so that all are once."""
    _, cluster = kmeans2(people.enrolled, CLUSTERS, seed=np.random.default_rng(1), minit="++")
    outcomes = []
    for number in range(CLUSTERS):
        members = np.random.default_rng(number).permutation(np.flatnonzero(cluster == number))
        for absent in np.array_split(members, 5):
            outcomes.append(_searched(scores, people, found, absent, np.setdiff1d(members, absent)))
    return _joined(outcomes)


def _searched(
    scores: FloatArray,
    people: _People,
    found: NDArray[np.bool_],
    absent: NDArray[np.int64],
    enrolled: NDArray[np.int64],
) -> _Searches:
    calibration = starter_calibration()
    gallery = people.enrolled[enrolled]
    tail = tail_among(calibration.tail, gallery, cohort_statistics(calibration.cohort, gallery), enrolled)
    judge = Judge(calibration=calibration, enrolled=np.array([len(enrolled)]), galleries=[tail])
    absent = absent[found[absent]]
    strangers = scores[np.ix_(absent, enrolled)].astype(np.float64)
    nobody = np.zeros(len(absent), np.int64)
    mates = np.flatnonzero(people.paired[enrolled])
    mated = scores[np.ix_(enrolled[mates], enrolled)].astype(np.float64)
    own = mated[np.arange(len(mates)), mates]
    late = (mated >= own[:, None]).sum(axis=1) > RANK
    lost = late | ~found[enrolled[mates]]
    drawn = np.zeros(len(mates), np.int64)
    figures = judge.overall(own, drawn), judge.figures(own, highest(mated, WINDOW), drawn)
    return _Searches(
        people=absent,
        overall=judge.overall(strangers.max(axis=1), nobody),
        joined=judge.figures(strangers.max(axis=1), highest(strangers, WINDOW), nobody),
        missed=tuple((lost[:, None] | (each[:, None] > LEVELS)).mean(axis=0) for each in figures),
    )


def _joined(outcomes: list[_Searches]) -> _Searches:
    return _Searches(
        people=np.concatenate([each.people for each in outcomes]),
        overall=np.concatenate([each.overall for each in outcomes]),
        joined=np.concatenate([each.joined for each in outcomes]),
        missed=tuple(np.mean([each.missed[place] for each in outcomes], axis=0) for place in range(2)),
    )


def _table(people: _People, title: str, search: _Search) -> str:
    columns = " | ".join(f"e = {level:g}" for level in LEVELS)
    head = [f"**{title}**", "", f"| probes | figure | {columns} | missed |"]
    target = " | ".join(f"*{1 - np.exp(-level):.3f}*" for level in LEVELS)
    lines = [*head, "|---|---|" + "---|" * (len(LEVELS) + 1), f"| | *1 - exp(-e)* | {target} | |"]
    return "\n".join([*lines, *(line for name in CONDITIONS for line in _rows(people, name, search))])


def _rows(people: _People, name: str, search: _Search) -> Iterator[str]:
    calibration, probes = starter_calibration(), people.probes[name]
    statistics = cohort_statistics(calibration.cohort, probes.vectors[probes.found])
    scores = np.full((len(probes.found), len(people.enrolled)), -np.inf, np.float32)
    scores[probes.found] = ranking_scores(
        probes.vectors[probes.found] @ people.enrolled.T,
        statistics,
        cohort_statistics(calibration.cohort, people.enrolled),
    )
    found = search(scores, people, probes.found)
    for place, (label, figures) in enumerate((("every probe alike", found.overall), ("**joined**", found.joined))):
        shares = (figures[:, None] <= LEVELS).mean(axis=0)
        low, high = _simultaneous(figures, found.people)
        cells = [f"{share:.3f}" for share in shares]
        for tested, lower, upper in zip(TESTED, low, high, strict=True):
            cells[LEVELS.index(tested)] += f" ({lower:.3f} to {upper:.3f})"
        missed = ", ".join(f"{each:.3f}" for each in found.missed[place][[LEVELS.index(level) for level in TESTED]])
        yield f"| {name if place == 0 else ''} | {label} | " + " | ".join(cells) + f" | {missed} |"


def _several_photographs(people: _People) -> str:
    """Everyone who has so many photographs searched for with them, among all others with one or all of theirs."""
    lines = [
        "**Several photographs**",
        "",
        "| probes | references | people | " + " | ".join(f"e = {level:g}" for level in LEVELS) + " |",
        "|---|---|---|" + "---|" * len(LEVELS),
    ]
    for references, gallery in (("one", [each[:1] for each in people.photographs]), ("all", people.photographs)):
        for count in (1, 2, 3):
            able = np.array([place for place, each in enumerate(people.photographs) if len(each) >= count])
            probes = np.stack([fused_template(people.photographs[place][-count:]) for place in able])
            scores = _subject_scores(probes, gallery)
            scores[np.arange(len(able)), able] = -np.inf
            judge = Judge(
                calibration=starter_calibration(), enrolled=np.array([len(gallery) - 1]), galleries=[_tail(gallery)]
            )
            top, nobody = scores.max(axis=1), np.zeros(len(able), np.int64)
            for label, figures in (
                ("every probe alike", judge.overall(top, nobody)),
                ("**joined**", judge.figures(top, highest(scores, WINDOW), nobody)),
            ):
                shares = " | ".join(f"{(figures <= level).mean():.3f}" for level in LEVELS)
                lines.append(f"| {count}, {label} | {references} | {len(able)} | {shares} |")
    return "\n".join(lines)


def _subject_scores(probes: FloatArray, gallery: list[FloatArray]) -> Floats:
    """As a search has them: fused references, or the best of them where it stands higher (P, n)."""
    cohort, single = starter_calibration().cohort, np.concatenate(gallery)
    fused = np.stack([fused_template(each) for each in gallery])
    mine = cohort_statistics(cohort, probes)
    alone = ranking_scores(probes @ single.T, mine, cohort_statistics(cohort, single))
    best = np.maximum.reduceat(alone, np.cumsum([0, *map(len, gallery)])[:-1], axis=1)
    together = ranking_scores(probes @ fused.T, mine, cohort_statistics(cohort, fused))
    several = np.array([len(each) > 1 for each in gallery])
    return np.where(several, several_references(together, best), best).astype(np.float64)


def _tail(gallery: list[FloatArray]) -> GalleryTail | None:
    calibration, vectors = starter_calibration(), np.concatenate(gallery)
    owners = np.repeat(np.arange(len(gallery)), [len(each) for each in gallery])
    return tail_among(calibration.tail, vectors, cohort_statistics(calibration.cohort, vectors), owners)


def _simultaneous(figures: Floats, people: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Bounds that all three shares of TESTED keep at once with 99.7 %: bootstrap by identity, studentised maximum."""
    outcomes = (figures[:, None] <= np.array(TESTED)).astype(np.float64)
    owners, place = np.unique(people, return_inverse=True)
    sums = np.stack([np.bincount(place, outcomes[:, each], len(owners)) for each in range(len(TESTED))], axis=1)
    counts = np.bincount(place, minlength=len(owners))
    drawn = np.random.default_rng(0).multinomial(len(owners), np.full(len(owners), 1 / len(owners)), REPLICATES)
    again = (drawn @ sums) / (drawn @ counts)[:, None]
    share, deviation = outcomes.mean(axis=0), again.std(axis=0)
    reach = np.quantile(np.abs((again - share) / deviation).max(axis=1), SIMULTANEOUS)
    return np.clip(share - reach * deviation, 0, 1), np.clip(share + reach * deviation, 0, 1)


def _tell(line: str, *, every: bool = True) -> None:
    if every:
        print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except AntigoneError as error:
        sys.exit(error.diagnostics())
