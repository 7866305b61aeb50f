"""Expected strangers of one search: its probe's own, with what the calibration and the gallery say."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import SearchableIndex, Selection
from antigone.engine.scoring import (
    PHOTOGRAPHS,
    WINDOW,
    Calibration,
    Estimate,
    GalleryTail,
    StrangerPrior,
    StrangersOfProbes,
    Windows,
    expected_strangers,
    highest,
    tail_among,
)

# Strangers in the window without which the probe's own tail is no figure.
_FEWEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangerFigures:
    """expected: the headline. overall, by_probe: its parts; by_probe is None where too few subjects were searched."""

    expected: Estimate
    overall: Estimate
    by_probe: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStrangers:
    """What a search's figures are read from. prior: None where the calibration judges every probe alike.

    worsened: whether the gallery's people resemble each other more than those of the calibration, and raised it.
    """

    calibration: Calibration
    subjects: int
    prior: StrangerPrior | None
    windows: Windows
    worsened: bool

    @classmethod
    def of(
        cls, values: NDArray[np.float64], *, subjects: int, calibration: Calibration, gallery: GalleryTail | None
    ) -> Self:
        """values: the highest ranking scores, falling, of WINDOW subjects or all. subjects: how many were searched."""
        shipped = calibration.strangers
        prior = gallery.worsened(shipped, subjects=subjects) if gallery and shipped else shipped
        return cls(
            calibration=calibration,
            subjects=subjects,
            prior=prior,
            windows=Windows.of(calibration.tail.nats(highest(values[None], WINDOW)), np.array([subjects], np.int64)),
            worsened=prior is not shipped,
        )

    def figures(self, scores: NDArray[np.float64]) -> list[StrangerFigures]:
        """Of candidates with these ranking scores (C,)."""
        tail = self.calibration.tail
        overall = [expected_strangers(tail, float(score), subjects=self.subjects) for score in scores]
        if self.prior is None or not len(scores):
            return [StrangerFigures(expected=each, overall=each, by_probe=None) for each in overall]
        joined = self._read(scores, self.prior)
        alone = self._read(scores, self.prior.vague) if self.windows.counts[0] >= _FEWEST else [None] * len(scores)
        return [
            StrangerFigures(expected=expected, overall=total, by_probe=by_probe)
            for expected, total, by_probe in zip(joined, overall, alone, strict=True)
        ]

    def _read(self, scores: NDArray[np.float64], prior: StrangerPrior) -> list[Estimate]:
        return [*_estimates(self.calibration, scores, StrangersOfProbes.of(self.windows, prior))]


def gallery_tail(index: SearchableIndex, selection: Selection, calibration: Calibration) -> GalleryTail | None:
    """How the selected people resemble each other; None where they are too few to say.

    Always the same for the same rows: the photographs compared are spread evenly over them.
    """
    rows = index.spread_rows(PHOTOGRAPHS, selection)
    return tail_among(calibration.tail, rows.vectors.astype(np.float32), rows.cohort, rows.subjects)


def _estimates(
    calibration: Calibration, scores: NDArray[np.float64], strangers: StrangersOfProbes
) -> Iterator[Estimate]:
    """Bounds: what is not known of the probe, and what is not known of the tail, as if they were independent."""
    end = calibration.tail.scores[-1]
    nats = calibration.tail.nats(np.minimum(scores, end))
    expected = strangers.expected(nats)
    for score, value, low, high in zip(scores, expected, *strangers.bounds(nats), strict=True):
        rate = calibration.tail.false_match_rate(float(min(score, end)))
        above = math.hypot(max(math.log(high / value), 0.0), math.log(rate.high / rate.value))
        below = math.hypot(max(math.log(value / low), 0.0), math.log(rate.value / rate.low))
        resolved = bool(score <= end)
        yield Estimate(
            value=float(value),
            low=float(value) * math.exp(-below) if resolved else 0.0,
            high=float(value) * math.exp(above),
            resolved=resolved,
        )
