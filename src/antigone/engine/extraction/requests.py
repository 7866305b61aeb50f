"""What is asked of a photograph."""

from dataclasses import dataclass, field

from antigone.engine.extraction.recipes import AnyRecipe
from antigone.engine.extraction.settings import RotationSearch
from antigone.engine.types import LANDMARK_COUNT, Box, Image

PointList = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceChoice:
    """Which face of a photograph is meant; nothing given means the only one, else the foremost (`choosing`).

    near: the detected face nearest to this box.
    box, points: drawn by hand, either or both; the template is then marked `hand`. Points: the person's right eye,
        left eye, nose tip, right and left mouth corner.
    """

    near: Box | None = None
    box: Box | None = None
    points: PointList | None = None

    def __post_init__(self) -> None:
        if self.near is not None and self.by_hand:
            raise ValueError("a face is either chosen among those found or drawn by hand, not both")
        if self.points is not None and len(self.points) != LANDMARK_COUNT:
            raise ValueError(f"{LANDMARK_COUNT} points make a face, not {len(self.points)}")

    @property
    def by_hand(self) -> bool:
        return self.box is not None or self.points is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExtractionRequest:
    """recipe: what is done to the face before it is embedded; None leaves it as it is."""

    image: Image
    choice: FaceChoice = field(default_factory=FaceChoice)
    rotations: RotationSearch = RotationSearch.AUTO
    recipe: AnyRecipe | None = None
