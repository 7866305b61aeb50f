"""A stored face as a person looks at it: upright, the whole head, cut from the original each time it is asked for."""

import numpy as np

from antigone.casework.evidence.models import DetectedFace
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import read_original
from antigone.engine.errors import AntigoneError
from antigone.engine.extraction import cut_portrait
from antigone.engine.imaging import decode_image
from antigone.engine.types import PixelArray

__all__ = ["PORTRAIT_SIDE", "portrait"]

PORTRAIT_SIDE = 360


def portrait(face: DetectedFace) -> PixelArray | None:
    """RGB uint8, PORTRAIT_SIDE square; None where the original is missing or damaged: the list stands without it."""
    sha256 = face.photograph.sha256
    try:
        image = decode_image(read_original(originals_folder(), sha256), name=sha256)
    except AntigoneError:
        return None
    return cut_portrait(image.pixels, np.array(face.landmarks, dtype=np.float32), PORTRAIT_SIDE)
