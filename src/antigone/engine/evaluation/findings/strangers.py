"""Whether `expected_strangers` holds its word: searches for people who are not enrolled."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.metrics import bounded
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.evaluation.resampling import Resampling
from antigone.engine.evaluation.searching import Searches
from antigone.engine.scoring import Calibration, Estimate, expected_strangers

LEVELS = (0.03, 0.1, 0.3, 1.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A list cut at `expected`: what it promises, and what came.

    promised: 1 - exp(-expected), the share of searches for absent people that have a candidate. found: the share that
    had. missed: the share of searches for enrolled people whose lists do not hold them, with this cut.
    """

    expected: float
    promised: float
    found: Estimate
    missed: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """calibration: the SHA-256 of the one that made the promises. rank: the longest list."""

    calibration: str
    rank: int
    promises: tuple[Promise, ...]


def measure_reliability(
    searches: Searches, resampling: Resampling, *, calibration: Calibration, enrolled: Rows, rank: int
) -> Reliability:
    """Each search's figure against the share of searches at or below it.

    searches: by ranking score. enrolled: subjects with a template in each draw's gallery (draws,).
    A figure that the calibration cannot resolve cuts nobody, so it counts as the smallest.
    """
    absent = _figures(searches.absent_tops[:, -1], searches.absent_draws, enrolled, calibration)
    mates = _figures(searches.mate_scores, searches.mated_draws, enrolled, calibration)
    found = absent[:, None] <= np.array(LEVELS)
    missed = (mates[:, None] > np.array(LEVELS)) | (searches.ranks[:, -1:] > rank)
    found_again, missed_again = resampling.shares(found, resampling.absent), resampling.shares(missed, resampling.mated)
    promises = tuple(
        Promise(
            expected=level,
            promised=float(-np.expm1(-level)),
            found=bounded(float(found[:, place].mean()), found_again[:, place], people=resampling.absent_people),
            missed=bounded(float(missed[:, place].mean()), missed_again[:, place], people=resampling.mated_people),
        )
        for place, level in enumerate(LEVELS)
    )
    return Reliability(calibration=calibration.sha256, rank=rank, promises=promises)


def _figures(scores: NDArray[np.float64], draws: Rows, enrolled: Rows, calibration: Calibration) -> NDArray[np.float64]:
    """expected_strangers at each score; infinite where there is no candidate."""
    figures = [
        _figure(float(score), int(enrolled[draw]), calibration) if np.isfinite(score) else np.inf
        for score, draw in zip(scores, draws, strict=True)
    ]
    return np.array(figures)


def _figure(score: float, subjects: int, calibration: Calibration) -> float:
    expected = expected_strangers(calibration.tail, score, references=np.array([0, subjects]))
    return expected.value if expected.resolved else 0.0
