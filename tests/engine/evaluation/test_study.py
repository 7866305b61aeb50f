import pytest

from antigone.engine.errors import CalibrationError, SourceError
from antigone.engine.evaluation import StudySettings, evaluate
from antigone.engine.evaluation.report.document import document_bytes, metrics_document
from antigone.engine.evaluation.searching import Scoring
from builders.calibrations import OTHER_RECOGNISER, calibration
from builders.evaluations import basis, evaluation_set

QUICK = StudySettings(draws=3, replicates=50)
COUNTS = [2, 3] * 30 + [1] * 60


def test_one_seed_gives_the_same_bytes_and_another_does_not() -> None:
    data = evaluation_set(COUNTS, spread=0.6, groups={"sex": ["female", "male"] * 60})
    texts = [
        document_bytes(metrics_document(evaluate(data, calibration(), settings), basis(data)))
        for settings in (QUICK, QUICK, StudySettings(seed=2, draws=3, replicates=50))
    ]
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


def test_with_a_calibration_subjects_rank_by_ranking_score() -> None:
    data = evaluation_set(COUNTS)
    found = evaluate(data, calibration(), QUICK)
    assert found.scoring is Scoring.RANKING_SCORE
    assert set(found.open_set) == {Scoring.RANKING_SCORE, Scoring.SCORE}
    assert found.open_set[Scoring.SCORE].subjects == 96
    assert found.closed_set[Scoring.SCORE].subjects == 120
    assert found.reliability is not None


def test_without_a_calibration_nothing_is_promised() -> None:
    found = evaluate(evaluation_set(COUNTS), None, QUICK)
    assert found.scoring is Scoring.SCORE
    assert found.reliability is None


def test_a_calibration_of_another_recogniser_is_refused() -> None:
    with pytest.raises(CalibrationError):
        evaluate(evaluation_set(COUNTS), calibration(recogniser=OTHER_RECOGNISER), QUICK)


def test_too_few_people_are_refused_before_anything_is_drawn() -> None:
    with pytest.raises(SourceError, match="it takes 60 people"):
        evaluate(evaluation_set([2, 2, 2]), None, QUICK)


def test_people_without_a_usable_photograph_count_as_missed() -> None:
    data = evaluation_set(COUNTS, spread=0.05)
    data.found[: 2 + 3 + 2 + 3 + 2] = False  # the first five people
    found = evaluate(data, None, QUICK)
    misses = 1 - found.closed_set[Scoring.SCORE].cmc.value[-1]
    assert misses == pytest.approx(5 / 60)
