"""Values that rooms hand to each other. Frozen, checked at construction; a step returns a new one.

Coordinates are pixels of the upright image (EXIF orientation applied), origin at the top left corner, x to the right,
y downwards; a pixel's centre lies at integer coordinates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
PixelArray = NDArray[np.uint8]

LANDMARK_COUNT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which model made something: templates of two identities are never compared."""

    id: str
    sha256: str

    def __post_init__(self) -> None:
        if len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef"):
            raise ValueError(f"not a SHA-256 in lower-case hex: {self.sha256!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographFacts:
    """What is known of a photograph without its pixels.

    name: the file's name as handed in, for messages.
    sha256, size: of the original bytes.
    format: `JPEG`, `PNG`, ... as the decoder names it, never from the file's name.
    width, height: of the upright image.
    exif: tags as read, name to printable text; empty where there are none.
    orientation: the EXIF orientation (1-8) that was applied.
    notes: what was done on decoding that may matter (`first of 12 frames`, `16 bits reduced to 8`).
    """

    name: str
    sha256: str
    size: int
    format: str
    width: int
    height: int
    exif: Mapping[str, str] = field(default_factory=dict)
    orientation: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Image:
    """A decoded photograph, upright: uint8 RGB, shape (height, width, 3), read-only."""

    pixels: PixelArray
    facts: PhotographFacts

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3:
            raise ValueError(f"pixels must be uint8 (height, width, 3), not {self.pixels.dtype} {self.pixels.shape}")
        if self.pixels.shape[:2] != (self.facts.height, self.facts.width):
            raise ValueError(f"facts say {self.facts.width} x {self.facts.height}, pixels are {self.pixels.shape}")
        self.pixels.flags.writeable = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    def __post_init__(self) -> None:
        values = (self.x, self.y, self.width, self.height)
        if not all(np.isfinite(values)) or self.width <= 0 or self.height <= 0:
            raise ValueError(f"a box needs finite numbers and a positive size, not {values}")

    @property
    def area(self) -> float:
        return self.width * self.height

    def as_tuple(self) -> tuple[float, float, float, float]:
        return (self.x, self.y, self.width, self.height)


class LandmarkSource(StrEnum):
    """Who placed the five points."""

    MACHINE = "machine"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One face of an image.

    landmarks: float32 (5, 2): the person's right eye, left eye, nose tip, right and left mouth corner; so the first
        eye is the one at the left of an upright picture.
    rotation: degrees, a multiple of 45 in [0, 360): the picture turned clockwise by this much shows the face upright.
    detection_score: the detector's own, 0 to 1; 1 where a hand drew the face. Not a similarity.
    """

    box: Box
    landmarks: FloatArray
    rotation: int
    detection_score: float
    landmarks_by: LandmarkSource = LandmarkSource.MACHINE

    def __post_init__(self) -> None:
        if self.landmarks.shape != (LANDMARK_COUNT, 2) or not np.isfinite(self.landmarks).all():
            raise ValueError(f"landmarks must be five finite points, not {self.landmarks!r}")
        if self.rotation % 45 or not 0 <= self.rotation < 360:
            raise ValueError(f"rotation must be a multiple of 45 in [0, 360), not {self.rotation}")
        if not 0.0 <= self.detection_score <= 1.0:
            raise ValueError(f"detection_score must lie in [0, 1], not {self.detection_score}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What was measured on a face, and what to do about it.

    components: ISO/IEC 29794-5 component name (snake case) to value; units are in `extraction.quality`.
    advice: sentences, worst first; empty where nothing is amiss. Advice warns, it never refuses a probe.
    reasons: the same findings in Rekognition's words (`LOW_SHARPNESS`, `SMALL_BOUNDING_BOX`, ...), for a gallery's
        floor.
    overall: 0 (useless) to 100, the worst of the components' own 0-100 values.
    """

    components: Mapping[str, float]
    advice: tuple[str, ...]
    reasons: tuple[str, ...]
    overall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRecipe:
    """What was done to a face before the recogniser saw it.

    asked: the recipe's text as it was asked for, `auto` among them. steps: the text of what was done, empty where auto
    left the face as it is. chips_sha256: of the chips that were embedded, so that they can be made again and compared.
    """

    asked: str
    steps: str
    chips_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Template:
    """A face as numbers: float32, length as the recogniser says, Euclidean length 1."""

    vector: FloatArray
    recogniser: ModelIdentity
    landmarks_by: LandmarkSource

    def __post_init__(self) -> None:
        length = float(np.linalg.norm(self.vector))
        if self.vector.ndim != 1 or self.vector.dtype != np.float32 or not abs(length - 1.0) < 1e-3:
            raise ValueError(f"a template is a float32 vector of length 1, not {self.vector.dtype} of length {length}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extraction:
    """A photograph read to the end: all its faces, and the template of the chosen one.

    faces: largest first; `chosen` is the index of the one that quality and template belong to.
    warnings: sentences for the operator (`3 faces; the largest was taken`), empty where all is plain.
    recipe: None where none was asked for.
    """

    facts: PhotographFacts
    faces: tuple[Face, ...]
    chosen: int
    quality: Quality
    template: Template
    warnings: tuple[str, ...] = ()
    recipe: AppliedRecipe | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.chosen < len(self.faces):
            raise ValueError(f"face {self.chosen} of {len(self.faces)} cannot be chosen")

    @property
    def face(self) -> Face:
        return self.faces[self.chosen]
