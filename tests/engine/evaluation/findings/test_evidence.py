import numpy as np

from antigone.engine.evaluation.findings import EvidenceValue, measure_evidence
from antigone.engine.evaluation.searching import Comparer
from builders.evaluations import evaluation_set


def measured(spread: float) -> EvidenceValue:
    comparer = Comparer.of(evaluation_set([2] * 240 + [1] * 40, spread=spread), None)
    found = measure_evidence(comparer, rng=np.random.default_rng(1))
    assert isinstance(found, EvidenceValue)
    return found


def test_people_who_are_easy_to_tell_apart_have_cheap_ratios() -> None:
    easy, hard = measured(0.3), measured(1.5)
    assert (easy.mated_people, easy.people) == (240, 280)
    assert easy.cllr.value < 0.3 < hard.cllr.value < 1
    for found in (easy, hard):
        assert found.cllr.low <= found.cllr.value <= found.cllr.high
        assert found.cllr_cal.value < 0.1
        middle = np.flatnonzero(found.ece_log10_odds == 0)[0]
        assert np.isclose(found.ece["as_given"][middle], found.cllr.value)
        assert np.isclose(found.ece["recalibrated"][middle], found.cllr_min.value)
        assert np.isclose(found.ece["without"][middle], 1.0)


def test_too_few_pairs_give_the_reason() -> None:
    comparer = Comparer.of(evaluation_set([2] * 30), None)
    found = measure_evidence(comparer, rng=np.random.default_rng(1))
    assert isinstance(found, str)
    assert found.startswith("30 people with two photographs in which a face was found are too few")
    assert "it takes 200" in found


def test_scores_that_part_people_wholly_give_the_reason() -> None:
    comparer = Comparer.of(evaluation_set([2] * 240, spread=0.01), None)
    found = measure_evidence(comparer, rng=np.random.default_rng(1))
    assert isinstance(found, EvidenceValue) or "do not overlap" in found
