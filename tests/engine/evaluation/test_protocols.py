import numpy as np
import pytest

from antigone.engine.errors import SourceError
from antigone.engine.evaluation import require_enough
from antigone.engine.evaluation.protocols import draw_closed_set, draw_open_set, with_all_references
from builders.evaluations import evaluation_set

COUNTS = [1, 2, 3, 1, 5, 2, 1, 2, 4, 1]


def test_an_open_set_keeps_absent_people_out_of_the_gallery() -> None:
    data = evaluation_set(COUNTS)
    for seed in range(20):
        draw = draw_open_set(data, absent_share=0.3, rng=np.random.default_rng(seed))
        absent, enrolled = data.identities[draw.absent], data.identities[draw.gallery]
        assert len(set(absent)) == len(absent) == 3
        assert len(set(enrolled)) == len(enrolled) == 7
        assert not set(absent) & set(enrolled)


def test_a_probe_is_another_photograph_of_its_mate() -> None:
    data = evaluation_set(COUNTS)
    for seed in range(20):
        draw = draw_open_set(data, absent_share=0.3, rng=np.random.default_rng(seed))
        mates = draw.gallery[draw.mates]
        assert (data.identities[mates] == data.identities[draw.mated]).all()
        assert not (mates == draw.mated).any()
        with_two = [identity for identity in data.identities[draw.gallery] if COUNTS[identity] > 1]
        assert sorted(data.identities[draw.mated]) == sorted(with_two)


def test_a_closed_set_enrols_everybody() -> None:
    data = evaluation_set(COUNTS)
    draw = draw_closed_set(data, rng=np.random.default_rng(1))
    assert sorted(data.identities[draw.gallery]) == list(range(10))
    assert len(draw.absent) == 0
    assert len(draw.mated) == 6


def test_over_draws_every_photograph_has_its_turn() -> None:
    data = evaluation_set([6] * 10)
    rng = np.random.default_rng(1)
    draws = [draw_open_set(data, absent_share=0.2, rng=rng) for _ in range(60)]
    assert set(np.concatenate([draw.mated for draw in draws])) == set(range(60))


def test_one_seed_is_one_draw() -> None:
    data = evaluation_set(COUNTS)
    first, second = (draw_open_set(data, absent_share=0.3, rng=np.random.default_rng(7)) for _ in range(2))
    assert (first.gallery == second.gallery).all()
    assert (first.mated == second.mated).all()


def test_three_people_are_refused_with_the_number_it_takes() -> None:
    with pytest.raises(SourceError, match=r"3 people, 1 of them .* it takes 60 people, 30 of them with two"):
        require_enough("three", np.array([1, 2, 1]))
    require_enough("just enough", np.array([2] * 30 + [1] * 30))


def test_with_all_references_only_the_probes_stay_out() -> None:
    data = evaluation_set(COUNTS)
    for seed in range(20):
        draw = draw_open_set(data, absent_share=0.3, rng=np.random.default_rng(seed))
        larger = with_all_references(data, draw)
        assert larger.starts is not None
        people = np.repeat(data.identities[draw.gallery], larger.references)
        assert (data.identities[larger.gallery] == people).all()
        enrolled = np.flatnonzero(np.isin(data.identities, data.identities[draw.gallery]))
        assert sorted(larger.gallery) == sorted(set(enrolled) - set(draw.mated))
        assert (data.identities[larger.gallery[larger.starts[larger.mates]]] == data.identities[larger.mated]).all()
        assert (larger.subjects, len(larger.gallery)) == (7, larger.references.sum())
        assert (larger.absent == draw.absent).all()


def test_a_plain_draw_has_one_reference_a_person() -> None:
    draw = draw_closed_set(evaluation_set(COUNTS), rng=np.random.default_rng(1))
    assert draw.subjects == 10
    assert draw.references.tolist() == [1] * 10
