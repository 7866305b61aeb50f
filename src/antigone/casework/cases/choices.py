"""Which face of a photograph is meant: as the database keeps it, and as the recognition room wants it."""

from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from antigone.casework.evidence.models import DetectedFace
from antigone.casework.recognition.reading import FaceChoice
from antigone.engine.errors import UsageError
from antigone.engine.types import LANDMARK_COUNT, Box, LandmarkSource

__all__ = ["Choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """kind: auto (the foremost), face (one of those found, by its box), box or points (drawn by hand).

    box: left, top, width, height; points: the person's right eye, left eye, nose tip, right and left mouth corner; in
    pixels of the upright picture. Raises UsageError for numbers that make no face.
    """

    kind: str = "auto"
    box: tuple[float, float, float, float] | None = None
    points: tuple[tuple[float, float], ...] | None = None

    def __post_init__(self) -> None:
        if self.points is not None and len(self.points) != LANDMARK_COUNT:
            raise UsageError(_("Five points make a face: both eyes, the nose and both corners of the mouth."))
        try:
            self.face_choice()
        except ValueError as error:
            raise UsageError(_("This box is no box.")) from error

    @classmethod
    def of_face(cls, face: DetectedFace) -> Self:
        """A face that is known; one that a hand drew is drawn again as it was."""
        x, y, width, height = face.box
        if face.landmarks_by == LandmarkSource.HAND:
            return cls(kind="points", box=(x, y, width, height), points=tuple((x, y) for x, y in face.landmarks))
        return cls(kind="face", box=(x, y, width, height))

    @classmethod
    def kept(cls, kept: dict[str, Any]) -> Self:
        """From what the database keeps; nothing kept means auto."""
        box, points = kept.get("box"), kept.get("points")
        return cls(
            kind=kept.get("kind", "auto"),
            box=None if box is None else (box[0], box[1], box[2], box[3]),
            points=None if points is None else tuple((x, y) for x, y in points),
        )

    @property
    def document(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "kind": self.kind,
            "box": None if self.box is None else list(self.box),
            "points": None if self.points is None else [list(point) for point in self.points],
        }

    def face_choice(self) -> FaceChoice:
        """As the recognition room wants it."""
        box = None if self.box is None else Box(x=self.box[0], y=self.box[1], width=self.box[2], height=self.box[3])
        if self.kind == "face":
            return FaceChoice(near=box)
        return FaceChoice(box=box, points=self.points)
