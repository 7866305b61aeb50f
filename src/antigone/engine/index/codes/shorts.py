"""Float32 in its upper 16 bits: half the memory to read, the same range, 8 bits of precision, widened by a shift."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray

SHORT_ROUNDOFF = 0.004
"""A number and the short nearest to it differ by less than this share of it: 2^-8, and room for float32's rounding."""

_LOWER = np.uint32(0xFFFF)


def short_above(values: NDArray[np.floating]) -> NDArray[np.uint16]:
    """The lowest shorts that are not below the values; for what may be too large but not too small."""
    with np.errstate(over="ignore"):
        single = values.astype(np.float32)
    single = np.where(single < values, np.nextafter(single, np.float32(np.inf)), single)
    bits = single.view(np.uint32)
    # The upper half of a negative number is nearer to zero, and so above it.
    return np.where(single < 0, bits >> 16, (bits + _LOWER) >> 16).astype(np.uint16)


def short_nearest(values: NDArray[np.floating]) -> NDArray[np.uint16]:
    """The shorts nearest to the values."""
    bits = values.astype(np.float32).view(np.uint32)
    return ((bits + (_LOWER >> 1) + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def widened(shorts: NDArray[np.uint16]) -> FloatArray:
    """The float32 that shorts stand for, exactly."""
    return (shorts.astype(np.uint32) << 16).view(np.float32)
