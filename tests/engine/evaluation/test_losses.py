"""Accuracy recomputed the long way round."""

import numpy as np
import pytest

from antigone.engine.evaluation import Accuracy, EvaluationSet, accuracy
from antigone.engine.evaluation.losses import _best_share
from antigone.engine.types import ModelIdentity


def people(counts: list[int], *, noise: float, lost: tuple[int, ...] = (), seed: int = 0) -> EvaluationSet:
    """Photographs about one direction a person; `lost` rows have no face."""
    numbers = np.random.default_rng(seed)
    identities = np.repeat(np.arange(len(counts)), counts)
    vectors = numbers.normal(size=(len(counts), 16))[identities] + noise * numbers.normal(size=(len(identities), 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = np.ones(len(identities), dtype=np.bool_)
    found[list(lost)] = False
    vectors[~found] = 0
    return EvaluationSet(
        name="people",
        people=tuple(f"{number:03}" for number in range(len(counts))),
        photographs=tuple(f"{number:03}" for number in range(len(identities))),
        vectors=vectors.astype(np.float32),
        found=found,
        identities=identities.astype(np.int64),
        recogniser=ModelIdentity(id="r", sha256="0" * 64),
    )


def test_faces_that_cannot_be_mistaken_are_all_right() -> None:
    assert accuracy(people([3] * 20, noise=0.0)) == Accuracy(verification=1.0, rank_one=1.0)


def test_a_photograph_without_a_face_decides_wrongly_where_it_should_have_matched() -> None:
    found = accuracy(people([2] * 20, noise=0.0, lost=(1, 2)))
    # Of 20 mated pairs two cannot be seen; 20 pairs of strangers are all told apart.
    assert found.verification == pytest.approx(38 / 40)
    assert found.rank_one == pytest.approx(18 / 20)


def test_rank_one_is_that_of_the_definition() -> None:
    data = people([1, 3, 2, 4, 2] * 8, noise=1.2)
    firsts = {identity: int(np.flatnonzero(data.identities == identity)[0]) for identity in range(len(data.people))}
    probes = [row for row in range(len(data.photographs)) if row not in firsts.values()]
    best = [max(firsts, key=lambda who: float(data.vectors[row] @ data.vectors[firsts[who]])) for row in probes]
    right = sum(who == data.identities[row] for who, row in zip(best, probes, strict=True))
    assert 0 < right < len(probes)
    assert accuracy(data).rank_one == pytest.approx(right / len(probes))


def test_the_best_threshold_is_the_best_of_all_thresholds() -> None:
    numbers = np.random.default_rng(5)
    # Rounded: thresholds cannot part equal scores.
    mated, strangers = numbers.normal(0.5, 0.4, 60).round(1), numbers.normal(0.0, 0.4, 60).round(1)
    mated[:3] = -np.inf
    thresholds = [*np.unique(np.concatenate([mated[3:], strangers])), np.inf]
    wanted = max(((mated >= cut).sum() + (strangers < cut).sum()) / 120 for cut in thresholds)
    assert _best_share(mated.astype(np.float32), strangers.astype(np.float32)) == pytest.approx(wanted)


def test_two_packs_are_asked_the_same_questions_and_the_larger_loss_counts() -> None:
    data = people([2, 3, 1] * 20, noise=0.8)
    assert accuracy(data) == accuracy(data)
    before, after = Accuracy(verification=0.99, rank_one=0.95), Accuracy(verification=0.985, rank_one=0.951)
    assert before.lost_by(after) == pytest.approx(0.5)
    assert after.lost_by(before) == pytest.approx(0.1)
