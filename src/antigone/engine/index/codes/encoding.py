"""Templates to codes, each with what it lacks: measured, not assumed."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, Chart
from antigone.engine.index.codes.layout import SIDES, TILE, Codes, Limits
from antigone.engine.index.codes.shorts import short_above, short_nearest, widened
from antigone.engine.types import FloatArray

_HIGHEST = 127
HIGHEST_NARROW = 119
"""So that upper parts are as far below 8 as above it."""

_UNIT_ROUNDOFF = 2.0**-24


def encode(vectors: NDArray[np.float16], cohort: FloatArray, chart: Chart) -> Codes:
    """Codes of templates (N, D) with cohort figures (N, 2).

    A narrow head is read without its lower parts: beside it stands what it lacks then, before the tail what all lacks.
    """
    centred = vectors.astype(np.float32) - chart.mean
    turned = (centred if chart.turn is None else centred @ chart.turn) / chart.weights
    highest = HIGHEST_NARROW if chart.narrow else _HIGHEST
    scales = short_above(np.maximum(np.abs(turned).max(axis=1), np.finfo(np.float32).tiny * highest) / highest)
    steps = widened(scales)[:, None]
    codes = np.rint(turned / steps).clip(-highest, highest).astype(np.int8)
    kept = codes * steps * chart.weights
    rests = short_above(_lengths(kept[:, chart.head :]))
    reach = _largest(_lengths(kept))
    lacks = _lacking(centred, kept, chart)
    heads, tails = codes[:, : chart.head], codes[:, chart.head :].view(np.uint8)
    seen = heads.astype(np.int16)
    if chart.narrow:
        upper, lower = halves(heads)
        seen = 16 * (upper.astype(np.int16) - 8)
        kept[:, : chart.head] = seen * steps * chart.weights[: chart.head]
        tails = np.hstack([lacks[:, None].view(np.uint8), _packed(lower), tails])
        scales, lacks = short_above(16 * steps[:, 0]), _lacking(centred, kept, chart)
    means, deviations = cohort.astype(np.float64).T
    leans = centred.astype(np.float64) @ chart.mean.astype(np.float64)
    pulls, pushes = short_above(1.0 / deviations), short_above((chart.centre - means) / deviations)
    limits = Limits(
        reach=reach,
        spread=_largest(_lengths(seen * steps)),
        lack=_largest(widened(lacks)),
        lean=_largest(leans),
        pull=_largest(widened(pulls)),
        push=_largest(widened(pushes)),
    )
    # -127 to 127 as 1 to 255: the processor multiplies bytes without a sign with bytes that have one.
    bytes_ = _interleaved(upper) if chart.narrow else heads.view(np.uint8) ^ np.uint8(0x80)
    sides = np.stack([scales, rests, lacks, short_nearest(leans), pulls, pushes])
    return Codes(head=_tiled(bytes_), side=_beside(sides), tail=tails, limits=limits, narrow=chart.narrow)


def _lacking(centred: FloatArray, kept: FloatArray, chart: Chart) -> NDArray[np.uint16]:
    """Shorts (N,): the length of what numbers in the chart's directions lack of templates, both (N, D).

    It is computed in float32, where a product over n numbers is off by at most n u |a| |b| (Higham, Accuracy and
    Stability, 3.1), here of n products by n sqrt(n) u; twice that is added, which covers the roundings of the rest.
    """
    rebuilt = kept if chart.turn is None else kept @ chart.turn.T
    rounding = 2 * _UNIT_ROUNDOFF * (chart.length**1.5 if chart.turn is not None else 4.0)
    return short_above(
        _lengths(centred - rebuilt) + rounding * (1.0 + _lengths(kept) + float(np.linalg.norm(chart.mean)))
    )


def halves(codes: NDArray[np.int8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Upper and lower parts (N, D), each 0 to 15, of codes of at most 119: 16 * (upper - 8) + (lower - 8)."""
    shifted = (codes.astype(np.int16) + (16 * 8 + 8)).astype(np.uint8)
    return shifted >> np.uint8(4), shifted & np.uint8(15)


def _interleaved(upper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two numbers a byte: the fifth of eight above the first, and so on."""
    eights = upper.reshape(len(upper), -1, 2, QUAD)
    packed: NDArray[np.uint8] = eights[:, :, 0] | eights[:, :, 1] << np.uint8(4)
    return packed.reshape(len(upper), -1)


def _packed(lower: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two numbers a byte: those of the second half above those of the first."""
    first, second = np.split(lower, 2, axis=1)
    packed: NDArray[np.uint8] = first | second << np.uint8(4)
    return packed


def _largest(values: NDArray[np.floating]) -> float:
    return float(np.abs(values).max(initial=0.0))


def _lengths(rows: FloatArray) -> FloatArray:
    """Euclidean lengths, a little too long rather than too short."""
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    lengths: FloatArray = (np.sqrt(squares) * (1.0 + 4 * _UNIT_ROUNDOFF)).astype(np.float32)
    return lengths


def _tiled(bytes_: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bytes of rows (N, B) as `Codes.head`."""
    rows, width = bytes_.shape
    filled = np.zeros((-(-rows // TILE) * TILE, width), dtype=np.uint8)
    filled[:rows] = bytes_
    return np.ascontiguousarray(filled.reshape(-1, TILE, width // QUAD, QUAD).transpose(0, 2, 1, 3))


def _beside(sides: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Shorts of rows (6, N) as `Codes.side`."""
    rows = sides.shape[1]
    filled = np.zeros((SIDES, -(-rows // TILE) * TILE), dtype=np.uint16)
    filled[:, :rows] = sides
    return np.ascontiguousarray(filled.reshape(SIDES, -1, TILE).transpose(1, 0, 2))
