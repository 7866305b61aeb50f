"""Faces as a detector reports them, and the suppression of doubles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detections:
    """N faces of one input picture, in its pixels (a pixel's centre at integer coordinates).

    boxes: (N, 4) left, top, width, height. points: (N, 5, 2) as in `types.Face`. scores: (N,) 0 to 1.
    """

    boxes: FloatArray
    points: FloatArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.scores)

    def take(self, rows: NDArray[np.intp]) -> "Detections":
        return Detections(boxes=self.boxes[rows], points=self.points[rows], scores=self.scores[rows])


def intersection_over_union(box: FloatArray, others: FloatArray) -> FloatArray:
    """(N,) for one box (4,) against others (N, 4), all left, top, width, height."""
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[:2] + box[2:], others[:, :2] + others[:, 2:])
    common = np.clip(high - low, 0.0, None).prod(axis=1)
    union = box[2:].prod() + others[:, 2:].prod(axis=1) - common
    return np.asarray(common / np.maximum(union, 1e-9), dtype=np.float32)


def keep_best(boxes: FloatArray, values: FloatArray, overlap: float) -> NDArray[np.intp]:
    """Rows left after non-maximum suppression, best value first: of boxes that overlap by more, the best stays."""
    order = np.argsort(-values, kind="stable")
    kept: list[int] = []
    while len(order):
        best, rest = int(order[0]), order[1:]
        kept.append(best)
        order = rest[intersection_over_union(boxes[best], boxes[rest]) <= overlap]
    return np.array(kept, dtype=np.intp)


def joined(parts: Sequence[Detections]) -> Detections:
    """All of them, in order; needs at least one part."""
    return Detections(
        boxes=np.concatenate([part.boxes for part in parts]),
        points=np.concatenate([part.points for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
    )
