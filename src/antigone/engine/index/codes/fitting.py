"""The chart that suits a gallery: fitted on a sample of its rows."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, SIDES, UNGRIDDED, Chart
from antigone.engine.index.codes.encoding import HIGHEST_NARROW, gridded, halves
from antigone.engine.types import FloatArray

FITTED_ON = 32_768
"""Rows of a sample: more than enough for 1,024 directions."""

_PLACES = 200
_OWN = 4
"""The highest scores of a row of the sample are with itself and with other photographs of its person."""

_QUERIES = 64
_ROWS_FOR_A_HEAD = 100_000
_SAVING = 0.85
_OPEN = 30
"""Bytes that could be read in the time that an open row takes, for each of its numbers."""

_MOST_OPEN = 0.005
"""A narrow head leaves so many rows open at most: more, and many searches at once would take longer by it."""


def fit_chart(sample: NDArray[np.float16], cohort: FloatArray, *, rows: int) -> Chart:
    """The chart for a gallery of `rows` rows, of which (N, D) are a sample, with its cohort figures (N, 2).

    Directions in which templates differ most come first (principal components). Where a few of them decide of nearly
    every row that it is too low, searches read those alone of it, or the upper four bits of a few more; else templates
    stay as they are turned.
    """
    vectors = sample.astype(np.float32)
    length = vectors.shape[1]
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32) if len(vectors) else np.zeros(length, np.float32)
    centred = vectors - mean
    centre = float(cohort[:, 0].mean()) if len(cohort) else 0.0
    whole = Chart(
        centre=centre,
        mean=mean,
        weights=_weights(centred),
        turn=None,
        head=length,
        narrow=False,
        grids=UNGRIDDED,
    )
    if rows < _ROWS_FOR_A_HEAD or len(vectors) < 2 * length:
        return gridded(whole, sample, cohort)
    turn = _directions(centred)
    weights = _weights(centred @ turn)
    head, narrow = _cheapest_head(_asked(centred, cohort, mean, rows), centred, turn, weights)
    if head == length and not narrow:
        return gridded(whole, sample, cohort)
    return gridded(replace(whole, weights=weights, turn=turn, head=head, narrow=narrow), sample, cohort)


def _weights(centred: FloatArray) -> FloatArray:
    """What strays less is kept more finely: by the square root of how far each number strays.

    By all of it, or not at all, codes lack as little; but the coarse probe, which has the weights too, lacks more. A
    floor, for a number that never changes.
    """
    if not len(centred):
        return np.ones(centred.shape[1], np.float32)
    strays = np.sqrt(np.square(centred, dtype=np.float64).mean(axis=0))
    weights: FloatArray = np.sqrt(np.maximum(strays, max(1e-6, strays.max() * 1e-3))).astype(np.float32)
    return weights


def _directions(centred: FloatArray) -> FloatArray:
    """Principal directions (D, D), a column each, that of the largest variance first."""
    _, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    return np.ascontiguousarray(vectors[:, ::-1].astype(np.float32))


class _Asked(NamedTuple):
    """What rows of the sample ask of all of it, (Q, N) each: how far they lean, how a score becomes a value."""

    rests: NDArray[np.floating]
    leaning: NDArray[np.floating]
    slope: NDArray[np.floating]
    offset: NDArray[np.floating]
    thresholds: NDArray[np.floating]


def _asked(centred: FloatArray, cohort: FloatArray, mean: FloatArray, rows: int) -> _Asked:
    """Ranking scores: (s - m) / d by the cohort of the one, and by that of the other, halved.

    thresholds: the height that a list of `_PLACES` would begin at in the whole gallery, as far as the sample is large
    enough to show it; a little lower else.
    """
    step = max(1, len(centred) // _QUERIES)
    asking, (own_means, own_deviations) = centred[::step][:_QUERIES] + mean, cohort[::step][:_QUERIES].T[:, :, None]
    means, deviations = cohort.T
    shares = (asking @ mean)[:, None] / np.float32(max(float(mean @ mean), 1e-12))
    slope = (1 / own_deviations + 1 / deviations) / 2
    offset = -(own_means / own_deviations + means / deviations) / 2
    values = slope * (asking @ (centred + mean).T) + offset
    rank = _OWN + int(len(centred) * min(0.5, _PLACES / rows))
    return _Asked(
        rests=asking - shares * mean,
        leaning=(asking @ mean)[:, None] + shares * (centred @ mean),
        slope=slope,
        offset=offset,
        thresholds=np.partition(values, -rank, axis=1)[:, -rank, None],
    )


def _cheapest_head(asked: _Asked, centred: FloatArray, turn: FloatArray, weights: FloatArray) -> tuple[int, bool]:
    """The head that has the fewest bytes read for a row, where it saves a good part of them; whether it is narrow."""
    length = centred.shape[1]
    probes, turned = asked.rests @ turn, centred @ turn
    lows = np.sqrt(np.cumsum(np.square(_lows(turned / weights) * weights), axis=1))
    sizes, open_row = np.linalg.norm(probes, axis=1)[:, None], _OPEN * length
    costs = {(length, False): float(length + SIDES)}
    for head in [*range(16, length, max(8, length // 16 // QUAD * QUAD)), length]:
        left = np.linalg.norm(probes[:, head:], axis=1)[:, None] * np.linalg.norm(turned[:, head:], axis=1)
        tops = asked.leaning + probes[:, :head] @ turned[:, :head].T + left
        if head < length:
            costs[head, False] = head + SIDES + _open(asked, tops) * open_row
        if head % (2 * QUAD) == 0:
            open_ = _open(asked, tops + sizes * lows[:, head - 1])
            if open_ <= _MOST_OPEN:
                costs[head, True] = head / 2 + SIDES + open_ * open_row
    cheapest = min(costs, key=lambda head: costs[head])
    return cheapest if costs[cheapest] <= _SAVING * costs[length, False] else (length, False)


def _open(asked: _Asked, tops: NDArray[np.floating]) -> float:
    return float((asked.slope * tops + asked.offset >= asked.thresholds).mean())


def _lows(numbers: FloatArray) -> FloatArray:
    """What numbers (N, D) have in the lower parts of their codes; about, for their scales are not rounded here."""
    scales = np.abs(numbers).max(axis=1, keepdims=True) / HIGHEST_NARROW
    _, lower = halves(np.rint(numbers / np.maximum(scales, np.finfo(np.float32).tiny)).astype(np.int8))
    lows: FloatArray = (lower.astype(np.float32) - 8) * scales
    return lows
