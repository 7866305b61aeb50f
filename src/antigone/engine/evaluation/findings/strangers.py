"""Whether `expected_strangers` holds its word: searches for people who are not enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.metrics import bounded
from antigone.engine.evaluation.protocols import Draw, Rows
from antigone.engine.evaluation.resampling import Resampling
from antigone.engine.evaluation.searching import Comparer, Searches
from antigone.engine.scoring import (
    PHOTOGRAPHS,
    Calibration,
    Estimate,
    GalleryTail,
    StrangersOfProbes,
    Windows,
    cohort_statistics,
    expected_strangers,
    spread,
    tail_among,
)

LEVELS = (0.03, 0.1, 0.3, 1.0, 3.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A list cut at `expected`: what it promises, and what came.

    promised: 1 - exp(-expected), the share of searches for absent people that have a candidate. found: the share that
    had. found_overall: the share with the part that judges every probe alike. missed: the share of searches for
    enrolled people whose lists do not hold them, with this cut.
    """

    expected: float
    promised: float
    found: Estimate
    found_overall: Estimate
    missed: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """calibration: the SHA-256 of the one that made the promises. rank: the longest list."""

    calibration: str
    rank: int
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judge:
    """Reads figures as a search does. enrolled: subjects with a template in each draw's gallery (draws,).
    galleries: how the people of each resemble each other; None where they are not looked at.
    """

    calibration: Calibration
    enrolled: Rows
    galleries: Sequence[GalleryTail | None]

    @classmethod
    def of(cls, comparer: Comparer, draws: Sequence[Draw], calibration: Calibration, *, own: bool) -> "Judge":
        """own: the calibration is the site's, and galleries are not looked at."""
        found = comparer.data.found
        return cls(
            calibration=calibration,
            enrolled=np.array([int(found[draw.gallery].sum()) for draw in draws]),
            galleries=[None if own else _tail(comparer, draw, calibration) for draw in draws],
        )

    def figures(self, scores: Floats, highest: Floats, draws: Rows) -> Floats:
        """expected_strangers at one score of each search (S,); infinite where there is no candidate.

        A figure that the calibration cannot resolve cuts nobody, so it counts as the smallest.
        """
        prior = self.calibration.strangers
        if prior is None:
            return self.overall(scores, draws)
        tail, found = self.calibration.tail, np.full(len(scores), np.inf)
        for draw, (subjects, gallery) in enumerate(zip(self.enrolled.tolist(), self.galleries, strict=True)):
            at = np.flatnonzero((draws == draw) & np.isfinite(scores))
            windows = Windows.of(tail.nats(highest[at]), np.full(len(at), subjects))
            own = gallery.worsened(prior, subjects=subjects) if gallery else prior
            found[at] = StrangersOfProbes.of(windows, own).expected(tail.nats(scores[at]))
        return np.where(np.isfinite(scores) & (scores > tail.scores[-1]), 0.0, found)

    def overall(self, scores: Floats, draws: Rows) -> Floats:
        """The same by the part that judges every probe alike."""
        figures = [
            self._overall(float(score), int(self.enrolled[draw])) if np.isfinite(score) else np.inf
            for score, draw in zip(scores, draws, strict=True)
        ]
        return np.array(figures)

    def _overall(self, score: float, subjects: int) -> float:
        expected = expected_strangers(self.calibration.tail, score, subjects=subjects)
        return expected.value if expected.resolved else 0.0


def measure_reliability(searches: Searches, resampling: Resampling, judge: Judge, *, rank: int) -> Reliability:
    """Each search's figure against the share of searches at or below it. searches: by ranking score."""
    tops, levels = searches.absent_tops[:, -1], np.array(LEVELS)
    found = judge.figures(tops, searches.absent_highest, searches.absent_draws)[:, None] <= levels
    overall = judge.overall(tops, searches.absent_draws)[:, None] <= levels
    mates = judge.figures(searches.mate_scores, searches.mated_highest, searches.mated_draws)
    missed = (mates[:, None] > levels) | (searches.ranks[:, -1:] > rank)
    absent = [_share(each, resampling, resampling.absent, resampling.absent_people) for each in (found, overall)]
    mated = _share(missed, resampling, resampling.mated, resampling.mated_people)
    promises = tuple(
        Promise(
            expected=level,
            promised=float(-np.expm1(-level)),
            found=absent[0][place],
            found_overall=absent[1][place],
            missed=mated[place],
        )
        for place, level in enumerate(LEVELS)
    )
    return Reliability(calibration=judge.calibration.sha256, rank=rank, promises=promises)


def _share(outcomes: NDArray[np.bool_], resampling: Resampling, weights: Rows, people: int) -> list[Estimate]:
    again = resampling.shares(outcomes, weights)
    return [bounded(float(each.mean()), again[:, place], people=people) for place, each in enumerate(outcomes.T)]


def _tail(comparer: Comparer, draw: Draw, calibration: Calibration) -> GalleryTail | None:
    gallery = draw.gallery[comparer.data.found[draw.gallery]]
    rows = gallery[spread(len(gallery), PHOTOGRAPHS)]
    statistics = cohort_statistics(calibration.cohort, comparer.stored[rows])
    return tail_among(calibration.tail, comparer.stored[rows], statistics, comparer.data.identities[rows])
