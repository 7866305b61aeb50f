"""Templates to codes, each with what it lacks: measured, not assumed."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, Chart
from antigone.engine.index.codes.layout import SIDES, TILE, Codes, Limits
from antigone.engine.index.codes.shorts import short_above, short_nearest, widened
from antigone.engine.types import FloatArray

_HIGHEST = 127
_UNIT_ROUNDOFF = 2.0**-24


def encode(vectors: NDArray[np.float16], cohort: FloatArray, chart: Chart) -> Codes:
    """Codes of templates (N, D) with cohort figures (N, 2).

    What a code lacks is the length of template less what the code stands for. It is computed in float32, where a
    product over n numbers is off by at most n u |a| |b| (Higham, Accuracy and Stability, 3.1), here of n products by
    n sqrt(n) u; twice that is added, which covers the roundings of the rest.
    """
    centred = vectors.astype(np.float32) - chart.mean
    turned = centred if chart.turn is None else centred @ chart.turn
    turned = turned / chart.weights
    scaled = short_above(np.maximum(np.abs(turned).max(axis=1), np.finfo(np.float32).tiny * _HIGHEST) / _HIGHEST)
    scales = widened(scaled)
    codes = np.rint(turned / scales[:, None]).clip(-_HIGHEST, _HIGHEST)
    unweighted = codes * scales[:, None]
    kept = unweighted * chart.weights
    reach = _lengths(kept)
    rebuilt = kept if chart.turn is None else kept @ chart.turn.T
    numbers = chart.length
    rounding = 2 * _UNIT_ROUNDOFF * (numbers**1.5 if chart.turn is not None else 4.0)
    lacks = _lengths(centred - rebuilt) + rounding * (1.0 + reach + float(np.linalg.norm(chart.mean)))
    leans = centred.astype(np.float64) @ chart.mean.astype(np.float64)
    means, deviations = cohort.astype(np.float64).T
    pulls, pushes = short_above(1.0 / deviations), short_above((chart.centre - means) / deviations)
    rests, lacking = short_above(_lengths(kept[:, chart.head :])), short_above(lacks)
    sides = np.stack([scaled, rests, lacking, short_nearest(leans), pulls, pushes])
    limits = Limits(
        reach=_largest(reach),
        spread=_largest(_lengths(unweighted[:, : chart.head])),
        lack=_largest(widened(lacking)),
        lean=_largest(leans),
        pull=_largest(widened(pulls)),
        push=_largest(widened(pushes)),
    )
    return _tiled(codes.astype(np.int8), sides, chart.head, limits)


def _largest(values: NDArray[np.floating]) -> float:
    return float(np.abs(values).max(initial=0.0))


def _lengths(rows: FloatArray) -> FloatArray:
    """Euclidean lengths, a little too long rather than too short."""
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    lengths: FloatArray = (np.sqrt(squares) * (1.0 + 4 * _UNIT_ROUNDOFF)).astype(np.float32)
    return lengths


def _tiled(codes: NDArray[np.int8], sides: NDArray[np.uint16], head: int, limits: Limits) -> Codes:
    rows = len(codes)
    tiles = -(-rows // TILE)
    filled = np.zeros((tiles * TILE, head), dtype=np.uint8)
    # A code of -127 to 127 as 1 to 255: the processor multiplies bytes without a sign with bytes that have one.
    filled[:rows] = codes[:, :head].view(np.uint8) ^ 0x80
    beside = np.zeros((SIDES, tiles * TILE), dtype=np.uint16)
    beside[:, :rows] = sides
    return Codes(
        head=np.ascontiguousarray(filled.reshape(tiles, TILE, head // QUAD, QUAD).transpose(0, 2, 1, 3)),
        side=np.ascontiguousarray(beside.reshape(SIDES, tiles, TILE).transpose(1, 0, 2)),
        tail=np.ascontiguousarray(codes[:, head:]),
        limits=limits,
    )
