"""Searches of many draws at once: exact scores, in blocks, reduced to what the metrics need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import EvaluationSet
from antigone.engine.evaluation.metrics import NOWHERE
from antigone.engine.evaluation.protocols import Draw, Rows
from antigone.engine.scoring import (
    WINDOW,
    Calibration,
    Cohort,
    cohort_statistics,
    fused_template,
    highest,
    ranking_scores,
    several_references,
)
from antigone.engine.types import FloatArray

_BLOCK = 512
_SERIES = (100, 300)


class Scoring(StrEnum):
    """What subjects rank by: the cosine, or the score normalised against the calibration's cohort."""

    SCORE = "score"
    RANKING_SCORE = "ranking_score"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparer:
    """Compares photographs of a set by their rows. A gallery's templates are rounded as the store rounds them.

    statistics: of each row against the cohort (N, 2); both None to score by cosine.
    """

    data: EvaluationSet
    stored: FloatArray
    cohort: Cohort | None
    statistics: FloatArray | None

    @classmethod
    def of(cls, data: EvaluationSet, calibration: Calibration | None) -> Self:
        """Raises CalibrationError where the calibration is another recogniser's."""
        if calibration is not None:
            calibration.require(data.recogniser)
        return cls(
            data=data,
            stored=data.vectors.astype(np.float16).astype(np.float32),
            cohort=None if calibration is None else calibration.cohort,
            statistics=None if calibration is None else cohort_statistics(calibration.cohort, data.vectors),
        )

    def subject_scores(self, probes: Rows, draw: Draw) -> FloatArray:
        """(P, G): several references of one person count as in a search."""
        single = self.scores(probes, draw.gallery)
        if draw.starts is None:
            return single
        best = np.maximum.reduceat(single, draw.starts, axis=1)
        if self.cohort is None:
            return best
        fused, found = self._fused(draw.gallery, draw.starts)
        together = self._compared(probes, fused, cohort_statistics(self.cohort, fused), found)
        counts = np.add.reduceat(self.data.found[draw.gallery], draw.starts)
        scores: FloatArray = np.where(counts > 1, several_references(together, best), best)
        return scores

    def _fused(self, gallery: Rows, starts: Rows) -> tuple[FloatArray, NDArray[np.bool_]]:
        """A template a subject (G, D), and whether there is one (G,)."""
        portions = [rows[self.data.found[rows]] for rows in np.split(gallery, starts[1:])]
        found = np.array([len(rows) > 0 for rows in portions])
        nothing = np.zeros_like(self.stored[0])
        fused = [fused_template(self.stored[rows]) if len(rows) else nothing for rows in portions]
        return np.stack(fused), found

    def scores(self, probes: Rows, gallery: Rows) -> FloatArray:
        """(P, G); -inf where either photograph has no template."""
        statistics = None if self.statistics is None else self.statistics[gallery]
        return self._compared(probes, self.stored[gallery], statistics, self.data.found[gallery])

    def _compared(
        self, probes: Rows, templates: FloatArray, statistics: FloatArray | None, found: NDArray[np.bool_]
    ) -> FloatArray:
        scores: FloatArray = self.data.vectors[probes] @ templates.T
        if self.statistics is not None and statistics is not None:
            # What has no template deviates by 0; its scores are set below.
            with np.errstate(invalid="ignore"):
                scores = ranking_scores(scores, self.statistics[probes], statistics)
        scores[~self.data.found[probes]] = -np.inf
        scores[:, ~found] = -np.inf
        return scores


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Searches:
    """What the searches of all draws returned, one after the other; metrics say what the numbers mean.

    sizes: gallery sizes (S,), ascending; the last is the whole gallery. Smaller ones are its beginnings, and always
    hold the mate.
    absent_rows, absent_tops: probes of absent people (A,) and the score of the highest stranger at each size (A, S).
    mated_rows, mate_scores, ranks: probes of enrolled people (M,), their mates' scores (M,) and ranks (M, S).
    absent_highest, mated_highest: scores of the WINDOW highest subjects of the whole gallery, falling (A or M, WINDOW);
    minus infinity where there are fewer.
    absent_draws, mated_draws: number of the draw each search belongs to.
    """

    sizes: Rows
    absent_rows: Rows
    absent_tops: NDArray[np.float64]
    absent_highest: NDArray[np.float64]
    absent_draws: Rows
    mated_rows: Rows
    mate_scores: NDArray[np.float64]
    ranks: Rows
    mated_highest: NDArray[np.float64]
    mated_draws: Rows


