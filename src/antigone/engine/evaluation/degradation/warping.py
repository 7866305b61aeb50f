"""Pictures seen from elsewhere: the five points go with them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation.contract import Picture
from antigone.engine.types import FloatArray, PixelArray


def projected(
    picture: Picture, matrix: NDArray[np.float64], size: tuple[int, int], *, beyond: NDArray[np.generic]
) -> Picture:
    """The picture through a homography (3, 3). size: width, height of the new one. beyond: colour outside the old."""
    pixels = cv2.warpPerspective(
        picture.pixels,
        matrix,
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=[float(value) for value in beyond],
    )
    return Picture(pixels=np.asarray(pixels, dtype=np.uint8), landmarks=through(matrix, picture.landmarks))


def through(matrix: NDArray[np.float64], points: NDArray[np.floating]) -> FloatArray:
    """Points (N, 2) through a homography."""
    lifted = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:], dtype=np.float32)


def border_colour(pixels: PixelArray) -> NDArray[np.float64]:
    """Mean colour of the outermost pixels."""
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return np.asarray(edges.mean(axis=0), dtype=np.float64)


def shrunk(picture: Picture, scale: float) -> Picture:
    """Reduced by averaging areas, `scale` below 1."""
    height, width = picture.pixels.shape[:2]
    new = (max(1, round(width * scale)), max(1, round(height * scale)))
    pixels = cv2.resize(picture.pixels, new, interpolation=cv2.INTER_AREA)
    factors = np.array([new[0] / width, new[1] / height])
    moved = picture.landmarks * factors + (factors - 1) / 2
    return Picture(pixels=np.asarray(pixels, dtype=np.uint8), landmarks=moved.astype(np.float32))
