"""Faces found in views of one photograph, brought back to its coordinates and joined."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.extraction.detectors import Detections, keep_best
from antigone.engine.extraction.geometry import inverse, moved, roll_of, scale_of
from antigone.engine.extraction.views import View
from antigone.engine.types import Box, Face, FloatArray

# A face that leans by more in a turned view stands better in the next one, 45 degrees on.
_GREATEST_LEAN = 45.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """N faces of one photograph.

    boxes (N, 4), points (N, 5, 2): in the photograph. scores: (N,) the detector's.
    leans: (N,) degrees, how far the face leans in the view it was found in. rotations: (N,) of that view.
    sides: (N,) the square root of the box's area in that view, in its pixels.
    """

    boxes: FloatArray
    points: FloatArray
    scores: FloatArray
    leans: NDArray[np.float64]
    rotations: NDArray[np.int64]
    sides: FloatArray

    def __len__(self) -> int:
        return len(self.scores)

    def values(self, upright_preference: float = 1.0) -> FloatArray:
        """(N,) what ranks a face found in several views: its score, less the more it leans there.

        On 413 pictures turned at random this put the roll within 15 degrees for 99.5 to 99.8 %, the bare score for
        96.9 to 98.6 %: a detector sure of a lying face may still place its eyes as if it stood.
        """
        preference = np.where(self.rotations == 0, upright_preference, 1.0)
        steadiness = np.cos(np.radians(self.leans)).clip(min=0)
        return np.asarray(self.scores * steadiness * preference, dtype=np.float32)

    def sure(self, strong_score: float, steady_roll: float) -> NDArray[np.bool_]:
        return np.asarray((self.scores >= strong_score) & (np.abs(self.leans) <= steady_roll))

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Candidates":
        return Candidates(**{name: getattr(self, name)[rows] for name in self.__slots__})

    def faces(self) -> tuple[Face, ...]:
        """Largest first. Size is the box's area times the score, so that half a face in a crowd is not the largest."""
        areas = self.boxes[:, 2:].prod(axis=1) * self.scores
        return tuple(self._face(int(row)) for row in np.argsort(-areas, kind="stable"))

    def _face(self, row: int) -> Face:
        x, y, width, height = (float(value) for value in self.boxes[row])
        return Face(
            box=Box(x=x, y=y, width=width, height=height),
            landmarks=self.points[row],
            rotation=int(self.rotations[row]),
            detection_score=float(self.scores[row]),
        )


def seen_in(view: View, found: Detections) -> Candidates:
    """Detections of a view in the photograph's coordinates; of a turned view only those that stand in it."""
    back, leans = inverse(view.into), roll_of(found.points)
    everything = Candidates(
        boxes=_upright_boxes(view, found.boxes),
        points=moved(found.points, back),
        scores=found.scores,
        leans=leans,
        rotations=np.full(len(found), view.rotation, dtype=np.int64),
        sides=np.sqrt(found.boxes[:, 2:].prod(axis=1)),
    )
    return everything if view.rotation == 0 else everything.take(np.abs(leans) <= _GREATEST_LEAN)


def merged(parts: Sequence[Candidates], overlap: float, upright_preference: float = 1.0) -> Candidates:
    """All parts as one, each face once, as the view shows it that ranks it best."""
    names = Candidates.__slots__
    everything = Candidates(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})
    return everything.take(keep_best(everything.boxes, everything.values(upright_preference), overlap))


def _upright_boxes(view: View, boxes: FloatArray) -> FloatArray:
    """Boxes in the photograph: about the same centre, of the same area, not of what encloses the turned corners.

    Turned by 90 or 270 degrees width and height change places; between, a square is fairer than either.
    """
    centre = moved(boxes[:, :2] + boxes[:, 2:] / 2, inverse(view.into))
    size = boxes[:, 2:] / scale_of(view.into)
    if view.rotation % 180 == 90:
        size = size[:, ::-1]
    elif view.rotation % 90:
        size = np.repeat(np.sqrt(size.prod(axis=1, keepdims=True)), 2, axis=1)
    return np.asarray(np.concatenate([centre - size / 2, size], axis=1), dtype=np.float32)
