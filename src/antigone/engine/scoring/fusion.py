"""Several photographs of one person as one template."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray

BEST_BEHIND = 0.5
"""How far, in ranking scores, the best of several references alone stands behind all of them fused."""


def fused_template(vectors: FloatArray) -> FloatArray:
    """Templates (..., n, D) of length 1 -> (..., D): their mean, divided by the square root of its length.

    To AS-norm it is a template like any other; one photograph alone is its own fusion. The length is deliberate. It
    cancels in the fused side's half of AS-norm, but not in the other's: made unit again, fused templates would come
    nearer to every stranger, and figures calibrated on single photographs would be too bold; left as short as the mean
    is, which n photographs make steadier than one, they would be too careful. The root lies where strangers score as
    with single photographs, and misses least besides: docs/fusion.md. Rules that lost are in `evaluation.fusion`.
    Raises ValueError where the templates cancel out.
    """
    mean = vectors.mean(axis=-2, dtype=np.float64)
    lengths = np.linalg.norm(mean, axis=-1, keepdims=True)
    if not (lengths > 0).all():
        raise ValueError("templates that cancel out have no mean")
    fused: FloatArray = (mean / np.sqrt(lengths)).astype(np.float32)
    return fused


def several_references(
    fused: NDArray[np.floating], best: NDArray[np.floating], *, behind: float = BEST_BEHIND
) -> NDArray[np.floating]:
    """The ranking score of subjects with several references, from that of their fused template and of the best alone.

    Fused references miss less. But a reference of somebody else among them, or one that is spoilt, would bury its
    subject for good: so the best one counts too, a little behind. docs/fusion.md has both measured.
    """
    return np.asarray(np.maximum(fused, best - behind))
