"""Photographs and faces without pixels."""

from hashlib import sha256

import numpy as np

from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import store_original
from antigone.engine.types import Box, Face, LandmarkSource, ModelIdentity, PhotographFacts, Quality

DETECTOR = ModelIdentity(id="a-detector", sha256="d" * 64)


def stored_facts(data: bytes = b"a photograph", *, name: str = "a.jpg") -> PhotographFacts:
    """Facts of bytes that are stored as an original."""
    digest = sha256(data).hexdigest()
    store_original(originals_folder(), data, digest)
    return PhotographFacts(
        name=name, sha256=digest, size=len(data), format="JPEG", width=100, height=80, exif={"Model": "X"}
    )


def face(x: float = 10.0, *, by: LandmarkSource = LandmarkSource.MACHINE) -> Face:
    """An upright face of 20 x 20 pixels at (x, 10)."""
    points = np.array([[5, 7], [15, 7], [10, 11], [6, 15], [14, 15]], dtype=np.float32) + np.float32([x, 10.1])
    box = Box(x=x, y=10.1, width=20, height=20)
    return Face(box=box, landmarks=points, rotation=0, detection_score=0.9, landmarks_by=by)


def quality(overall: float = 70.0) -> Quality:
    return Quality(
        components={"sharpness": 0.123456789}, advice=("Hold still.",), reasons=("LOW_SHARPNESS",), overall=overall
    )
