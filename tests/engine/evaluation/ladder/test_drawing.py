from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.errors import SourceError
from antigone.engine.evaluation.ladder import draw_probes
from builders.calibrations import calibration
from builders.evaluations import evaluation_set

COUNTS = [2, 3] * 20 + [1] * 25


def test_everybody_is_enrolled_once_and_a_probe_is_another_photograph() -> None:
    data = evaluation_set(COUNTS)
    draw = draw_probes(data, None, most=35, seed=1)
    assert len(draw.probes) == len(set(draw.subjects)) == 35
    assert (data.identities[draw.probes] == draw.subjects).all()
    assert sorted(draw.gallery.subjects) == list(range(len(COUNTS)))
    stored = data.vectors.astype(np.float16).astype(np.float32)
    for row, subject in zip(draw.probes, draw.subjects, strict=True):
        (reference,) = draw.gallery.vectors[draw.gallery.subjects == subject]
        own = [other for other in np.flatnonzero(data.identities == subject) if other != row]
        assert any((stored[other] == reference).all() for other in own)


def test_a_seed_draws_the_same_and_another_does_not() -> None:
    data = evaluation_set(COUNTS)
    first, again, other = (draw_probes(data, None, most=30, seed=seed).probes.tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_all_there_are_where_more_are_asked_for() -> None:
    assert len(draw_probes(evaluation_set(COUNTS), None, most=200, seed=1).probes) == 40


def test_photographs_without_a_face_are_neither_searched_for_nor_enrolled() -> None:
    data = evaluation_set(COUNTS)
    found = data.found.copy()
    found[[0, 1, 2]] = False  # both of the first person, one of the second
    draw = draw_probes(replace(data, found=found), None, most=200, seed=1)
    assert 0 not in draw.subjects
    assert 0 not in draw.gallery.subjects
    assert found[draw.probes].all()


def test_subjects_rank_as_in_a_search() -> None:
    cohort = calibration().cohort
    assert draw_probes(evaluation_set(COUNTS), cohort, most=30, seed=1).gallery.cohort is cohort


def test_too_few_people_are_refused_with_the_number_it_takes() -> None:
    with pytest.raises(SourceError, match=r"in two photographs of 29 people a face was found; the ladder takes 30"):
        draw_probes(evaluation_set([2] * 29 + [1] * 40), None, most=200, seed=1)
