"""Numbers in a byte each: steps of a grid that a gallery's rows share."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray

MISFIT = 255
"""The byte of a number that its grid does not span."""

HIGHEST_STEP = 254

_COMMON = (0.001, 0.5, 0.999)
_WIDTH = 2.5
_LEAST_WIDTH = 2.0**-8
_TINY, _HUGE = 1e-30, 1e30


def fitted_grid(values: NDArray[np.floating]) -> FloatArray:
    """A grid, float32 (2,), its lowest number and its step, for numbers of which some are given.

    On either side two and a half times as wide as 998 in a thousand of them lie about the middle, some eight standard
    deviations of a normal distribution: a few numbers beyond all measure do not make the steps coarse. Not below zero
    where none is.
    """
    finite = values[np.abs(values) < _HUGE].astype(np.float64)
    low, middle, high = np.quantile(finite, _COMMON) if len(finite) else (0.0, 0.0, 0.0)
    least = max(abs(middle) * _LEAST_WIDTH, _TINY)
    lowest = np.float32(middle - _WIDTH * max(middle - low, least))
    if len(finite) and finite.min() >= 0:
        lowest = max(lowest, np.float32(finite.min() / 2))
    step = (middle + _WIDTH * max(high - middle, least) - float(lowest)) / HIGHEST_STEP
    return np.array([lowest, np.nextafter(np.float32(step), np.float32(np.inf))], dtype=np.float32)


def highest(grid: FloatArray) -> float:
    """The highest number of a grid."""
    return float(grid[0]) + HIGHEST_STEP * float(grid[1])


def spanned(values: NDArray[np.floating], grid: FloatArray) -> NDArray[np.bool_]:
    """Which of these numbers a grid has steps for; none that is not a number."""
    inside: NDArray[np.bool_] = (values >= float(grid[0])) & (values <= highest(grid))
    return inside


def bounded(values: NDArray[np.floating], grid: FloatArray) -> NDArray[np.bool_]:
    """Which of these numbers have a step that is not below them; none that is not a number."""
    below: NDArray[np.bool_] = values <= highest(grid)
    return below


def step_above(values: NDArray[np.floating], grid: FloatArray) -> NDArray[np.uint8]:
    """The lowest steps that are not below the numbers, as `widened` has them; the first or last for those beyond it."""
    steps = _clipped(np.ceil(_steps(values, grid)))
    # Widening rounds, at times to below the number.
    higher: NDArray[np.uint8] = (steps + (widened(steps, grid) < values)).clip(0, HIGHEST_STEP)
    return higher


def step_nearest(values: NDArray[np.floating], grid: FloatArray) -> NDArray[np.uint8]:
    """The steps nearest to the numbers; the first or last for those beyond it."""
    return _clipped(np.rint(_steps(values, grid)))


def widened(steps: NDArray[np.uint8], grid: FloatArray) -> FloatArray:
    """The float32 that steps stand for."""
    numbers: FloatArray = grid[0] + grid[1] * steps.astype(np.float32)
    return numbers


def _steps(values: NDArray[np.floating], grid: FloatArray) -> NDArray[np.float64]:
    steps: NDArray[np.float64] = (values.astype(np.float64) - float(grid[0])) / float(grid[1])
    return steps


def _clipped(steps: NDArray[np.floating]) -> NDArray[np.uint8]:
    clipped: NDArray[np.uint8] = np.nan_to_num(steps).clip(0, HIGHEST_STEP).astype(np.uint8)
    return clipped
