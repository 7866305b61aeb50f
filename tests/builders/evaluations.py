"""Evaluation sets and searches out of a seed, small enough to build in every test."""

import numpy as np

from antigone.engine.evaluation import (
    Basis,
    CalibrationFacts,
    DatasetFacts,
    EvaluationSet,
    PackFacts,
)
from antigone.engine.evaluation.resampling import Resampling
from antigone.engine.evaluation.searching import Searches
from antigone.engine.scoring import WINDOW, highest
from builders.calibrations import RECOGNISER, calibration

LENGTH = 16


def evaluation_set(
    counts: list[int], *, seed: int = 1, spread: float = 0.25, groups: dict[str, list[str]] | None = None
) -> EvaluationSet:
    """People with so many photographs each, a direction a person and noise about it. groups: a value a person."""
    rng = np.random.default_rng(seed)
    identities = np.repeat(np.arange(len(counts)), counts)
    centres = rng.standard_normal((len(counts), LENGTH)) + 1.0
    vectors = centres[identities] + spread * rng.standard_normal((len(identities), LENGTH))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    people = [f"person {number:04d}" for number in range(len(counts))]
    return EvaluationSet(
        name="synthetic",
        people=tuple(people),
        photographs=tuple(f"{people[identity]}/{row}.jpg" for row, identity in enumerate(identities)),
        vectors=vectors.astype(np.float32),
        found=np.ones(len(identities), np.bool_),
        identities=identities,
        recogniser=RECOGNISER,
        groups={name: np.array(values)[identities] for name, values in (groups or {}).items()},
    )


def searches(tops: np.ndarray, mate_scores: np.ndarray, ranks: np.ndarray | None = None, *, draws: int = 1) -> Searches:
    """Searches of a gallery of one size; search i is for person i modulo what is there, draws one after the other.

    tops: scores of the highest strangers (A,), or of several falling (A, n). mate_scores: nobody else is there.
    """
    ranks = np.ones(len(mate_scores), np.int64) if ranks is None else ranks
    strangers = np.asarray(tops, np.float64).reshape(len(tops), -1)
    mates = np.asarray(mate_scores, np.float64)
    return Searches(
        sizes=np.array([1000]),
        absent_rows=np.arange(len(tops)),
        absent_tops=strangers[:, :1],
        absent_highest=highest(strangers, WINDOW),
        absent_draws=np.arange(len(tops)) * draws // len(tops),
        mated_rows=np.arange(len(mate_scores)),
        mate_scores=mates,
        ranks=ranks[:, None],
        mated_highest=highest(mates[:, None], WINDOW),
        mated_draws=np.arange(len(mate_scores)) * draws // len(mate_scores),
    )


def resampling(absent: np.ndarray, mated: np.ndarray, *, replicates: int = 400, seed: int = 2) -> Resampling:
    people = int(max(absent.max(), mated.max())) + 1
    drawn = np.random.default_rng(seed).multinomial(people, np.full(people, 1 / people), replicates)
    return Resampling(drawn=drawn.astype(np.float32), absent=absent, mated=mated)


def basis(data: EvaluationSet) -> Basis:
    return Basis(
        software="1.2.3",
        device="cpu",
        dataset=DatasetFacts(
            name=data.name,
            sha256="7" * 64,
            people=len(data.people),
            people_with_two=int((data.counts > 1).sum()),
            photographs=len(data.photographs),
            without_face=tuple(name for name, found in zip(data.photographs, data.found, strict=True) if not found),
            several_faces=0,
            repeated=0,
            refused=0,
            groups=tuple(data.groups),
        ),
        pack=PackFacts(id="small", title="A small pack", detector=RECOGNISER, recogniser=RECOGNISER),
        calibration=CalibrationFacts.of(calibration()),
    )
