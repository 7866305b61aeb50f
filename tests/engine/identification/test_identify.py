"""Lists against figures worked out from all rows, one by one."""

from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.identification import (
    CandidateList,
    ListRules,
    Outcome,
    SearchStrangers,
    gallery_tail,
    identify,
)
from antigone.engine.identification.one_to_many import CLOSE
from antigone.engine.index import IndexHeader, IndexRows, Selection, TemplateIndex
from antigone.engine.scoring import (
    Calibration,
    GalleryTail,
    StrangerPrior,
    cohort_statistics,
    expected_strangers,
    ranking_scores,
)
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


def fused_by_hand(vectors: FloatArray) -> FloatArray:
    """The mean template with the square root of the mean's length."""
    mean = vectors.astype(np.float64).mean(axis=0)
    return (mean / np.linalg.norm(mean) ** 0.5).astype(np.float32)


def scores_by_hand(probes: FloatArray, references: FloatArray) -> np.ndarray:
    """Ranking scores of the fused probes against each reference, or what is put in its place."""
    probe = fused_by_hand(probes)[None]
    scores = probe @ references.T
    return ranking_scores(scores, cohort_statistics(cohort(), probe), cohort_statistics(cohort(), references))[0]


@pytest.mark.parametrize("count", [1, 3])
def test_subjects_rank_by_all_their_references_and_all_probes(
    index: TemplateIndex, vectors: FloatArray, count: int
) -> None:
    probes = np.stack([near(vectors[70], seed=seed, distance=0.1) for seed in range(count)])
    found = identify(
        [template(p) for p in probes],
        index=index,
        calibration=calibration(),
        rules=ListRules(top=5, strangers=None),
    )
    stored = vectors.astype(np.float16).astype(np.float32)
    subjects = subject_of(np.arange(REFERENCES))
    each = {subject: np.flatnonzero(subjects == subject) for subject in sorted(set(subjects.tolist()))}
    fused = scores_by_hand(probes, np.stack([fused_by_hand(stored[rows]) for rows in each.values()]))
    alone = scores_by_hand(probes, stored)
    values = [max(value, alone[rows].max() - 0.5) for value, rows in zip(fused, each.values(), strict=True)]
    wanted = sorted(zip(values, each, strict=True), reverse=True)[:5]
    assert [candidate.subject for candidate in found.candidates] == [subject for _, subject in wanted]
    assert [candidate.rank for candidate in found.candidates] == [1, 2, 3, 4, 5]
    for candidate, (value, subject) in zip(found.candidates, wanted, strict=True):
        assert candidate.ranking_score == pytest.approx(value, abs=1e-3)
        assert candidate.entry == each[subject][alone[each[subject]].argmax()]
        assert candidate.score == pytest.approx(float((probes @ stored[candidate.entry]).mean()), abs=1e-5)


def test_a_reference_of_somebody_else_does_not_bury_a_subject(index: TemplateIndex, vectors: FloatArray) -> None:
    """Every subject here has references of people who have nothing to do with each other."""
    for entry in range(30, REFERENCES):
        assert search(index, near(vectors[entry]), strangers=None).candidates[0].entry == entry


def test_figures_are_those_of_the_calibration_for_this_gallery(index: TemplateIndex, vectors: FloatArray) -> None:
    """A calibration of an older format judges every probe alike."""
    found = identify(
        [template(near(vectors[3]))], index=index, calibration=calibration(), rules=ListRules(strangers=None)
    )
    first = found.candidates[0]
    assert first.ranking_score is not None
    assert first.false_match_rate == calibration().tail.false_match_rate(first.ranking_score)
    assert first.expected_strangers == expected_strangers(calibration().tail, first.ranking_score, subjects=31)
    assert (first.expected_strangers_global, first.expected_strangers_by_probe) == (first.expected_strangers, None)
    assert (found.subjects, found.references) == (31, 90)
    assert (found.basis.population, found.basis.calibration) == ("random numbers", calibration().sha256)


