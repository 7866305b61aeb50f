"""A stored face as a person looks at it: upright, the whole head, cut from the original each time it is asked for."""

import numpy as np

from antigone.casework.evidence.models import DetectedFace
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import read_original
from antigone.engine.errors import AntigoneError
from antigone.engine.extraction import cut_portrait
from antigone.engine.imaging import decode_image
from antigone.engine.types import FloatArray, Image, PixelArray

__all__ = ["PORTRAIT_SIDE", "portrait", "stored_picture", "stored_points"]

PORTRAIT_SIDE = 360


def portrait(face: DetectedFace) -> PixelArray | None:
    """RGB uint8, PORTRAIT_SIDE square; None where the original is missing or damaged: the list stands without it."""
    image = stored_picture(face)
    return None if image is None else cut_portrait(image.pixels, stored_points(face), PORTRAIT_SIDE)


def stored_picture(face: DetectedFace) -> Image | None:
    """The face's photograph, decoded from its original; None as in `portrait`."""
    sha256 = face.photograph.sha256
    try:
        return decode_image(read_original(originals_folder(), sha256), name=sha256)
    except AntigoneError:
        return None


def stored_points(face: DetectedFace) -> FloatArray:
    """The five landmarks, float32 (5, 2)."""
    return np.array(face.landmarks, dtype=np.float32)
