"""The chart that suits a gallery: fitted on a sample of its rows."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, Chart
from antigone.engine.types import FloatArray

FITTED_ON = 32_768
"""Rows of a sample: more than enough for 1,024 directions."""

_PLACES = 200
_OWN = 4
"""The highest scores of a row of the sample are with itself and with other photographs of its person."""

_QUERIES = 64
_ROWS_FOR_A_HEAD = 100_000
_SAVING = 0.85
_SIDE = 20
_LOOKED_AT = 2000
"""Bytes that could be read in the time that the rest of one row takes, which lies elsewhere in memory."""


def fit_chart(sample: NDArray[np.float16], *, rows: int) -> Chart:
    """The chart for a gallery of `rows` rows, of which (N, D) are a sample.

    Directions in which templates differ most come first (principal components). Where a few of them decide of nearly
    every row that it is too low, searches read those alone of it; else templates stay as they are turned.
    """
    vectors = sample.astype(np.float32)
    length = vectors.shape[1]
    mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32) if len(vectors) else np.zeros(length, np.float32)
    centred = vectors - mean
    whole = Chart(mean=mean, weights=_weights(centred), turn=None, head=length)
    if rows < _ROWS_FOR_A_HEAD or len(vectors) < 2 * length:
        return whole
    turn = _directions(centred)
    turned = centred @ turn
    head = _cheapest_head(centred, mean, turn, rows)
    return Chart(mean=mean, weights=_weights(turned), turn=turn, head=head) if head < length else whole


def _weights(centred: FloatArray) -> FloatArray:
    """How far each number strays: what strays less is kept more finely. A floor, for a number that never changes."""
    if not len(centred):
        return np.ones(centred.shape[1], np.float32)
    strays = np.sqrt(np.square(centred, dtype=np.float64).mean(axis=0))
    weights: FloatArray = np.maximum(strays, max(1e-6, strays.max() * 1e-3)).astype(np.float32)
    return weights


def _directions(centred: FloatArray) -> FloatArray:
    """Principal directions (D, D), a column each, that of the largest variance first."""
    _, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    return np.ascontiguousarray(vectors[:, ::-1].astype(np.float32))


def _cheapest_head(centred: FloatArray, mean: FloatArray, turn: FloatArray, rows: int) -> int:
    """The head that has the fewest bytes read for a row, where it saves a good part of them.

    Rows of the sample ask. The height that a list of `_PLACES` would begin at in the whole gallery is taken from the
    sample, a little lower where that is too small to show it; what is drawn out as a normal distribution would be is
    too high, for scores thin out faster. It decides of speed alone.
    """
    length = centred.shape[1]
    asking = centred[:: max(1, len(centred) // _QUERIES)][:_QUERIES] + mean
    scores = asking @ centred.T
    shares = asking @ mean / np.float32(max(float(mean @ mean), 1e-12))
    probes, turned = (asking - shares[:, None] * mean) @ turn, centred @ turn
    leaning = shares[:, None] * (centred @ mean)
    rank = _OWN + int(len(centred) * min(0.5, _PLACES / rows))
    thresholds = np.partition(scores, -rank, axis=1)[:, -rank]
    costs = {length: float(length + _SIDE)}
    for head in _candidates(length):
        left = np.linalg.norm(probes[:, head:], axis=1)[:, None] * np.linalg.norm(turned[:, head:], axis=1)
        tops = leaning + probes[:, :head] @ turned[:, :head].T + left
        open_ = float((tops >= thresholds[:, None]).mean())
        costs[head] = head + _SIDE + open_ * (length - head + _LOOKED_AT)
    cheapest: int = min(costs, key=lambda head: costs[head])
    return cheapest if costs[cheapest] <= _SAVING * costs[length] else length


def _candidates(length: int) -> list[int]:
    return [*range(16, length, max(8, length // 16 // QUAD * QUAD))]
