"""Head pose from five points: rough, a photograph and a mean head know no better."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.extraction.alignment import template_points
from antigone.engine.extraction.geometry import Points
from antigone.engine.runtime import Alignment

# How far each point stands out towards the viewer, in distances between the eyes: right eye, left eye, nose tip,
# mouth corners. Rounded from mean adult heads; a tenth more or less moves the angles by a few degrees.
_RELIEF = np.array([0.0, 0.0, 0.45, 0.12, 0.12])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Degrees. yaw: positive where the person looks to their left; pitch: positive upwards; roll: clockwise."""

    yaw: float
    pitch: float
    roll: float


def estimated_pose(points: Points) -> Pose:
    """The turn that brings a mean head nearest to the points, seen from afar (weak perspective), least squares.

    Approximations: expect errors of 10 degrees, more where the nose or the jaw is injured.
    """
    centred = np.asarray(points, dtype=np.float64) - points.mean(axis=0)
    across, down = (_unit(row) for row in np.linalg.lstsq(_mean_head(), centred, rcond=None)[0].T)
    towards = _unit(np.cross(across, down))
    # The rows of a rotation that turns by yaw first, then by pitch, then by roll.
    return Pose(
        yaw=float(np.degrees(np.arctan2(-towards[0], towards[2]))),
        pitch=float(np.degrees(np.arcsin(towards[1]))),
        roll=float(np.degrees(np.arctan2(-across[1], down[1]))),
    )


def _mean_head() -> NDArray[np.float64]:
    """(5, 3) centred: x to the right of the picture, y down, z towards the viewer, in distances between the eyes."""
    flat = template_points(Alignment.DLIB_150).astype(np.float64)
    head = np.column_stack([flat / np.linalg.norm(flat[1] - flat[0]), _RELIEF])
    return np.asarray(head - head.mean(axis=0))


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
