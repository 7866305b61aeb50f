"""The shipped calibration held to its word: half B of the photographs, which it never saw.

200 people are left out of the gallery and searched for with one photograph each, 20 times over. The share of searches
with a candidate at or below e must lie within a quarter of 1 - exp(-e). Other conditions: tools/measure_strangers.py.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from acceptance.conftest import is_half_a
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.identification import ListRules, gallery_tail, identify
from antigone.engine.imaging import read_image
from antigone.engine.index import IndexHeader, IndexRows, Selection, TemplateIndex
from antigone.engine.runtime import LoadedPack
from antigone.engine.scoring import Calibration, Tier, cohort_statistics, ranking_scores, starter_calibration
from antigone.engine.scoring.llr import cllr, cllr_min
from antigone.engine.scoring.llr.pairs import PhotographPairs
from antigone.engine.types import Extraction, Template

pytestmark = [pytest.mark.acceptance, pytest.mark.data, pytest.mark.starter]

ABSENT = 200
SEEDS = range(1, 21)
LEVELS = (0.1, 0.3, 1.0)
BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfB:
    templates: list[Template]
    people: np.ndarray

    def first_photographs(self) -> np.ndarray:
        """Row of each person's first photograph."""
        return np.unique(self.people, return_index=True)[1]


@pytest.fixture(scope="module")
def half_b(lfw: Path, starter: LoadedPack) -> HalfB:
    extractor = Extractor(starter)
    photographs = [path for path in sorted(lfw.glob("*/*.jpg")) if not is_half_a(path.parent.name)]
    templates, people = [], []
    for start in range(0, len(photographs), BATCH):
        paths = photographs[start : start + BATCH]
        results = extractor.extract([ExtractionRequest(image=read_image(path)) for path in paths])
        for path, result in zip(paths, results, strict=True):
            if isinstance(result, Extraction):
                templates.append(result.template)
                people.append(path.parent.name)
    return HalfB(templates=templates, people=np.unique(people, return_inverse=True)[1])


@pytest.fixture(scope="module")
def calibration(starter: LoadedPack) -> Calibration:
    shipped = starter_calibration()
    shipped.require(starter.recogniser.spec.identity)
    return shipped


def gallery_of(half_b: HalfB, rows: np.ndarray, calibration: Calibration) -> TemplateIndex:
    vectors = np.stack([half_b.templates[row].vector for row in rows])
    header = IndexHeader(
        recogniser=calibration.recogniser, cohort_sha256=calibration.cohort.sha256, length=vectors.shape[1]
    )
    index = TemplateIndex(header)
    index.add(
        IndexRows(
            entries=rows.astype(np.int64),
            subjects=half_b.people[rows].astype(np.int64),
            galleries=np.zeros(len(rows), np.int64),
            vectors=vectors.astype(np.float16),
            cohort=cohort_statistics(calibration.cohort, vectors),
        ),
        1,
    )
    return index


def lowest_expected(half_b: HalfB, calibration: Calibration, *, every_photograph: bool, seed: int) -> list[float]:
    """expected_strangers of the first candidate, for each of 200 searches for people who are not in the gallery."""
    first = half_b.first_photographs()
    absent = np.random.default_rng(seed).permutation(len(first))[:ABSENT]
    rows = np.arange(len(half_b.people)) if every_photograph else first
    index = gallery_of(half_b, rows[~np.isin(half_b.people[rows], absent)], calibration)
    resemblance = gallery_tail(index, Selection(), calibration)
    figures = []
    for row in first[absent]:
        found = identify(
            [half_b.templates[row]],
            index=index,
            calibration=calibration,
            gallery=resemblance,
            rules=ListRules(top=1, strangers=None),
        )
        expected = found.candidates[0].expected_strangers
        assert expected is not None
        figures.append(expected.value)
    return figures


def test_likelihood_ratios_are_calibrated_on_people_never_used(half_b: HalfB, calibration: Calibration) -> None:
    model = calibration.llr_model(Tier.LIVING)
    assert model is not None
    vectors = np.stack([template.vector for template in half_b.templates])
    statistics = cohort_statistics(calibration.cohort, vectors)
    pairs = PhotographPairs.of(ranking_scores(vectors @ vectors.T, statistics, statistics), half_b.people)
    evidence = pairs.evidence(np.ones(pairs.people, np.int64))
    ratios = evidence.relabelled(np.interp(evidence.scores, model.scores, model.values))
    cost, smallest = cllr(ratios), cllr_min(evidence)
    print(f"half B: Cllr {cost:.4f}, Cllr_min {smallest:.4f}, Cllr_cal {cost - smallest:.4f}")
    assert cost - smallest < 0.05
    assert cost < 0.08


@pytest.mark.parametrize("references", ["first photographs", "every photograph"])
def test_searches_for_absent_people_find_strangers_as_often_as_expected(
    half_b: HalfB, calibration: Calibration, references: str
) -> None:
    every = references == "every photograph"
    splits = [np.array(lowest_expected(half_b, calibration, every_photograph=every, seed=seed)) for seed in SEEDS]
    for level in LEVELS:
        target, share = 1 - np.exp(-level), np.mean([(split <= level).mean() for split in splits])
        print(f"{references}: share at or below {level:g}: {share:.3f}, promised {target:.3f}")
        assert share <= 1.25 * target
        # Too careful with several references is reported in docs/scoring.md; with one photograph each it is a defect.
        assert share >= (0.5 if every else 0.75) * target