def gallery_sizes(largest: int) -> Rows:
    """100, 300, 1,000, 3,000, ... well below `largest`, and that."""
    steps = (start * 10**power for power in range(8) for start in _SERIES)
    return np.array([*(size for size in steps if size < 0.8 * largest), largest], np.int64)


def run_searches(comparer: Comparer, draws: Sequence[Draw]) -> Searches:
    """Search every draw's gallery with its probes. All draws enrol the same number of people."""
    sizes = gallery_sizes(draws[0].subjects)
    tops = [_tops(comparer, draw, sizes) for draw in draws]
    mates = [_mates(comparer, draw, sizes) for draw in draws]
    return Searches(
        sizes=sizes,
        absent_rows=np.concatenate([draw.absent for draw in draws]),
        absent_tops=np.concatenate([scores for scores, _ in tops]),
        absent_highest=np.concatenate([highest for _, highest in tops]),
        absent_draws=np.repeat(np.arange(len(draws)), [len(draw.absent) for draw in draws]),
        mated_rows=np.concatenate([draw.mated for draw in draws]),
        mate_scores=np.concatenate([scores for scores, _, _ in mates]),
        ranks=np.concatenate([ranks for _, ranks, _ in mates]),
        mated_highest=np.concatenate([highest for _, _, highest in mates]),
        mated_draws=np.repeat(np.arange(len(draws)), [len(draw.mated) for draw in draws]),
    )


def blocks(rows: Rows) -> Iterator[slice]:
    """Slices that keep a block of scores small beside the machine's memory."""
    return (slice(start, start + _BLOCK) for start in range(0, len(rows), _BLOCK))


def _tops(comparer: Comparer, draw: Draw, sizes: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tops = np.full((len(draw.absent), len(sizes)), -np.inf)
    found = np.full((len(draw.absent), WINDOW), -np.inf)
    starts = np.concatenate([[0], sizes[:-1]])
    for block in blocks(draw.absent):
        scores = comparer.subject_scores(draw.absent[block], draw)
        tops[block] = np.maximum.accumulate(np.maximum.reduceat(scores, starts, axis=1), axis=1)
        found[block] = highest(scores, WINDOW)
    return tops, found


def _mates(comparer: Comparer, draw: Draw, sizes: Rows) -> tuple[NDArray[np.float64], Rows, NDArray[np.float64]]:
    """Scores (M,) and ranks (M, S) of the mates, and the highest scores. A stranger with the mate's very score stands
    before it.

    The gallery of size n is the mate and the first n - 1 others: counted in the first n places where the mate is one of
    them, else in the first n - 1.
    """
    mate_scores = np.full(len(draw.mated), -np.inf)
    ranks = np.full((len(draw.mated), len(sizes)), NOWHERE)
    found = np.full((len(draw.mated), WINDOW), -np.inf)
    ends = np.stack([sizes - 1, sizes], axis=1).ravel()
    starts = np.concatenate([[0], ends[:-1]])
    for block in blocks(draw.mated):
        mates = draw.mates[block]
        scores = comparer.subject_scores(draw.mated[block], draw)
        own = scores[np.arange(len(mates)), mates]
        before = scores >= own[:, None]
        before[np.arange(len(mates)), mates] = False
        counts = np.cumsum(np.add.reduceat(before, starts, axis=1, dtype=np.int64), axis=1).reshape(len(mates), -1, 2)
        inside = mates[:, None] < sizes
        mate_scores[block] = own
        ranks[block] = np.where(
            np.isfinite(own)[:, None], 1 + np.where(inside, counts[..., 1], counts[..., 0]), NOWHERE
        )
        found[block] = highest(scores, WINDOW)
    return mate_scores, ranks, found
