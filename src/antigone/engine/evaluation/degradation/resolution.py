"""Few pixels, and few bits for them."""

import cv2
import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FaceFrame
from antigone.engine.evaluation.degradation.warping import shrunk


def jpeg(picture: Picture, level: Level, _rng: np.random.Generator) -> Picture:
    """Written and read as JPEG (libjpeg's quality, colour at half resolution). Nothing is left to chance."""
    (quality,) = level
    options = [cv2.IMWRITE_JPEG_QUALITY, round(quality)]
    _, data = cv2.imencode(".jpg", np.ascontiguousarray(picture.pixels[..., ::-1]), options)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return picture.repainted(np.ascontiguousarray(np.asarray(decoded, dtype=np.uint8)[..., ::-1]))


def tiny_face(picture: Picture, level: Level, _rng: np.random.Generator) -> Picture:
    """The whole picture reduced until the eyes are so far apart; one that is smaller already stays as it is."""
    (eye_distance,) = level
    scale = eye_distance / FaceFrame.of(picture.landmarks).unit
    return shrunk(picture, scale) if scale < 1 else picture