PRIOR = StrangerPrior(at=1.0, level=0.0, level_deviation=0.4, slope=0.0, slope_deviation=0.1)


def test_a_probe_whose_strangers_score_higher_gets_a_higher_figure_for_the_same_score() -> None:
    by_probe = replace(calibration(), strangers=PRIOR)
    figures = []
    for shift in (-0.5, 0.0, 0.5):
        crowd = np.concatenate([[9.0], 6.5 - np.log(np.arange(1, 31)) + shift])
        search = SearchStrangers.of(crowd, subjects=1500, calibration=by_probe, gallery=None)
        figures.append(search.figures(np.array([9.0, 3.0])))
    for place in range(2):
        joined, alone = ([getattr(each[place], name) for each in figures] for name in ("expected", "by_probe"))
        for estimates in (joined, alone):
            assert [each.value for each in estimates] == sorted(each.value for each in estimates)
            assert estimates[2].value > 1.2 * estimates[0].value
            assert all(each.low < each.value < each.high for each in estimates)
    assert len({each[0].overall.value for each in figures}) == 1


def test_too_few_subjects_leave_the_probe_s_own_figure_out() -> None:
    by_probe = replace(calibration(), strangers=PRIOR)
    search = SearchStrangers.of(np.array([6.0, 2.0]), subjects=2, calibration=by_probe, gallery=None)
    figures = search.figures(np.array([6.0, 13.0]))
    assert [each.by_probe for each in figures] == [None, None]
    assert [each.expected.resolved for each in figures] == [True, False]
    assert search.figures(np.empty(0)) == []


def test_a_gallery_of_people_alike_raises_the_figures_and_says_so(index: TemplateIndex, vectors: FloatArray) -> None:
    by_probe = replace(calibration(), strangers=PRIOR)
    alike = GalleryTail(threshold=3.0, rate=10 * np.exp(-3.0), slope=1.0)
    probe = [template(near(vectors[70]))]
    plain, raised = (
        identify(probe, index=index, calibration=by_probe, gallery=gallery, rules=ListRules(strangers=None))
        for gallery in (None, alike)
    )
    before, after = (found.candidates[0].expected_strangers for found in (plain, raised))
    assert before is not None
    assert after is not None
    assert after.value > 1.5 * before.value
    assert any("resemble each other more" in warning for warning in raised.warnings)
    assert not any("resemble" in warning for warning in plain.warnings)


def test_a_gallery_is_compared_with_itself_without_a_subject_s_own_pairs(index: TemplateIndex) -> None:
    found = gallery_tail(index, Selection(), calibration())
    assert found is not None
    assert gallery_tail(index, Selection(), calibration()) == found
    assert gallery_tail(index, Selection(subjects=np.arange(1, 8)), calibration()) is None


def search(index: TemplateIndex, probe: FloatArray, *, strangers: float | None = 1.0, top: int = 20) -> CandidateList:
    return identify(
        [template(probe)], index=index, calibration=calibration(), rules=ListRules(top=top, strangers=strangers)
    )


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
    everybody = identify(probe, index=index, calibration=calibration(), rules=ListRules(strangers=None))
    some = identify(
        probe,
        index=index,
        calibration=calibration(),
        selection=Selection(subjects=np.array([35, 36], dtype=np.int64)),
        rules=ListRules(strangers=None),
    )
    assert some.candidates[0].entry == everybody.candidates[0].entry
    few, many = some.candidates[0].expected_strangers, everybody.candidates[0].expected_strangers
    assert few is not None
    assert many is not None
    assert few.value < many.value


def test_a_figure_that_cannot_be_resolved_cuts_nobody_and_says_so(index: TemplateIndex, vectors: FloatArray) -> None:
    coarse = replace(calibration(), tail=exponential_tail(floor_score=2.0))
    found = identify([template(near(vectors[70]))], index=index, calibration=coarse, rules=ListRules(strangers=0.5))
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
    found = identify(
        [template(probe)], index=index_of(vectors, cohort_sha256=""), calibration=None, rules=ListRules(top=5)
    )
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
