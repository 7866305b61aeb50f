"""Templates to codes, each with what it lacks: measured, not assumed."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import LACK, LEAN, PULL, PUSH, QUAD, REST, SCALE, SIDES, WHOLE_LACK, Chart
from antigone.engine.index.codes.grids import MISFIT, bounded, fitted_grid, spanned, step_above, step_nearest, widened
from antigone.engine.index.codes.layout import TILE, Codes, Limits
from antigone.engine.types import FloatArray

_HIGHEST = 127
HIGHEST_NARROW = 119
"""So that upper parts are as far below 8 as above it."""

_UPPER = 16
"""What the upper parts of a code are multiplied with."""

_UNIT_ROUNDOFF = 2.0**-24


def encode(vectors: NDArray[np.float16], cohort: FloatArray, chart: Chart) -> Codes:
    """Codes of templates (N, D) with cohort figures (N, 2).

    A narrow head is read without its lower parts: beside it stands what it lacks then, before the tail what all lacks.
    """
    charted = _charted(vectors, chart)
    scale_steps = step_above(charted.scales, chart.grids[SCALE])
    coded = _coded(charted, widened(scale_steps, chart.grids[SCALE]), cohort, chart)
    steps = [step_above(kind, grid) for kind, grid in zip(coded.numbers, chart.grids, strict=True)]
    steps[SCALE], steps[LEAN] = scale_steps, step_nearest(coded.numbers[LEAN], chart.grids[LEAN])
    misfits = ~_fitting(coded.numbers, chart)
    for kind in (LACK, WHOLE_LACK):
        steps[kind][misfits] = MISFIT
    bytes_, tails = _halved(coded.codes, steps[WHOLE_LACK], chart)
    return Codes(
        head=_tiled(bytes_), side=_beside(np.stack(steps[:SIDES])), tail=tails, limits=coded.limits, chart=chart
    )


def gridded(chart: Chart, vectors: NDArray[np.float16], cohort: FloatArray) -> Chart:
    """The chart with grids that span the numbers of a gallery's rows, of which some are given."""
    charted = _charted(vectors, chart)
    coded = _coded(charted, charted.scales, cohort, chart)
    return replace(chart, grids=np.stack([fitted_grid(kind) for kind in coded.numbers]))


def _fitting(numbers: NDArray[np.float64], chart: Chart) -> NDArray[np.bool_]:
    """Which rows (7, N) have all their numbers in steps: lacks and the like may be too large, not too small."""
    asked = {REST: bounded, LACK: bounded, LEAN: spanned, PULL: spanned, PUSH: bounded, WHOLE_LACK: bounded}
    fits: NDArray[np.bool_] = np.all([test(numbers[kind], chart.grids[kind]) for kind, test in asked.items()], axis=0)
    return fits


class _Charted(NamedTuple):
    """Templates without the mean, in the chart's directions by their weights, and the scales that take these in."""

    centred: FloatArray
    turned: FloatArray
    scales: FloatArray


def _charted(vectors: NDArray[np.float16], chart: Chart) -> _Charted:
    centred = vectors.astype(np.float32) - chart.mean
    directed = centred if chart.turn is None else centred @ chart.turn
    turned: FloatArray = np.divide(directed, chart.weights)
    largest = np.maximum(np.abs(turned).max(axis=1), np.finfo(np.float32).tiny * _highest(chart))
    scales = largest * (_part(chart) * (1.0 + 4 * _UNIT_ROUNDOFF) / _highest(chart))
    return _Charted(centred=centred, turned=turned, scales=scales.astype(np.float32))


class _Coded(NamedTuple):
    """codes: int8 (N, D). numbers: float64 (7, N), one row of it for each kind that has a grid."""

    codes: NDArray[np.int8]
    numbers: NDArray[np.float64]
    limits: Limits


def _coded(charted: _Charted, scales: FloatArray, cohort: FloatArray, chart: Chart) -> _Coded:
    highest, steps = _highest(chart), (scales / np.float32(_part(chart)))[:, None]
    codes = np.rint(charted.turned / steps).clip(-highest, highest).astype(np.int8)
    kept = codes * steps * chart.weights
    rests, reach = _lengths(kept[:, chart.head :]), _largest(_lengths(kept))
    whole = lacks = _lacking(charted.centred, kept, chart)
    seen = codes[:, : chart.head].astype(np.int16)
    if chart.narrow:
        upper, _ = halves(codes[:, : chart.head])
        seen = _UPPER * (upper.astype(np.int16) - 8)
        kept[:, : chart.head] = seen * steps * chart.weights[: chart.head]
        lacks = _lacking(charted.centred, kept, chart)
    means, deviations = cohort.astype(np.float64).T
    leans = charted.centred.astype(np.float64) @ chart.mean.astype(np.float64)
    pulls, pushes = 1.0 / deviations, (chart.centre - means) / deviations
    return _Coded(
        codes=codes,
        numbers=np.stack([scales, rests, lacks, leans, pulls, pushes, whole]).astype(np.float64),
        limits=Limits(reach=reach, spread=_largest(_lengths(seen * steps))),
    )


def _halved(codes: NDArray[np.int8], lacks: NDArray[np.uint8], chart: Chart) -> tuple[NDArray[np.uint8], ...]:
    """Bytes of heads and of tails."""
    heads, tails = codes[:, : chart.head], codes[:, chart.head :].view(np.uint8)
    if not chart.narrow:
        # -127 to 127 as 1 to 255: the processor multiplies bytes without a sign with bytes that have one.
        return heads.view(np.uint8) ^ np.uint8(0x80), tails
    upper, lower = halves(heads)
    return _interleaved(upper), np.hstack([lacks[:, None], _packed(lower), tails])


def _highest(chart: Chart) -> int:
    return HIGHEST_NARROW if chart.narrow else _HIGHEST


def _part(chart: Chart) -> int:
    """What a scale is the scale of: upper parts, or codes."""
    return _UPPER if chart.narrow else 1


def _lacking(centred: FloatArray, kept: FloatArray, chart: Chart) -> FloatArray:
    """The length of what numbers in the chart's directions lack of templates, both (N, D).

    It is computed in float32, where a product over n numbers is off by at most n u |a| |b| (Higham, Accuracy and
    Stability, 3.1), here of n products by n sqrt(n) u; twice that is added, which covers the roundings of the rest.
    """
    rebuilt = kept if chart.turn is None else kept @ chart.turn.T
    rounding = 2 * _UNIT_ROUNDOFF * (chart.length**1.5 if chart.turn is not None else 4.0)
    lacks: FloatArray = _lengths(centred - rebuilt) + np.float32(rounding) * (
        1.0 + _lengths(kept) + np.float32(np.linalg.norm(chart.mean))
    )
    return lacks


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


def _beside(sides: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Steps of rows (6, N) as `Codes.side`."""
    rows = sides.shape[1]
    filled = np.zeros((SIDES, -(-rows // TILE) * TILE), dtype=np.uint8)
    filled[:, :rows] = sides
    return np.ascontiguousarray(filled.reshape(SIDES, -1, TILE).transpose(1, 0, 2))
