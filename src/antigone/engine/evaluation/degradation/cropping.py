"""The part of a photograph that shows a face."""

import numpy as np

from antigone.engine.evaluation.degradation.contract import Picture
from antigone.engine.evaluation.degradation.face import FaceFrame
from antigone.engine.evaluation.degradation.warping import shrunk
from antigone.engine.types import FloatArray, PixelArray


def crop_about_face(
    pixels: PixelArray, landmarks: FloatArray, *, margin: float, largest_unit: float
) -> tuple[PixelArray, FloatArray]:
    """New pixels as far as `margin` eye distances from the face's middle, as far as there are any, and its points.

    Reduced where the eyes are more than `largest_unit` pixels apart.
    """
    frame = FaceFrame.of(landmarks)
    middle = landmarks.mean(axis=0)
    limit = np.array([pixels.shape[1], pixels.shape[0]])
    low = np.clip(np.floor(middle - margin * frame.unit), 0, limit - 1).astype(int)
    high = np.clip(np.ceil(middle + margin * frame.unit) + 1, low + 1, limit).astype(int)
    part = Picture(
        pixels=pixels[low[1] : high[1], low[0] : high[0]].copy(), landmarks=(landmarks - low).astype(np.float32)
    )
    if frame.unit > largest_unit:
        part = shrunk(part, largest_unit / frame.unit)
    return part.pixels, part.landmarks
