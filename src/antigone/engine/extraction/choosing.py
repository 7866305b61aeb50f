"""Which of the faces found is meant, and what the operator should know about the choice."""

from collections.abc import Sequence

import numpy as np

from antigone.engine.extraction.detectors import intersection_over_union
from antigone.engine.extraction.settings import UNSURE_SCORE
from antigone.engine.types import Box, Face

NEARLY_AS_LARGE = 0.75
"""Of the largest face's size: where a photograph was meant for somebody, size alone does not tell them from a bystander
this near to it. docs/detection.md."""


def foremost(faces: Sequence[Face], *, width: int, height: int) -> int:
    """Index of the face in the foreground: of those nearly as large as the largest, the one nearest to the middle."""
    boxes = np.array([face.box.as_tuple() for face in faces], dtype=np.float64)
    sizes = boxes[:, 2] * boxes[:, 3] * [face.detection_score for face in faces]
    distances = np.linalg.norm(boxes[:, :2] + boxes[:, 2:] / 2 - (width / 2, height / 2), axis=1)
    return int(np.where(sizes >= NEARLY_AS_LARGE * sizes.max(), distances, np.inf).argmin())


def nearest(faces: Sequence[Face], box: Box) -> int:
    """Index of the face that overlaps the box most; where none does, of the one whose centre is nearest."""
    boxes = np.array([face.box.as_tuple() for face in faces], dtype=np.float32)
    wanted = np.array(box.as_tuple(), dtype=np.float32)
    distances = np.linalg.norm(boxes[:, :2] + boxes[:, 2:] / 2 - wanted[:2] - wanted[2:] / 2, axis=1)
    order = np.lexsort([distances, -intersection_over_union(wanted, boxes)])
    return int(order[0])


def choice_warnings(faces: Sequence[Face], chosen: int, *, near: Box | None) -> tuple[str, ...]:
    """Sentences for the operator; empty where one upright face was plainly there."""
    face, warnings = faces[chosen], []
    if len(faces) > 1:
        foremost_one = "largest" if chosen == 0 else "one nearest to the middle of those about as large"
        which = foremost_one if near is None else "nearest to the box named"
        warnings.append(f"{len(faces)} faces; the {which} was taken.")
    if near is not None and not _overlaps(face, near):
        warnings.append("No face lies in the box named; the nearest was taken: check that it is the right one.")
    if face.rotation:
        warnings.append(f"The face was found lying: the picture was turned clockwise by {face.rotation} degrees.")
    if face.detection_score < UNSURE_SCORE:
        warnings.append(f"The detector is unsure of this face (score {face.detection_score:.2f}): check the points.")
    return tuple(warnings)


def _overlaps(face: Face, box: Box) -> bool:
    wanted = np.array(box.as_tuple(), dtype=np.float32)
    return bool(intersection_over_union(wanted, np.array([face.box.as_tuple()], dtype=np.float32))[0] > 0)
