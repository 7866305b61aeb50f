"""The gallery's own strangers: people of one region, sex and age resemble each other more than news photographs do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.normalisation import ranking_scores
from antigone.engine.scoring.strangers.prior import StrangerPrior
from antigone.engine.scoring.tail import TailModel
from antigone.engine.types import FloatArray

PHOTOGRAPHS = 4000
"""So many of a gallery's photographs are enough to tell how its people resemble each other."""

SMALLEST_PAIRS = 1000
"""Pairs of photographs of different people without which a gallery says nothing about itself."""

_PROBES = 400
_SHARE, _FEWEST, _MOST = 0.01, 50, 3000
# One person under two names scores far beyond any stranger; so many nats is as far as an excess counts.
_LARGEST_EXCESS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryTail:
    """Strangers of a gallery among themselves: above `threshold` nats a share `rate` of the pairs, an e-fold less with
    every 1 / `slope` nats more. Against the population of the calibration, rate is exp(-threshold) and slope 1.
    """

    threshold: float
    rate: float
    slope: float

    def worsened(self, prior: StrangerPrior, *, subjects: int) -> StrangerPrior:
        """The prior moved to this gallery where more strangers are to be expected there; else as it is.

        Judged where a list is cut: at the score that one stranger of an average gallery of this size reaches.
        """
        slope = np.log(self.slope)
        level = np.log(self.rate) + self.threshold + (self.slope - 1) * (self.threshold - prior.at)
        nats = np.log(max(subjects, 2))
        more = level - (self.slope - 1) * (nats - prior.at)
        return prior.shifted(level=float(level), slope=float(slope)) if more > 0 else prior


def fit_gallery_tail(tail: TailModel, ranking_scores: NDArray[np.floating]) -> GalleryTail | None:
    """ranking_scores: of a gallery's non-mated pairs, any number. None where they are fewer than SMALLEST_PAIRS.

    The highest hundredth, exponential in nats (a generalised Pareto tail with the calibration's shape): two numbers,
    for a gallery is no calibration.
    """
    pairs = len(ranking_scores)
    if pairs < SMALLEST_PAIRS:
        return None
    count = min(max(int(_SHARE * pairs), _FEWEST), _MOST)
    highest = tail.nats(np.partition(ranking_scores, -count - 1)[-count - 1 :])
    threshold = float(highest.min())
    excess = float(np.minimum(highest - threshold, _LARGEST_EXCESS).sum() / count)
    if excess <= 0:
        return None
    return GalleryTail(threshold=threshold, rate=count / pairs, slope=1 / excess)


def tail_among(
    tail: TailModel, vectors: FloatArray, statistics: FloatArray, subjects: NDArray[np.int64]
) -> GalleryTail | None:
    """From photographs of a gallery, PHOTOGRAPHS at most: templates (N, D), cohort statistics (N, 2), whose (N,).

    Some of them, evenly spread, are compared with all others; those of one subject are left out.
    """
    probes = spread(len(vectors), _PROBES)
    scores = ranking_scores(vectors[probes] @ vectors.T, statistics[probes], statistics)
    return fit_gallery_tail(tail, scores[subjects[probes][:, None] != subjects])


def spread(rows: int, count: int) -> NDArray[np.int64]:
    """At most `count` of so many rows, evenly spread over them: a sample without chance."""
    return np.arange(rows) if rows <= count else np.linspace(0, rows - 1, count).astype(np.int64)
