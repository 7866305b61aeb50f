"""Lists against figures worked out from all rows, one by one."""

from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.identification import CandidateList, Outcome, identify
from antigone.engine.identification.one_to_many import CLOSE
from antigone.engine.index import IndexHeader, IndexRows, Selection, TemplateIndex
from antigone.engine.scoring import Calibration, cohort_statistics, expected_strangers, ranking_scores
from antigone.engine.types import FloatArray
from builders.calibrations import (
    LENGTH,
    OTHER_RECOGNISER,
    RECOGNISER,
    calibration,
    cohort,
    exponential_tail,
    template,
    unit,
)

REFERENCES = 90


def subject_of(entry: np.ndarray) -> np.ndarray:
    """Subject 0 has 30 references, the others two each."""
    subjects: np.ndarray = np.where(entry < 30, 0, entry // 2)
    return subjects


def index_of(vectors: FloatArray, *, cohort_sha256: str | None = None) -> TemplateIndex:
    entries = np.arange(len(vectors), dtype=np.int64)
    sha256 = calibration().cohort.sha256 if cohort_sha256 is None else cohort_sha256
    index = TemplateIndex(IndexHeader(recogniser=RECOGNISER, cohort_sha256=sha256, length=LENGTH))
    rows = IndexRows(
        entries=entries,
        subjects=subject_of(entries),
        galleries=entries % 2,
        vectors=vectors.astype(np.float16),
        cohort=cohort_statistics(cohort(), vectors),
    )
    index.add(rows, 1)
    return index


@pytest.fixture(scope="module")
def vectors() -> FloatArray:
    return unit(REFERENCES, seed=20)


@pytest.fixture(scope="module")
def index(vectors: FloatArray) -> TemplateIndex:
    return index_of(vectors)


def near(vector: FloatArray, *, seed: int = 0, distance: float = 0.02) -> FloatArray:
    """Another photograph of the same person."""
    moved = vector + np.random.default_rng(seed).normal(0, distance, len(vector))
    return (moved / np.linalg.norm(moved)).astype(np.float32)


def scores_by_hand(probes: FloatArray, vectors: FloatArray) -> np.ndarray:
    """Mean ranking score over the probes of every row."""
    stored = vectors.astype(np.float16).astype(np.float32)
    return ranking_scores(
        probes @ stored.T, cohort_statistics(cohort(), probes), cohort_statistics(cohort(), stored)
    ).mean(axis=0)


@pytest.mark.parametrize("count", [1, 3])
def test_subjects_rank_by_their_best_reference_over_all_probes(
    index: TemplateIndex, vectors: FloatArray, count: int
) -> None:
    probes = np.stack([near(vectors[70], seed=seed, distance=0.1) for seed in range(count)])
    found = identify([template(p) for p in probes], index=index, calibration=calibration(), top=5, strangers=None)
    rows = scores_by_hand(probes, vectors)
    subjects = subject_of(np.arange(REFERENCES))
    best = {subject: rows[subjects == subject].max() for subject in set(subjects.tolist())}
    wanted = sorted(best, key=lambda subject: -best[subject])[:5]
    assert [candidate.subject for candidate in found.candidates] == wanted
    assert [candidate.rank for candidate in found.candidates] == [1, 2, 3, 4, 5]
    for candidate in found.candidates:
        assert rows[candidate.entry] == best[candidate.subject]
        assert candidate.ranking_score == pytest.approx(best[candidate.subject], abs=1e-3)
        stored = vectors[candidate.entry].astype(np.float16).astype(float)
        assert candidate.score == pytest.approx(float((probes @ stored).mean()), abs=1e-5)


def test_figures_are_those_of_the_calibration_for_this_gallery(index: TemplateIndex, vectors: FloatArray) -> None:
    found = identify([template(near(vectors[3]))], index=index, calibration=calibration(), strangers=None)
    first = found.candidates[0]
    assert first.subject == 0
    assert first.ranking_score is not None
    assert first.false_match_rate == calibration().tail.false_match_rate(first.ranking_score, references=30)
    counts = np.zeros(31, dtype=np.int64)
    counts[30], counts[2] = 1, 30
    assert first.expected_strangers == expected_strangers(calibration().tail, first.ranking_score, references=counts)
    assert first.expected_strangers_global == first.expected_strangers
    assert (found.subjects, found.references) == (31, 90)
    assert (found.basis.population, found.basis.calibration) == ("random numbers", calibration().sha256)


def search(index: TemplateIndex, probe: FloatArray, *, strangers: float | None = 1.0, top: int = 20) -> CandidateList:
    return identify([template(probe)], index=index, calibration=calibration(), top=top, strangers=strangers)


def test_the_list_ends_where_more_strangers_are_expected_and_says_how_many_were_cut(
    index: TemplateIndex, vectors: FloatArray
) -> None:
    whole = search(index, near(vectors[70], distance=0.1), strangers=None)
    figures = [candidate.expected_strangers.value for candidate in whole.candidates if candidate.expected_strangers]
    limit = (figures[1] + figures[2]) / 2
    short = search(index, near(vectors[70], distance=0.1), strangers=limit)
    assert short.candidates == whole.candidates[:2]
    assert (short.cut, whole.cut) == (18, 0)
    assert short.outcome is Outcome.CANDIDATES


def test_nobody_is_a_normal_answer(index: TemplateIndex) -> None:
    found = search(index, unit(1, seed=99)[0], strangers=0.0)
    assert (found.outcome, found.candidates, found.cut, found.warnings) == (Outcome.NONE, (), 20, ())


def test_an_empty_selection_gives_nobody(index: TemplateIndex, vectors: FloatArray) -> None:
    found = identify(
        [template(vectors[0])], index=index, calibration=calibration(), selection=Selection(galleries=frozenset({7}))
    )
    assert (found.outcome, found.cut, found.subjects, found.references) == (Outcome.NONE, 0, 0, 0)


def test_fewer_subjects_searched_are_fewer_strangers_expected(index: TemplateIndex, vectors: FloatArray) -> None:
    probe = [template(near(vectors[70]))]
    everybody = identify(probe, index=index, calibration=calibration(), strangers=None)
    some = identify(
        probe,
        index=index,
        calibration=calibration(),
        selection=Selection(subjects=np.array([35, 36], dtype=np.int64)),
        strangers=None,
    )
    assert some.candidates[0].entry == everybody.candidates[0].entry
    few, many = some.candidates[0].expected_strangers, everybody.candidates[0].expected_strangers
    assert few is not None
    assert many is not None
    assert few.value < many.value


def test_a_figure_that_cannot_be_resolved_cuts_nobody_and_says_so(index: TemplateIndex, vectors: FloatArray) -> None:
    coarse = replace(calibration(), tail=exponential_tail(floor_score=2.0))
    found = identify([template(near(vectors[70]))], index=index, calibration=coarse, strangers=0.5)
    assert [candidate.subject for candidate in found.candidates][:1] == [35]
    assert str(found.candidates[0].expected_strangers).startswith("<")
    assert any("larger than the calibration can resolve" in warning for warning in found.warnings)


def test_two_that_score_nearly_alike_bring_a_warning(vectors: FloatArray) -> None:
    twin = vectors.copy()
    twin[80] = near(vectors[70], seed=5, distance=0.001)
    assert "siblings" in " ".join(search(index_of(twin), near(vectors[70])).warnings)
    apart = search(index_of(vectors), near(vectors[70]), strangers=None)
    first, second = (candidate.ranking_score for candidate in apart.candidates[:2])
    assert first is not None
    assert second is not None
    assert first - second > CLOSE
    assert apart.warnings == ()


def test_without_a_calibration_the_list_ranks_by_cosine_without_figures(vectors: FloatArray) -> None:
    probe = near(vectors[70], distance=0.1)
    found = identify([template(probe)], index=index_of(vectors, cohort_sha256=""), calibration=None, top=5)
    cosines = vectors.astype(np.float16).astype(float) @ probe
    assert found.candidates[0].score == pytest.approx(cosines.max(), abs=1e-6)
    assert [c.score for c in found.candidates] == sorted((c.score for c in found.candidates), reverse=True)
    assert (found.candidates[0].ranking_score, found.candidates[0].expected_strangers, found.cut) == (None, None, 0)
    assert "not yet calibrated" in found.basis.reason
    assert "not cut" in found.warnings[0]


def test_templates_of_another_recogniser_are_refused(index: TemplateIndex, vectors: FloatArray) -> None:
    foreign = template(vectors[0], recogniser=OTHER_RECOGNISER)
    with pytest.raises(TemplateMismatch, match=r"A template of other-recogniser .* cannot be compared"):
        identify([template(vectors[0]), foreign], index=index, calibration=calibration())


@pytest.mark.parametrize("value", [calibration(recogniser=OTHER_RECOGNISER)])
def test_a_calibration_of_another_recogniser_is_refused(
    index: TemplateIndex, vectors: FloatArray, value: Calibration
) -> None:
    with pytest.raises(CalibrationError, match="made for the recogniser other-recogniser"):
        identify([template(vectors[0])], index=index, calibration=value)


def test_an_index_with_another_cohort_is_refused(vectors: FloatArray) -> None:
    with pytest.raises(TemplateMismatch, match="The index was made with no cohort"):
        identify([template(vectors[0])], index=index_of(vectors, cohort_sha256=""), calibration=calibration())


@pytest.mark.parametrize("strangers", [-1.0, float("nan")])
def test_a_limit_below_zero_is_refused(index: TemplateIndex, vectors: FloatArray, strangers: float) -> None:
    with pytest.raises(ValueError, match="strangers must be 0 or more"):
        search(index, vectors[0], strangers=strangers)
