"""The face cut several times, each a little elsewhere: what the points' error does to the template averages out."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.types import FloatArray

# Shift across and down in eye distances, scale, turn in degrees.
_MOVES = (
    (0.05, 0.0, 1.0, 0.0),
    (-0.05, 0.0, 1.0, 0.0),
    (0.0, 0.05, 1.0, 0.0),
    (0.0, -0.05, 1.0, 0.0),
    (0.0, 0.0, 1.04, 0.0),
    (0.0, 0.0, 0.96, 0.0),
    (0.0, 0.0, 1.0, 3.0),
    (0.0, 0.0, 1.0, -3.0),
)


@dataclass(frozen=True, slots=True)
class Crops:
    """As placed, and `count` - 1 of eight small moves: shifts first, then scales, then turns."""

    count: int

    name: ClassVar[str] = "crops"
    purpose: ClassVar[str] = "average over cuts a little shifted, scaled and turned; comes first"

    def __post_init__(self) -> None:
        if not 2 <= self.count <= len(_MOVES) + 1:
            raise ValueError(f"crops goes from 2 to {len(_MOVES) + 1}, not {self.count}")

    @classmethod
    def parsed(cls, value: str) -> Self:
        try:
            return cls(int(value) if value else 5)
        except ValueError as error:
            raise ValueError(f"crops takes a whole number from 2 to {len(_MOVES) + 1}") from error

    @property
    def text(self) -> str:
        return f"{self.name}={self.count}"

    @property
    def multiplies(self) -> int:
        return self.count

    def apply(self, cut: FaceCut) -> FaceCut:
        """Cuts anew from the photograph, so that every chip is resampled once; so it comes before all other steps."""
        points = [cut.landmarks, *(_moved(cut.landmarks, *move) for move in _MOVES[: self.count - 1])]
        cuts = [FaceCut.of(cut.photograph, each, cut.alignment) for each in points]
        return replace(
            cut,
            chips=np.concatenate([each.chips for each in cuts]),
            maps=tuple(each.maps[0] for each in cuts),
        )


def _moved(landmarks: FloatArray, across: float, down: float, scale: float, degrees: float) -> FloatArray:
    """The points as if the face stood elsewhere, so that the cut moves against it."""
    middle, axis = landmarks.mean(axis=0), landmarks[1] - landmarks[0]
    angle = np.radians(degrees)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = across * axis + down * np.array([-axis[1], axis[0]])
    return np.asarray((landmarks - middle) @ turn.T + middle + shift, dtype=np.float32)
