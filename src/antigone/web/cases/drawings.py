"""A photograph of a case with the faces that are known in it, as templates draw it."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.evidence.models import DetectedFace
from antigone.engine.types import LandmarkSource

__all__ = ["Card", "DrawnFace", "card_of", "cards_of"]

MOST_ADVICE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFace:
    """A face, numbered from the largest. box: left, top, width, height, in pixels of the upright picture."""

    face: DetectedFace
    number: int
    box: tuple[int, int, int, int]
    points: tuple[tuple[int, int], ...]
    is_meant: bool
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """letter, dot: sizes of a number and a point, in pixels of the picture, that stay readable at any size of it."""

    photograph: CasePhotograph
    faces: tuple[DrawnFace, ...]
    letter: int
    dot: int

    @property
    def meant(self) -> DrawnFace | None:
        return next((face for face in self.faces if face.is_meant), None)

    @property
    def is_waiting(self) -> bool:
        return self.photograph.reading == ReadingState.WAITING

    @property
    def has_no_face(self) -> bool:
        return self.photograph.reading == ReadingState.NO_FACE

    @property
    def advice(self) -> list[str]:
        """What to do about the picture, worst first."""
        return list((self.photograph.quality or {}).get("advice", []))

    @property
    def remarks(self) -> list[str]:
        """What a card has room for of warnings and advice."""
        return [*self.photograph.warnings, *self.advice][:MOST_ADVICE]

    @property
    def overall(self) -> int | None:
        """0 to 100."""
        quality = self.photograph.quality
        return None if quality is None else round(quality["overall"])


def cards_of(photographs: list[CasePhotograph]) -> list[Card]:
    """A card each, in the same order."""
    prefetch_related_objects(photographs, "faces")
    return [card_of(photograph) for photograph in photographs]


def card_of(photograph: CasePhotograph) -> Card:
    """The photograph with its faces, the largest first."""
    known = sorted(photograph.faces.all(), key=lambda face: face.box[2] * face.box[3], reverse=True)
    faces = tuple(_drawn(face, number, photograph) for number, face in enumerate(known, start=1))
    side = max(photograph.photograph.width, photograph.photograph.height)
    return Card(photograph=photograph, faces=faces, letter=max(side // 22, 1), dot=max(side // 160, 1))


def _drawn(face: DetectedFace, number: int, photograph: CasePhotograph) -> DrawnFace:
    x, y, width, height = (round(value) for value in face.box)
    return DrawnFace(
        face=face,
        number=number,
        box=(x, y, max(width, 1), max(height, 1)),
        points=tuple((round(x), round(y)) for x, y in face.landmarks),
        is_meant=face.pk == photograph.face_id,
        by_hand=face.landmarks_by == LandmarkSource.HAND,
    )
