"""Points under affine maps. A map is float64 (2, 3): new = map[:, :2] @ old + map[:, 2]."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray

Affine = NDArray[np.float64]
Points = NDArray[np.floating]


def moved(points: Points, by: Affine) -> FloatArray:
    """Points (..., 2) through the map."""
    return np.asarray(points @ by[:, :2].T + by[:, 2], dtype=np.float32)


def inverse(of: Affine) -> Affine:
    linear = np.linalg.inv(of[:, :2])
    return np.column_stack([linear, -linear @ of[:, 2]])


def after(second: Affine, first: Affine) -> Affine:
    """The map that does `first`, then `second`."""
    return np.column_stack([second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]])


def scaling(x: float, y: float) -> Affine:
    """What resizing a picture by these factors does to coordinates that lie on pixel centres."""
    return np.array([[x, 0.0, (x - 1) / 2], [0.0, y, (y - 1) / 2]])


def similarity(source: Points, target: Points) -> Affine:
    """The rotation, uniform scale and shift that bring `source` (N, 2) nearest to `target`, least squares.

    Umeyama, IEEE PAMI 13(4), 1991, eqs. 40-42; a reflection is never returned.
    """
    start, end = source.mean(axis=0), target.mean(axis=0)
    centred, wanted = source - start, target - end
    left, spread, right = np.linalg.svd(wanted.T @ centred / len(source))
    signs = np.array([1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    scale = (spread * signs).sum() / (centred**2).sum() * len(source)
    linear = scale * (left * signs) @ right
    return np.column_stack([linear, end - linear @ start]).astype(np.float64)


def scale_of(similar: Affine) -> float:
    return float(np.sqrt(abs(np.linalg.det(similar[:, :2]))))


def roll_of(points: Points) -> NDArray[np.float64]:
    """Degrees, (-180, 180], by which faces (..., 5, 2) lean clockwise: the angle of the line between the eyes."""
    line = np.asarray(points[..., 1, :] - points[..., 0, :], dtype=np.float64)
    return np.asarray(np.degrees(np.arctan2(line[..., 1], line[..., 0])))
