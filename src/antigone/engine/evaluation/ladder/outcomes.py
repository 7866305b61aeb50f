"""What searches with the probes of a rung returned, and the figures made of it.

Every probe is searched for twice: with its person in the gallery, and with that person left out. So all probes are
mated and non-mated alike, and FNIR and FPIR are of the same people.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.ladder.probes import LadderGallery
from antigone.engine.evaluation.ladder.rungs import RungTemplates
from antigone.engine.evaluation.metrics import NOWHERE, bounded, fnir, threshold_at_fpir
from antigone.engine.scoring import Estimate

Floats = NDArray[np.float64]


class LadderFigure(StrEnum):
    """What is measured at every rung.

    DETECTION_FAILURE: share of probes in which no face was found where the person's is.
    RANK_ONE: share of searches with the mate at rank 1; a failed detection is no rank.
    FNIR: FNIR(N, R, T), T set so that FPIR(N, T) is the target among the same probes, degraded alike.
    """

    DETECTION_FAILURE = "detection_failure"
    RANK_ONE = "rank_1"
    FNIR = "fnir"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """FNIR counts mates among the first `rank` at or above the threshold where FPIR is `fpir`."""

    rank: int = 20
    fpir: float = 0.1

    def __post_init__(self) -> None:
        if self.rank < 1 or not 0 < self.fpir < 1:
            raise ValueError(f"no target of rank {self.rank} and FPIR {self.fpir}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RungOutcomes:
    """One number a probe (P,).

    found: whether the person's face was. mate_scores, ranks: of the person's best reference; -inf and NOWHERE where no
    face was found. top_scores: the highest of others, with the person left out. cosines: with the person's best
    reference; NaN where no face was found.
    """

    found: NDArray[np.bool_]
    mate_scores: Floats
    ranks: NDArray[np.int64]
    top_scores: Floats
    cosines: Floats


def searched(templates: RungTemplates, wanted: NDArray[np.int64], gallery: LadderGallery) -> RungOutcomes:
    """Search the gallery for the people `wanted` (P,). Raises ValueError where one of them has no reference."""
    own = wanted[:, None] == gallery.subjects[None, :]
    if not own.any(axis=1).all():
        raise ValueError(f"no reference of subject {wanted[~own.any(axis=1)][0]} is in the gallery")
    count, found = len(wanted), templates.found
    mates, tops, cosines = np.full(count, -np.inf), np.full(count, -np.inf), np.full(count, np.nan)
    ranks = np.full(count, NOWHERE)
    if found.any():
        vectors, own = templates.vectors[found], own[found]
        scores = gallery.scores(vectors).astype(np.float64)
        by_subject = _best_by_subject(np.where(own, -np.inf, scores), gallery.subjects)
        mates[found] = np.where(own, scores, -np.inf).max(axis=1)
        tops[found] = by_subject.max(axis=1)
        # A stranger with the mate's very score stands before it.
        ranks[found] = 1 + (by_subject >= mates[found][:, None]).sum(axis=1)
        cosines[found] = np.where(own, gallery.cosines(vectors), -np.inf).max(axis=1)
    return RungOutcomes(found=found, mate_scores=mates, ranks=ranks, top_scores=tops, cosines=cosines)


def _best_by_subject(scores: Floats, subjects: NDArray[np.int64]) -> Floats:
    """Scores (P, R) -> highest of each subject (P, S)."""
    order = np.argsort(subjects, kind="stable")
    starts = np.flatnonzero(np.diff(subjects[order], prepend=subjects[order][0] - 1))
    return np.asarray(np.maximum.reduceat(scores[:, order], starts, axis=1), dtype=np.float64)


def figure_values(
    figure: LadderFigure, outcomes: RungOutcomes, target: Target, weights: Floats | None = None
) -> Floats:
    """The figure (), or one for each row of weights (B, P)."""
    if figure is LadderFigure.FNIR:
        thresholds = threshold_at_fpir(outcomes.top_scores, [target.fpir], weights=weights)
        missed = fnir(outcomes.mate_scores, outcomes.ranks, thresholds, rank=target.rank, weights=weights)
        return np.asarray(missed[..., 0], dtype=np.float64)
    counted = ~outcomes.found if figure is LadderFigure.DETECTION_FAILURE else outcomes.ranks == 1
    if weights is None:
        return np.asarray(counted.mean(), dtype=np.float64)
    return np.asarray(weights @ counted.astype(np.float64) / weights.sum(axis=1), dtype=np.float64)


def estimate(figure: LadderFigure, outcomes: RungOutcomes, target: Target, *, weights: Floats, people: int) -> Estimate:
    """The figure with its 95 % bounds. weights: how often each probe counts in each resample (B, P)."""
    value = float(figure_values(figure, outcomes, target))
    return bounded(value, figure_values(figure, outcomes, target, weights), people=people)
