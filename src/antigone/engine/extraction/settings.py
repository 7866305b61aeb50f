"""What may be set on extraction. Every number's measurement is in docs/detection.md."""

from dataclasses import dataclass
from enum import StrEnum

REVISION = 2
"""Raised whenever the same photograph, pack and settings give another template: what was kept is then read anew."""

# Below it the thing seen may be no face; on LFW 99 % of upright faces score more than 0.8.
UNSURE_SCORE = 0.6


class RotationSearch(StrEnum):
    """Whether the picture is tried turned.

    AUTO: where it shows no face as it stands, or only weak or lying ones. ALWAYS: as if it did not.
    NEVER: only as it stands.
    """

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionSettings:
    """How faces are looked for.

    detection_threshold: detector scores (0 to 1) below it are no face; None takes the detector family's own. It says
        how sure the detector is that there is a face, and has nothing to do with the similarity of two faces.
    strong_score: an upright face from this score on makes further passes needless; None as above.
    first_scale: the first pass looks at the picture reduced to this share of its size,
    first_least, first_most: but keeps its longer side between these, in pixels.
    finer_sides: the longer sides of the finer passes, in pixels; a picture is never enlarged for them.
    small_side: a finer pass follows where the largest face is smaller than this in the pass, in pixels.
    steady_roll: a face that leans by more than this, in degrees, may be a lying one with wrong landmarks.
    overlap: two boxes of a larger intersection over union are one face.
    upright_preference: in a search over rotations, the face as the picture stands wins unless another rotation's
        score is better by this factor; None as above.
    """

    detection_threshold: float | None = None
    strong_score: float | None = None
    first_scale: float = 0.5
    first_least: int = 128
    first_most: int = 640
    finer_sides: tuple[int, ...] = (1280, 1920)
    small_side: float = 32.0
    steady_roll: float = 20.0
    overlap: float = 0.3
    upright_preference: float | None = None

    def __post_init__(self) -> None:
        for name in ("detection_threshold", "strong_score"):
            value = getattr(self, name)
            if value is not None and not 0.0 < value < 1.0:
                raise ValueError(f"{name} must lie between 0 and 1, not {value}")
        if not 0.0 < self.first_scale <= 1.0 or not 32 <= self.first_least <= self.first_most:
            raise ValueError(f"no first pass of scale {self.first_scale}, {self.first_least} to {self.first_most} px")
        if list(self.finer_sides) != sorted(set(self.finer_sides)):
            raise ValueError(f"finer_sides must rise, not {self.finer_sides}")
        if not 0.0 < self.overlap < 1.0:
            raise ValueError(f"overlap must lie between 0 and 1, not {self.overlap}")
        if self.upright_preference is not None and self.upright_preference < 1.0:
            raise ValueError(f"upright_preference must be at least 1, not {self.upright_preference}")

    def sides(self, longer_side: int) -> tuple[int, ...]:
        """The longer side of each pass for a picture, from the first to the finest."""
        first = min(max(round(longer_side * self.first_scale), self.first_least), self.first_most)
        finer = (min(side, longer_side) for side in self.finer_sides)
        return (first, *sorted({side for side in finer if side > first}))
