"""Faces drawn by hand: checked, and completed where only the box or only the points were given."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import InvalidFaceGeometry
from antigone.engine.extraction.alignment import template_points
from antigone.engine.extraction.detectors import intersection_over_union
from antigone.engine.extraction.finding import FaceFinder
from antigone.engine.extraction.geometry import inverse, moved, roll_of, scale_of, similarity
from antigone.engine.extraction.requests import PointList
from antigone.engine.extraction.settings import RotationSearch
from antigone.engine.runtime import Alignment
from antigone.engine.types import Box, Face, FloatArray, Image, LandmarkSource

_LEAST_EYE_DISTANCE = 4.0
# The detector wants some surroundings: half a box on every side.
_SURROUNDINGS = 0.5
_LEAST_OVERLAP = 0.2
# Where CenterFace draws its box about the points of a dlib-150 chip: medians of 300 LFW faces.
_BOX_CENTRE, _BOX_SIZE = np.array([74.5, 66.5]), np.array([121.6, 160.9])
_ADVICE = "Draw it again on the upright picture; coordinates are pixels from the left top corner."


def face_by_hand(image: Image, finder: FaceFinder, *, box: Box | None, points: PointList | None) -> Face:
    """The face as drawn; `landmarks_by` is always HAND.

    Box only: the points are the detector's where it sees a face in the box at any rotation, else those of a mean face
    standing upright in it. Points only: the box is put about them. Raises InvalidFaceGeometry, with the reason.
    """
    if box is not None:
        _check_box(image, box)
    if points is not None:
        placed = _checked_points(image, points)
        return _face(box or _box_about(placed), placed, _nearest_rotation(placed))
    if box is None:
        raise InvalidFaceGeometry(image.facts.name, "neither a box nor points were given", advice=_ADVICE)
    found = _found_in(image, finder, box)
    if found is not None:
        return _face(box, found.landmarks, found.rotation)
    return _face(box, _mean_points(box), 0)


def _face(box: Box, points: FloatArray, rotation: int) -> Face:
    return Face(box=box, landmarks=points, rotation=rotation, detection_score=1.0, landmarks_by=LandmarkSource.HAND)


def _check_box(image: Image, box: Box) -> None:
    """A hand may slip over the border; half of the box has to lie in the picture."""
    width = min(box.x + box.width, image.facts.width) - max(box.x, 0.0)
    height = min(box.y + box.height, image.facts.height) - max(box.y, 0.0)
    if width <= 0 or height <= 0 or width * height < box.area / 2:
        raise _refused(image, f"the box {_numbers(box.as_tuple())} lies outside the picture")
    if min(box.width, box.height) < 2 * _LEAST_EYE_DISTANCE:
        raise _refused(image, f"the box {_numbers(box.as_tuple())} is too small for a face")


def _checked_points(image: Image, points: PointList) -> FloatArray:
    placed = np.asarray(points, dtype=np.float32)
    if placed.shape != (5, 2) or not np.isfinite(placed).all():
        raise _refused(image, "a face needs five points: both eyes, the nose and both corners of the mouth")
    limit = (image.facts.width - 1, image.facts.height - 1)
    for point in placed[((placed < 0) | (placed > limit)).any(axis=1)]:
        raise _refused(image, f"the point {_numbers(point)} lies outside the picture")
    if np.linalg.norm(placed[1] - placed[0]) < _LEAST_EYE_DISTANCE:
        raise _refused(image, "the points of the eyes lie on one spot")
    eyes, mouth = placed[1] - placed[0], placed[3:].mean(axis=0) - placed[:2].mean(axis=0)
    if eyes[0] * mouth[1] - eyes[1] * mouth[0] <= 0:
        raise _refused(image, "right and left are exchanged: the person's right eye comes first")
    return placed


def _box_about(points: FloatArray) -> Box:
    back = inverse(similarity(points, template_points(Alignment.DLIB_150)))
    centre, size = moved(_BOX_CENTRE, back), _BOX_SIZE * scale_of(back)
    x, y = centre - size / 2
    return Box(x=float(x), y=float(y), width=float(size[0]), height=float(size[1]))


def _nearest_rotation(points: FloatArray) -> int:
    return round(-float(roll_of(points)) / 45) * 45 % 360


def _mean_points(box: Box) -> FloatArray:
    shape = (template_points(Alignment.DLIB_150) - (_BOX_CENTRE - _BOX_SIZE / 2)) / _BOX_SIZE
    return np.asarray(shape * (box.width, box.height) + (box.x, box.y), dtype=np.float32)


def _found_in(image: Image, finder: FaceFinder, box: Box) -> Face | None:
    """The face that the detector sees in the box and its surroundings, moved to the photograph's coordinates."""
    low, high = _surroundings(image, box)
    part = image.pixels[low[1] : high[1], low[0] : high[0]]
    drawn = np.array([box.x - low[0], box.y - low[1], box.width, box.height], dtype=np.float32)
    faces = finder.find([part], [RotationSearch.AUTO])[0]
    boxes = np.array([face.box.as_tuple() for face in faces], dtype=np.float32).reshape(-1, 4)
    overlaps = intersection_over_union(drawn, boxes)
    if not len(overlaps) or overlaps.max() < _LEAST_OVERLAP:
        return None
    best = faces[int(overlaps.argmax())]
    points = best.landmarks + low.astype(np.float32)
    return Face(box=box, landmarks=points, rotation=best.rotation, detection_score=best.detection_score)


def _surroundings(image: Image, box: Box) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    corner, size = np.array([box.x, box.y]), np.array([box.width, box.height])
    limit = np.array([image.facts.width, image.facts.height])
    low = np.clip(np.floor(corner - size * _SURROUNDINGS), 0, limit - 1)
    high = np.clip(np.ceil(corner + size * (1 + _SURROUNDINGS)), low + 1, limit)
    return low.astype(np.int64), high.astype(np.int64)


def _refused(image: Image, reason: str) -> InvalidFaceGeometry:
    return InvalidFaceGeometry(image.facts.name, reason, advice=_ADVICE)


def _numbers(values: object) -> str:
    return ", ".join(f"{float(value):g}" for value in np.ravel(np.asarray(values)))
